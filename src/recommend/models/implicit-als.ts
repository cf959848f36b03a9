import { seededRandom } from "../../kernel/index.js";
import { aPositiveNumber, aSeed, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { cholesky, solveCholesky } from "../../statistics/internal.js";
import { byItem, itemMatrix } from "../log/item-matrix.js";
import type { ItemLog } from "../log/item-log.js";
import { baseOf, type RecommenderBase } from "./recommender.js";
import { type Taste, WEIGHTING_OPTIONS, type WeightingOptions } from "../log/weighting.js";
import { aCount } from "../option-kinds.js";

/** Options of {@link fitImplicitAls}. */
export interface ImplicitAlsOptions extends WeightingOptions {
  /** How many factors describe a customer and an item; defaults to 32. */
  readonly factors?: number | undefined;
  /** Ridge penalty λ, above 0; defaults to 10. */
  readonly penalty?: number | undefined;
  /** Weight α of an interaction: the confidence in a value r is 1 + α r. Above 0, defaults to 10. */
  readonly alpha?: number | undefined;
  /** Sweeps over customers and items; defaults to 10. */
  readonly sweeps?: number | undefined;
  /** Seed of the factors that the sweeps start from. */
  readonly seed: number | string;
}

const IMPLICIT_ALS_OPTIONS: OptionShape<ImplicitAlsOptions> = {
  ...WEIGHTING_OPTIONS,
  factors: aCount,
  penalty: aPositiveNumber,
  alpha: aPositiveNumber,
  sweeps: aCount,
  seed: aSeed,
};

/** Factors of the items. The factors of a customer are solved from the history when needed, without a new fit. */
export interface ImplicitAlsModel extends RecommenderBase {
  readonly kind: "implicit-als";
  readonly factors: number;
  readonly penalty: number;
  readonly alpha: number;
  /** Items × factors, row by row. */
  readonly itemFactors: readonly number[];
  /** Loss after each sweep, never increasing. */
  readonly loss: readonly number[];
}

/**
 * Fits a factorization of the customers' interactions by alternating least squares, with a confidence for every pair of
 * customer and item.
 *
 * @throws ClienteleError `empty_log`, `invalid_option`
 * @see Hu, Koren, Volinsky (2008), Collaborative filtering for implicit feedback datasets
 * @example
 * const log = itemLog(["ann", "bob", "cem"].flatMap((customerId) => ["tea", "cup"].map((itemId) => ({ customerId, itemId, at: 0 }))));
 * const { loss } = fitImplicitAls(log, { factors: 2, penalty: 0.1, sweeps: 5, seed: 1 });
 * loss.every((value, sweep) => sweep === 0 || value <= loss[sweep - 1]) // => true
 */
export function fitImplicitAls(log: ItemLog, options: ImplicitAlsOptions): ImplicitAlsModel {
  const checked = requireOptions(options, IMPLICIT_ALS_OPTIONS, { mandatory: ["seed"] });
  const { factors = 32, penalty = 10, alpha = 10, sweeps = 10 } = checked;
  const matrix = itemMatrix(log, options);
  const columns = byItem(matrix);
  const byCustomer: Side = { starts: matrix.starts, others: matrix.columns, values: matrix.values };
  const byItems: Side = { starts: columns.starts, others: columns.rows, values: columns.values };
  const random = seededRandom(checked.seed);
  const items = Float64Array.from({ length: matrix.items.length * factors }, () => (random() - 0.5) / Math.sqrt(factors));
  const customers = new Float64Array(matrix.customers.length * factors);
  const loss: number[] = [];
  for (let sweep = 0; sweep < sweeps; sweep++) {
    solveSide(byCustomer, items, customers, factors, penalty, alpha);
    solveSide(byItems, customers, items, factors, penalty, alpha);
    loss.push(lossOf(byItems, customers, items, factors, penalty, alpha));
  }
  return {
    kind: "implicit-als",
    ...baseOf(matrix, log.asOf),
    factors,
    penalty,
    alpha,
    itemFactors: Array.from(items),
    loss,
  };
}

interface Side {
  readonly starts: Uint32Array;
  readonly others: Uint32Array;
  readonly values: Float64Array;
}

/** Solves every row of one side while the other side is fixed. */
function solveSide(side: Side, fixed: Float64Array, free: Float64Array, factors: number, penalty: number, alpha: number): void {
  const all = productOf(fixed, factors);
  for (let row = 0; row + 1 < side.starts.length; row++) {
    const from = side.starts[row]!;
    const to = side.starts[row + 1]!;
    const solution = solveRow(
      all,
      fixed,
      factors,
      penalty,
      alpha,
      side.others.subarray(from, to),
      side.values.subarray(from, to),
    );
    free.set(solution, row * factors);
  }
}

/** Returns YᵀY of factors that are stored row by row. */
export function productOf(matrix: Float64Array, factors: number): Float64Array {
  const product = new Float64Array(factors * factors);
  for (let at = 0; at < matrix.length; at += factors) {
    for (let row = 0; row < factors; row++) {
      const value = matrix[at + row]!;
      for (let column = 0; column <= row; column++) product[row * factors + column]! += value * matrix[at + column]!;
    }
  }
  for (let row = 0; row < factors; row++) {
    for (let column = 0; column < row; column++) product[column * factors + row] = product[row * factors + column]!;
  }
  return product;
}

/** Returns YᵀCY + λI of one row; C − I is 0 except at the entries. */
export function normalMatrix(
  all: Float64Array,
  fixed: Float64Array,
  factors: number,
  penalty: number,
  alpha: number,
  others: ArrayLike<number>,
  values: ArrayLike<number>,
): Float64Array {
  const normal = all.slice();
  for (let row = 0; row < factors; row++) normal[row * factors + row]! += penalty;
  for (let entry = 0; entry < others.length; entry++) {
    const at = others[entry]! * factors;
    const extra = alpha * values[entry]!;
    for (let row = 0; row < factors; row++) {
      const value = extra * fixed[at + row]!;
      for (let column = 0; column <= row; column++) normal[row * factors + column]! += value * fixed[at + column]!;
    }
  }
  return normal;
}

function solveRow(
  all: Float64Array,
  fixed: Float64Array,
  factors: number,
  penalty: number,
  alpha: number,
  others: ArrayLike<number>,
  values: ArrayLike<number>,
): Float64Array {
  if (others.length === 0) return new Float64Array(factors);
  const right = new Float64Array(factors);
  for (let entry = 0; entry < others.length; entry++) {
    const confidence = 1 + alpha * values[entry]!;
    for (let k = 0; k < factors; k++) right[k]! += confidence * fixed[others[entry]! * factors + k]!;
  }
  return solveCholesky(cholesky(normalMatrix(all, fixed, factors, penalty, alpha, others, values), factors), right);
}

/** Returns Σ c (p − xᵀy)² over all pairs, plus λ (Σ|x|² + Σ|y|²). */
function lossOf(
  byItems: Side,
  customers: Float64Array,
  items: Float64Array,
  factors: number,
  penalty: number,
  alpha: number,
): number {
  const all = productOf(customers, factors);
  let loss = 0;
  for (let item = 0; item + 1 < byItems.starts.length; item++) {
    const y = item * factors;
    // First every pair counts as empty …
    for (let row = 0; row < factors; row++) {
      for (let column = 0; column < factors; column++) {
        loss += items[y + row]! * all[row * factors + column]! * items[y + column]!;
      }
    }
    // … then the pairs with an interaction are corrected.
    for (let entry = byItems.starts[item]!; entry < byItems.starts[item + 1]!; entry++) {
      const x = byItems.others[entry]! * factors;
      let predicted = 0;
      for (let k = 0; k < factors; k++) predicted += customers[x + k]! * items[y + k]!;
      loss += (1 + alpha * byItems.values[entry]!) * (1 - predicted) ** 2 - predicted ** 2;
    }
  }
  let squares = 0;
  for (const value of customers) squares += value * value;
  for (const value of items) squares += value * value;
  return loss + penalty * squares;
}

/** What scoring needs of a model, prepared once. */
export interface AlsColumns {
  readonly items: Float64Array;
  readonly product: Float64Array;
}

/** Adds the scores of every item: solves the customer's factors, then multiplies them by those of the items. */
export function addAlsScores(model: ImplicitAlsModel, { items, product }: AlsColumns, taste: Taste, scores: Float64Array): void {
  const { factors, penalty, alpha } = model;
  const customer = solveRow(product, items, factors, penalty, alpha, taste.positions, taste.values);
  for (let item = 0; item < scores.length; item++) {
    let score = 0;
    for (let k = 0; k < factors; k++) score += customer[k]! * items[item * factors + k]!;
    scores[item]! += score;
  }
}

/** Reports how much each item of a taste adds to the score of each target; the score is their sum (Hu, Koren, Volinsky, section 5). */
export function alsContributions(
  { factors, penalty, alpha }: ImplicitAlsModel,
  { items, product }: AlsColumns,
  taste: Taste,
  targets: readonly number[],
  add: (place: number, source: number, amount: number) => void,
): void {
  const factor = cholesky(normalMatrix(product, items, factors, penalty, alpha, taste.positions, taste.values), factors);
  targets.forEach((target, place) => {
    const solved = solveCholesky(factor, items.subarray(target * factors, (target + 1) * factors));
    taste.positions.forEach((source, index) => {
      let dot = 0;
      for (let k = 0; k < factors; k++) dot += solved[k]! * items[source * factors + k]!;
      add(place, source, (1 + alpha * taste.values[index]!) * dot);
    });
  });
}
