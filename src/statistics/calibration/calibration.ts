import { ClienteleError } from "../../kernel/index.js";
import { logistic, logOdds } from "../learning/log-odds.js";

/** Platt's calibration: the log-odds on a line. */
export interface PlattCalibration {
  readonly kind: "platt-calibration";
  readonly version: 1;
  readonly intercept: number;
  readonly slope: number;
}

/** Isotonic calibration: a line through points that never falls, level before the first and after the last. */
export interface IsotonicCalibration {
  readonly kind: "isotonic-calibration";
  readonly version: 1;
  /** Probabilities said, ascending. */
  readonly from: readonly number[];
  /** What they mean, never falling. */
  readonly to: readonly number[];
}

/** What turns a model's probability into one that holds, as plain JSON. */
export type Calibration = PlattCalibration | IsotonicCalibration;

/**
 * A calibrated probability; NaN stays NaN.
 *
 * @throws ClienteleError `invalid_model` for what is no calibration
 * @example
 * calibratedProbability({ kind: "platt-calibration", version: 1, intercept: 0, slope: 0.5 }, 0.9) // => 0.75
 */
export function calibratedProbability(calibration: Calibration, probability: number): number {
  if (calibration.version === 1) {
    if (calibration.kind === "platt-calibration")
      return logistic(calibration.intercept + calibration.slope * logOdds(probability));
    if (calibration.kind === "isotonic-calibration") return interpolated(calibration, probability);
  }
  const { kind, version } = calibration as { kind: unknown; version: unknown };
  throw new ClienteleError("invalid_model", "This is no calibration of version 1.", {
    kind,
    problem: `kind ${String(kind)}, version ${String(version)}`,
  });
}

/**
 * Calibrated probabilities of many rows; NaN stays NaN.
 *
 * @throws ClienteleError `invalid_model` for what is no calibration
 * @example
 * const calibration = { kind: "isotonic-calibration", version: 1, from: [0.2, 0.6], to: [0.1, 0.3] } as const;
 * [...calibratedProbabilities(calibration, [0.1, 0.4, 0.9])] // => [0.1, 0.2, 0.3]
 */
export function calibratedProbabilities(calibration: Calibration, probabilities: ArrayLike<number>): Float64Array {
  return Float64Array.from(probabilities, (probability) => calibratedProbability(calibration, probability));
}

function interpolated({ from, to }: IsotonicCalibration, probability: number): number {
  if (Number.isNaN(probability)) return probability;
  // the first point that is not below
  let [low, high] = [0, from.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (from[middle]! < probability) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return to[0]!;
  if (low === from.length) return to[low - 1]!;
  const share = (probability - from[low - 1]!) / (from[low]! - from[low - 1]!);
  return to[low - 1]! + share * (to[low]! - to[low - 1]!);
}
