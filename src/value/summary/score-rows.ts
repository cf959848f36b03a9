import { ClienteleError } from "../../kernel/index.js";
import type { CustomerSummary, PurchaseColumns } from "../../models/index.js";

/** A customer, or a population as columns: what every score takes. */
export type CustomerOrColumns = CustomerSummary | PurchaseColumns;

/** A number for a customer, a column for columns. */
export type ScoreOf<Input> = Input extends PurchaseColumns ? Float64Array : number;

/** Throws `invalid_summary` unless frequency is a whole number ≥ 0, 0 ≤ recency ≤ age < ∞, and recency is 0 without a repeat purchase. */
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
    `Row ${row}: frequency ${frequency}, recency ${recency}, age ${age}. Frequency must be a whole number ≥ 0, 0 ≤ recency ≤ age, and recency 0 without a repeat purchase.`,
    { column: column, row, value },
  );
}

/** Throws unless a horizon is a finite number ≥ 0. */
export function checkHorizon(horizon: number, name = "horizon"): void {
  if (horizon >= 0 && horizon < Infinity) return;
  throw new ClienteleError("invalid_option", `${name} must be a finite number of at least 0, got ${String(horizon)}.`, {
    option: name,
    value: horizon,
  });
}

/** Throws unless columns are in the unit of the model and of one length. */
export function checkColumns(columns: PurchaseColumns, unit: string): void {
  if (columns.unit !== unit) {
    throw new ClienteleError(
      "mismatched_units",
      `The summary counts in units of a ${columns.unit}, the model in units of a ${unit}.`,
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
      throw new ClienteleError("invalid_summary", `Column ${name} has ${column.length} rows, frequency has ${length}.`, {
        column: name,
        row: Math.min(length, column.length),
        value: column.length,
      });
    }
  }
}

/** Applies a score of one customer to a customer or to every row of columns. */
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

/** Σ effect · covariate of one row, for one parameter. */
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
        `The model was fitted with the covariate "${name}"; row ${row} has no number for it.`,
        {
          covariate: name,
        },
      );
    }
    sum += coefficient * value;
  }
  return sum;
}
