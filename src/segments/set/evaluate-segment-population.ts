import { ClienteleError, type InstantInput } from "../../kernel/index.js";
import {
  aFunction,
  anInstant,
  anInteger,
  anObject,
  type OptionShape,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import { preparedOf } from "../../rules/internal.js";
import { compiledSetOf } from "./define-segments.js";
import type { MembershipColumns } from "./membership-columns.js";
import type { SegmentSet } from "./segment-set.js";
import type { SegmentSubject } from "./segment-subject.js";
import { withMemberships } from "./sibling-memberships.js";

/** Options of {@link evaluateSegmentPopulation} and {@link streamMemberships}. */
export interface SegmentPopulationOptions {
  /** Instant of the evaluation; later interactions do not count. */
  readonly asOf: InstantInput;
  /** Number of customers per batch. Defaults to 1,000. */
  readonly batchSize?: number | undefined;
  /** Called after every batch and at the end. If it returns a promise, the evaluation waits for it, so that other work can run. */
  readonly onProgress?: ((progress: { readonly evaluated: number }) => void | Promise<void>) | undefined;
  /** Stops the evaluation between two batches when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

const POPULATION_OPTIONS: OptionShape<SegmentPopulationOptions> = {
  asOf: anInstant,
  batchSize: anInteger({ min: 1 }),
  onProgress: aFunction,
  signal: anObject,
};

/**
 * Evaluates the segments of a whole population. Records are read one at a time and not kept; the result holds one identifier per
 * customer and one byte per customer and segment. For populations too large even for that, use {@link streamMemberships}.
 *
 * @param records - records or subjects: an array, a generator or a database cursor
 * @throws ClienteleError `undefined_segments`, `evaluation_aborted`, `invalid_option`, `invalid_instant`
 * @example
 * const vip: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
 * const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });
 * const subjects = [{ id: "a", attributes: { tags: ["vip"] }, history: [] }, { id: "b", attributes: {}, history: [] }];
 * const memberships = await evaluateSegmentPopulation(set, subjects, { asOf: 0 });
 * membersOf(memberships, "vip") // => ["a"]
 */
export async function evaluateSegmentPopulation(
  set: SegmentSet,
  records: Iterable<SegmentSubject> | AsyncIterable<SegmentSubject>,
  options: SegmentPopulationOptions,
): Promise<MembershipColumns> {
  const ids: string[] = [];
  const parts: MembershipColumns[] = [];
  for await (const batch of streamMemberships(set, records, options)) {
    for (const id of batch.ids) ids.push(id);
    parts.push(batch);
  }
  const segments = set.segments.map(({ id, label }, position) => {
    const members = new Uint8Array(ids.length);
    let size = 0;
    let row = 0;
    for (const { segments: columns } of parts) {
      const column = columns[position]!;
      members.set(column.members, row);
      row += column.members.length;
      size += column.size;
    }
    return { id, label, members, size };
  });
  return { set: set.id, version: set.version, asOf: toMilliseconds(options.asOf, "asOf"), ids, segments };
}

/**
 * Evaluates the segments of a population batch by batch, in bounded memory; each batch is a set of columns of its own.
 *
 * @throws ClienteleError `undefined_segments`, `evaluation_aborted`, `invalid_option`, `invalid_instant`
 * @example
 * const vip: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
 * const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });
 * const sizes: number[] = [];
 * for await (const batch of streamMemberships(set, [{ id: "a", attributes: {}, history: [] }], { asOf: 0 })) sizes.push(batch.ids.length);
 * sizes // => [1]
 */
export async function* streamMemberships(
  set: SegmentSet,
  records: Iterable<SegmentSubject> | AsyncIterable<SegmentSubject>,
  options: SegmentPopulationOptions,
): AsyncGenerator<MembershipColumns, void, undefined> {
  const compiled = compiledSetOf(set);
  const { segments } = compiled;
  const { batchSize = 1_000, onProgress, signal, asOf: instant } = requireOptions(options, POPULATION_OPTIONS);
  const asOf = toMilliseconds(instant!, "asOf");
  let evaluated = 0;
  let ids: string[] = [];
  let columns = segments.map(() => new Uint8Array(batchSize));

  const finish = (): MembershipColumns => {
    const found = segments.map(({ segment: { id, label } }, position) => {
      const members = columns[position]!.subarray(0, ids.length);
      return { id, label, members, size: members.reduce((sum, member) => sum + member, 0) };
    });
    const batch = { set: set.id, version: set.version, asOf, ids, segments: found };
    ids = [];
    columns = segments.map(() => new Uint8Array(batchSize));
    return batch;
  };
  const requireNotAborted = (): void => {
    if (signal?.aborted === true)
      throw new ClienteleError("evaluation_aborted", "The evaluation was cancelled by its signal.", { evaluated });
  };

  requireNotAborted();
  for await (const record of records) {
    const subject = withMemberships(compiled, preparedOf(record), asOf);
    const row = ids.length;
    segments.forEach(({ rule }, position) => {
      if (rule.matches(subject, asOf)) columns[position]![row] = 1;
    });
    ids.push(subject.id);
    evaluated++;
    if (ids.length < batchSize) continue;
    await onProgress?.({ evaluated });
    requireNotAborted();
    yield finish();
  }
  if (ids.length > 0 || evaluated === 0) await onProgress?.({ evaluated });
  requireNotAborted();
  if (ids.length > 0) yield finish();
}
