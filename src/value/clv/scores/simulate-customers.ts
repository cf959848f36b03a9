import { ClienteleError, type Random, seededRandom } from "../../../kernel/index.js";
import type { PurchaseColumns, TimeUnit } from "../../../models/index.js";
import { cnbdPhases } from "../beta-geometric/bg-cnbd.js";
import { parametersAt } from "../beta-geometric/bg-nbd.js";
import { checkModel } from "../model/clv-model.js";
import { probabilityAlive, type PurchaseModel, unknownModel } from "./clv-scores.js";
import { paretoParametersAt } from "../pareto-nbd/pareto-nbd.js";
import { betaVariate, exponentialVariate, gammaVariate } from "./random-variates.js";
import { checkColumns, checkHorizon } from "../../summary/score-rows.js";

/** What to simulate. */
export interface SimulateOptions {
  /** How many customers. */
  readonly customers: number;
  /** How long each is observed since the first purchase, in `model.unit`: one length, or one a customer. */
  readonly age: number | Float64Array;
  /** Go on for so long after the observation and count the purchases; 0 when absent. */
  readonly holdout?: number | undefined;
  readonly seed: number | string;
  /** Covariate columns, when the model has effects. */
  readonly covariates?: Readonly<Record<string, Float64Array>> | undefined;
}

/** Customers who behave as a model says. */
export interface SimulatedCustomers<Unit extends TimeUnit = TimeUnit> extends PurchaseColumns<Unit> {
  readonly logGaps: Float64Array;
  /** Purchases after the observation, within `holdout`. */
  readonly holdout: Float64Array;
  /** 1 where the customer was still there at the end of the observation. */
  readonly alive: Uint8Array;
}

/** No customer of this world buys more often; a model that says so is mistaken. */
const MOST_PURCHASES = 1_000_000;

/**
 * Simulates customers under a model of purchases: for power studies, for checks of a fit, for parametric bootstrap.
 *
 * @param model - as a fit returned it, or made by hand
 * @param options - how many, how long, seed
 * @returns columns as `summarizeTransactions` makes them, with purchases of the holdout; the same for the same seed
 * @throws ClienteleError `invalid_model`, `invalid_option`, `missing_covariate`
 * @example
 * const model = { kind: "bg-nbd", version: 1, unit: "week", parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * const simulated = simulateCustomers(model, { customers: 500, age: 39, holdout: 39, seed: "spring" });
 * simulated.frequency.length // => 500
 */
export function simulateCustomers<Unit extends TimeUnit>(
  model: PurchaseModel & { readonly unit: Unit },
  options: SimulateOptions,
): SimulatedCustomers<Unit> {
  checkModel(model, model.kind);
  const { customers, age, holdout = 0 } = options;
  if (!(Number.isInteger(customers) && customers >= 0 && customers <= 1e8)) {
    throw new ClienteleError("invalid_option", `customers must be a whole number, got ${String(customers)}.`, {
      option: "customers",
      value: customers,
    });
  }
  if (typeof age !== "number" && age.length !== customers) {
    throw new ClienteleError("invalid_option", `age has ${age.length} rows for ${customers} customers.`, {
      option: "age",
      value: age.length,
    });
  }
  checkHorizon(holdout, "holdout");
  const ages = typeof age === "number" ? new Float64Array(customers).fill(age) : Float64Array.from(age);
  for (const value of ages) checkHorizon(value, "age");
  const random = seededRandom(options.seed);
  const empty = new Float64Array(0);
  const input: PurchaseColumns = {
    frequency: empty,
    recency: empty,
    age: ages,
    unit: model.unit,
    ...(options.covariates === undefined ? {} : { covariates: options.covariates }),
  };
  const live = lives(model, input, random);
  const frequency = new Float64Array(customers);
  const recency = new Float64Array(customers);
  const logGaps = new Float64Array(customers);
  const later = new Float64Array(customers);
  const alive = new Uint8Array(customers);
  for (let row = 0; row < customers; row++) {
    const T = ages[row]!;
    let last = 0;
    const aliveUntil = live(row, T + holdout, (at) => {
      if (at > T) {
        later[row]!++;
        return;
      }
      frequency[row]!++;
      recency[row] = at;
      logGaps[row]! += Math.log(at - last);
      last = at;
    });
    alive[row] = aliveUntil > T ? 1 : 0;
  }
  return { unit: model.unit, frequency, recency, age: ages, logGaps, holdout: later, alive };
}

/** Lives one customer up to an end, reports each repeat purchase, and returns until when the customer is there. */
type Life = (row: number, end: number, purchase: (at: number) => void) => number;

function lives(model: PurchaseModel, input: PurchaseColumns, random: Random): Life {
  switch (model.kind) {
    case "bg-nbd":
    case "mbg-nbd":
    case "bg-cnbd":
    case "mbg-cnbd": {
      const at = parametersAt(model, input);
      const k = model.kind === "bg-cnbd" || model.kind === "mbg-cnbd" ? model.parameters.k : 1;
      const first = model.kind === "mbg-nbd" || model.kind === "mbg-cnbd";
      return (row, end, purchase) => {
        const { r, alpha, a, b } = at(row);
        const lambda = gammaVariate(r, alpha, random);
        const p = betaVariate(a, b, random);
        if (first && random() < p) return 0;
        return betaGeometricLife(lambda, p, k, k, end, random, purchase);
      };
    }
    case "pareto-nbd": {
      const at = paretoParametersAt(model, input);
      return (row, end, purchase) => {
        const { r, alpha, s, beta } = at(row);
        const lambda = gammaVariate(r, alpha, random);
        const lifetime = exponentialVariate(random) / gammaVariate(s, beta, random);
        return poissonLife(lambda, lifetime, end, random, purchase);
      };
    }
    case "nbd":
      return (_row, end, purchase) => {
        const lambda = gammaVariate(model.parameters.r, model.parameters.alpha, random);
        return poissonLife(lambda, Infinity, end, random, purchase);
      };
    case "bg-bb":
      return (_row, end, purchase) => {
        const { alpha, beta, gamma, delta } = model.parameters;
        return opportunities(betaVariate(alpha, beta, random), betaVariate(gamma, delta, random), end, random, purchase);
      };
    default:
      throw unknownModel(model);
  }
}

/** Purchases every k hidden events, the first after `firstGap` of them; leaves with probability p after each. */
function betaGeometricLife(
  lambda: number,
  p: number,
  k: number,
  firstGap: number,
  end: number,
  random: Random,
  purchase: (at: number) => void,
): number {
  let at = 0;
  for (let count = 0; ; count++) {
    guardCount(count);
    for (let event = count === 0 ? k - firstGap : 0; event < k; event++) at += exponentialVariate(random) / lambda;
    if (!(at <= end)) return Infinity;
    purchase(at);
    if (random() < p) return at;
  }
}

function poissonLife(lambda: number, lifetime: number, end: number, random: Random, purchase: (at: number) => void): number {
  let at = 0;
  for (let count = 0; ; count++) {
    guardCount(count);
    at += exponentialVariate(random) / lambda;
    if (!(at <= Math.min(end, lifetime))) return lifetime;
    purchase(at);
  }
}

function opportunities(buys: number, leaves: number, end: number, random: Random, purchase: (at: number) => void): number {
  for (let at = 1; at <= end; at++) {
    guardCount(at);
    if (random() < leaves) return at - 0.5;
    if (random() < buys) purchase(at);
  }
  return Infinity;
}

function guardCount(count: number): void {
  if (count <= MOST_PURCHASES) return;
  throw new ClienteleError(
    "invalid_option",
    `The model makes a customer buy more than ${MOST_PURCHASES} times: check its unit of time.`,
    {
      option: "model",
      value: "too many purchases",
    },
  );
}

/**
 * Draws what each customer of a population buys in the next `horizon`, given the history: whether they are still there,
 * how often they buy and when they leave are drawn from their posterior, then the purchases themselves.
 *
 * @param model - as a fit returned it
 * @param summary - histories, as columns
 * @param horizon - how far to look ahead, in `model.unit`
 * @param seed - the same seed gives the same draw
 * @returns purchases of each row (one draw of a customer a row, whatever its weight)
 * @throws ClienteleError `invalid_summary`, `invalid_model`, `invalid_option`, `mismatched_units`
 * @example
 * const model = { kind: "nbd", version: 1, unit: "week", parameters: { r: 1, alpha: 10 } } as const;
 * const summary = { unit: "week" as const, frequency: Float64Array.of(2, 0), recency: Float64Array.of(9, 0), age: Float64Array.of(20, 20) };
 * simulateFuture(model, summary, { horizon: 10, seed: "seed" }).length // => 2
 */
export function simulateFuture(
  model: PurchaseModel,
  summary: PurchaseColumns,
  { horizon, seed }: { readonly horizon: number; readonly seed: number | string },
): Float64Array {
  return futureSampler(model, summary, horizon)(seededRandom(seed));
}

/** {@link simulateFuture} prepared once for many draws. */
export function futureSampler(model: PurchaseModel, summary: PurchaseColumns, horizon: number): (random: Random) => Float64Array {
  checkModel(model, model.kind);
  checkColumns(summary, model.unit);
  checkHorizon(horizon);
  const alive = probabilityAlive(model, summary);
  const live = futures(model, summary, horizon);
  return (random) => {
    const bought = new Float64Array(alive.length);
    for (let row = 0; row < bought.length; row++) {
      if (random() >= alive[row]!) continue;
      live(row, random, () => {
        bought[row]!++;
      });
    }
    return bought;
  };
}

/** One draw of the future of a customer who is alive. */
function futures(
  model: PurchaseModel,
  summary: PurchaseColumns,
  horizon: number,
): (row: number, random: Random, purchase: () => void) => void {
  const { frequency, recency, age } = summary;
  switch (model.kind) {
    case "bg-nbd":
    case "mbg-nbd":
    case "bg-cnbd":
    case "mbg-cnbd": {
      const at = parametersAt(model, summary);
      const first = model.kind === "mbg-nbd" || model.kind === "mbg-cnbd" ? 1 : 0;
      return (row, random, purchase) => {
        const { r, alpha, a, b } = at(row);
        const x = frequency[row]!;
        const erlang = model.kind === "bg-cnbd" || model.kind === "mbg-cnbd";
        const k = erlang ? model.parameters.k : 1;
        const phase = erlang ? drawIndex(cnbdPhases(model, x, recency[row]!, age[row]!), random) : 0;
        const lambda = gammaVariate(r + k * x + phase, alpha + age[row]!, random);
        betaGeometricLife(lambda, betaVariate(a, b + x + first, random), k, k - phase, horizon, random, purchase);
      };
    }
    case "pareto-nbd": {
      const at = paretoParametersAt(model, summary);
      return (row, random, purchase) => {
        const { r, alpha, s, beta } = at(row);
        const lambda = gammaVariate(r + frequency[row]!, alpha + age[row]!, random);
        poissonLife(lambda, exponentialVariate(random) / gammaVariate(s, beta + age[row]!, random), horizon, random, purchase);
      };
    }
    case "nbd":
      return (row, random, purchase) => {
        const { r, alpha } = model.parameters;
        poissonLife(gammaVariate(r + frequency[row]!, alpha + age[row]!, random), Infinity, horizon, random, purchase);
      };
    case "bg-bb":
      return (row, random, purchase) => {
        const { alpha, beta, gamma, delta } = model.parameters;
        const x = frequency[row]!;
        const n = age[row]!;
        const buys = betaVariate(alpha + x, beta + n - x, random);
        const leaves = betaVariate(gamma, delta + n + 1, random);
        // alive at n + 1 is given; leaving is at stake from n + 2 on
        if (horizon >= 1 && random() < buys) purchase();
        opportunities(buys, leaves, horizon - 1, random, purchase);
      };
    default:
      throw unknownModel(model);
  }
}

function drawIndex(weights: Float64Array, random: Random): number {
  let left = random();
  for (let index = 0; index < weights.length - 1; index++) {
    left -= weights[index]!;
    if (left < 0) return index;
  }
  return weights.length - 1;
}
