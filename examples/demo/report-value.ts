import { dayText, localClock, type LocalizedText } from "clientele/kernel";
import { type NextQuarter, nextQuarter } from "./next-quarter.js";
import type { ReportAnalyses, ReportList } from "./report/report-input.js";
import { RETAIL_CURRENCY, RETAIL_ZONE } from "./retail-line.js";
import { countText } from "./text-table.js";
import type { RetailAnalysis } from "./analysis.js";
import type { RetailTable } from "./read-online-retail.js";
import {
  ACQUIRED_FROM,
  type ForecastTest,
  type JudgedForecast,
  type RetailForecasts,
  retailForecasts,
} from "./value-forecast.js";

/** What the customers are worth next: forecasts that were tested, and the list that follows from the best of them. */
export interface RetailValue {
  readonly forecasts: RetailForecasts;
  readonly next: NextQuarter;
}

/** Tests the forecasts on the plain reading of the table, and forecasts the quarter after it from the cleaned one. */
export async function retailValue(
  table: Pick<RetailTable, "lines">,
  { transactions, asOf }: Pick<RetailAnalysis, "transactions" | "asOf">,
): Promise<RetailValue | undefined> {
  const forecasts = await retailForecasts(table);
  if (forecasts === undefined) return undefined;
  return { forecasts, next: nextQuarter(transactions, asOf, forecasts.season, ACQUIRED_FROM) };
}

/** The charts of the forecast. */
export function valueAnalyses({ forecasts }: RetailValue): ReportAnalyses {
  const { tracking, histogram } = forecasts;
  const chart = { show: "incremental", unit: "month", calibrationEnd: tracking.calibrationMonths } as const;
  return {
    trackingPlain: { ...chart, series: tracking.plain },
    trackingSeasonal: { ...chart, series: tracking.seasonal },
    frequencyHistogram: histogram,
  };
}

/** The forecasts side by side, and whom the best of them names. */
export function valueLists(value: RetailValue): ReportList[] {
  const { retail, cdnow } = value.forecasts;
  return [
    forecastTable("forecasts", { en: "Which forecast wins?", zh: "哪种预测更准？" }, retailWords(value), retail),
    forecastTable("forecasts-cdnow", { en: "The same test on CDNOW", zh: "同样的检验：CDNOW" }, cdnowWords(value), cdnow),
    nextQuarterTable(value.next),
  ];
}

function forecastTable(id: string, title: LocalizedText, explanation: LocalizedText, { forecasts }: ForecastTest): ReportList {
  return {
    id,
    title,
    explanation,
    columns: [
      { key: "forecast", kind: "text", title: { en: "Forecast", zh: "预测方法" } },
      { key: "customers", kind: "count", title: { en: "Customers", zh: "客户数" } },
      { key: "expected", kind: "count", title: { en: "Expected", zh: "预期" } },
      { key: "actual", kind: "count", title: { en: "Actual", zh: "实际" } },
      { key: "error", kind: "share", title: { en: "Error", zh: "误差" } },
      { key: "absolute", kind: "number", title: { en: "MAE", zh: "MAE" } },
      { key: "squared", kind: "number", title: { en: "RMSE", zh: "RMSE" } },
    ],
    rows: forecasts.map((row) => ({
      forecast: row.label,
      customers: row.customers,
      expected: Math.round(row.total),
      actual: row.actual,
      error: row.totalError,
      absolute: row.meanAbsoluteError,
      squared: row.rootMeanSquaredError,
    })),
  };
}

/** The forecast with the smallest of some error, among those for the same customers. */
export function winner(forecasts: readonly JudgedForecast[], error: (row: JudgedForecast) => number): JudgedForecast {
  const rivals = forecasts.filter(({ customers }) => customers === forecasts[0]!.customers);
  return rivals.reduce((best, row) => (error(row) < error(best) ? row : best));
}

/** What the test on this shop says, in words: also where the models lose. */
export function retailWords({ forecasts: { retail, diagnostics, cohorts } }: RetailValue): LocalizedText {
  const row = (id: string): JudgedForecast => retail.forecasts.find((one) => one.id === id)!;
  const count = (id: string): string => countText(Math.round(row(id).total));
  const inTotal = winner(retail.forecasts, (one) => Math.abs(one.total - one.actual));
  const absolute = winner(retail.forecasts, (one) => one.meanAbsoluteError);
  const squared = winner(retail.forecasts, (one) => one.rootMeanSquaredError);
  const boundary = diagnostics.find(({ code, parameter }) => code === "boundary" && parameter === "s");
  const numbers = { actual: countText(row("plain").actual), customers: countText(row("plain").customers) };
  return {
    en: `Fitted to 31 August 2011, judged on the ${numbers.actual} purchases that ${numbers.customers} customers made by 9 December; one origin, the plain reading of the file. The plain model expects ${count("plain")}: ${boundary?.message.en ?? ""} It cannot know that autumn comes, and customers of the first month are older than the log. The seasonal clock (last year's season, known beforehand) expects ${count("season")}; with a fit for each cohort as well, ${count("season-cohorts")}. Cohorts alone repair nothing (${count("cohorts")}), though they differ (likelihood ratio ${cohorts.statistic.toFixed(0)} on ${cohorts.degrees} degrees). With acquiredFrom the first month is left out: the last three rows judge the others alone. Nearest in total: ${inTotal.label.en}. Smallest root mean squared error of a customer (RMSE): ${squared.label.en}. Smallest mean absolute error (MAE): ${absolute.label.en}: two customers in five bought nothing, which a whole number hits exactly and an expectation never.`,
    zh: `模型拟合至 2011 年 8 月 31 日，以 ${numbers.customers} 位客户到 12 月 9 日的 ${numbers.actual} 次购买检验（单一时间起点，最简口径）。朴素的 Pareto/NBD 只预期 ${count("plain")} 次：${boundary?.message.zh ?? ""}模型不知道旺季将至，而首月客户的历史早于数据起点。季节时钟（采用事先已知的上一年季节）预期 ${count("season")} 次；再分群拟合，为 ${count("season-cohorts")} 次。仅分群无济于事（${count("cohorts")} 次），尽管两群确有差异（似然比 ${cohorts.statistic.toFixed(0)}，自由度 ${cohorts.degrees}）。设定 acquiredFrom 后排除首月客户：最后三行只评判其余客户。总量最接近：${inTotal.label.zh}；单客户均方根误差（RMSE）最小：${squared.label.zh}；平均绝对误差（MAE）最小：${absolute.label.zh}：约四成客户没有购买，整数预测可以恰好命中零，期望值则不能。`,
  };
}

function cdnowWords({ forecasts: { cdnow } }: RetailValue): LocalizedText {
  const best = winner(cdnow.forecasts, (row) => Math.abs(row.total - row.actual));
  const naive = cdnow.forecasts.find(({ id }) => id === "naive")!;
  const [expected, actual, repeated] = [best.total, best.actual, naive.total].map((value) => countText(Math.round(value)));
  return {
    en: `The shop of the literature: customers acquired in one quarter of 1997, no season to speak of, all of them followed from their first purchase. There ${best.label.en} expects ${expected} of ${actual} purchases and repeating the last period ${repeated}: the models win by every measure.`,
    zh: `文献中的经典数据：客户均在 1997 年第一季度首购，几乎没有季节性，全部自首购起跟踪。${best.label.zh} 预期 ${expected} 次，实际 ${actual} 次，重复上一期为 ${repeated} 次：各项误差均为模型占优。`,
  };
}

function nextQuarterTable(next: NextQuarter): ReportList {
  const clock = localClock(RETAIL_ZONE);
  const [from, to] = [dayText(clock.day(next.from)), dayText(clock.day(next.to - 1))];
  const pounds = countText(Math.round(next.total / 100));
  const level = `${Math.round(100 * next.level)}%`;
  return {
    id: "next-quarter",
    title: { en: "Worth most in the next quarter", zh: "下一季度价值最高的客户" },
    explanation: {
      en: `Net revenue expected from ${from} to ${to}, by the model that won the test and Gamma-Gamma spend; all customers together £${pounds}. Low and high hold ${level} of what may be seen: most of it is chance, so plan with the list, not with one row. Revenue, not profit: the file has no costs.`,
      zh: `${from} 至 ${to} 的预期净销售额，由检验中胜出的模型与 Gamma-Gamma 消费模型给出；全部客户合计 £${pounds}。上下限覆盖 ${level} 的可能结果：主要是偶然性，应按名单而非单行做计划。此为销售额而非利润：文件中没有成本。`,
    },
    columns: [
      { key: "customer", kind: "text", title: { en: "Customer", zh: "客户" } },
      { key: "expected", kind: "money", unit: RETAIL_CURRENCY, title: { en: "Expected", zh: "预期" } },
      { key: "low", kind: "money", unit: RETAIL_CURRENCY, title: { en: "Low", zh: "下限" } },
      { key: "high", kind: "money", unit: RETAIL_CURRENCY, title: { en: "High", zh: "上限" } },
      { key: "buys", kind: "share", title: { en: "Buys at all", zh: "会购买的概率" } },
    ],
    rows: next.customers.slice(0, 20).map(({ id, expected, low, high, buys }) => ({
      customer: id,
      expected: expected / 100,
      low: low / 100,
      high: high / 100,
      buys,
    })),
    total: next.customers.length,
  };
}
