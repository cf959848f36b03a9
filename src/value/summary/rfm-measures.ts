import { ClienteleError } from "../../kernel/index.js";
import type { TimeUnit } from "../../models/index.js";

/** What RFM looks at, as parallel columns; a transaction summary is one. */
export interface RfmMeasures<Unit extends TimeUnit = TimeUnit> {
  readonly ids: readonly string[];
  /** Time since the last transaction, in `unit`: the R of RFM (a summary's `recency` is another thing). */
  readonly sinceLast: Float64Array;
  /** Number of transactions. */
  readonly transactions: Float64Array;
  /** Net revenue, minor units. */
  readonly revenue: Float64Array;
  readonly unit: Unit;
}

/** RFM measures of one customer. */
export interface RfmMeasure {
  readonly sinceLast: number;
  readonly transactions: number;
  readonly revenue: number;
}

const COLUMNS = ["sinceLast", "transactions", "revenue"] as const;

/** Refuses columns of different lengths and values that are not finite. */
export function requireMeasures(measures: RfmMeasures): void {
  const size = measures.ids.length;
  for (const column of COLUMNS) {
    const values = measures[column];
    let row = 0;
    while (row < size && Number.isFinite(values[row])) row++;
    if (row === size && values.length === size) continue;
    throw new ClienteleError(
      "invalid_summary",
      "Give one finite value a customer in each column.",
      { column, row, value: values[row] },
      `${column}[${row}]`,
    );
  }
}
