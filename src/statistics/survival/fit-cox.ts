import { ClienteleError } from "../../kernel/index.js";
import { cholesky, inverseOfPositiveDefinite, solveCholesky } from "../linear/cholesky.js";
import { type Covariates, type CoxDesign, coxDesign } from "./cox-design.js";
import { coxLikelihood, walkRiskSets } from "./cox-likelihood.js";
import { type CoxModel, relativeHazards } from "./cox-model.js";
import { survivalConcordance } from "./survival-concordance.js";
import type { SurvivalTimes } from "./survival-times.js";

/** How to fit. */
export interface CoxOptions {
  /** Unit of the times, told on in the model; `"day"` unless told. */
  readonly unit?: string | undefined;
  /** How events at one time are taken; Efron's way unless told. */
  readonly ties?: "efron" | "breslow" | undefined;
  /** Newton steps at most; 50. */
  readonly maxIterations?: number | undefined;
}

/**
 * Fits a Cox proportional-hazards regression: what makes the event come sooner, with no assumption about how the hazard
 * goes over time. Covariates that change over time come as several rows a customer, each from `entry` to `time`, with the
 * event on the last one.
 *
 * @param times - columns; entry and time are (start, stop]
 * @param covariates - columns by name, finite numbers; categories as 0 and 1, one level left out
 * @param options - `ties`, `unit`
 * @throws ClienteleError `no_events` when every row is censored, `constant_columns`, `collinear_columns`, `perfect_separation` (each names its columns), `outside_domain`, `mismatched_dimensions`, `not_converged`
 * @see Cox (1972), Regression models and life-tables; Efron (1977) and Breslow (1974) for ties; Therneau, Grambsch (2000), Modeling survival data
 * @example
 * const model = fitCox({ time: [4, 3, 2, 1, 5, 6], event: [1, 1, 1, 1, 0, 1] }, { late: [0, 1, 1, 0, 0, 0] });
 * model.coefficients.late // => 1.44
 */
export function fitCox(times: SurvivalTimes, covariates: Covariates, options: CoxOptions = {}): CoxModel {
  const { unit = "day", ties = "efron", maxIterations = 50 } = options;
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

/** Newton's method from 0, each step halved until the likelihood does not fall. */
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
    // A likelihood that no longer rises while a coefficient still runs off has its maximum at infinity.
    const running = design.names.filter((_, index) => Math.abs(step[index]!) > 0.1 && Math.abs(next[index]!) > 4);
    if (change < 1e-7 * (1 + Math.abs(reached.value)) && running.length > 0) throw separation(running);
    coefficients = next;
    current = reached;
    if (gain < 1e-13 * (1 + Math.abs(current.value)))
      return { coefficients, logLikelihood: current.value, nullLogLikelihood, information: current.information, iterations };
  }
  throw new ClienteleError("not_converged", `The fit did not settle within ${maxIterations} steps.`, {
    iterations: maxIterations,
    residual: Math.max(...current.gradient.map(Math.abs)),
  });
}

function newtonStep(design: CoxDesign, information: Float64Array, gradient: Float64Array): Float64Array {
  const size = gradient.length;
  try {
    return solveCholesky(cholesky(information, size), gradient);
  } catch {
    // Over all rows the columns differ and are independent: within the risk sets one no longer does.
    const still = design.names.filter((_, index) => !(information[index * size + index]! > 1e-9));
    throw separation(still.length > 0 ? still : design.names);
  }
}

function separation(columns: readonly string[]): ClienteleError {
  return new ClienteleError(
    "perfect_separation",
    `Whoever differs in ${columns.join(", ")} always leaves first (or never), so that no finite coefficient fits: leave the column out, or join its levels.`,
    { columns },
  );
}

/** The baseline hazard at the centers: each term of the likelihood adds its events over its total. */
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
