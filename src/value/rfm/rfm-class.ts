import { ClienteleError } from "../../kernel/index.js";
import type { RfmClass, RfmClassTable, RfmColumns } from "../../models/index.js";
import type { RfmScore } from "./rfm-scores.js";

/** The class of every customer, as parallel columns. */
export interface RfmClassColumns {
  readonly ids: readonly string[];
  /** Position of the class in `table.classes`. */
  readonly classes: Uint8Array;
  /** Customers in each class, in the order of the table. */
  readonly sizes: readonly number[];
  readonly table: RfmClassTable;
}

/**
 * The class that a score belongs to.
 *
 * @param table - `rfmElevenClasses` (five bins), `rfmEightClasses` (two bins), or one of your own
 * @throws ClienteleError `invalid_option` when a score is outside the table's bins, or the table has no class for the cell
 * @example
 * rfmClass({ recency: 5, frequency: 5, monetary: 4 }, rfmElevenClasses).id // => "champions"
 * rfmClass({ recency: 1, frequency: 2, monetary: 2 }, rfmEightClasses).label.zh // => "重要保持客户"
 */
export function rfmClass(score: RfmScore, table: RfmClassTable): RfmClass {
  const cell = `${score.recency}${score.frequency}${score.monetary}`;
  const found = table.classes.find(({ cells }) => cells.includes(cell));
  if (found !== undefined) return found;
  throw new ClienteleError("invalid_option", `The table ${table.id} has no class for the cell ${cell}.`, {
    option: "table",
    value: table.id,
  });
}

/**
 * The class of every customer.
 *
 * @throws ClienteleError `invalid_option` when the scores have other bins than the table, or the table does not have every cell once
 * @example
 * const scores = { ids: ["a", "b"], recency: Uint8Array.of(2, 1), frequency: Uint8Array.of(1, 1), monetary: Uint8Array.of(2, 1), bins: 2 };
 * rfmClasses(scores, rfmEightClasses).sizes // => [0, 1, 0, 0, 0, 0, 0, 1]
 */
export function rfmClasses(scores: RfmColumns, table: RfmClassTable): RfmClassColumns {
  if (scores.bins !== table.bins) {
    throw new ClienteleError("invalid_option", `Score with ${table.bins} bins for the table ${table.id}.`, {
      option: "bins",
      value: scores.bins,
    });
  }
  const classOfCell = cellsOf(table);
  const sizes = new Array<number>(table.classes.length).fill(0);
  const classes = Uint8Array.from(scores.ids, (_, row) => {
    const found = classOfCell.get(scores.recency[row]! * 100 + scores.frequency[row]! * 10 + scores.monetary[row]!);
    if (found === undefined) {
      throw new ClienteleError("invalid_summary", "A score is outside its bins.", {
        column: "recency",
        row,
        value: [scores.recency[row], scores.frequency[row], scores.monetary[row]],
      });
    }
    sizes[found]! += 1;
    return found;
  });
  return { ids: scores.ids, classes, sizes, table };
}

/** Cell → position of its class; a table that names a cell twice or not at all is refused. */
function cellsOf(table: RfmClassTable): Map<number, number> {
  const found = new Map<number, number>();
  table.classes.forEach(({ cells }, position) => {
    for (const cell of cells) {
      if (found.has(Number(cell)) || !new RegExp(`^[1-${table.bins}]{3}$`).test(cell)) throw badTable(table, cell);
      found.set(Number(cell), position);
    }
  });
  if (found.size !== table.bins ** 3) throw badTable(table, `${table.bins ** 3 - found.size} of its cells`);
  return found;
}

function badTable(table: RfmClassTable, what: string): ClienteleError {
  return new ClienteleError("invalid_option", `The table ${table.id} must have every cell once; look at ${what}.`, {
    option: "table",
    value: table.id,
  });
}
