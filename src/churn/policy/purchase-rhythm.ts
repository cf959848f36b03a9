import { ClienteleError, type InstantInput, type LocalClock, localClock, MILLISECONDS_PER } from "../../kernel/index.js";
import { aZone, type OptionShape, requireOption, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import { studentCdf, studentQuantile } from "../../statistics/internal.js";

/**
 * Buying rhythm of a population, as plain JSON. The model: logarithms of the gaps between purchase days are normal, each customer
 * has a mean of their own, and those means vary around the population mean.
 */
export interface PurchaseRhythm {
  readonly kind: "purchase-rhythm";
  readonly version: 1;
  /** Time zone that decides which purchases fall on one day. */
  readonly zone: string;
  /** Mean of ln(gap in days) over customers; e^mean is the typical gap. */
  readonly mean: number;
  /** Variance of a customer's log gaps around the customer's mean. */
  readonly within: number;
  /** Variance of the customers' means. */
  readonly between: number;
  /** Degrees of freedom of `within`. */
  readonly degrees: number;
}

/** Closed gaps of one customer. */
export interface PurchaseGaps {
  /** Number of gaps: purchase days minus one. */
  readonly gaps: number;
  /** Σ ln(gap in days): `logGaps` of a purchase summary by day. */
  readonly logGaps: number;
}

/** Options of {@link fitPurchaseRhythm}. */
export interface PurchaseRhythmOptions {
  /** Time zone that decides which purchases fall on one day; several purchases on a day count once. */
  readonly zone: string;
}

const RHYTHM_OPTIONS: OptionShape<PurchaseRhythmOptions> = { zone: aZone };

/** Minimum number of closed gaps that say anything about a customer's own rhythm; below it the population's is used. */
export const MIN_OWN_GAPS = 2;

/**
 * Learns the buying rhythm of a population from the days on which its customers bought.
 *
 * @param purchases - instants of each customer's purchases, in any order
 * @param options - `zone`, the time zone of the days
 * @throws ClienteleError `too_few_gaps` when fewer than two customers have two gaps, or all gaps are alike; `invalid_option`; `invalid_instant`
 * @see Searle, Casella, McCulloch (1992), Variance components, ch. 3 (one-way random effects, unbalanced)
 * @example
 * const day = 86_400_000;
 * const rhythm = fitPurchaseRhythm([[0, 7 * day, 15 * day], [0, 30 * day, 50 * day]], { zone: "UTC" });
 * Math.exp(rhythm.mean) // => 13.5
 */
export function fitPurchaseRhythm(purchases: Iterable<readonly InstantInput[]>, options: PurchaseRhythmOptions): PurchaseRhythm {
  const zone = requireOption("zone", requireOptions(options, RHYTHM_OPTIONS).zone, aZone);
  const clock = localClock(zone);
  const customers: { readonly gaps: number; readonly mean: number }[] = [];
  let squares = 0;
  let degrees = 0;
  let row = 0;
  for (const instants of purchases) {
    const dayOf = (at: InstantInput, index: number) => clock.day(toMilliseconds(at, `purchases[${row}][${index}]`));
    const days = [...new Set(instants.map(dayOf))].sort((left, right) => left - right);
    row++;
    const logs = days.slice(1).map((day, index) => Math.log(day - days[index]!));
    if (logs.length < MIN_OWN_GAPS) continue;
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    squares += logs.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    degrees += logs.length - 1;
    customers.push({ gaps: logs.length, mean });
  }
  const within = squares / degrees;
  if (customers.length < 2 || !(within > 0)) {
    const message = "Too little repeat buying, or too little variation in it, to learn a rhythm from.";
    throw new ClienteleError("too_few_gaps", message, { customers: customers.length, gaps: degrees + customers.length });
  }
  // Each customer counts once: otherwise the many short gaps of frequent buyers would dominate.
  const mean = customers.reduce((sum, customer) => sum + customer.mean, 0) / customers.length;
  const spread = customers.reduce((sum, customer) => sum + (customer.mean - mean) ** 2, 0) / (customers.length - 1);
  const noise = customers.reduce((sum, { gaps }) => sum + within / gaps, 0) / customers.length;
  return {
    kind: "purchase-rhythm",
    version: 1,
    zone,
    mean,
    within,
    // If the means vary no more than chance explains, every customer has the population's mean.
    between: Math.max(spread - noise, 0.01 * within),
    degrees,
  };
}

/**
 * Returns how far the current gap lies beyond a customer's rhythm, as Student's t. The customer's mean is shrunk toward the
 * population's; the fewer the gaps, the stronger the shrinkage.
 *
 * @param days - days since the last purchase
 */
export function gapStatistic(rhythm: PurchaseRhythm, { gaps, logGaps }: PurchaseGaps, days: number): number {
  const { mean, within, between } = rhythm;
  const own = gaps < MIN_OWN_GAPS ? 0 : gaps;
  const pull = within / between;
  const expected = ((own === 0 ? 0 : logGaps) + pull * mean) / (own + pull);
  return (Math.log(days > 0 ? days : MIN_GAP_DAYS) - expected) / Math.sqrt(within * (1 + 1 / (own + pull)));
}

/** One millisecond in days: stands in for a gap of 0, whose logarithm does not exist. */
export const MIN_GAP_DAYS = 1 / MILLISECONDS_PER.days;

/** Returns the probability of a gap at least as long as the one with this gap statistic. */
export function tailOf(rhythm: PurchaseRhythm, statistic: number): number {
  return studentCdf(-statistic, rhythm.degrees);
}

/** Returns the gap statistic with this tail probability: the inverse of {@link tailOf}. */
export function statisticOfTail(rhythm: PurchaseRhythm, tail: number): number {
  return -studentQuantile(tail, rhythm.degrees);
}

/**
 * Returns the probability of a gap at least as long as the current one, if the customer buys as before. It is a false-alarm
 * rate per purchase cycle, not a probability of churn: one cycle in ten of a loyal customer falls below 0.1.
 *
 * @param rhythm - from `fitPurchaseRhythm`
 * @param customer - closed gaps and the sum of their logarithms; with fewer than two gaps the population's rhythm is used
 * @param days - days since the last purchase
 * @returns a number from 0 to 1
 * @see Gelman, Carlin, Stern, Dunson, Vehtari, Rubin (2013), Bayesian data analysis, ch. 2.5 (predictive distribution)
 * @example
 * const rhythm: PurchaseRhythm = { kind: "purchase-rhythm", version: 1, zone: "UTC", mean: Math.log(30), within: 0.5, between: 0.5, degrees: 500 };
 * silenceTail(rhythm, { gaps: 6, logGaps: 6 * Math.log(10) }, 60) // => 0.0155
 * silenceTail(rhythm, { gaps: 0, logGaps: 0 }, 60) // => 0.24
 */
export function silenceTail(rhythm: PurchaseRhythm, customer: PurchaseGaps, days: number): number {
  return tailOf(rhythm, gapStatistic(rhythm, customer, days));
}

/**
 * Returns a function that adds up the gaps between distinct purchase days. It takes one purchase after the other, in ascending
 * order, and returns the totals so far, always in the same object.
 */
export function gapCounter(clock: LocalClock): (instant: number) => PurchaseGaps {
  const totals = { gaps: 0, logGaps: 0 };
  let before: number | undefined;
  return (instant) => {
    const day = clock.day(instant);
    if (before !== undefined && day !== before) {
      totals.gaps++;
      totals.logGaps += Math.log(day - before);
    }
    before = day;
    return totals;
  };
}

/** Converts milliseconds to days. */
export function daysOf(milliseconds: number): number {
  return milliseconds / MILLISECONDS_PER.days;
}
