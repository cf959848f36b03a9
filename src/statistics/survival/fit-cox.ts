import { ClienteleError } from "../../kernel/index.js";
import { anInteger, aText, oneOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { cholesky, inverseOfPositiveDefinite, solveCholesky } from "../linear/cholesky.js";
import { type Covariates, type CoxDesign, coxDesign } from "./cox-design.js";
import { coxLikelihood, walkRiskSets } from "./cox-likelihood.js";
import { type CoxModel, relativeHazards } from "./cox-model.js";
import { survivalConcordance } from "./survival-concordance.js";
import type { SurvivalTimes } from "./survival-times.js";

/** Options of a Cox fit. */
export interface CoxOptions {
  /** Unit of the times, kept in the model. Defaults to `"day"`. */
  readonly unit?: string | undefined;
  /** Treatment of events at the same time. Defaults to `"efron"`. */
  readonly ties?: "efron" | "breslow" | undefined;
  /** Maximum number of Newton steps. Defaults to 50. */
  readonly maxIterations?: number | undefined;
}

const COX_OPTIONS: OptionShape<CoxOptions> = {
  unit: aText,
  ties: oneOf(["efron", "breslow"]),
  maxIterations: anInteger({ min: 1 }),
};

/**
 * Fits a Cox proportional-hazards regression: which covariates make the event come sooner, without an assumption about the
 * hazard over time. A covariate that changes over time takes several rows per customer, each from `entry` to `time`, with
 * the event on the last one.
 *
 * @param times - columns; a row covers (entry, time]
 * @param covariates - columns by name, finite numbers; categories as 0 and 1 with one level left out (`dummyColumns`)
 * @param options - unit, treatment of ties, maximum number of steps
 * @throws ClienteleError `no_events` when every row is censored; `constant_columns`, `collinear_columns` and `perfect_separation`, each with the columns; `outside_domain`; `mismatched_dimensions`; `invalid_option`; `not_converged`
 * @see Cox (1972), Regression models and life-tables; Efron (1977) and Breslow (1974) for ties; Therneau, Grambsch (2000), Modeling survival data
 * @example
 * const model = fitCox({ time: [4, 3, 2, 1, 5, 6], event: [1, 1, 1, 1, 0, 1] }, { late: [0, 1, 1, 0, 0, 0] });
 * model.coefficients.late // => 1.44
 */
export function fitCox(times: SurvivalTimes, covariates: Covariates, options: CoxOptions = {}): CoxModel {
  const { unit = "day", ties = "efron", maxIterations = 50 } = requireOptions(options, COX_OPTIONS);
  const design = coxDesign(times, covariates, ties);
  const { coefficients, logLikelihood, nullLogLikelihood, information, iterations } = maximize(design, maxIterations);
  const { names, scales, centers } = design;
  const covariance = inverseOfPositiveDefinite(information, names.length);
  const named = (value: (index: number) => number): Record<string, number> =>
    Object.fromEntries(names.map((name, index) => [name, value(index)]));
  const model: CoxModel = {
    kind: "cox",
    version: 1,
    unit,
    ties,
    covariates: names,
    coefficients: named((index) => coefficients[index]! / scales[index]!),
    centers: named((index) => centers[index]!),
    baseline: baselineOf(design, coefficients),
    fit: {
      logLikelihood,
      nullLogLikelihood,
      standardErrors: named((index) => Math.sqrt(covariance[index * names.length + index]!) / scales[index]!),
      concordance: 0.5,
      converged: true,
      iterations,
      rows: design.time.length,
      events: design.event.reduce((sum, event) => sum + event, 0),
    },
  };
  return { ...model, fit: { ...model.fit, concordance: survivalConcordance(times, relativeHazards(model, covariates)) } };
}

/** Maximizes by Newton's method from 0; a step is halved until the likelihood does not fall. */
function maximize(design: CoxDesign, maxIterations: number) {
  const size = design.names.length;
  let coefficients = new Float64Array(size);
  let current = coxLikelihood(design, coefficients);
  const nullLogLikelihood = current.value;
  for (let iterations = 1; iterations <= maxIterations; iterations++) {
    const step = newtonStep(design, current.information, current.gradient);
    const gain = step.reduce((sum, value, index) => sum + value * current.gradient[index]!, 0) / 2;
    let share = 1;
    let next = coefficients;
    let reached = current;
    for (; share > 1e-10; share /= 2) {
      next = coefficients.map((value, index) => value + share * step[index]!);
      reached = coxLikelihood(design, next);
      if (reached.value >= current.value - 1e-12 * Math.abs(current.value)) break;
    }
    const change = Math.abs(reached.value - current.value);
    // The likelihood no longer rises but a coefficient keeps growing: the maximum lies at infinity.
    const running = design.names.filter((_, index) => Math.abs(step[index]!) > 0.1 && Math.abs(next[index]!) > 4);
    if (change < 1e-7 * (1 + Math.abs(reached.value)) && running.length > 0) throw separation(running);
    coefficients = next;
    current = reached;
    if (gain < 1e-13 * (1 + Math.abs(current.value)))
      return { coefficients, logLikelihood: current.value, nullLogLikelihood, information: current.information, iterations };
  }
  throw new ClienteleError(
    "not_converged",
    `The Cox fit did not converge within ${maxIterations} steps. Raise \`maxIterations\` or look for outliers in the covariates.`,
    {
      iterations: maxIterations,
      residual: Math.max(...current.gradient.map(Math.abs)),
    },
  );
}

function newtonStep(design: CoxDesign, information: Float64Array, gradient: Float64Array): Float64Array {
  const size = gradient.length;
  try {
    return solveCholesky(cholesky(information, size), gradient);
  } catch {
    // The columns vary and are independent over all rows, but one of them does not vary within the risk sets.
    const still = design.names.filter((_, index) => !(information[index * size + index]! > 1e-9));
    throw separation(still.length > 0 ? still : design.names);
  }
}

function separation(columns: readonly string[]): ClienteleError {
  return new ClienteleError(
    "perfect_separation",
    `Customers who differ in ${columns.join(", ")} always leave first or never leave: no finite coefficient fits. Leave the column out or merge its levels.`,
    { columns },
  );
}

/** Baseline hazard at the centers: each term of the likelihood adds its events divided by its total. */
function baselineOf(design: CoxDesign, coefficients: Float64Array): CoxModel["baseline"] {
  const steps = new Map<number, number>();
  walkRiskSets(
    design,
    coefficients,
    ({ time, events, total }) => steps.set(time, (steps.get(time) ?? 0) + events / total),
    () => {},
  );
  const times = [...steps.keys()].reverse();
  let sum = 0;
  return { times, cumulativeHazard: times.map((time) => (sum += steps.get(time)!)) };
}
