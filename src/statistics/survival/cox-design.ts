import { ClienteleError } from "../../kernel/index.js";
import { ascendingOrder } from "../descriptive/ascending-order.js";
import { dependentColumns } from "../linear/dependent-columns.js";
import { outsideDomain } from "../domain.js";
import { requireLength } from "../linear/matrix.js";
import { isObserved, requireSurvivalTimes, type SurvivalTimes } from "./survival-times.js";

/** Covariates by name, one number per row. */
export type Covariates = Readonly<Record<string, ArrayLike<number>>>;

/** Rows of a Cox regression, the latest first, with standardized covariates. */
export interface CoxDesign {
  readonly names: readonly string[];
  /** rows · names numbers, row by row: (value − center) / scale. */
  readonly values: Float64Array;
  readonly centers: Float64Array;
  readonly scales: Float64Array;
  readonly time: Float64Array;
  readonly event: Uint8Array;
  readonly weight: Float64Array;
  /** Time from which each row was under observation; `null` when all were observed from 0. */
  readonly entry: Float64Array | null;
  /** Rows by entry, the latest first; empty without entries. */
  readonly byEntry: Uint32Array;
  readonly ties: "efron" | "breslow";
}

/**
 * Checks the rows and sorts them. Rows that were never under observation, or have no weight, are left out.
 *
 * @param scaling - names and centers of a fitted model, to keep its coefficients comparable; defaults to those of the rows
 */
export function coxDesign(
  times: SurvivalTimes,
  covariates: Covariates,
  ties: "efron" | "breslow",
  scaling?: { readonly names: readonly string[]; readonly centers: ArrayLike<number> },
): CoxDesign {
  requireSurvivalTimes(times);
  const names = scaling?.names ?? Object.keys(covariates);
  if (names.length === 0) throw outsideDomain("covariates", "no column", "an object with at least one column");
  const count = times.time.length;
  for (const name of names) {
    const column = covariates[name];
    if (column === undefined) throw outsideDomain(`covariates.${name}`, column, "an array of numbers");
    requireLength(column, count);
    for (let row = 0; row < count; row++)
      if (!Number.isFinite(column[row])) throw outsideDomain(`covariates.${name}[${row}]`, column[row], "a finite number");
  }
  const { time, event, entry, weight } = times;
  const weightOf = (row: number): number => (weight === undefined ? 1 : weight[row]!);
  const kept = ascendingOrder(time)
    .filter((row) => isObserved(times, row) && weightOf(row) > 0)
    .reverse();
  if (!kept.some((row) => event[row] === 1))
    throw new ClienteleError(
      "no_events",
      "No row has an event: nothing can be fitted. Check that `event` is 1 where the event came.",
      { rows: kept.length },
    );
  const columns = names.map((name) => Float64Array.from(kept, (row) => covariates[name]![row]!));
  const weights = Float64Array.from(kept, weightOf);
  const moments = columns.map((column) => momentsOf(column, weights));
  const centers = Float64Array.from(moments, ({ mean }, index) => scaling?.centers[index] ?? mean);
  const scales = Float64Array.from(moments, ({ deviation }) => (deviation > 0 ? deviation : 1));
  if (scaling === undefined) requireIndependent(names, columns, moments);
  const size = names.length;
  const values = new Float64Array(kept.length * size);
  columns.forEach((column, index) => {
    for (let row = 0; row < kept.length; row++) values[row * size + index] = (column[row]! - centers[index]!) / scales[index]!;
  });
  const entries = entry === undefined ? null : Float64Array.from(kept, (row) => entry[row]!);
  const byEntry = entries === null ? new Uint32Array() : ascendingOrder(entries).reverse();
  return {
    names,
    values,
    centers,
    scales,
    time: Float64Array.from(kept, (row) => time[row]!),
    event: Uint8Array.from(kept, (row) => event[row]!),
    weight: weights,
    entry: entries,
    byEntry,
    ties,
  };
}

/** Mean and standard deviation; a column that differs only by rounding counts as constant. */
function momentsOf(column: Float64Array, weight: Float64Array): { readonly mean: number; readonly deviation: number } {
  let total = 0;
  let sum = 0;
  for (let row = 0; row < column.length; row++) {
    total += weight[row]!;
    sum += weight[row]! * column[row]!;
  }
  const mean = sum / total;
  let squares = 0;
  for (let row = 0; row < column.length; row++) squares += weight[row]! * (column[row]! - mean) ** 2;
  const deviation = Math.sqrt(squares / total);
  return { mean, deviation: deviation > 1e-12 * Math.abs(mean) ? deviation : 0 };
}

function requireIndependent(
  names: readonly string[],
  columns: readonly Float64Array[],
  moments: readonly { readonly deviation: number }[],
): void {
  const constant = names.filter((_, index) => moments[index]!.deviation === 0);
  if (constant.length > 0)
    throw new ClienteleError("constant_columns", `Columns with one value in every row: ${constant.join(", ")}. Leave them out.`, {
      columns: constant,
    });
  const dependent = dependentColumns(columns, names);
  if (dependent.length === 0) return;
  const list = dependent.map(({ column, of }) => `${column} follows from ${of.join(", ")}`);
  throw new ClienteleError("collinear_columns", `Columns that others determine: ${list.join("; ")}. Leave them out.`, {
    columns: dependent,
  });
}
