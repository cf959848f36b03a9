import { ClienteleError } from "../../kernel/index.js";
import { ascendingOrder } from "../descriptive/ascending-order.js";
import { dependentColumns } from "../linear/dependent-columns.js";
import { outsideDomain } from "../domain.js";
import { requireLength } from "../linear/matrix.js";
import { isObserved, requireSurvivalTimes, type SurvivalTimes } from "./survival-times.js";

/** Covariates by name, a number a row. */
export type Covariates = Readonly<Record<string, ArrayLike<number>>>;

/** The rows of a Cox regression, the latest first, their covariates centered and brought to one scale. */
export interface CoxDesign {
  readonly names: readonly string[];
  /** rows · names numbers, row by row: (value − center) / scale. */
  readonly values: Float64Array;
  readonly centers: Float64Array;
  readonly scales: Float64Array;
  readonly time: Float64Array;
  readonly event: Uint8Array;
  readonly weight: Float64Array;
  /** Time from which a row was under observation; `null` when all were from 0. */
  readonly entry: Float64Array | null;
  /** Rows by entry, the latest first; empty without entries. */
  readonly byEntry: Uint32Array;
  readonly ties: "efron" | "breslow";
}

/**
 * Checks the rows and puts them in order. Rows that were never under observation, or weigh nothing, are left out.
 *
 * @param scaling - centers and scales of a fitted model, so that its coefficients stay what they are; from the rows unless given
 */
export function coxDesign(
  times: SurvivalTimes,
  covariates: Covariates,
  ties: "efron" | "breslow",
  scaling?: { readonly names: readonly string[]; readonly centers: ArrayLike<number> },
): CoxDesign {
  requireSurvivalTimes(times);
  const names = scaling?.names ?? Object.keys(covariates);
  if (names.length === 0) throw outsideDomain("covariates", "nothing", "at least one column");
  const count = times.time.length;
  for (const name of names) {
    const column = covariates[name];
    if (column === undefined) throw outsideDomain(`covariates.${name}`, column, "a column");
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
    throw new ClienteleError("no_events", "Every row is censored: there is no event to learn from.", { rows: kept.length });
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

/** Mean and standard deviation; a column that is all rounding counts as constant. */
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
    throw new ClienteleError("constant_columns", `These columns are the same in every row: ${constant.join(", ")}.`, {
      columns: constant,
    });
  const dependent = dependentColumns(columns, names);
  if (dependent.length === 0) return;
  const told = dependent.map(({ column, of }) => `${column} follows from ${of.join(", ")}`);
  throw new ClienteleError("collinear_columns", `Leave out columns that others determine: ${told.join("; ")}.`, {
    columns: dependent,
  });
}
