import { anInteger, aNonNegativeNumber, type OptionShape, requireOptions } from "../../../kernel/internal.js";
import { incompleteBetaOf, integratePanel, logBeta, logGammaRatio } from "../../../statistics/internal.js";
import { bgBbDistribution } from "../discrete/bg-bb.js";
import { checkModel } from "../model/clv-model.js";
import { type PurchaseModel, unknownModel } from "./clv-scores.js";

/** Options of {@link transactionDistribution}. */
export interface DistributionOptions {
  /** Time since the first purchase, in `model.unit`; for BG/BB an integer number of opportunities. */
  readonly horizon: number;
  /** Largest number of purchases in the result. Defaults to 20. */
  readonly maxTransactions?: number | undefined;
}

const OPTIONS: OptionShape<DistributionOptions> = {
  horizon: aNonNegativeNumber,
  maxTransactions: /* @__PURE__ */ anInteger({ min: 0, max: 1_000_000 }),
};

/**
 * Returns the distribution of the repeat purchases of a new customer: P(0), P(1), …, P(maxTransactions). The rest to 1 is the
 * probability of more purchases.
 *
 * @param model - a purchase model
 * @param options - time since the first purchase, largest number of purchases
 * @throws ClienteleError `invalid_model`, `invalid_option`
 * @see Fader, Hardie, Lee (2005), eq. (8); Fader, Hardie (2006), Deriving an expression for P(X(t) = x) under Pareto/NBD
 * @example
 * const model = { kind: "bg-nbd", version: 1, unit: "week", parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * transactionDistribution(model, { horizon: 39, maxTransactions: 2 }) // => [0.5737863521, 0.1993952808, 0.08542975954]
 */
export function transactionDistribution(model: PurchaseModel, options: DistributionOptions): Float64Array {
  const { horizon: t, maxTransactions: largest = 20 } = requireOptions(options, OPTIONS, { mandatory: ["horizon"] });
  checkModel(model, model.kind);
  switch (model.kind) {
    case "bg-nbd":
      return betaGeometric(model.parameters, 0, 1, t, largest);
    case "mbg-nbd":
      return betaGeometric(model.parameters, 1, 1, t, largest);
    case "bg-cnbd":
      return betaGeometric(model.parameters, 0, model.parameters.k, t, largest);
    case "mbg-cnbd":
      return betaGeometric(model.parameters, 1, model.parameters.k, t, largest);
    case "pareto-nbd":
      return pareto(model.parameters, t, largest);
    case "nbd":
      return negativeBinomial(model.parameters.r, model.parameters.alpha, t, largest);
    case "bg-bb":
      return bgBbDistribution(model, t, largest);
    default:
      throw unknownModel(model);
  }
}

/** Returns P(N = n), n = 0 … largest, of Poisson events at a gamma-distributed rate. */
function negativeBinomial(r: number, alpha: number, t: number, largest: number): Float64Array {
  return Float64Array.from({ length: largest + 1 }, (_, n) => Math.exp(logNegativeBinomial(r, alpha, t, n)));
}

function logNegativeBinomial(r: number, alpha: number, t: number, n: number): number {
  if (t === 0) return n === 0 ? 0 : -Infinity;
  const none = -r * Math.log1p(t / alpha);
  return n === 0 ? none : logGammaRatio(r, n) - logGammaRatio(1, n) + none - n * Math.log1p(alpha / t);
}

/** Adds the probabilities that the customer made n purchases and stays, and that the customer left after the n-th purchase. */
function betaGeometric(
  { r, alpha, a, b }: { r: number; alpha: number; a: number; b: number },
  first: 0 | 1,
  k: number,
  t: number,
  largest: number,
): Float64Array {
  const base = logBeta(a, b);
  const w = t / (alpha + t);
  const rest = alpha / (alpha + t);
  return Float64Array.from({ length: largest + 1 }, (_, n) => {
    let made = 0;
    for (let event = n * k; event < (n + 1) * k; event++) made += Math.exp(logNegativeBinomial(r, alpha, t, event));
    const stays = n + first === 0 ? made : made * Math.exp(logBeta(a, b + n + first) - base);
    if (n + first === 0) return stays;
    const orMore = n === 0 ? 1 : t === 0 ? 0 : incompleteBetaOf(w, rest, n * k, r);
    return stays + orMore * Math.exp(logBeta(a + 1, b + n + first - 1) - base);
  });
}

/** Adds the negative binomial at t for customers who are alive, and at the time of leaving for the others, by Gauss–Legendre panels. */
function pareto(
  { r, alpha, s, beta }: { r: number; alpha: number; s: number; beta: number },
  t: number,
  largest: number,
): Float64Array {
  const m = Math.min(alpha, beta);
  const length = Math.log1p(t / m);
  const alive = -s * Math.log1p(t / beta);
  return Float64Array.from({ length: largest + 1 }, (_, n) => {
    const panels = Math.ceil(length / Math.min(0.5, 4 / Math.sqrt(1 + n + r + s)));
    let left = 0;
    for (let panel = 0; panel < panels; panel++) {
      left += integratePanel(
        (rho) => {
          const u = m * Math.expm1(rho);
          const density = Math.log(s / (beta + u)) - s * Math.log1p(u / beta) + Math.log(m + u);
          return Math.exp(logNegativeBinomial(r, alpha, u, n) + density);
        },
        (length * panel) / panels,
        (length * (panel + 1)) / panels,
      );
    }
    return Math.exp(logNegativeBinomial(r, alpha, t, n) + alive) + left;
  });
}
