import { ClienteleError } from "../../../kernel/index.js";
import { incompleteBetaOf, integratePanel, logBeta, logGammaRatio } from "../../../statistics/internal.js";
import { bgBbDistribution } from "../discrete/bg-bb.js";
import { checkModel } from "../model/clv-model.js";
import { type PurchaseModel, unknownModel } from "./clv-scores.js";
import { checkHorizon } from "../../summary/score-rows.js";

/** Options of {@link transactionDistribution}. */
export interface DistributionOptions {
  /** Time since the first purchase, in `model.unit` (BG/BB: whole opportunities). */
  readonly horizon: number;
  /** The largest number of purchases to list; defaults to 20. */
  readonly maxTransactions?: number | undefined;
}

/**
 * How many repeat purchases a new customer makes by time t: P(0), P(1), …, P(largest). What is missing to 1 is the
 * probability of more.
 *
 * @param model - as a fit returned it
 * @param options - `horizon`: time since the first purchase, and `maxTransactions`: how far to list
 * @throws ClienteleError `invalid_model`, `invalid_option`
 * @see Fader, Hardie, Lee (2005), eq. (8); Fader, Hardie (2006), Deriving an expression for P(X(t) = x) under Pareto/NBD
 * @example
 * const model = { kind: "bg-nbd", version: 1, unit: "week", parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * transactionDistribution(model, { horizon: 39, maxTransactions: 2 }) // => [0.5737863521, 0.1993952808, 0.08542975954]
 */
export function transactionDistribution(model: PurchaseModel, options: DistributionOptions): Float64Array {
  const { horizon: t, maxTransactions: largest = 20 } = options;
  checkHorizon(t, "horizon");
  if (!(Number.isInteger(largest) && largest >= 0 && largest <= 1e6)) {
    throw new ClienteleError(
      "invalid_option",
      `\`maxTransactions\` must be an integer from 0 to 1000000, got ${String(largest)}.`,
      {
        option: "maxTransactions",
        value: largest,
      },
    );
  }
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
      if (!Number.isInteger(t)) {
        throw new ClienteleError("invalid_option", `BG/BB counts whole opportunities, got ${t}.`, { option: "t", value: t });
      }
      return bgBbDistribution(model, t, largest);
    default:
      throw unknownModel(model);
  }
}

/** P(N = n), n = 0 … largest, of Poisson events at a gamma-distributed rate. */
function negativeBinomial(r: number, alpha: number, t: number, largest: number): Float64Array {
  return Float64Array.from({ length: largest + 1 }, (_, n) => Math.exp(logNegativeBinomial(r, alpha, t, n)));
}

function logNegativeBinomial(r: number, alpha: number, t: number, n: number): number {
  if (t === 0) return n === 0 ? 0 : -Infinity;
  const none = -r * Math.log1p(t / alpha);
  return n === 0 ? none : logGammaRatio(r, n) - logGammaRatio(1, n) + none - n * Math.log1p(alpha / t);
}

/** The customer made n purchases and stays, or would have made n or more and left after the n-th. */
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
    const atLeast = n === 0 ? 1 : t === 0 ? 0 : incompleteBetaOf(w, rest, n * k, r);
    return stays + atLeast * Math.exp(logBeta(a + 1, b + n + first - 1) - base);
  });
}

/** NB at t for those still alive, plus NB at the moment of leaving for the others, by Gauss–Legendre panels. */
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
