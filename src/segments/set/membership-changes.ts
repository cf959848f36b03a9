import { ClienteleError, compareCodePoints, type InstantInput, type LocalizedText } from "../../kernel/index.js";
import {
  aFunction,
  anInstant,
  anObject,
  mapOf,
  type OptionShape,
  optionsOf,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import type { Membership } from "../../models/index.js";
import { decidingReasons, preparedOf } from "../../rules/internal.js";
import { compileOptionsOf, compiledSetOf } from "./define-segments.js";
import type { MembershipColumns } from "./membership-columns.js";
import type { SegmentSet } from "./segment-set.js";
import type { SegmentSubject } from "./segment-subject.js";
import { withMemberships } from "./sibling-memberships.js";

/** Customers who entered, left and stayed in one segment between two evaluations; identifiers in code-point order. */
export interface MembershipChange {
  readonly segmentId: string;
  readonly entered: readonly string[];
  readonly left: readonly string[];
  readonly stayed: readonly string[];
  /** Subset of `left`: no longer among the evaluated customers. */
  readonly gone: readonly string[];
  /** Subset of `entered`: not among the evaluated customers before. */
  readonly fresh: readonly string[];
  /**
   * Why each customer who entered or left did so, by identifier: the conditions that now hold, or no longer hold. Only of
   * customers whose reasons are known: those of `after` that carry reasons, and those that the option `explain` names.
   */
  readonly reasons: Readonly<Record<string, Membership["reasons"]>>;
}

/** Options of {@link membershipChanges}. */
export interface MembershipChangesOptions {
  /** Explains those who entered or left and are still there, with the facts of the second evaluation. */
  readonly explain?:
    | {
        readonly set: SegmentSet;
        /** Instant of the second evaluation. */
        readonly asOf: InstantInput;
        /** Returns the facts of a customer; `undefined` where they are not at hand. */
        readonly subjectOf: (customerId: string) => SegmentSubject | undefined;
        /** Names of paths, interactions and states, for people. */
        readonly names?: Readonly<Record<string, LocalizedText>> | undefined;
      }
    | undefined;
}

const CHANGES_OPTIONS: OptionShape<MembershipChangesOptions> = {
  explain: optionsOf<NonNullable<MembershipChangesOptions["explain"]>>({
    set: anObject,
    asOf: anInstant,
    subjectOf: aFunction,
    names: mapOf(anObject),
  }),
};

/**
 * Compares two evaluations of one set of segments: of a population as columns, or of single customers as lists of memberships.
 * In each segment, the members before are `stayed` and `left`, and the members after are `stayed` and `entered`.
 *
 * @param options - `explain`: gives reasons for everyone who entered or left
 * @throws ClienteleError `mismatched_segments` if the columns come from different sets, versions or segments; `invalid_option`;
 * `undefined_segments`
 * @example
 * const before = [{ segmentId: "new", customerId: "a", reasons: [] }];
 * const after = [{ segmentId: "loyal", customerId: "a", reasons: [] }];
 * membershipChanges(before, after).map(({ segmentId, entered, left }) => [segmentId, entered, left]) // => [["loyal", ["a"], []], ["new", [], ["a"]]]
 */
export function membershipChanges(
  before: MembershipColumns | readonly Membership[],
  after: MembershipColumns | readonly Membership[],
  options?: MembershipChangesOptions,
): MembershipChange[] {
  const { explain } = requireOptions(options, CHANGES_OPTIONS);
  if ("segments" in before && "segments" in after) requireSameSet(before, after);
  const old = bySegment(before);
  const now = bySegment(after);
  const knownBefore = "ids" in before ? new Set(before.ids) : undefined;
  const knownAfter = "ids" in after ? new Set(after.ids) : undefined;
  const names =
    "segments" in after
      ? after.segments.map(({ id }) => id)
      : [...new Set([...old.keys(), ...now.keys()])].sort(compareCodePoints);
  const nobody: ReadonlySet<string> = new Set();
  const given = givenReasons(after);
  const explained = (segmentId: string, customerId: string): Membership["reasons"] | undefined => {
    const subject = knownAfter === undefined || knownAfter.has(customerId) ? explain?.subjectOf(customerId) : undefined;
    if (explain === undefined || subject === undefined) return undefined;
    const { set, asOf, names: people } = explain;
    const compiled = compiledSetOf(set);
    const rule = compiled.segments.find(({ segment }) => segment.id === segmentId)?.segment.rule;
    const at = toMilliseconds(asOf, "asOf");
    const known = withMemberships(compiled, preparedOf(subject), at);
    return rule && decidingReasons(rule, known, { ...compileOptionsOf(set), asOf: at, names: people });
  };
  return names.map((segmentId) => {
    const was = old.get(segmentId) ?? nobody;
    const is = now.get(segmentId) ?? nobody;
    const pick = (from: ReadonlySet<string>, passes: (id: string) => boolean) => [...from].filter(passes).sort(compareCodePoints);
    const entered = pick(is, (id) => !was.has(id));
    const left = pick(was, (id) => !is.has(id));
    return {
      segmentId,
      entered,
      left,
      stayed: pick(is, (id) => was.has(id)),
      gone: knownAfter === undefined ? [] : left.filter((id) => !knownAfter.has(id)),
      fresh: knownBefore === undefined ? [] : entered.filter((id) => !knownBefore.has(id)),
      reasons: Object.fromEntries(
        [...entered, ...left].flatMap((id) => {
          const reasons = given.get(JSON.stringify([segmentId, id])) ?? explained(segmentId, id);
          return reasons === undefined ? [] : [[id, reasons] as const];
        }),
      ),
    };
  });
}

/** Returns the reasons that single memberships carry, by segment and customer. */
function givenReasons(memberships: MembershipColumns | readonly Membership[]): ReadonlyMap<string, Membership["reasons"]> {
  if ("segments" in memberships) return new Map();
  return new Map(
    memberships.flatMap(({ segmentId, customerId, reasons }) =>
      reasons.length === 0 ? [] : [[JSON.stringify([segmentId, customerId]), reasons] as const],
    ),
  );
}

function bySegment(memberships: MembershipColumns | readonly Membership[]): Map<string, Set<string>> {
  const segments = new Map<string, Set<string>>();
  if ("segments" in memberships) {
    for (const { id, members } of memberships.segments)
      segments.set(id, new Set(memberships.ids.filter((_, row) => members[row] === 1)));
    return segments;
  }
  for (const { segmentId, customerId } of memberships) {
    const members = segments.get(segmentId);
    if (members === undefined) segments.set(segmentId, new Set([customerId]));
    else members.add(customerId);
  }
  return segments;
}

function requireSameSet(before: MembershipColumns, after: MembershipColumns): void {
  const name = ({ set, version, segments }: MembershipColumns) => `${set}@${version}: ${segments.map(({ id }) => id).join(", ")}`;
  const [left, right] = [name(before), name(after)];
  if (left !== right)
    throw new ClienteleError("mismatched_segments", "Both evaluations must come from the same set, version and segments.", {
      left,
      right,
    });
}
