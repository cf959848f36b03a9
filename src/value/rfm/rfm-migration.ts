import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import type { RfmClassColumns } from "./rfm-class.js";

/** Customers who moved from one class to another. */
export interface RfmMove {
  /** Class before; `null` for customers who are new. */
  readonly from: string | null;
  /** Class after; `null` for customers who are gone. */
  readonly to: string | null;
  /** The customers, in code-point order. */
  readonly ids: readonly string[];
}

/** Moves of customers between classes from one date to another. */
export interface RfmMigration {
  /** Class ids in the order of the table: the rows and columns of `counts`. */
  readonly classes: readonly string[];
  /** `counts[from][to]`; the last row holds customers who are new, the last column those who are gone. */
  readonly counts: readonly (readonly number[])[];
  /** Every pair of classes that occurs, in the order of the table. */
  readonly moves: readonly RfmMove[];
  /** Number of customers in the same class at both dates. */
  readonly stayed: number;
  /** Number of customers in another class than before. */
  readonly moved: number;
  /** Number of customers at the second date only. */
  readonly arrived: number;
  /** Number of customers at the first date only. */
  readonly gone: number;
}

/**
 * Returns who moved between RFM classes from one date to another. Score both dates with the *same* thresholds: otherwise a
 * customer may move because other customers changed.
 *
 * @param before - classes at the first date
 * @param after - classes at the second date, by the same table
 * @throws ClienteleError `invalid_option` when the tables differ or an id occurs twice
 * @example
 * const at = (recency: number[]) => rfmClasses(
 *   { ids: ["ann", "bob"], recency: Uint8Array.from(recency), frequency: Uint8Array.of(1, 1), monetary: Uint8Array.of(2, 2), bins: 2 },
 *   rfmEightClasses,
 * );
 * const { stayed, moves } = rfmMigration(at([2, 2]), at([2, 1]));
 * stayed // => 1
 * moves[1] // => { from: "important-develop", to: "important-win-back", ids: ["bob"] }
 */
export function rfmMigration(before: RfmClassColumns, after: RfmClassColumns): RfmMigration {
  if (before.table.id !== after.table.id || before.sizes.length !== after.sizes.length) {
    const message = `\`after\` must have the table of \`before\` ("${before.table.id}"), got "${after.table.id}".`;
    throw new ClienteleError("invalid_option", message, { option: "after", value: after.table.id }, "after");
  }
  const classes = before.table.classes.map(({ id }) => id);
  const absent = classes.length;
  const members = Array.from({ length: (absent + 1) ** 2 }, (): string[] => []);
  const later = positionsOf(after);
  for (const [id, from] of positionsOf(before)) {
    members[from * (absent + 1) + (later.get(id) ?? absent)]!.push(id);
    later.delete(id);
  }
  for (const [id, to] of later) members[absent * (absent + 1) + to]!.push(id);

  const counts: number[][] = Array.from({ length: absent + 1 }, () => new Array<number>(absent + 1).fill(0));
  const totals = { stayed: 0, moved: 0, arrived: 0, gone: 0 };
  const moves: RfmMove[] = [];
  members.forEach((ids, pair) => {
    if (ids.length === 0) return;
    const from = Math.floor(pair / (absent + 1));
    const to = pair % (absent + 1);
    counts[from]![to] = ids.length;
    totals[from === absent ? "arrived" : to === absent ? "gone" : from === to ? "stayed" : "moved"] += ids.length;
    moves.push({ from: classes[from] ?? null, to: classes[to] ?? null, ids: ids.sort(compareCodePoints) });
  });
  return { classes, counts, moves, ...totals };
}

function positionsOf({ ids, classes }: RfmClassColumns): Map<string, number> {
  const positions = new Map<string, number>();
  ids.forEach((id, row) => {
    if (positions.has(id)) {
      throw new ClienteleError(
        "invalid_option",
        `\`ids\` must not repeat an id, got "${id}" twice.`,
        { option: "ids", value: id },
        "ids",
      );
    }
    positions.set(id, classes[row]!);
  });
  return positions;
}
