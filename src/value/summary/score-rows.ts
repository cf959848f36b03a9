import { ClienteleError } from "../../kernel/index.js";
import type { CustomerSummary, PurchaseColumns } from "../../models/index.js";

/** A customer, or a population as columns: the input of every score. */
export type CustomerOrColumns = CustomerSummary | PurchaseColumns;

/** A number for one customer, a column for columns. */
export type ScoreOf<Input> = Input extends PurchaseColumns ? Float64Array : number;

/**
 * Checks that frequency is an integer of at least 0, that 0 ≤ recency ≤ age < ∞, and that recency is 0 without a repeat purchase.
 *
 * @throws ClienteleError `invalid_summary`
 */
export function checkRow(frequency: number, recency: number, age: number, row: number): void {
  if (
    frequency >= 0 &&
    Number.isInteger(frequency) &&
    recency >= 0 &&
    recency <= age &&
    age < Infinity &&
    (frequency > 0 || recency === 0)
  )
    return;
  const [column, value] = !(frequency >= 0 && Number.isInteger(frequency))
    ? ["frequency", frequency]
    : !(age >= 0 && age < Infinity)
      ? ["age", age]
      : ["recency", recency];
  throw new ClienteleError(
    "invalid_summary",
    `Row ${row} must have an integer frequency of at least 0, 0 ≤ recency ≤ age, and a recency of 0 without a repeat purchase; got frequency ${frequency}, recency ${recency}, age ${age}.`,
    { column, row, value },
    `${column}[${row}]`,
  );
}

/**
 * Checks that columns are in the unit of the model and have one length.
 *
 * @throws ClienteleError `mismatched_units`, `invalid_summary`
 */
export function checkColumns(columns: PurchaseColumns, unit: string): void {
  if (columns.unit !== unit) {
    throw new ClienteleError(
      "mismatched_units",
      `The summary counts time in ${columns.unit}s and the model in ${unit}s. Summarize in the unit of the model.`,
      {
        expected: unit,
        actual: columns.unit,
      },
    );
  }
  const { length } = columns.frequency;
  for (const name of ["recency", "age", "weight", "logGaps"] as const) {
    const column = columns[name];
    if (column !== undefined && column.length !== length) {
      throw new ClienteleError(
        "invalid_summary",
        `\`${name}\` must have as many rows as \`frequency\` (${length}), got ${column.length}.`,
        {
          column: name,
          row: Math.min(length, column.length),
          value: column.length,
        },
      );
    }
  }
}

/** Applies the score of one customer to a customer, or to every row of columns. */
export function scoreRows<Input extends CustomerOrColumns>(
  input: Input,
  unit: string,
  score: (frequency: number, recency: number, age: number, row: number) => number,
): ScoreOf<Input> {
  const { frequency } = input;
  if (typeof frequency === "number") {
    const { recency, age } = input as CustomerSummary;
    checkRow(frequency, recency, age, 0);
    return score(frequency, recency, age, 0) as ScoreOf<Input>;
  }
  const columns = input as PurchaseColumns;
  checkColumns(columns, unit);
  const { recency, age } = columns;
  const scores = new Float64Array(frequency.length);
  for (let row = 0; row < scores.length; row++) {
    checkRow(frequency[row]!, recency[row]!, age[row]!, row);
    scores[row] = score(frequency[row]!, recency[row]!, age[row]!, row);
  }
  return scores as ScoreOf<Input>;
}

/**
 * Σ effect · covariate of one row, for one parameter.
 *
 * @throws ClienteleError `missing_covariate`
 */
export function covariateShift(
  effects: Readonly<Record<string, number>> | undefined,
  input: CustomerOrColumns,
  row: number,
): number {
  if (effects === undefined) return 0;
  let sum = 0;
  for (const [name, coefficient] of Object.entries(effects)) {
    const column: number | Float64Array | undefined = input.covariates?.[name];
    const value = typeof column === "number" ? column : column?.[row];
    if (value === undefined || !Number.isFinite(value)) {
      throw new ClienteleError(
        "missing_covariate",
        `The model uses the covariate "${name}", and row ${row} has no number for it. Add the column to the summary.`,
        {
          covariate: name,
        },
      );
    }
    sum += coefficient * value;
  }
  return sum;
}
