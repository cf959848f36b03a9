import { ClienteleError, type LocalClock, localClock, MILLISECONDS_PER } from "../../kernel/index.js";
import { studentCdf, studentQuantile } from "../../statistics/internal.js";

/**
 * How regularly a population buys, as plain JSON. Logarithms of the gaps between purchase days are taken as normal; each
 * customer has a mean of their own, and those means vary around the population's.
 */
export interface PurchaseRhythm {
  readonly kind: "purchase-rhythm";
  readonly version: 1;
  /** Zone whose days count. */
  readonly zone: string;
  /** Mean of ln(gap in days) over customers; e^mean is the typical gap. */
  readonly mean: number;
  /** Variance of a customer's own log gaps around their mean. */
  readonly within: number;
  /** Variance of the customers' means. */
  readonly between: number;
  /** Degrees of freedom of `within`. */
  readonly degrees: number;
}

/** One customer's closed gaps. */
export interface PurchaseGaps {
  /** How many: purchase days less one. */
  readonly gaps: number;
  /** Σ ln(gap in days): `logGaps` of a purchase summary by day. */
  readonly logGaps: number;
}

/** Fewer closed gaps than this say nothing about a customer's own rhythm: the population's is taken. */
export const OWN_RHYTHM_FROM = 2;

/**
 * Learns the rhythm of a population from the days on which its customers bought.
 *
 * @param purchases - instants of each customer's purchases (epoch milliseconds), in any order
 * @param options - `zone`: whose days count; several purchases on a day are one
 * @throws ClienteleError `too_few_gaps` when fewer than two customers have two gaps, or all gaps are alike
 * @see Searle, Casella, McCulloch (1992), Variance components, ch. 3 (one-way random effects, unbalanced)
 * @example
 * const day = 86_400_000;
 * const rhythm = fitPurchaseRhythm([[0, 7 * day, 15 * day], [0, 30 * day, 50 * day]], { zone: "UTC" });
 * Math.exp(rhythm.mean) // => 13.5
 */
export function fitPurchaseRhythm(purchases: Iterable<readonly number[]>, options: { readonly zone: string }): PurchaseRhythm {
  const clock = localClock(options.zone);
  const customers: { readonly gaps: number; readonly mean: number }[] = [];
  let squares = 0;
  let degrees = 0;
  for (const instants of purchases) {
    const days = [...new Set(instants.map((at) => clock.day(at)))].sort((left, right) => left - right);
    const logs = days.slice(1).map((day, index) => Math.log(day - days[index]!));
    if (logs.length < OWN_RHYTHM_FROM) continue;
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    squares += logs.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    degrees += logs.length - 1;
    customers.push({ gaps: logs.length, mean });
  }
  const within = squares / degrees;
  if (customers.length < 2 || !(within > 0))
    throw new ClienteleError(
      "too_few_gaps",
      "There is too little repeat buying, or too little variation, to learn a rhythm from.",
      {
        customers: customers.length,
        gaps: degrees + customers.length,
      },
    );
  // Customers count alike, however often they bought: gaps of frequent buyers are short, and many.
  const mean = customers.reduce((sum, customer) => sum + customer.mean, 0) / customers.length;
  const spread = customers.reduce((sum, customer) => sum + (customer.mean - mean) ** 2, 0) / (customers.length - 1);
  const noise = customers.reduce((sum, { gaps }) => sum + within / gaps, 0) / customers.length;
  return {
    kind: "purchase-rhythm",
    version: 1,
    zone: options.zone,
    mean,
    within,
    // Means that vary no more than chance makes them: everybody has the population's.
    between: Math.max(spread - noise, 0.01 * within),
    degrees,
  };
}

/**
 * How far the current gap lies beyond a customer's rhythm, as Student's t: the customer's mean is shrunk to the population's,
 * the more the fewer gaps there are.
 *
 * @param days - since the last purchase
 */
export function gapStatistic(rhythm: PurchaseRhythm, { gaps, logGaps }: PurchaseGaps, days: number): number {
  const { mean, within, between } = rhythm;
  const own = gaps < OWN_RHYTHM_FROM ? 0 : gaps;
  const pull = within / between;
  const expected = ((own === 0 ? 0 : logGaps) + pull * mean) / (own + pull);
  return (Math.log(days > 0 ? days : SHORTEST) - expected) / Math.sqrt(within * (1 + 1 / (own + pull)));
}

/** A millisecond in days: what no gap at all is taken as, so that its logarithm exists. */
export const SHORTEST = 1 / MILLISECONDS_PER.days;

/** The chance of a gap at least as long, of a gap statistic. */
export function tailOf(rhythm: PurchaseRhythm, statistic: number): number {
  return studentCdf(-statistic, rhythm.degrees);
}

/** The gap statistic that has a chance: the inverse of {@link tailOf}. */
export function statisticOfTail(rhythm: PurchaseRhythm, tail: number): number {
  return -studentQuantile(tail, rhythm.degrees);
}

/**
 * The chance that a customer's gap is as long as the current one, or longer, if they buy as they always did. It is a
 * false-alarm rate a cycle, not a probability of having left: of ten cycles of a loyal customer one comes below .1.
 *
 * @param rhythm - of `fitPurchaseRhythm`
 * @param customer - closed gaps and the sum of their logarithms; with fewer than two the population's rhythm is taken
 * @param days - since the last purchase
 * @returns from 0 to 1
 * @see Gelman, Carlin, Stern, Dunson, Vehtari, Rubin (2013), Bayesian data analysis, ch. 2.5 (predictive distribution)
 * @example
 * const rhythm: PurchaseRhythm = { kind: "purchase-rhythm", version: 1, zone: "UTC", mean: Math.log(30), within: 0.5, between: 0.5, degrees: 500 };
 * silenceTail(rhythm, { gaps: 6, logGaps: 6 * Math.log(10) }, 60) // => 0.0155
 * silenceTail(rhythm, { gaps: 0, logGaps: 0 }, 60) // => 0.24
 */
export function silenceTail(rhythm: PurchaseRhythm, customer: PurchaseGaps, days: number): number {
  return tailOf(rhythm, gapStatistic(rhythm, customer, days));
}

/** Days between distinct purchase days, counted and as the sum of logarithms. */
export function gapsOf(clock: LocalClock, ascending: readonly number[], end: number): PurchaseGaps {
  let gaps = 0;
  let logGaps = 0;
  for (let index = 1; index < end; index++) {
    const gap = clock.day(ascending[index]!) - clock.day(ascending[index - 1]!);
    if (gap === 0) continue;
    gaps++;
    logGaps += Math.log(gap);
  }
  return { gaps, logGaps };
}

/** Milliseconds as days. */
export function daysOf(milliseconds: number): number {
  return milliseconds / MILLISECONDS_PER.days;
}
