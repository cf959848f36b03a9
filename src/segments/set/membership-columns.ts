import type { LocalizedText } from "../../kernel/index.js";

/** Who is in which segments, as columns: a row a customer, a column a segment. */
export interface MembershipColumns {
  /** The set of segments. */
  readonly set: string;
  readonly version: number;
  /** Epoch milliseconds that the memberships hold at; `null` where the source did not say. */
  readonly asOf: number | null;
  readonly ids: readonly string[];
  readonly segments: readonly MembershipColumn[];
}

/** One segment of {@link MembershipColumns}. */
export interface MembershipColumn {
  readonly id: string;
  readonly label: LocalizedText;
  /** 1 where the customer of the row belongs, else 0. */
  readonly members: Uint8Array;
  /** How many belong. */
  readonly size: number;
}

/**
 * The customers of one segment, in the order of the columns; its length is the segment's size.
 *
 * @returns an empty list for a segment that the columns have not
 * @example
 * const columns = { set: "s", version: 1, asOf: null, ids: ["a", "b"], segments: [{ id: "vip", label: { en: "VIP", zh: "贵宾" }, members: Uint8Array.of(0, 1), size: 1 }] };
 * membersOf(columns, "vip") // => ["b"]
 */
export function membersOf(columns: MembershipColumns, segmentId: string): string[] {
  const column = columns.segments.find(({ id }) => id === segmentId);
  return column === undefined ? [] : columns.ids.filter((_, row) => column.members[row] === 1);
}

/** Columns of segments that share the population out: row → position of its one segment. */
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
