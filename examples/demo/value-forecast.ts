import { calendarStarts, type LocalizedText, startOfUnit } from "clientele/kernel";
import type { Transaction } from "clientele/models";
import {
  type CohortComparison,
  compareCohorts,
  evaluateForecast,
  expectedTransactions,
  type FitDiagnostic,
  fitBgNbd,
  fitMbgNbd,
  fitNbd,
  fitParetoNbd,
  type ForecastError,
  type FrequencyHistogram,
  frequencyHistogram,
  type HoldoutSplit,
  type ParetoNbdModel,
  seasonalTime,
  type SeasonalClock,
  splitHoldout,
  summarizeTransactions,
  type TrackingSeries,
  trackingSeries,
} from "clientele/value";
import { cdnowTransactions } from "./cdnow.js";
import { retailSeason } from "./prior-year.js";
import type { RetailTable } from "./read-online-retail.js";
import { pence, RETAIL_CURRENCY, RETAIL_ZONE } from "./retail-line.js";

/** One way to forecast, judged on what came. */
export interface JudgedForecast extends ForecastError {
  readonly id: string;
  readonly label: LocalizedText;
  /** Whom it is a forecast for. */
  readonly customers: number;
  /** What they bought. */
  readonly actual: number;
}

/** Forecasts of one shop side by side, all made at the split and judged to `until`. */
export interface ForecastTest {
  readonly shop: string;
  readonly split: number;
  readonly until: number;
  /** For all customers of the calibration, then for those alone who were surely acquired within the log. */
  readonly forecasts: readonly JudgedForecast[];
}

/** What the demo says about forecasts of the next purchases. */
export interface RetailForecasts {
  readonly retail: ForecastTest;
  readonly cdnow: ForecastTest;
  /** What the fit of the plain model says of itself. */
  readonly diagnostics: readonly FitDiagnostic[];
  readonly season: SeasonalClock;
  /** Customers first seen in the first month of the log, most of whom are old, against the others. */
  readonly cohorts: CohortComparison<ParetoNbdModel & { fit: { logLikelihood: number } }>;
  /** Repeat purchases by calendar month: the plain model, and the one that won. */
  readonly tracking: { readonly plain: TrackingSeries; readonly seasonal: TrackingSeries; readonly calibrationMonths: number };
  readonly histogram: FrequencyHistogram;
}

/** The first instant after the calibration, and the first after the holdout. */
const SPLIT = "2011-09-01";
const END = "2011-12-10";
/** Who is first seen before may be older than the log, which begins in December 2010. */
export const ACQUIRED_FROM = startOfDay("2011-01-01");

function startOfDay(day: string): number {
  return startOfUnit("day", Date.parse(`${day}T12:00:00Z`), RETAIL_ZONE);
}

/** The orders of the plain reading: customer known, no cancellation, quantity and price above 0; nothing else is cleaned. */
export function plainOrders({ lines }: Pick<RetailTable, "lines">): Transaction[] {
  const orders = new Map<string, { customerId: string; at: number; amount: number }>();
  for (const { invoice, customerId, quantity, tenths, at } of lines) {
    if (customerId === undefined || invoice.startsWith("C") || quantity <= 0 || tenths <= 0) continue;
    const key = `${customerId}\n${invoice}`;
    const order = orders.get(key);
    // a line of half a penny makes a transaction too
    const amount = Math.max(1, pence(quantity, tenths));
    if (order === undefined) orders.set(key, { customerId, at: at.getTime(), amount });
    else {
      order.amount += amount;
      order.at = Math.min(order.at, at.getTime());
    }
  }
  return Array.from(orders, ([key, order]) => ({
    ...order,
    currency: RETAIL_CURRENCY,
    orderId: key.slice(key.indexOf("\n") + 1),
  }));
}

/**
 * Fits models to the file up to 31 August 2011 and judges them on the rest, beside the naive forecast; CDNOW beside it.
 *
 * @param acquiredFrom - who is first seen before may be older than the log
 * @returns `undefined` when the table does not reach to December 2011
 */
export async function retailForecasts(
  table: Pick<RetailTable, "lines">,
  acquiredFrom = ACQUIRED_FROM,
): Promise<RetailForecasts | undefined> {
  const orders = plainOrders(table);
  const last = orders.reduce((latest, { at }) => Math.max(latest, Number(at)), Number.NEGATIVE_INFINITY);
  const until = startOfDay(END) - 1;
  if (last < startOfDay("2011-12-09") || orders.every(({ at }) => Number(at) >= startOfDay(SPLIT))) return undefined;

  const season = retailSeason();
  const asOf = startOfDay(SPLIT) - 1;
  const options = { asOf, until, unit: "week", zone: RETAIL_ZONE, acquiredFrom } as const;
  const plain = everybody(splitHoldout(orders, options));
  const seasonal = everybody(splitHoldout(orders, { ...options, clock: season }));
  const cohortOf = Array.from(plain.calibration.truncated, (flag) => (flag === 1 ? "first month" : "later"));
  const pooled = fitParetoNbd(plain.calibration);
  const cohorts = compareCohorts(plain.calibration, cohortOf, fitParetoNbd);
  const onClock = compareCohorts(seasonal.calibration, cohortOf, fitParetoNbd);
  const rest = plain.holdout.previous;
  // how much busier the holdout is than the same number of days before it
  const busier = seasonal.holdout.horizon / seasonalTime(season, { from: asOf - (until - asOf), to: asOf }, { unit: "week" });

  const ways: readonly (readonly [string, LocalizedText, Float64Array])[] = [
    ["naive", naiveLabel, rest],
    [
      "naive-season",
      { en: "Naive, times last year's season", zh: "朴素预测 × 去年季节系数" },
      rest.map((count) => count * busier),
    ],
    ["plain", { en: "Pareto/NBD", zh: "Pareto/NBD" }, forecast(pooled, plain)],
    ["cohorts", { en: "Pareto/NBD, a fit for each cohort", zh: "Pareto/NBD，分群拟合" }, byCohort(cohorts, cohortOf, plain)],
    ["season", { en: "Pareto/NBD on the seasonal clock", zh: "Pareto/NBD，季节时钟" }, forecast(onClock.pooled, seasonal)],
    [
      "season-cohorts",
      { en: "Pareto/NBD on the seasonal clock, a fit for each cohort", zh: "Pareto/NBD，季节时钟 + 分群拟合" },
      byCohort(onClock, cohortOf, seasonal),
    ],
  ];
  const weight = Float64Array.from(plain.calibration.truncated, (flag) => 1 - flag);
  const only: readonly (readonly [string, LocalizedText, Float64Array])[] = [
    ["known-naive", naiveLabel, rest],
    [
      "known-plain",
      { en: "Pareto/NBD, fitted to them alone", zh: "Pareto/NBD，仅拟合这些客户" },
      forecast(cohorts.cohorts["later"]!, plain),
    ],
    [
      "known-season",
      { en: "Pareto/NBD, fitted to them alone, on the seasonal clock", zh: "Pareto/NBD，仅拟合这些客户，季节时钟" },
      forecast(onClock.cohorts["later"]!, seasonal),
    ],
  ];
  return {
    retail: {
      shop: "Online Retail",
      split: asOf,
      until,
      forecasts: [
        ...ways.map(([id, label, column]) => judged(id, label, column, plain)),
        ...only.map(([id, label, column]) =>
          judged(id, label, column, { ...plain, calibration: { ...plain.calibration, weight } }),
        ),
      ],
    },
    cdnow: await cdnowTest(),
    diagnostics: pooled.fit.diagnostics,
    season,
    cohorts,
    tracking: trackingOf(orders, plain, seasonal, season, { pooled, onClock, cohortOf }),
    histogram: frequencyHistogram(pooled, plain.calibration),
  };
}

const naiveLabel: LocalizedText = { en: "Naive: the last period repeated", zh: "朴素预测：重复上一期" };

/** A split in which nobody is left out for having been there before the log. */
function everybody(split: HoldoutSplit<"week">): HoldoutSplit<"week"> {
  const { weight: _, ...calibration } = split.calibration;
  return { ...split, calibration };
}

function forecast(model: ParetoNbdModel, { calibration, holdout }: HoldoutSplit<"week">): Float64Array {
  return expectedTransactions({ ...model, unit: "week" }, calibration, { horizon: holdout.horizon });
}

/** Each customer's forecast from the model of the customer's cohort. */
function byCohort(
  { cohorts }: CohortComparison<ParetoNbdModel>,
  cohortOf: readonly string[],
  split: HoldoutSplit<"week">,
): Float64Array {
  const columns = new Map(Object.entries(cohorts).map(([cohort, model]) => [cohort, forecast(model, split)]));
  return Float64Array.from(cohortOf, (cohort, row) => columns.get(cohort)![row]!);
}

function judged(id: string, label: LocalizedText, column: Float64Array, { calibration, holdout }: HoldoutSplit): JudgedForecast {
  const { model, actual, customers } = evaluateForecast(column, calibration, holdout);
  return { id, label, customers, actual, ...model };
}

/** Expected repeat purchases by calendar month, of the plain model and of the winner, beside those that were made. */
function trackingOf(
  orders: readonly Transaction[],
  plain: HoldoutSplit<"week">,
  seasonal: HoldoutSplit<"week">,
  season: SeasonalClock,
  fits: {
    readonly pooled: ParetoNbdModel;
    readonly onClock: CohortComparison<ParetoNbdModel>;
    readonly cohortOf: readonly string[];
  },
): RetailForecasts["tracking"] {
  const { calibration } = plain;
  const first = calibration.firstAt.reduce((earliest, at) => Math.min(earliest, at), Infinity);
  const until = startOfDay(END);
  const ends = [...calendarStarts("month", first, until - 1, RETAIL_ZONE).slice(1), until];
  const known = new Set(calibration.ids);
  const theirs = orders.filter(({ customerId }) => known.has(customerId));
  const repeats = ends.map((end) => {
    const summary = summarizeTransactions(theirs, { asOf: end - 1, unit: "week", zone: RETAIL_ZONE });
    return summary.frequency.reduce((sum, count) => sum + count, 0);
  });
  const actual = repeats.map((count, month) => count - (repeats[month - 1] ?? 0));
  const time = Float64Array.from(ends, (_, month) => month + 1);
  const civil = { kind: "seasonal-clock", version: 1, zone: RETAIL_ZONE, index: new Array<number>(12).fill(1) } as const;
  const endsOn = (clock: SeasonalClock) =>
    ends.map((end) => seasonalTime(clock, { from: startOfUnit("day", first, RETAIL_ZONE), to: end }, { unit: "week" }));
  const onClock = Object.entries(fits.onClock.cohorts).map(([cohort, model]) =>
    trackingSeries(
      model,
      { ...seasonal.calibration, weight: Float64Array.from(fits.cohortOf, (own) => Number(own === cohort)) },
      { periods: endsOn(season), actual },
    ),
  );
  const sum = (name: "expectedCumulative" | "expectedIncremental"): Float64Array =>
    time.map((_, month) => onClock.reduce((total, series) => total + series[name][month]!, 0));
  return {
    plain: { ...trackingSeries(fits.pooled, calibration, { periods: endsOn(civil), actual }), time },
    seasonal: {
      ...onClock[0]!,
      time,
      expectedCumulative: sum("expectedCumulative"),
      expectedIncremental: sum("expectedIncremental"),
    },
    calibrationMonths: ends.filter((end) => end <= plain.calibration.asOf + 1).length,
  };
}

/** The test that the literature knows: CDNOW's sample, 39 weeks to learn and 39 to judge. */
async function cdnowTest(): Promise<ForecastTest> {
  const [asOf, until] = [Date.parse("1997-09-30T23:59:59Z"), Date.parse("1998-06-30T23:59:59Z")];
  // days on which everything was free count there
  const split = splitHoldout(await cdnowTransactions(), { asOf, until, unit: "week", zone: "UTC", countFree: true });
  const fits = [
    ["pareto-nbd", "Pareto/NBD", fitParetoNbd],
    ["mbg-nbd", "MBG/NBD", fitMbgNbd],
    ["bg-nbd", "BG/NBD", fitBgNbd],
    ["nbd", "NBD", fitNbd],
  ] as const;
  return {
    shop: "CDNOW",
    split: asOf,
    until,
    forecasts: [
      judged("naive", naiveLabel, split.holdout.previous, split),
      ...fits.map(([id, name, fit]) =>
        judged(
          id,
          { en: name, zh: name },
          expectedTransactions(fit(split.calibration), split.calibration, { horizon: split.holdout.horizon }),
          split,
        ),
      ),
    ],
  };
}
