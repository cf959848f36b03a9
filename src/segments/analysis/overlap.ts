import type { MembershipColumns } from "../set/membership-columns.js";

/** Overlap of the segments of a population. */
export interface SegmentOverlap {
  readonly segments: readonly string[];
  /** Number of customers in both the row's and the column's segment; the diagonal holds the sizes. */
  readonly both: readonly (readonly number[])[];
  /** Share of the row's segment that is also in the column's; 0 for an empty segment. */
  readonly share: readonly (readonly number[])[];
  /** Jaccard index: customers in both divided by customers in either; 0 if both are empty. */
  readonly jaccard: readonly (readonly number[])[];
  /** Number of customers in no segment. */
  readonly inNone: number;
  readonly customers: number;
}

/**
 * Computes the overlap of every two segments of a population.
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
