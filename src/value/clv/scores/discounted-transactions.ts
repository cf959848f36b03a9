import { ClienteleError } from "../../../kernel/index.js";
import { invalidOption, type OptionShape, requireOptions } from "../../../kernel/internal.js";
import { integrate, logTricomiU } from "../../../statistics/internal.js";
import { expectedPurchasesWhileAlive } from "../beta-geometric/beta-geometric.js";
import { betaGeometricLife } from "../discrete/beta-discrete-life.js";
import { bgBbDiscountedTransactions, bgBbExpectedTransactions } from "../discrete/bg-bb.js";
import { parametersAt } from "../beta-geometric/bg-nbd.js";
import { cnbdPhases } from "../beta-geometric/bg-cnbd.js";
import { checkModel } from "../model/clv-model.js";
import { probabilityAlive, type PurchaseModel, unknownModel } from "./clv-scores.js";
import { aDiscountRate, aTimeSpan, continuousRate, convertTime, type DiscountRate, type TimeSpan } from "../model/discounting.js";
import { gammaBetaMean } from "../beta-geometric/gamma-beta-mean.js";
import { expectedLifetime, paretoParametersAt } from "../pareto-nbd/pareto-nbd.js";
import { type CustomerOrColumns, type ScoreOf, scoreRows } from "../../summary/score-rows.js";

/** Options of {@link discountedExpectedTransactions}. */
export interface DiscountedOptions {
  readonly discountRate: DiscountRate;
  /** Length of the look ahead. Defaults to infinity. */
  readonly horizon?: TimeSpan | undefined;
}

const OPTIONS: OptionShape<DiscountedOptions> = { discountRate: aDiscountRate, horizon: aTimeSpan };

/**
 * Returns the expected future purchases of a customer, each discounted to the present: ∫ e^{−δt} dE(t). It accounts for P(alive), so
 * do not multiply by it again.
 *
 * @param model - a purchase model
 * @param input - a customer, or a population as columns
 * @param options - discount rate and horizon, each with its unit
 * @returns a number of at least 0 for a customer, a column for columns
 * @throws ClienteleError `infinite_expectation` without a discount rate and a horizon when s ≤ 1 (Pareto/NBD), a ≤ 1 (BG/NBD,
 * MBG/NBD, CNBD-k), γ ≤ 1 (BG/BB), or under NBD; `invalid_option`, `invalid_summary`, `invalid_model`, `mismatched_units`
 * @see Fader, Hardie, Lee (2005), RFM and CLV: Using Iso-Value Curves for Customer Base Analysis, eq. (2)
 * @example
 * const model = { kind: "pareto-nbd", version: 1, unit: "week", parameters: { r: 0.5534, alpha: 10.5802, s: 0.6061, beta: 11.6562 } } as const;
 * discountedExpectedTransactions(model, { frequency: 1, recency: 20, age: 39 }, { discountRate: { continuous: 0.0027, per: "week" } }) // => 3.02090544333
 */
export function discountedExpectedTransactions<Input extends CustomerOrColumns>(
  model: PurchaseModel,
  input: Input,
  options: DiscountedOptions,
): ScoreOf<Input> {
  checkModel(model, model.kind);
  const { discountRate, horizon: span } = requireOptions(options, OPTIONS, { mandatory: ["discountRate"] });
  const delta = continuousRate(discountRate, model.unit);
  const horizon = span === undefined ? Infinity : convertTime(span, model.unit);
  if (model.kind === "bg-bb") return bgBb(model, input, delta, horizon);
  const whileAlive = discountedWhileAlive(model, input, delta, horizon);
  const alive = probabilityAlive(model, input);
  return scoreRows(input, model.unit, (x, tx, T, row) => {
    const p = typeof alive === "number" ? alive : alive[row]!;
    return p === 0 ? 0 : p * whileAlive(x, tx, T, row);
  });
}

/** Computes a score once for each frequency and age. */
function shared(score: (x: number, T: number) => number): RowScore {
  const known = new Map<number, Map<number, number>>();
  return (x, _recency, T) => {
    let byAge = known.get(x);
    if (byAge === undefined) {
      byAge = new Map();
      known.set(x, byAge);
    }
    let value = byAge.get(T);
    if (value === undefined) {
      value = score(x, T);
      byAge.set(T, value);
    }
    return value;
  };
}

type RowScore = (x: number, tx: number, T: number, row: number) => number;

function discountedWhileAlive(
  model: Exclude<PurchaseModel, { kind: "bg-bb" }>,
  input: CustomerOrColumns,
  delta: number,
  horizon: number,
): RowScore {
  const endless = delta === 0 && horizon === Infinity;
  switch (model.kind) {
    case "nbd": {
      if (endless) throw infinite("nbd", "r", model.parameters.r);
      const { r, alpha } = model.parameters;
      const time = delta === 0 ? horizon : -Math.expm1(-delta * horizon) / delta;
      return (x, _recency, T) => ((r + x) / (alpha + T)) * time;
    }
    case "pareto-nbd": {
      if (endless && model.parameters.s <= 1) throw infinite("pareto-nbd", "s", model.parameters.s);
      const at = paretoParametersAt(model, input);
      return (x, _recency, T, row) => {
        const p = at(row);
        return ((p.r + x) / (p.alpha + T)) * discountedLifetime(p.s, p.beta + T, delta, horizon);
      };
    }
    case "bg-nbd":
    case "mbg-nbd":
    case "bg-cnbd":
    case "mbg-cnbd": {
      if (endless && model.parameters.a <= 1) throw infinite(model.kind, "a", model.parameters.a);
      const first = model.kind === "mbg-nbd" || model.kind === "mbg-cnbd" ? 1 : 0;
      const at = parametersAt(model, input);
      if ((model.kind === "bg-nbd" || model.kind === "mbg-nbd") && model.covariates === undefined) {
        // the expectation while alive depends only on frequency and age, which customers share
        const { r, alpha, a, b } = model.parameters;
        return shared((x, T) => discounted(r + x, alpha + T, a, b + x + first, delta, horizon, 1, 0));
      }
      return (x, tx, T, row) => {
        const { r, alpha, a, b } = at(row);
        const after = b + x + first;
        if (model.kind === "bg-nbd" || model.kind === "mbg-nbd")
          return discounted(r + x, alpha + T, a, after, delta, horizon, 1, 0);
        const { k } = model.parameters;
        const phases = cnbdPhases(model, x, tx, T);
        let sum = 0;
        for (let phase = 0; phase < k; phase++) {
          if (phases[phase]! > 0)
            sum += phases[phase]! * discounted(r + k * x + phase, alpha + T, a, after, delta, horizon, k, phase);
        }
        return sum;
      };
    }
    default:
      throw unknownModel(model);
  }
}

/**
 * Returns the discounted purchases in the next `horizon` of a customer who is alive. Given λ and p, the m-th purchase is discounted by
 * z^(km − phase) with z = λ / (λ + δ), and made with probability (1 − p)^(m − 1). Without a horizon it is the mean of a geometric
 * series over λ and p; with a horizon and k > 1 it is e^{−δh} E(h) + δ ∫ e^{−δt} E(t) dt.
 */
function discounted(
  shape: number,
  rate: number,
  a: number,
  b: number,
  delta: number,
  horizon: number,
  k: number,
  phase: number,
): number {
  if (delta === 0) {
    return horizon === Infinity
      ? betaGeometricLife(a, b, Infinity)
      : expectedPurchasesWhileAlive(shape, rate, a, b, horizon, k, phase);
  }
  if (horizon === Infinity || delta * horizon > 45) {
    if (k === 1) return gammaBetaMean(shape, rate, a, b, delta, (lambda, p) => lambda / (delta + lambda * p));
    return gammaBetaMean(shape, rate, a, b, delta, (lambda, p) => {
      const logZ = -Math.log1p(delta / lambda);
      const fade = -Math.expm1(k * logZ);
      return Math.exp((k - phase) * logZ) / (fade + (1 - fade) * p);
    });
  }
  if (k === 1) {
    return gammaBetaMean(shape, rate, a, b, delta, (lambda, p) => {
      const fall = delta + lambda * p;
      return (lambda / fall) * -Math.expm1(-fall * horizon);
    });
  }
  const inner = integrate(
    (u) => {
      const t = rate * Math.expm1(u);
      return Math.exp(-delta * t) * expectedPurchasesWhileAlive(shape, rate, a, b, t, k, phase) * (rate + t);
    },
    0,
    Math.log1p(horizon / rate),
    1e-11,
  );
  return delta * inner + Math.exp(-delta * horizon) * expectedPurchasesWhileAlive(shape, rate, a, b, horizon, k, phase);
}

/** ∫₀ʰ e^{−δt} (β / (β + t))ˢ dt; with an infinite horizon β U(1, 2 − s, δβ). */
function discountedLifetime(s: number, beta: number, delta: number, horizon: number): number {
  if (delta === 0) return horizon === Infinity ? beta / (s - 1) : expectedLifetime(s, beta, horizon);
  if (horizon === Infinity) return beta * Math.exp(logTricomiU(1, 2 - s, delta * beta));
  const end = Math.min(horizon, 45 / delta);
  return integrate((u) => Math.exp(-delta * beta * Math.expm1(u) + (1 - s) * u) * beta, 0, Math.log1p(end / beta), 1e-12);
}

function bgBb<Input extends CustomerOrColumns>(
  model: Extract<PurchaseModel, { kind: "bg-bb" }>,
  input: Input,
  delta: number,
  horizon: number,
): ScoreOf<Input> {
  if (horizon === Infinity) return bgBbDiscountedTransactions(model, input, Math.expm1(delta));
  if (!(Number.isInteger(horizon) && horizon <= 100_000)) {
    throw invalidOption("horizon", horizon, "an integer from 0 to 100000, because BG/BB counts opportunities");
  }
  const next = bgBbExpectedTransactions(model, input, 1);
  const { gamma, delta: shape } = model.parameters;
  const discount = Math.exp(-delta);
  return scoreRows(input, model.unit, (_x, _tx, n, row) => {
    const first = typeof next === "number" ? next : next[row]!;
    return discount * first * betaGeometricLife(gamma, shape + n + 1, horizon, discount);
  });
}

function infinite(model: string, parameter: string, value: number): ClienteleError<"infinite_expectation"> {
  return new ClienteleError(
    "infinite_expectation",
    `The expected purchases are infinite without a discount rate and a horizon, because ${parameter} is ${value}. Use either of them.`,
    { model, parameter, value },
  );
}
