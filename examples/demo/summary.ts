import { dayText, type Locale, localClock, localize } from "clientele/kernel";
import type { MeasuredKpi } from "./analysis.js";
import { rowReasons } from "./clean.js";
import type { DemoResult } from "./demo.js";
import { retentionWords } from "./report-retention.js";
import { retailWords } from "./report-value.js";
import { RETAIL_ZONE } from "./retail-line.js";
import { summaryTexts } from "./summary-texts.js";
import { countText, poundsText, shareText, textTable, wrapText } from "./text-table.js";

const WIDTH = 110;

/** What a manager would want to know, as lines of text. The same result gives the same lines to the byte. */
export function summaryOf(result: DemoResult, locale: Locale): string[] {
  const { analysis, clean, records } = result;
  const clock = localClock(RETAIL_ZONE);
  const day = (at: number) => dayText(clock.day(at));
  const say = (key: keyof typeof summaryTexts, values: Record<string, string | number> = {}) =>
    localize(summaryTexts[key], { locale, values });
  const paragraph = (key: keyof typeof summaryTexts, values: Record<string, string | number> = {}) =>
    wrapText(say(key, values), WIDTH, 2);
  const { contribution, concentration, summary } = analysis;
  const share = (top: number) => concentration.top.find((entry) => entry.top === top)!;
  const best = share(0.01);
  const stageLabel = (id: string) => {
    const stage = result.stages.stageOf.get(id);
    return localize(result.stages.sizes.stages.find((entry) => entry.id === stage)!.label, { locale });
  };

  return [
    say("title", {
      customers: countText(records.records.length),
      orders: countText(records.orders),
      asOf: day(analysis.asOf),
      zone: RETAIL_ZONE,
    }),
    "",
    say("rows"),
    ...rowTable(result, locale, say),
    ...paragraph("duplicates", {
      lines: countText(clean.duplicates.lines),
      several: countText(clean.duplicates.severalLines),
      differing: countText(clean.duplicates.differing),
      amount: poundsText(clean.duplicates.pence),
    }),
    ...paragraph("unmatched", { amount: poundsText(clean.unmatchedPence) }),
    "",
    say("plain"),
    ...plainFigures(result, paragraph),
    "",
    say("value"),
    ...paragraph("valueFigures", {
      revenue: poundsText(contribution.totalRevenue),
      fifth: shareText(share(0.2).revenueShare),
      few: best.customers,
      percent: shareText(best.revenueShare),
      half: countText(concentration.customersForHalf),
      gini: concentration.gini.toFixed(2),
    }),
    `  ${say("best")}`,
    ...textTable(
      contribution.ids.slice(0, 10).map((id, row) => {
        const at = summary.ids.indexOf(id);
        const country = records.records.find(({ customer }) => customer.id === id)?.customer.attributes?.market;
        return [
          `${row + 1}.`,
          id,
          String(country),
          poundsText(contribution.revenue[row]!),
          shareText(contribution.share[row]!),
          day(summary.lastAt[at]!),
          stageLabel(id),
        ];
      }),
      ["right", "left", "left", "right", "right", "left", "left"],
      4,
    ),
    `  ${say("countries")}`,
    ...textTable(
      analysis.byCountry
        .slice(0, 5)
        .map(({ group, customers, revenue, share: part }) => [
          String(group),
          countText(customers),
          poundsText(revenue),
          shareText(part),
          `country:${group}`,
        ]),
      ["left", "right", "right", "right", "left"],
      4,
    ),
    ...result.groups.flatMap(({ kind, groups }) => [
      "",
      say(kind === "stage" ? "stages" : "segments"),
      ...groupTable(
        groups.map(({ id, label, customers }) => ({ list: `${kind}:${id}`, label: localize(label, { locale }), customers })),
        result,
        say("head"),
      ),
    ]),
    ...(["eleven", "eight"] as const).flatMap((name) => {
      const { table, ids, classes } = analysis[name];
      const prefix = name === "eleven" ? "class" : "class8";
      return [
        "",
        say(name === "eleven" ? "classes" : "classes8"),
        ...groupTable(
          table.classes.map(({ id, label }, position) => ({
            list: `${prefix}:${id}`,
            label: localize(label, { locale }),
            customers: ids.filter((_, row) => classes[row] === position),
          })),
          result,
          say("head"),
        ),
      ];
    }),
    ...moves(result, day, paragraph),
    ...forecastLines(result, locale, say, paragraph),
    ...(result.retention === undefined
      ? []
      : ["", say("retention"), ...wrapText(localize(retentionWords(result.retention), { locale }), WIDTH, 2)]),
    "",
    say("kpis"),
    ...analysis.kpis.flatMap((kpi) => kpiLines(kpi, locale, day, say)),
    "",
    ...wrapText(say("listHint", { count: result.lists.length }), WIDTH, 0),
  ];
}

type Say = (key: keyof typeof summaryTexts, values?: Record<string, string | number>) => string;
type Paragraph = (key: keyof typeof summaryTexts, values?: Record<string, string | number>) => string[];

function forecastLines({ value }: DemoResult, locale: Locale, say: Say, paragraph: Paragraph): string[] {
  if (value === undefined) return [];
  const { forecasts, next } = value;
  const best = next.customers[0]!;
  const pounds = (amount: number) => countText(Math.round(amount / 100));
  return [
    "",
    say("forecast"),
    `  ${say("forecastHead")}`,
    ...[forecasts.retail, forecasts.cdnow].flatMap(({ shop, forecasts: rows }) => [
      `  ${shop}`,
      ...textTable(
        rows.map((row) => [
          localize(row.label, { locale }),
          countText(row.customers),
          countText(Math.round(row.total)),
          countText(row.actual),
          row.totalError === null ? "–" : `${row.totalError < 0 ? "−" : "+"}${shareText(Math.abs(row.totalError))}`,
          row.meanAbsoluteError.toFixed(3),
          row.rootMeanSquaredError.toFixed(3),
        ]),
        ["left", "right", "right", "right", "right", "right", "right"],
        4,
      ),
    ]),
    ...wrapText(localize(retailWords(value), { locale }), WIDTH, 2),
    ...paragraph("nextQuarter", {
      pounds: pounds(next.total),
      id: best.id,
      expected: pounds(best.expected),
      low: pounds(best.low),
      high: pounds(best.high),
      level: `${Math.round(100 * next.level)} %`,
    }),
  ];
}

function rowTable({ clean }: DemoResult, locale: Locale, say: Say): string[] {
  const fates = Object.entries(rowReasons).map(([fate, { kept, label }]) => ({
    rows: clean.account[fate as keyof typeof rowReasons],
    kept,
    label: localize(label, { locale }),
  }));
  const lines = [...fates.filter(({ kept }) => kept), ...fates.filter(({ kept }) => !kept)];
  return textTable(
    [
      ...lines.map(({ rows, kept, label }) => [countText(rows), say(kept ? "used" : "dropped"), label]),
      [countText(fates.reduce((sum, { rows }) => sum + rows, 0)), "=", say("sum")],
    ],
    ["right", "left", "left"],
  );
}

function plainFigures({ sanity }: DemoResult, paragraph: Paragraph): string[] {
  return [
    ...paragraph("plainDefinition"),
    ...paragraph("plainFigures", {
      customers: countText(sanity.customers),
      orders: countText(sanity.orders),
      revenue: poundsText(sanity.revenueTenths / 10),
      order: poundsText(sanity.averageOrder * 100),
      customer: poundsText(sanity.perCustomer * 100),
      fifth: shareText(sanity.topFifth),
      observed: countText(sanity.observed.length),
      day: sanity.lastObservedDay,
      returned: sanity.returnedWithin90Days === null ? "–" : shareText(sanity.returnedWithin90Days),
    }),
  ];
}

/** Groups with their size and what they bring; customers without a purchase that counts bring nothing. */
function groupTable(
  groups: readonly { readonly list: string; readonly label: string; readonly customers: readonly string[] }[],
  { analysis, revenueOf, records }: DemoResult,
  head: string,
): string[] {
  const total = analysis.contribution.totalRevenue;
  const everybody = records.records.length;
  return textTable(
    [
      head.split("|"),
      ...groups.map(({ list, label, customers }) => {
        const revenue = customers.reduce((sum, id) => sum + (revenueOf.get(id) ?? 0), 0);
        return [
          label,
          countText(customers.length),
          shareText(customers.length / everybody),
          poundsText(revenue),
          shareText(revenue / total),
          list,
        ];
      }),
    ],
    ["left", "right", "right", "right", "right", "left"],
  );
}

function moves({ analysis }: DemoResult, day: (at: number) => string, paragraph: Paragraph): string[] {
  const { from, result } = analysis.migration;
  const best = ["champions", "loyal"];
  const sunk = result.moves
    .filter((move) => move.from !== null && best.includes(move.from) && !(move.to !== null && best.includes(move.to)))
    .reduce((sum, { ids }) => sum + ids.length, 0);
  return paragraph("moves", {
    from: day(from),
    stayed: countText(result.stayed),
    moved: countText(result.moved),
    arrived: countText(result.arrived),
    sunk: countText(sunk),
  });
}

function kpiLines({ kpi, result, rivals }: MeasuredKpi, locale: Locale, day: (at: number) => string, say: Say): string[] {
  const text = (value: number | null) => (value === null ? "–" : kpi.unit === "money" ? poundsText(value) : shareText(value));
  const month = result.window === undefined ? "" : ` ${say("inMonth", { month: day(result.window.from).slice(0, 7) })}`;
  return [
    `  ${localize(kpi.name, { locale })}${month}: ${text(result.value)}   [${kpi.id}]`,
    ...wrapText(localize(kpi.definition, { locale }), WIDTH, 6),
    ...rivals.flatMap((rival) => {
      const difference = kpi.rivals.find(({ id }) => id === rival.kpi.id)!.difference;
      const line = `${say("rival")}: ${localize(rival.kpi.name, { locale })}, ${text(rival.result.value)}. ${localize(difference, { locale })}`;
      return wrapText(line, WIDTH, 6);
    }),
  ];
}
