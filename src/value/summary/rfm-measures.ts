import { ClienteleError } from "../../kernel/index.js";
import type { TimeUnit } from "../../models/index.js";

/** Measures that RFM scores, as parallel columns. A transaction summary has them. */
export interface RfmMeasures<Unit extends TimeUnit = TimeUnit> {
  readonly ids: readonly string[];
  /** Time since the last transaction, in `unit`: the R of RFM. It is not the `recency` of a summary. */
  readonly sinceLast: Float64Array;
  /** Number of transactions. */
  readonly transactions: Float64Array;
  /** Net revenue, in minor units. */
  readonly revenue: Float64Array;
  readonly unit: Unit;
}

/** RFM measures of one customer. */
export interface RfmMeasure {
  /** Time since the last transaction, in the unit of the thresholds. */
  readonly sinceLast: number;
  readonly transactions: number;
  /** Net revenue, in minor units. */
  readonly revenue: number;
}

const COLUMNS = ["sinceLast", "transactions", "revenue"] as const;

/**
 * Checks that all columns have one finite value per customer.
 *
 * @throws ClienteleError `invalid_summary`
 */
export function requireMeasures(measures: RfmMeasures): void {
  const size = measures.ids.length;
  for (const column of COLUMNS) {
    const values = measures[column];
    let row = 0;
    while (row < size && Number.isFinite(values[row])) row++;
    if (row === size && values.length === size) continue;
    throw new ClienteleError(
      "invalid_summary",
      `\`${column}\` must have one finite number per customer (${size}), got ${row < size ? `${String(values[row])} in row ${row}` : `${values.length} rows`}.`,
      { column, row, value: values[row] },
      `${column}[${row}]`,
    );
  }
}
