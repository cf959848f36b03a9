import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import type { Membership } from "../../models/index.js";
import type { MembershipColumns } from "./membership-columns.js";

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
}

/**
 * Compares two evaluations of one set of segments: of a population as columns, or of single customers as lists of memberships.
 * In each segment, the members before are `stayed` and `left`, and the members after are `stayed` and `entered`.
 *
 * @throws ClienteleError `mismatched_segments` if the columns come from different sets, versions or segments
 * @example
 * const before = [{ segmentId: "new", customerId: "a", reasons: [] }];
 * const after = [{ segmentId: "loyal", customerId: "a", reasons: [] }];
 * membershipChanges(before, after).map(({ segmentId, entered, left }) => [segmentId, entered, left]) // => [["loyal", ["a"], []], ["new", [], ["a"]]]
 */
export function membershipChanges(
  before: MembershipColumns | readonly Membership[],
  after: MembershipColumns | readonly Membership[],
): MembershipChange[] {
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
    };
  });
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
