import { preparedOf } from "../../rules/internal.js";
import { ClienteleError, type InstantInput } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import { compiledSegmentsOf } from "./define-segments.js";
import type { MembershipColumns } from "./membership-columns.js";
import type { SegmentSet } from "./segment-set.js";
import { type SegmentSubject } from "./segment-subject.js";

/** How to go through a population. */
export interface PopulationOptions {
  readonly asOf: InstantInput;
  /** Customers between two looks at the signal, 1,000 unless told. */
  readonly batchSize?: number | undefined;
  /** Told after every batch and at the end; if it returns a promise, the evaluation waits, which lets other work run. */
  readonly onProgress?: ((progress: { readonly evaluated: number }) => void | Promise<void>) | undefined;
  /** Stops the evaluation between two batches. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Evaluates a whole population. Records are read one at a time and not kept: what stays is the identifier and a byte a
 * segment. For more customers than fit even so, take the batches of {@link streamMemberships}.
 *
 * @param records - records or subjects; an array, a generator, a database cursor
 * @throws ClienteleError `undefined_segments`, `evaluation_aborted`, `invalid_option`, `invalid_instant`
 * @example
 * const vip: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
 * const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });
 * const subjects = [{ id: "a", attributes: { tags: ["vip"] }, history: [] }, { id: "b", attributes: {}, history: [] }];
 * const memberships = await evaluatePopulation(set, subjects, { asOf: 0 });
 * membersOf(memberships, "vip") // => ["a"]
 */
export async function evaluatePopulation(
  set: SegmentSet,
  records: Iterable<SegmentSubject> | AsyncIterable<SegmentSubject>,
  options: PopulationOptions,
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
 * Evaluates a population batch by batch, in bounded memory: each batch is a set of columns of its own.
 *
 * @param options - `batchSize`: customers a batch
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
  options: PopulationOptions,
): AsyncGenerator<MembershipColumns, void, undefined> {
  const compiled = compiledSegmentsOf(set);
  const { batchSize = 1_000, onProgress, signal } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new ClienteleError("invalid_option", "A batch holds at least one customer.", { option: "batchSize", value: batchSize });
  const asOf = toMilliseconds(options.asOf, "asOf");
  let evaluated = 0;
  let ids: string[] = [];
  let columns = compiled.map(() => new Uint8Array(batchSize));

  const finish = (): MembershipColumns => {
    const segments = compiled.map(({ segment: { id, label } }, position) => {
      const members = columns[position]!.subarray(0, ids.length);
      return { id, label, members, size: members.reduce((sum, member) => sum + member, 0) };
    });
    const batch = { set: set.id, version: set.version, asOf, ids, segments };
    ids = [];
    columns = compiled.map(() => new Uint8Array(batchSize));
    return batch;
  };
  const requireGoingOn = (): void => {
    if (signal?.aborted === true)
      throw new ClienteleError("evaluation_aborted", "The evaluation was cancelled by its signal.", { evaluated });
  };

  requireGoingOn();
  for await (const record of records) {
    const subject = preparedOf(record);
    const row = ids.length;
    compiled.forEach(({ rule }, position) => {
      if (rule.matches(subject, asOf)) columns[position]![row] = 1;
    });
    ids.push(subject.id);
    evaluated++;
    if (ids.length < batchSize) continue;
    await onProgress?.({ evaluated });
    requireGoingOn();
    yield finish();
  }
  if (ids.length > 0 || evaluated === 0) await onProgress?.({ evaluated });
  requireGoingOn();
  if (ids.length > 0) yield finish();
}
