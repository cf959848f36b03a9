import { ClienteleError } from "../../kernel/index.js";
import type { RfmClass, RfmClassTable, RfmColumns } from "../../models/index.js";
import type { RfmScore } from "./rfm-scores.js";

/** Class of every customer, as parallel columns. */
export interface RfmClassColumns {
  readonly ids: readonly string[];
  /** Position of the class in `table.classes`. */
  readonly classes: Uint8Array;
  /** Number of customers in each class, in the order of the table. */
  readonly sizes: readonly number[];
  readonly table: RfmClassTable;
}

/**
 * Returns the class that a score belongs to.
 *
 * @param table - `rfmElevenClasses` (five bins), `rfmEightClasses` (two bins), or your own
 * @throws ClienteleError `invalid_option` when the table has no class for the cell of the score
 * @example
 * rfmClass({ recency: 5, frequency: 5, monetary: 4 }, rfmElevenClasses).id // => "champions"
 * rfmClass({ recency: 1, frequency: 2, monetary: 2 }, rfmEightClasses).label.zh // => "重要保持客户"
 */
export function rfmClass(score: RfmScore, table: RfmClassTable): RfmClass {
  const cell = `${score.recency}${score.frequency}${score.monetary}`;
  const found = table.classes.find(({ cells }) => cells.includes(cell));
  if (found !== undefined) return found;
  const message = `The table "${table.id}" has no class for the cell ${cell}. Score with ${table.bins} bins.`;
  throw new ClienteleError("invalid_option", message, { option: "table", value: table.id }, "table");
}

/**
 * Returns the class of every customer.
 *
 * @throws ClienteleError `invalid_option` when the scores and the table differ in bins, or the table does not have every cell once
 * @example
 * const scores = { ids: ["a", "b"], recency: Uint8Array.of(2, 1), frequency: Uint8Array.of(1, 1), monetary: Uint8Array.of(2, 1), bins: 2 };
 * rfmClasses(scores, rfmEightClasses).sizes // => [0, 1, 0, 0, 0, 0, 0, 1]
 */
export function rfmClasses(scores: RfmColumns, table: RfmClassTable): RfmClassColumns {
  if (scores.bins !== table.bins) {
    const message = `The table "${table.id}" has ${table.bins} bins and the scores have ${scores.bins}. Score with ${table.bins} bins.`;
    throw new ClienteleError("invalid_option", message, { option: "bins", value: scores.bins }, "bins");
  }
  const classOfCell = cellsOf(table);
  const sizes = new Array<number>(table.classes.length).fill(0);
  const classes = Uint8Array.from(scores.ids, (_, row) => {
    const found = classOfCell.get(scores.recency[row]! * 100 + scores.frequency[row]! * 10 + scores.monetary[row]!);
    if (found === undefined) {
      const value = [scores.recency[row], scores.frequency[row], scores.monetary[row]];
      const message = `Row ${row} must have scores from 1 to ${table.bins}, got ${value.join(", ")}.`;
      throw new ClienteleError("invalid_summary", message, { column: "recency", row, value });
    }
    sizes[found]! += 1;
    return found;
  });
  return { ids: scores.ids, classes, sizes, table };
}

/**
 * Returns the position of the class by cell.
 *
 * @throws ClienteleError `invalid_option` when a cell is missing, repeated or impossible
 */
function cellsOf(table: RfmClassTable): Map<number, number> {
  const found = new Map<number, number>();
  table.classes.forEach(({ cells }, position) => {
    for (const cell of cells) {
      if (found.has(Number(cell))) throw badTable(table, `${cell} is there twice`);
      if (!new RegExp(`^[1-${table.bins}]{3}$`).test(cell)) throw badTable(table, `${cell} is not a cell of ${table.bins} bins`);
      found.set(Number(cell), position);
    }
  });
  if (found.size !== table.bins ** 3) throw badTable(table, `${table.bins ** 3 - found.size} are missing`);
  return found;
}

function badTable(table: RfmClassTable, what: string): ClienteleError {
  const message = `The table "${table.id}" must have every cell exactly once: ${what}.`;
  return new ClienteleError("invalid_option", message, { option: "table", value: table.id }, "table");
}
