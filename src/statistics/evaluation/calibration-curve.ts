import { anInteger, oneOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { type Interval, wilsonInterval } from "../descriptive/count-intervals.js";
import { requireBothClasses } from "../learning/outcomes.js";
import { requireProbabilities, runsOf, scoreOrder } from "../learning/score-order.js";

/** Rows with similar probabilities: mean prediction and observed share. */
export interface CalibrationBin {
  readonly rows: number;
  /** Mean probability. */
  readonly predicted: number;
  /** Share of events, with Wilson's interval. */
  readonly observed: Interval;
}

/** Bins of a calibration curve. */
export interface CalibrationCurveOptions {
  /** Number of bins. Defaults to 10. */
  readonly bins?: number | undefined;
  /** Equal parts of [0, 1] (`"width"`), or about the same number of rows, ties together (`"count"`). Defaults to `"width"`. */
  readonly by?: "width" | "count" | undefined;
}

const CALIBRATION_CURVE_OPTIONS: OptionShape<CalibrationCurveOptions> = {
  bins: anInteger({ min: 1 }),
  by: oneOf(["width", "count"]),
};

/**
 * Returns the calibration curve (reliability diagram, 校准曲线): bins of similar probabilities with the observed share of events.
 * Bins without rows are left out.
 *
 * @param probabilities - predicted probabilities
 * @param outcomes - 1 where the event happened, otherwise 0
 * @param options - number and kind of bins
 * @throws ClienteleError `one_class_only`; `outside_domain` for a number outside [0, 1]; `mismatched_dimensions`; `invalid_option`
 * @see Niculescu-Mizil, Caruana (2005), Predicting good probabilities with supervised learning
 * @example
 * const curve = calibrationCurve([0.12, 0.18, 0.71, 0.75], [0, 0, 1, 0]);
 * curve.map(({ predicted, observed }) => [predicted, observed.estimate]) // => [[0.15, 0], [0.73, 0.5]]
 */
export function calibrationCurve(
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  options: CalibrationCurveOptions = {},
): CalibrationBin[] {
  const { bins = 10, by = "width" } = requireOptions(options, CALIBRATION_CURVE_OPTIONS);
  requireBothClasses(outcomes, probabilities.length);
  requireProbabilities(probabilities);
  const binOf = by === "width" ? null : binsByCount(probabilities, bins);
  const rows = new Float64Array(bins);
  const predicted = new Float64Array(bins);
  const events = new Float64Array(bins);
  for (let row = 0; row < probabilities.length; row++) {
    const bin = binOf?.[row] ?? Math.min(bins - 1, Math.floor(probabilities[row]! * bins));
    rows[bin]! += 1;
    predicted[bin]! += probabilities[row]!;
    events[bin]! += outcomes[row]!;
  }
  return Array.from(rows.keys())
    .filter((bin) => rows[bin]! > 0)
    .map((bin) => ({
      rows: rows[bin]!,
      predicted: predicted[bin]! / rows[bin]!,
      observed: wilsonInterval(events[bin]!, rows[bin]!),
    }));
}

function binsByCount(probabilities: ArrayLike<number>, bins: number): Uint32Array {
  const order = scoreOrder(probabilities);
  const runs = runsOf(probabilities, order);
  const binOf = new Uint32Array(order.length);
  for (let run = 0; run + 1 < runs.length; run++) {
    const middle = (runs[run]! + runs[run + 1]! - 1) / 2;
    const bin = Math.floor((middle * bins) / order.length);
    for (let place = runs[run]!; place < runs[run + 1]!; place++) binOf[order[place]!] = bin;
  }
  return binOf;
}

/**
 * Returns the expected calibration error: the mean distance between prediction and observed share over the bins of the
 * calibration curve, weighted by rows. It is never 0 on finite data: a perfect model has about √(s (1 − s) · bins / rows) / 2.
 *
 * @param probabilities - predicted probabilities
 * @param outcomes - 1 where the event happened, otherwise 0
 * @param options - number and kind of bins
 * @throws ClienteleError `one_class_only`; `outside_domain`; `mismatched_dimensions`; `invalid_option`
 * @see Naeini, Cooper, Hauskrecht (2015), Obtaining well calibrated probabilities using Bayesian binning
 * @example
 * expectedCalibrationError([0.12, 0.18, 0.71, 0.75], [0, 0, 1, 0]) // => 0.19
 */
export function expectedCalibrationError(
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  options: CalibrationCurveOptions = {},
): number {
  let sum = 0;
  for (const { rows, predicted, observed } of calibrationCurve(probabilities, outcomes, options))
    sum += (rows / probabilities.length) * Math.abs(predicted - observed.estimate);
  return sum;
}
