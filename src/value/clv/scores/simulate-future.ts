import { type Random, seededRandom } from "../../../kernel/index.js";
import { aNonNegativeNumber, aSeed, type OptionShape, requireOption, requireOptions } from "../../../kernel/internal.js";
import type { PurchaseColumns } from "../../../models/index.js";
import { checkColumns } from "../../summary/score-rows.js";
import { cnbdPhases } from "../beta-geometric/bg-cnbd.js";
import { parametersAt } from "../beta-geometric/bg-nbd.js";
import { checkModel } from "../model/clv-model.js";
import { paretoParametersAt } from "../pareto-nbd/pareto-nbd.js";
import { probabilityAlive, type PurchaseModel, unknownModel } from "./clv-scores.js";
import { betaVariate, exponentialVariate, gammaVariate } from "./random-variates.js";
import { betaGeometricLife, opportunities, poissonLife } from "./simulate-customers.js";

/**
 * Draws the purchases of each customer of a population in the next `horizon`, given the history: dropout and purchase rate from their
 * posterior, then the purchases.
 *
 * @param model - a purchase model
 * @param summary - histories, as columns
 * @param options - `horizon` in `model.unit`, and a seed; equal seeds give equal draws
 * @returns purchases of each row: one draw per row, whatever its weight
 * @throws ClienteleError `invalid_summary`, `invalid_model`, `invalid_option`, `mismatched_units`
 * @example
 * const model = { kind: "nbd", version: 1, unit: "week", parameters: { r: 1, alpha: 10 } } as const;
 * const summary = { unit: "week" as const, frequency: Float64Array.of(2, 0), recency: Float64Array.of(9, 0), age: Float64Array.of(20, 20) };
 * simulateFuture(model, summary, { horizon: 10, seed: "seed" }).length // => 2
 */
export function simulateFuture(
  model: PurchaseModel,
  summary: PurchaseColumns,
  options: { readonly horizon: number; readonly seed: number | string },
): Float64Array {
  const { horizon, seed } = requireOptions(options, FUTURE, { mandatory: ["horizon", "seed"] });
  return futureSampler(model, summary, horizon)(seededRandom(seed));
}

const FUTURE: OptionShape<{ readonly horizon: number; readonly seed: number | string }> = {
  horizon: aNonNegativeNumber,
  seed: aSeed,
};

/** Prepares {@link simulateFuture} for many draws. */
export function futureSampler(model: PurchaseModel, summary: PurchaseColumns, horizon: number): (random: Random) => Float64Array {
  checkModel(model, model.kind);
  checkColumns(summary, model.unit);
  requireOption("horizon", horizon, aNonNegativeNumber);
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

/** Returns a function that draws the future of a customer who is alive. */
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
        // the customer is alive at n + 1, and may leave from n + 2 on
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
