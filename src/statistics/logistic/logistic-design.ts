import { outsideDomain } from "../domain.js";
import { dependentColumns } from "../linear/dependent-columns.js";
import type { DroppedColumn } from "./logistic-model.js";
import { addOuterProducts } from "./outer-products.js";

/** Design matrix of a regression: a leading 1, then the standardized columns. */
export interface LogisticDesign {
  /** Columns that are kept. */
  readonly names: readonly string[];
  /** rows · size numbers, row by row. */
  readonly values: Float64Array;
  /** Number of columns, the intercept included. */
  readonly size: number;
  readonly centers: Float64Array;
  readonly scales: Float64Array;
  readonly dropped: readonly DroppedColumn[];
}

/** Checks the columns, drops constant ones and (if asked) those that follow from others, and standardizes the rest. */
export function logisticDesign(
  columns: readonly Float64Array[],
  names: readonly string[],
  weight: Float64Array,
  dropCollinear: boolean,
): LogisticDesign {
  const dropped: DroppedColumn[] = [];
  const moments = columns.map((column, index) => momentsOf(column, names[index]!, weight));
  const varying = names.map((_, index) => index).filter((index) => moments[index]!.scale > 0);
  names.forEach((column, index) => {
    if (moments[index]!.scale === 0) dropped.push({ column, reason: "constant" });
  });
  const design = standardized(columns, varying, moments);
  if (!dropCollinear || areClearlyIndependent(design, varying.length + 1, weight)) return named(design, varying);
  const dependent = dependentColumns(
    varying.map((index) => columns[index]!.filter((_, row) => weight[row]! > 0)),
    varying.map((index) => names[index]!),
  );
  for (const { column, of } of dependent) dropped.push({ column, reason: "collinear", of });
  const gone = new Set(dependent.map(({ column }) => column));
  const kept = varying.filter((index) => !gone.has(names[index]!));
  return named(standardized(columns, kept, moments), kept);

  function named(values: Float64Array, kept: readonly number[]): LogisticDesign {
    return {
      names: kept.map((index) => names[index]!),
      values,
      size: kept.length + 1,
      centers: Float64Array.from(kept, (index) => moments[index]!.center),
      scales: Float64Array.from(kept, (index) => moments[index]!.scale),
      dropped,
    };
  }
}

interface Moments {
  readonly center: number;
  /** Standard deviation; 0 for a column that differs only by rounding. */
  readonly scale: number;
}

function momentsOf(column: Float64Array, name: string, weight: Float64Array): Moments {
  let total = 0;
  let sum = 0;
  for (let row = 0; row < weight.length; row++) {
    const value = column[row]!;
    if (!Number.isFinite(value))
      throw outsideDomain(`features.${name}[${row}]`, value, "a finite number (fill missing values, or use `fitBoostedTrees`)");
    total += weight[row]!;
    sum += weight[row]! * value;
  }
  const center = sum / total;
  let squares = 0;
  for (let row = 0; row < weight.length; row++) squares += weight[row]! * (column[row]! - center) ** 2;
  const scale = Math.sqrt(squares / total);
  return { center, scale: scale > 1e-12 * Math.abs(center) ? scale : 0 };
}

function standardized(columns: readonly Float64Array[], kept: readonly number[], moments: readonly Moments[]): Float64Array {
  const rows = columns[0]!.length;
  const size = kept.length + 1;
  const values = new Float64Array(rows * size);
  for (let row = 0; row < rows; row++) values[row * size] = 1;
  kept.forEach((index, position) => {
    const { center, scale } = moments[index]!;
    const column = columns[index]!;
    for (let row = 0; row < rows; row++) values[row * size + position + 1] = (column[row]! - center) / scale;
  });
  return values;
}

/** Tells from the Cholesky pivots of the correlations that the columns are independent, which saves the slow, exact check. */
function areClearlyIndependent(values: Float64Array, size: number, weight: Float64Array): boolean {
  const gram = new Float64Array(size * size);
  addOuterProducts(gram, values, size, weight);
  const total = weight.reduce((sum, own) => sum + own, 0);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = gram[row * size + column]! / total;
      for (let k = 0; k < column; k++) sum -= gram[row * size + k]! * gram[column * size + k]!;
      if (row !== column) gram[row * size + column] = sum / gram[column * size + column]!;
      else if (sum > 1e-6) gram[row * size + row] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}
