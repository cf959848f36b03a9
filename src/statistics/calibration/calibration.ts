import { ClienteleError } from "../../kernel/index.js";
import { firstAtOrAfter } from "../../kernel/internal.js";
import { logistic, logOdds } from "../learning/log-odds.js";

/** Platt's calibration: a straight line on the log-odds. */
export interface PlattCalibration {
  readonly kind: "platt-calibration";
  readonly version: 1;
  readonly intercept: number;
  readonly slope: number;
}

/** Isotonic calibration: linear between points that never fall, constant before the first and after the last. */
export interface IsotonicCalibration {
  readonly kind: "isotonic-calibration";
  readonly version: 1;
  /** Predicted probabilities, ascending. */
  readonly from: readonly number[];
  /** Calibrated probabilities, never falling. */
  readonly to: readonly number[];
}

/** Calibration of the probabilities of a model, as plain JSON. */
export type Calibration = PlattCalibration | IsotonicCalibration;

/**
 * Calibrates one probability; NaN stays NaN.
 *
 * @param calibration - fitted, or read back from JSON
 * @param probability - predicted by the model
 * @throws ClienteleError `invalid_model` for another kind or version
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
  throw new ClienteleError("invalid_model", "The calibration is not one of version 1. Fit it again with `calibrate`.", {
    kind,
    problem: `kind ${String(kind)}, version ${String(version)}`,
  });
}

/**
 * Calibrates the probabilities of many rows; NaN stays NaN.
 *
 * @param calibration - fitted, or read back from JSON
 * @param probabilities - predicted by the model
 * @throws ClienteleError `invalid_model` for another kind or version
 * @example
 * const calibration = { kind: "isotonic-calibration", version: 1, from: [0.2, 0.6], to: [0.1, 0.3] } as const;
 * [...calibratedProbabilities(calibration, [0.1, 0.4, 0.9])] // => [0.1, 0.2, 0.3]
 */
export function calibratedProbabilities(calibration: Calibration, probabilities: ArrayLike<number>): Float64Array {
  return Float64Array.from(probabilities, (probability) => calibratedProbability(calibration, probability));
}

function interpolated({ from, to }: IsotonicCalibration, probability: number): number {
  if (Number.isNaN(probability)) return probability;
  const next = firstAtOrAfter(from, probability);
  if (next === 0) return to[0]!;
  if (next === from.length) return to[next - 1]!;
  const share = (probability - from[next - 1]!) / (from[next]! - from[next - 1]!);
  return to[next - 1]! + share * (to[next]! - to[next - 1]!);
}
