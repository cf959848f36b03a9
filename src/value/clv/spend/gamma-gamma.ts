import { ClienteleError } from "../../../kernel/index.js";
import { requireOptions } from "../../../kernel/internal.js";
import { digamma, logGamma } from "../../../statistics/internal.js";
import type { FitDiagnostic, Fitted, FitReport } from "../model/clv-model.js";
import { checkModel } from "../model/clv-model.js";
import { unfittable } from "../fit/fit-data.js";
import type { LogLikelihood } from "../fit/likelihood-problem.js";
import { FIT_OPTIONS, type FitOptions, maximizeLikelihood } from "../fit/maximize-likelihood.js";

/** Parameters of the Gamma-Gamma model, with the letters of the paper. */
export interface GammaGammaParameters {
  /** Shape of the gamma distribution of the value of one purchase. */
  readonly p: number;
  /** Shape of the gamma distribution of the rate over customers. */
  readonly q: number;
  /** Rate of that distribution, an amount in the unit of the data: minor units after a fit to a transaction summary. */
  readonly gamma: number;
}

/**
 * Gamma-Gamma model of spend: the values of the purchases of a customer vary around a mean that differs between customers and is
 * independent of the purchase frequency.
 *
 * The model has no unit of its own. Scores are in the unit of the data that it was fitted to, and their input must be, too. p and q do
 * not depend on the unit; gamma is proportional to it.
 *
 * @see Fader, Hardie (2013), The Gamma-Gamma Model of Monetary Value
 */
export interface GammaGammaModel {
  readonly kind: "gamma-gamma";
  readonly version: 1;
  readonly parameters: GammaGammaParameters;
  /** Currency of the data (ISO 4217), when the fit was to a summary with a currency. */
  readonly currency?: string | undefined;
  readonly fit?: FitReport | undefined;
}

/** Purchase frequency and mean value of purchases of a population. */
export interface SpendColumns {
  /** Number of purchases that the mean is of: repeat purchases in a transaction summary. */
  readonly frequency: Float64Array;
  /** Mean net value of those purchases, in minor units; NaN without a purchase. */
  readonly monetary: Float64Array;
  /** Currency of `monetary` (ISO 4217). */
  readonly currency?: string | undefined;
  /** Number of customers that a row stands for. Defaults to 1. */
  readonly weight?: Float64Array | undefined;
}

/** Purchase frequency and mean value of purchases of one customer. */
export interface CustomerSpend {
  readonly frequency: number;
  /** Mean net value of the purchases, in minor units. */
  readonly monetary?: number | undefined;
}

/** Number of customers that a fit of spend used and left out. */
export interface SpendCounts {
  readonly used: number;
  /** Customers without a repeat purchase. */
  readonly withoutRepeat: number;
  /** Customers with a repeat purchase whose mean is 0, negative or missing. */
  readonly withoutPositiveMean: number;
}

/**
 * Fits the Gamma-Gamma model to the customers with a repeat purchase and a positive mean, and counts those whom it left out.
 *
 * @param spend - frequency and mean value of a population, as columns; a transaction summary has them
 * @param options - start, penalty
 * @returns the model as plain JSON, in the unit of the data; `counts` add up to the customers; `fit.diagnostics` has
 * `infinite_mean` when q ≤ 1
 * @throws ClienteleError `unfittable_data`, `invalid_summary`, `invalid_option`
 * @see Fader, Hardie (2013), eq. (1a)
 * @example
 * const spend = { frequency: Float64Array.of(2, 1, 4, 0, 3, 1), monetary: Float64Array.of(2235, 1177, 3500, NaN, 1800, 5000) };
 * fitGammaGamma(spend).counts // => { used: 5, withoutRepeat: 1, withoutPositiveMean: 0 }
 */
export function fitGammaGamma(
  spend: SpendColumns,
  options: FitOptions = {},
): Fitted<GammaGammaModel> & { readonly counts: SpendCounts } {
  const { start } = requireOptions(options, FIT_OPTIONS);
  const x: number[] = [];
  const z: number[] = [];
  const w: number[] = [];
  let withoutRepeat = 0;
  let withoutPositiveMean = 0;
  let used = 0;
  let total = 0;
  for (let row = 0; row < spend.frequency.length; row++) {
    const frequency = spend.frequency[row]!;
    const monetary = spend.monetary[row]!;
    const weight = spend.weight?.[row] ?? 1;
    if (!(frequency >= 0 && frequency < Infinity && weight >= 0 && weight < Infinity)) {
      throw frequency >= 0 && frequency < Infinity ? impossible("weight", row, weight) : impossible("frequency", row, frequency);
    }
    if (weight === 0) continue;
    if (frequency === 0) withoutRepeat += weight;
    else if (!(monetary > 0 && monetary < Infinity)) withoutPositiveMean += weight;
    else {
      x.push(frequency);
      z.push(monetary);
      w.push(weight);
      used += weight;
      total += weight * monetary;
    }
  }
  if (used === 0) throw unfittable("gamma-gamma", "no customer has a repeat purchase of positive value");
  // in units of the mean spend, the search does not depend on the unit of the data
  const scale = total / used;
  const fit = maximizeLikelihood(
    {
      kind: "gamma-gamma",
      parameters: ["p", "q", "gamma"],
      times: ["gamma"],
      logLikelihood: gammaGammaLikelihood(
        x,
        z.map((mean) => mean / scale),
        w,
      ),
      customers: used,
      scale: 1,
      starts: [
        [3, 3, 1],
        [1, 5, 4],
        [10, 2, 0.2],
      ],
    },
    { ...options, start: start && { ...start, ...(start["gamma"] !== undefined && { gamma: start["gamma"] / scale }) } },
  );
  const scaled = fit.parameters as unknown as GammaGammaParameters;
  const parameters = { ...scaled, gamma: scale * scaled.gamma };
  const diagnostics: FitDiagnostic[] = [...fit.report.diagnostics];
  if (parameters.q <= 1) diagnostics.push(INFINITE_MEAN);
  return {
    kind: "gamma-gamma",
    version: 1,
    parameters,
    ...(spend.currency !== undefined && { currency: spend.currency }),
    fit: { ...inUnitOfData(fit.report, scale), diagnostics },
    counts: { used, withoutRepeat, withoutPositiveMean },
  };
}

/** Converts a report in units of the scale to the unit of the data. */
function inUnitOfData(report: FitReport, scale: number): FitReport {
  const { logLikelihood, standardErrors, customers } = report;
  const error = standardErrors["gamma"];
  return {
    ...report,
    logLikelihood: logLikelihood - customers * Math.log(scale),
    standardErrors: { ...standardErrors, gamma: error === null || error === undefined ? null : scale * error },
  };
}

const INFINITE_MEAN: FitDiagnostic = {
  code: "infinite_mean",
  parameter: "q",
  message: {
    en: "q is 1 or less, so that the mean spend over customers is infinite. Cap outliers or fit with a penalty.",
    zh: "q 不大于 1，客户的平均消费额为无穷大。请截断异常值，或加惩罚项重新拟合。",
  },
};

function gammaGammaLikelihood(x: readonly number[], z: readonly number[], w: readonly number[]): LogLikelihood {
  const tables = new Map<number, { log: number; byP: number; byQ: number }>();
  return (logs, gradient) => {
    const p = Math.exp(logs[0]!);
    const q = Math.exp(logs[1]!);
    const gamma = Math.exp(logs[2]!);
    const logGammaQ = logGamma(q);
    const psiQ = digamma(q);
    tables.clear();
    let total = 0;
    let byP = 0;
    let byQ = 0;
    let byGamma = 0;
    for (let row = 0; row < x.length; row++) {
      const n = x[row]!;
      let table = tables.get(n);
      if (table === undefined) {
        const psi = digamma(n * p + q);
        table = {
          log: logGamma(n * p + q) - logGamma(n * p) - logGammaQ,
          byP: n * (psi - digamma(n * p)),
          byQ: psi - psiQ,
        };
        tables.set(n, table);
      }
      const weight = w[row]!;
      const sum = n * z[row]!;
      const logSum = Math.log(sum);
      const logEnd = Math.log(gamma + sum);
      // (n p − 1) ln z + n p ln n = n p ln(n z) − ln z
      total += weight * (table.log + q * (logs[2]! - logEnd) + n * p * (logSum - logEnd) - Math.log(z[row]!));
      byP += weight * (table.byP + n * (logSum - logEnd));
      byQ += weight * (table.byQ + logs[2]! - logEnd);
      byGamma += weight * (q - ((n * p + q) * gamma) / (gamma + sum));
    }
    gradient[0] = byP * p;
    gradient[1] = byQ * q;
    gradient[2] = byGamma;
    return total;
  };
}

/**
 * Returns the expected value of a future purchase of a customer, given the mean of past purchases. The fewer purchases are known, the
 * closer it is to the mean of all customers.
 *
 * @param model - from {@link fitGammaGamma}
 * @param spend - a customer (frequency and mean), or a population as columns, in the unit of the model
 * @returns an amount in the unit of the model (minor units after a fit to a transaction summary), or a column of amounts
 * @throws ClienteleError `infinite_expectation` when p x + q ≤ 1 (without a purchase: q ≤ 1); `mixed_currencies` when model and columns
 * differ in currency; `invalid_summary`, `invalid_model`
 * @see Fader, Hardie (2013), eq. (5)
 * @example
 * const model = { kind: "gamma-gamma", version: 1, parameters: { p: 6.25, q: 3.74, gamma: 1544 } } as const;
 * expectedSpend(model, { frequency: 2, monetary: 2235 }) // => 2466.37139108
 * expectedSpend(model, { frequency: 0 }) // => 3521.89781022
 */
export function expectedSpend(model: GammaGammaModel, spend: CustomerSpend): number;
export function expectedSpend(model: GammaGammaModel, spend: SpendColumns): Float64Array;
export function expectedSpend(model: GammaGammaModel, spend: CustomerSpend | SpendColumns): number | Float64Array {
  checkModel(model, "gamma-gamma");
  if (typeof spend.frequency === "number")
    return spendOf(model, spend.frequency, (spend as CustomerSpend).monetary ?? Number.NaN, 0);
  const { frequency, monetary, currency } = spend as SpendColumns;
  if (model.currency !== undefined && currency !== undefined && currency !== model.currency) {
    const message = `The spend model is in ${model.currency} and the summary in ${currency}. Convert the summary, or fit a model in its currency.`;
    throw new ClienteleError("mixed_currencies", message, { currencies: [model.currency, currency] });
  }
  const expected = new Float64Array(frequency.length);
  for (let row = 0; row < expected.length; row++) expected[row] = spendOf(model, frequency[row]!, monetary[row]!, row);
  return expected;
}

function spendOf(model: GammaGammaModel, frequency: number, monetary: number, row: number): number {
  const { p, q, gamma } = model.parameters;
  if (!(frequency >= 0 && frequency < Infinity)) throw impossible("frequency", row, frequency);
  // the model cannot use a mean that is missing, 0 or negative: the customer counts as a new one
  const known = frequency > 0 && monetary > 0 && monetary < Infinity ? frequency : 0;
  const denominator = p * known + q - 1;
  if (!(denominator > 0)) {
    throw new ClienteleError(
      "infinite_expectation",
      `The expected spend of row ${row} is infinite, because q is ${q}. Fit with a penalty or with more customers.`,
      {
        model: "gamma-gamma",
        parameter: "q",
        value: q,
      },
    );
  }
  return (p * (gamma + (known === 0 ? 0 : known * monetary))) / denominator;
}

function impossible(column: string, row: number, value: number): ClienteleError<"invalid_summary"> {
  const message = `\`${column}[${row}]\` must be a finite number of at least 0, got ${String(value)}.`;
  return new ClienteleError("invalid_summary", message, { column, row, value }, `${column}[${row}]`);
}
