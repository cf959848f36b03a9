import type { LocalizedText } from "../../kernel/index.js";

/** Memberships of a population as columns: one row per customer, one column per segment. */
export interface MembershipColumns {
  /** Identifier of the set of segments. */
  readonly set: string;
  readonly version: number;
  /** Epoch milliseconds of the evaluation; `null` if the source does not state it. */
  readonly asOf: number | null;
  readonly ids: readonly string[];
  readonly segments: readonly MembershipColumn[];
}

/** Members of one segment in {@link MembershipColumns}. */
export interface MembershipColumn {
  readonly id: string;
  readonly label: LocalizedText;
  /** 1 if the customer of the row is a member, else 0. */
  readonly members: Uint8Array;
  /** Number of members. */
  readonly size: number;
}

/**
 * Returns the members of one segment, in the order of the columns.
 *
 * @returns an empty array for a segment that the columns do not contain
 * @example
 * const columns = { set: "s", version: 1, asOf: null, ids: ["a", "b"], segments: [{ id: "vip", label: { en: "VIP", zh: "贵宾" }, members: Uint8Array.of(0, 1), size: 1 }] };
 * membersOf(columns, "vip") // => ["b"]
 */
export function membersOf(columns: MembershipColumns, segmentId: string): string[] {
  const column = columns.segments.find(({ id }) => id === segmentId);
  return column === undefined ? [] : columns.ids.filter((_, row) => column.members[row] === 1);
}

/** Builds columns of segments that partition a population, from the position of each row's segment. */
export function partition(
  source: { readonly set: string; readonly version: number; readonly asOf: number | null; readonly ids: readonly string[] },
  segments: readonly { readonly id: string; readonly label: LocalizedText }[],
  positions: ArrayLike<number>,
): MembershipColumns {
  const columns = segments.map(() => new Uint8Array(source.ids.length));
  const sizes = segments.map(() => 0);
  for (let row = 0; row < source.ids.length; row++) {
    const position = positions[row]!;
    columns[position]![row] = 1;
    sizes[position]! += 1;
  }
  return {
    ...source,
    segments: segments.map(({ id, label }, position) => ({ id, label, members: columns[position]!, size: sizes[position]! })),
  };
}
