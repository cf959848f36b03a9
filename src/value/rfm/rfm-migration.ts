import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import type { RfmClassColumns } from "./rfm-class.js";

/** Customers who went from one class to another. */
export interface RfmMove {
  /** Class before; `null` for a customer who was not there. */
  readonly from: string | null;
  /** Class after; `null` for a customer who is no longer there. */
  readonly to: string | null;
  /** Who, in code-point order. */
  readonly ids: readonly string[];
}

/** How customers moved between classes from one date to another. */
export interface RfmMigration {
  /** Class ids in the order of the table; the rows and columns of `counts`. */
  readonly classes: readonly string[];
  /** `counts[from][to]`; the last row holds customers who are new, the last column those who are gone. */
  readonly counts: readonly (readonly number[])[];
  /** Every pair that occurs, in the order of the table. */
  readonly moves: readonly RfmMove[];
  /** Customers in the same class at both dates. */
  readonly stayed: number;
  /** Customers in another class than before. */
  readonly moved: number;
  /** Customers at the second date only. */
  readonly arrived: number;
  /** Customers at the first date only. */
  readonly gone: number;
}

/**
 * Who moved between RFM classes from one date to another. Score both dates with the *same* thresholds, else customers
 * move because others did.
 *
 * @param before - classes at the first date
 * @param after - classes at the second date, by the same table
 * @throws ClienteleError `invalid_option` when the tables differ or an id stands twice
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
    throw new ClienteleError("invalid_option", "Class both dates by one table.", { option: "after", value: after.table.id });
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
      throw new ClienteleError("invalid_option", "An id stands twice; score every customer once.", { option: "ids", value: id });
    }
    positions.set(id, classes[row]!);
  });
  return positions;
}
