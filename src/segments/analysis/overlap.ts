import type { MembershipColumns } from "../set/membership-columns.js";

/** How much segments have in common. */
export interface SegmentOverlap {
  readonly segments: readonly string[];
  /** Customers in both, row by column; the diagonal is each segment's size. */
  readonly both: readonly (readonly number[])[];
  /** Share of the row's segment that is in the column's too; 0 for an empty segment. */
  readonly share: readonly (readonly number[])[];
  /** Jaccard index: customers in both over customers in either; 0 where both are empty. */
  readonly jaccard: readonly (readonly number[])[];
  /** Customers in no segment at all. */
  readonly inNone: number;
  readonly customers: number;
}

/**
 * The overlap of every two segments of a population.
 *
 * @example
 * const label = { en: "", zh: "" };
 * const columns = { set: "s", version: 1, asOf: null, ids: ["a", "b", "c"], segments: [
 *   { id: "x", label, members: Uint8Array.of(1, 1, 0), size: 2 }, { id: "y", label, members: Uint8Array.of(0, 1, 0), size: 1 },
 * ] };
 * overlap(columns).both // => [[2, 1], [1, 1]]
 * overlap(columns).share // => [[1, 0.5], [1, 1]]
 */
export function overlap(memberships: MembershipColumns): SegmentOverlap {
  const { ids, segments } = memberships;
  const both = segments.map(() => segments.map(() => 0));
  let inNone = 0;
  const present: number[] = [];
  for (let row = 0; row < ids.length; row++) {
    present.length = 0;
    for (let position = 0; position < segments.length; position++)
      if (segments[position]!.members[row] === 1) present.push(position);
    if (present.length === 0) inNone++;
    for (const left of present) for (const right of present) both[left]![right]! += 1;
  }
  const over = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  return {
    segments: segments.map(({ id }) => id),
    both,
    share: both.map((line, left) => line.map((count) => over(count, both[left]![left]!))),
    jaccard: both.map((line, left) => line.map((count, right) => over(count, both[left]![left]! + both[right]![right]! - count))),
    inNone,
    customers: ids.length,
  };
}
