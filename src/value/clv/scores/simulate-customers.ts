import { ClienteleError, type Random, seededRandom } from "../../../kernel/index.js";
import {
  aColumn,
  anInteger,
  aNonNegativeNumber,
  aSeed,
  mapOf,
  type OptionKind,
  type OptionShape,
  requireOption,
  requireOptions,
} from "../../../kernel/internal.js";
import type { PurchaseColumns, TimeUnit } from "../../../models/index.js";

import { parametersAt } from "../beta-geometric/bg-nbd.js";
import { checkModel } from "../model/clv-model.js";
import { type PurchaseModel, unknownModel } from "./clv-scores.js";
import { paretoParametersAt } from "../pareto-nbd/pareto-nbd.js";
import { betaVariate, exponentialVariate, gammaVariate } from "./random-variates.js";

/** Options of {@link simulateCustomers}. */
export interface SimulateOptions {
  /** Number of customers. */
  readonly customers: number;
  /** Time from the first purchase to the end of the observation, in `model.unit`: one for all customers, or one per customer. */
  readonly age: number | Float64Array;
  /** Length of a holdout after the observation, whose purchases are counted. Defaults to 0. */
  readonly holdout?: number | undefined;
  readonly seed: number | string;
  /** Covariate columns of a model with covariates. */
  readonly covariates?: Readonly<Record<string, Float64Array>> | undefined;
}

const anAge: OptionKind = {
  expected: "a finite number of at least 0, or a column of them",
  accepts: (value) => (typeof value === "number" ? aNonNegativeNumber.accepts(value) : aColumn.accepts(value)),
};

const OPTIONS: OptionShape<SimulateOptions> = {
  customers: /* @__PURE__ */ anInteger({ min: 0, max: 100_000_000 }),
  age: anAge,
  holdout: aNonNegativeNumber,
  seed: aSeed,
  covariates: /* @__PURE__ */ mapOf(aColumn),
};

/** Customers who are simulated under a model. */
export interface SimulatedCustomers<Unit extends TimeUnit = TimeUnit> extends PurchaseColumns<Unit> {
  readonly logGaps: Float64Array;
  /** Number of purchases in the holdout. */
  readonly holdout: Float64Array;
  /** 1 where the customer was alive at the end of the observation. */
  readonly alive: Uint8Array;
}

/** Number of purchases of a customer above which the unit of time of the model must be wrong. */
const MAX_PURCHASES = 1_000_000;

/**
 * Simulates customers under a purchase model, for power studies, checks of a fit and the parametric bootstrap.
 *
 * @param model - a purchase model, fitted or written by hand
 * @param options - number of customers, length of the observation and of the holdout, seed
 * @returns columns as of `summarizeTransactions`, with the purchases of the holdout; equal for equal seeds
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
  const given = requireOptions(options, OPTIONS, { mandatory: ["customers", "age", "seed"] });
  const { customers, age, holdout = 0, seed, covariates } = given;
  if (typeof age !== "number" && age.length !== customers) {
    const message = `\`age\` must have as many rows as there are customers (${customers}), got ${age.length}.`;
    throw new ClienteleError("invalid_option", message, { option: "age", value: age.length }, "age");
  }
  const ages = typeof age === "number" ? new Float64Array(customers).fill(age) : Float64Array.from(age);
  for (const value of ages) requireOption("age", value, aNonNegativeNumber);
  const random = seededRandom(seed);
  const empty = new Float64Array(0);
  const input: PurchaseColumns = {
    frequency: empty,
    recency: empty,
    age: ages,
    unit: model.unit,
    ...(covariates !== undefined && { covariates }),
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

/** Simulates one customer up to an end, reports each repeat purchase, and returns until when the customer is alive. */
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

/** Simulates a purchase every k hidden events, the first after `firstGap` events; the customer leaves with probability p after each. */
export function betaGeometricLife(
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

export function poissonLife(
  lambda: number,
  lifetime: number,
  end: number,
  random: Random,
  purchase: (at: number) => void,
): number {
  let at = 0;
  for (let count = 0; ; count++) {
    guardCount(count);
    at += exponentialVariate(random) / lambda;
    if (!(at <= Math.min(end, lifetime))) return lifetime;
    purchase(at);
  }
}

export function opportunities(buys: number, leaves: number, end: number, random: Random, purchase: (at: number) => void): number {
  for (let at = 1; at <= end; at++) {
    guardCount(at);
    if (random() < leaves) return at - 0.5;
    if (random() < buys) purchase(at);
  }
  return Infinity;
}

function guardCount(count: number): void {
  if (count <= MAX_PURCHASES) return;
  const message = `Under this model a customer buys more than ${MAX_PURCHASES} times. Check its unit of time.`;
  throw new ClienteleError("invalid_option", message, { option: "model", value: "too many purchases" }, "model");
}
