import { ClienteleError } from "../../../kernel/index.js";
import { aNonNegativeNumber, type OptionKind, requireOption, requireOptions } from "../../../kernel/internal.js";
import type { PurchaseColumns, TimeUnit } from "../../../models/index.js";
import { digamma, logBeta } from "../../../statistics/internal.js";
import { betaGeometricLife } from "./beta-discrete-life.js";
import { checkModel, type ClvModelBase, type Fitted } from "../model/clv-model.js";
import { compressSummary } from "../../summary/compress-summary.js";
import { type FitData, prepareFit } from "../fit/fit-data.js";
import type { LogLikelihood } from "../fit/likelihood-problem.js";
import { FIT_OPTIONS, type FitOptions, maximizeLikelihood } from "../fit/maximize-likelihood.js";
import { type CustomerOrColumns, type ScoreOf, scoreRows } from "../../summary/score-rows.js";

/** Parameters of BG/BB, with the letters of the paper. */
export interface BgBbParameters {
  /** First shape of the beta distribution of the probability to buy at an opportunity. */
  readonly alpha: number;
  /** Second shape of that distribution. */
  readonly beta: number;
  /** First shape of the beta distribution of the probability to leave before an opportunity. */
  readonly gamma: number;
  /** Second shape of that distribution. */
  readonly delta: number;
}

/**
 * BG/BB: at each of n opportunities (a yearly campaign, a season) a customer who is alive buys or not. Before each opportunity a
 * customer may leave for good.
 *
 * In a summary, frequency counts the opportunities used after the first purchase, recency is the index of the last opportunity
 * used (0 if none), and age is the number of opportunities. All three are integers.
 *
 * @see Fader, Hardie, Shang (2010), Customer-Base Analysis in a Discrete-Time Noncontractual Setting
 */
export type BgBbModel<Unit extends TimeUnit = TimeUnit> = ClvModelBase<"bg-bb", BgBbParameters, Unit>;

/**
 * Fits BG/BB by maximum likelihood.
 *
 * @param summary - opportunities used, index of the last one used, and number of opportunities, as columns
 * @param options - start, penalty
 * @returns the model as plain JSON with standard errors and diagnostics in `fit`
 * @throws ClienteleError `invalid_summary`, `unfittable_data`, `invalid_option`
 * @see Fader, Hardie, Shang (2010), eq. (7)
 * @example
 * const summary = {
 *   unit: "year" as const,
 *   frequency: Float64Array.of(0, 1, 2, 3, 6),
 *   recency: Float64Array.of(0, 2, 5, 6, 6),
 *   age: Float64Array.of(6, 6, 6, 6, 6),
 *   weight: Float64Array.of(350, 28, 17, 36, 120),
 * };
 * fitBgBb(summary).fit.customers // => 551
 */
export function fitBgBb<Unit extends TimeUnit>(
  summary: PurchaseColumns<Unit>,
  options: FitOptions = {},
): Fitted<BgBbModel<Unit>> {
  requireOptions(options, FIT_OPTIONS);
  for (let row = 0; row < summary.frequency.length; row++) {
    checkOpportunities(summary.frequency[row]!, summary.recency[row]!, summary.age[row]!, row);
  }
  const data = prepareFit(compressSummary(summary), "bg-bb", false);
  const fit = maximizeLikelihood(
    {
      kind: "bg-bb",
      parameters: ["alpha", "beta", "gamma", "delta"],
      times: [],
      logLikelihood: bgBbLikelihood(data),
      customers: data.customers,
      scale: 1,
      starts: [
        [1, 1, 0.5, 2],
        [0.5, 2, 0.5, 5],
        [3, 1, 1, 10],
      ],
    },
    options,
  );
  return {
    kind: "bg-bb",
    version: 1,
    unit: summary.unit,
    parameters: fit.parameters as unknown as BgBbParameters,
    fit: fit.report,
  };
}

function checkOpportunities(x: number, tx: number, n: number, row: number): void {
  if (Number.isInteger(tx) && Number.isInteger(n) && x <= tx && (x > 0 || tx === 0)) return;
  throw new ClienteleError(
    "invalid_summary",
    `Row ${row} must have an integer recency and age with frequency ≤ recency ≤ age, because BG/BB counts opportunities; got frequency ${x}, recency ${tx}, age ${n}.`,
    { column: Number.isInteger(n) ? "recency" : "age", row, value: Number.isInteger(n) ? tx : n },
  );
}

/**
 * Returns the log-likelihood of one history under BG/BB, and writes its derivatives by ln α, ln β, ln γ, ln δ.
 *
 * The customer left before one of the opportunities t_x + 1 … n, or is alive at n: a sum of n − t_x + 1 positive terms.
 */
export function bgBbRow(
  [alpha, beta, gamma, delta]: readonly [number, number, number, number],
  x: number,
  tx: number,
  n: number,
  gradient?: Float64Array,
): number {
  // relative to the first term: left right after t_x, i = 0
  const first = logBeta(alpha + x, beta + tx - x) - logBeta(alpha, beta) + logBeta(gamma + 1, delta + tx) - logBeta(gamma, delta);
  let buy = 1; // B(α + x, β + t_x − x + i) relative to i = 0
  let stay = 1; // B(γ + 1, δ + t_x + i) relative to i = 0
  let sum = 0;
  let byAlpha = 0;
  let byBeta = 0;
  let byGamma = 0;
  let byDelta = 0;
  let dAlpha = 0;
  let dBeta = 0;
  let dGamma = 0;
  let dDelta = 0;
  for (let i = 0; ; i++) {
    const last = tx + i === n;
    // alive at n: B(γ, δ + n) instead of B(γ + 1, δ + n)
    const alive = last ? (gamma + delta + n) / gamma : 1;
    const term = buy * stay * alive;
    sum += term;
    byAlpha += term * dAlpha;
    byBeta += term * dBeta;
    byGamma += term * (dGamma + (last ? 1 / (gamma + delta + n) - 1 / gamma : 0));
    byDelta += term * (dDelta + (last ? 1 / (gamma + delta + n) : 0));
    if (last) break;
    buy *= (beta + tx - x + i) / (alpha + beta + tx + i);
    stay *= (delta + tx + i) / (gamma + 1 + delta + tx + i);
    dAlpha -= 1 / (alpha + beta + tx + i);
    dBeta += 1 / (beta + tx - x + i) - 1 / (alpha + beta + tx + i);
    dGamma -= 1 / (gamma + 1 + delta + tx + i);
    dDelta += 1 / (delta + tx + i) - 1 / (gamma + 1 + delta + tx + i);
  }
  if (gradient !== undefined) {
    const psiAB = digamma(alpha + beta) - digamma(alpha + beta + tx);
    const psiGD = digamma(gamma + delta) - digamma(gamma + delta + tx + 1);
    gradient[0] = alpha * (digamma(alpha + x) - digamma(alpha) + psiAB + byAlpha / sum);
    gradient[1] = beta * (digamma(beta + tx - x) - digamma(beta) + psiAB + byBeta / sum);
    gradient[2] = gamma * (1 / gamma + psiGD + byGamma / sum);
    gradient[3] = delta * (digamma(delta + tx) - digamma(delta) + psiGD + byDelta / sum);
  }
  return first + Math.log(sum);
}

function bgBbLikelihood({ rows, frequency, recency, age, weight }: FitData): LogLikelihood {
  const own = new Float64Array(4);
  return (logs, gradient) => {
    const parameters = [Math.exp(logs[0]!), Math.exp(logs[1]!), Math.exp(logs[2]!), Math.exp(logs[3]!)] as const;
    gradient.fill(0);
    let total = 0;
    for (let row = 0; row < rows; row++) {
      const w = weight[row]!;
      total += w * bgBbRow(parameters, frequency[row]!, recency[row]!, age[row]!, own);
      for (let index = 0; index < 4; index++) gradient[index]! += w * own[index]!;
    }
    return total;
  };
}

function parametersOf(model: BgBbModel): [number, number, number, number] {
  const { alpha, beta, gamma, delta } = model.parameters;
  return [alpha, beta, gamma, delta];
}

/** Logarithm of the probability, given the history, to be alive at opportunity n + 1 and, with `extra` = 1, to buy there. */
function logAlive(model: BgBbModel, x: number, tx: number, n: number, extra: 0 | 1): number {
  const { alpha, beta, gamma, delta } = model.parameters;
  return (
    logBeta(alpha + x + extra, beta + n - x) -
    logBeta(alpha, beta) +
    logBeta(gamma, delta + n + 1) -
    logBeta(gamma, delta) -
    bgBbRow(parametersOf(model), x, tx, n)
  );
}

/**
 * Returns the probability that a customer is alive at the next opportunity, n + 1, under BG/BB.
 *
 * @param model - from {@link fitBgBb}
 * @param input - a customer, or a population as columns
 * @returns a probability in [0, 1] for a customer, a column for columns
 * @throws ClienteleError `invalid_summary`, `invalid_model`, `mismatched_units`
 * @see Fader, Hardie, Shang (2010), eq. (11)
 * @example
 * const model = { kind: "bg-bb", version: 1, unit: "year", parameters: { alpha: 1.204, beta: 0.75, gamma: 0.657, delta: 2.783 } } as const;
 * bgBbProbabilityAlive(model, { frequency: 2, recency: 4, age: 6 }) // => 0.5895141164
 */
export function bgBbProbabilityAlive<Input extends CustomerOrColumns>(model: BgBbModel, input: Input): ScoreOf<Input> {
  checkModel(model, "bg-bb");
  return scoreRows(input, model.unit, (x, tx, n, row) => {
    checkOpportunities(x, tx, n, row);
    return Math.min(1, Math.exp(logAlive(model, x, tx, n, 0)));
  });
}

/**
 * Returns the expected purchases at the next opportunities n + 1 … n + horizon, given the history of a customer, under BG/BB.
 *
 * @param model - from {@link fitBgBb}
 * @param input - a customer, or a population as columns
 * @param horizon - number of opportunities ahead, an integer
 * @returns a number of at least 0 for a customer, a column for columns
 * @throws ClienteleError `invalid_summary`, `invalid_model`, `invalid_option`, `mismatched_units`
 * @see Fader, Hardie, Shang (2010), eq. (13), here as a sum of positive terms
 * @example
 * const model = { kind: "bg-bb", version: 1, unit: "year", parameters: { alpha: 1.204, beta: 0.75, gamma: 0.657, delta: 2.783 } } as const;
 * bgBbExpectedTransactions(model, { frequency: 2, recency: 4, age: 6 }, 5) // => 1.057348942
 */
export function bgBbExpectedTransactions<Input extends CustomerOrColumns>(
  model: BgBbModel,
  input: Input,
  horizon: number,
): ScoreOf<Input> {
  checkModel(model, "bg-bb");
  requireOption("horizon", horizon, someOpportunities);
  const { gamma, delta } = model.parameters;
  return scoreRows(input, model.unit, (x, tx, n, row) => {
    checkOpportunities(x, tx, n, row);
    return Math.exp(logAlive(model, x, tx, n, 1)) * betaGeometricLife(gamma, delta + n + 1, horizon);
  });
}

/**
 * Returns the expected purchases at all later opportunities, each discounted to the present (the next one by one period).
 *
 * @param model - from {@link fitBgBb}
 * @param input - a customer, or a population as columns
 * @param rate - discount rate per opportunity, at least 0
 * @throws ClienteleError `invalid_summary`, `invalid_model`, `invalid_option`, `mismatched_units`
 * @see Fader, Hardie, Shang (2010), eq. (14)
 * @example
 * const model = { kind: "bg-bb", version: 1, unit: "year", parameters: { alpha: 1.204, beta: 0.75, gamma: 0.657, delta: 2.783 } } as const;
 * bgBbDiscountedTransactions(model, { frequency: 2, recency: 4, age: 6 }, 0.1) // => 1.665069903
 */
export function bgBbDiscountedTransactions<Input extends CustomerOrColumns>(
  model: BgBbModel,
  input: Input,
  rate: number,
): ScoreOf<Input> {
  checkModel(model, "bg-bb");
  const { gamma, delta } = model.parameters;
  requireOption("rate", rate, aNonNegativeNumber);
  if (rate === 0 && gamma <= 1) {
    throw new ClienteleError(
      "infinite_expectation",
      `The expected purchases are infinite without a discount rate and a horizon, because gamma is ${gamma}. Use either of them.`,
      {
        model: "bg-bb",
        parameter: "gamma",
        value: gamma,
      },
    );
  }
  const discount = 1 / (1 + rate);
  return scoreRows(input, model.unit, (x, tx, n, row) => {
    checkOpportunities(x, tx, n, row);
    return discount * Math.exp(logAlive(model, x, tx, n, 1)) * betaGeometricLife(gamma, delta + n + 1, Infinity, discount);
  });
}

/**
 * Returns the expected purchases of a new customer at the first `n` opportunities after acquisition, under BG/BB.
 *
 * @param model - from {@link fitBgBb}
 * @param n - number of opportunities, an integer
 * @throws ClienteleError `invalid_model`, `invalid_option`
 * @see Fader, Hardie, Shang (2010), eq. (9)
 * @example
 * const model = { kind: "bg-bb", version: 1, unit: "year", parameters: { alpha: 1, beta: 1, gamma: 1, delta: 1 } } as const;
 * bgBbExpectedTransactionsForNewCustomer(model, 1) // => 0.25
 */
export function bgBbExpectedTransactionsForNewCustomer(model: BgBbModel, n: number): number {
  checkModel(model, "bg-bb");
  requireOption("horizon", n, someOpportunities);
  const { alpha, beta, gamma, delta } = model.parameters;
  return (alpha / (alpha + beta)) * (delta / (gamma + delta)) * betaGeometricLife(gamma, delta + 1, n);
}

/** Returns P(n purchases at the first `opportunities` after acquisition), n = 0 … maxTransactions. */
export function bgBbDistribution(model: BgBbModel, opportunities: number, maxTransactions: number): Float64Array {
  const { alpha, beta, gamma, delta } = model.parameters;
  const probabilities = new Float64Array(maxTransactions + 1);
  const norm = logBeta(alpha, beta) + logBeta(gamma, delta);
  requireOption("horizon", opportunities, someOpportunities);
  // alive for exactly `lived` opportunities, or for all
  for (let lived = 0; lived <= opportunities; lived++) {
    const logLife = lived === opportunities ? logBeta(gamma, delta + lived) : logBeta(gamma + 1, delta + lived);
    let logChoose = 0;
    for (let x = 0; x <= Math.min(lived, maxTransactions); x++) {
      probabilities[x]! += Math.exp(logChoose + logBeta(alpha + x, beta + lived - x) + logLife - norm);
      logChoose += Math.log((lived - x) / (x + 1));
    }
  }
  return probabilities;
}

/** Number of opportunities: BG/BB looks ahead by whole ones. */
const someOpportunities: OptionKind = {
  expected: "an integer of at least 0, because BG/BB counts opportunities",
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};
