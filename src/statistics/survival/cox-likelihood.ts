import type { CoxDesign } from "./cox-design.js";

/** Risk set at a time with events, as one term of the partial likelihood; Efron's ties have one term per event. */
export interface RiskTerm {
  readonly time: number;
  /** Weight of the events in this term. */
  readonly events: number;
  /** Σ w·e^η over the rows at risk. */
  readonly total: number;
  /** Mean of the covariates over the rows at risk, weighted by w·e^η; valid during the call only. */
  readonly mean: Float64Array;
  /** Covariance of the covariates, lower triangle row by row; valid during the call only. */
  readonly variance: Float64Array;
}

/** Sums over rows: Σ w·e^η, its first and its second moment (lower triangle). */
interface Moments {
  total: number;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

function noMoments(size: number): Moments {
  return { total: 0, first: new Float64Array(size), second: new Float64Array((size * (size + 1)) / 2) };
}

function clear(moments: Moments): void {
  moments.total = 0;
  moments.first.fill(0);
  moments.second.fill(0);
}

/** Adds a row; a negative risk removes it again. */
function add(moments: Moments, values: Float64Array, row: number, risk: number): void {
  const { first, second } = moments;
  const size = first.length;
  const from = row * size;
  moments.total += risk;
  for (let left = 0, at = 0; left < size; left++) {
    const moment = risk * values[from + left]!;
    first[left]! += moment;
    for (let right = 0; right <= left; right++) second[at++]! += moment * values[from + right]!;
  }
}

/**
 * Walks the risk sets from the latest time with events to the first.
 *
 * @param coefficients - of the design's scaled columns
 * @param visitTerm - called for every term of the likelihood
 * @param visitEvent - called for every row with an event, after the terms of its time, with its η
 */
export function walkRiskSets(
  design: CoxDesign,
  coefficients: Float64Array,
  visitTerm: (term: RiskTerm) => void,
  visitEvent: (row: number, predictor: number) => void,
): void {
  const { values, time, event, weight, entry, byEntry, ties } = design;
  const size = coefficients.length;
  const rows = time.length;
  const predictor = new Float64Array(rows);
  const risk = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let index = 0; index < size; index++) sum += values[row * size + index]! * coefficients[index]!;
    predictor[row] = sum;
    risk[row] = weight[row]! * Math.exp(sum);
  }
  const atRisk = noMoments(size);
  const dying = noMoments(size);
  const mean = new Float64Array(size);
  const variance = new Float64Array(atRisk.second.length);
  let gone = 0;
  let peak = 0;
  for (let row = 0; row < rows; ) {
    const now = time[row]!;
    const from = row;
    clear(dying);
    let deaths = 0;
    let events = 0;
    for (; row < rows && time[row] === now; row++) {
      add(atRisk, values, row, risk[row]!);
      if (event[row] !== 1) continue;
      add(dying, values, row, risk[row]!);
      deaths++;
      events += weight[row]!;
    }
    for (; gone < byEntry.length && entry![byEntry[gone]!]! >= now; gone++)
      add(atRisk, values, byEntry[gone]!, -risk[byEntry[gone]!]!);
    peak = Math.max(peak, atRisk.total);
    if (entry !== null && atRisk.total < 1e-4 * peak) {
      // After far larger sums were removed, only rounding is left: sum again.
      clear(atRisk);
      for (let other = 0; other < row; other++) if (entry[other]! < now) add(atRisk, values, other, risk[other]!);
      peak = atRisk.total;
    }
    if (deaths === 0) continue;
    const terms = ties === "efron" ? deaths : 1;
    for (let term = 0; term < terms; term++) {
      const out = term / deaths;
      const total = atRisk.total - out * dying.total;
      for (let left = 0, at = 0; left < size; left++) {
        mean[left] = (atRisk.first[left]! - out * dying.first[left]!) / total;
        for (let right = 0; right <= left; right++, at++)
          variance[at] = (atRisk.second[at]! - out * dying.second[at]!) / total - mean[left]! * mean[right]!;
      }
      visitTerm({ time: now, events: events / terms, total, mean, variance });
    }
    for (let dead = from; dead < row; dead++) if (event[dead] === 1) visitEvent(dead, predictor[dead]!);
  }
}

/** Log partial likelihood with its first and (negative) second derivatives by the scaled coefficients. */
export interface CoxLikelihood {
  readonly value: number;
  readonly gradient: Float64Array;
  /** size · size numbers. */
  readonly information: Float64Array;
}

/** Computes the partial likelihood at given coefficients. */
export function coxLikelihood(design: CoxDesign, coefficients: Float64Array): CoxLikelihood {
  const size = coefficients.length;
  let value = 0;
  const gradient = new Float64Array(size);
  const triangle = new Float64Array((size * (size + 1)) / 2);
  walkRiskSets(
    design,
    coefficients,
    ({ events, total, mean, variance }) => {
      value -= events * Math.log(total);
      for (let index = 0; index < size; index++) gradient[index]! -= events * mean[index]!;
      for (let at = 0; at < triangle.length; at++) triangle[at]! += events * variance[at]!;
    },
    (row, predictor) => {
      const weight = design.weight[row]!;
      value += weight * predictor;
      for (let index = 0; index < size; index++) gradient[index]! += weight * design.values[row * size + index]!;
    },
  );
  return { value, gradient, information: squareOf(triangle, size) };
}

/** Returns a symmetric matrix from its lower triangle. */
export function squareOf(triangle: Float64Array, size: number): Float64Array {
  const square = new Float64Array(size * size);
  for (let left = 0, at = 0; left < size; left++)
    for (let right = 0; right <= left; right++, at++) {
      square[left * size + right] = triangle[at]!;
      square[right * size + left] = triangle[at]!;
    }
  return square;
}
