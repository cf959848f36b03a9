import {
  abcChart,
  activityChart,
  cohortRetentionChart,
  kpiChart,
  paretoChart,
  revenueBySegmentChart,
  rfmGridChart,
  rfmMigrationChart,
  stageSizesChart,
} from "clientele/charts";
import { activityPattern, cohortRetention, kpiCatalog, kpiOverTime } from "clientele/journeys";
import { retailLifecycle, stagePaths, stageSizes } from "clientele/lifecycle";
import type { Transaction } from "clientele/models";
import {
  abcClasses,
  concentration,
  contributionByGroup,
  gini,
  paretoCurve,
  rfmClasses,
  rfmElevenClasses,
  rfmMigration,
  rfmScores,
  summarizeTransactions,
} from "clientele/value";
import { describe, expect, test } from "vitest";
import { renderSvg } from "../../examples/demo/report/vega-svg.js";
import { onlineRetailLines } from "../fixtures/online-retail-lines.js";

const zone = "Europe/London";
const currency = "GBP";
const asOf = Date.UTC(2011, 11, 10);
const lines = onlineRetailLines();
const summary = summarizeTransactions(lines, { asOf, unit: "day", zone });
const scores = rfmScores(summary);

/** Returns the sum of a column of a table. */
function sum(rows: readonly Readonly<Record<string, unknown>>[], key: string): number {
  return rows.reduce((total, row) => total + Number(row[key]), 0);
}

describe("charts of Online Retail", () => {
  test("put every customer and every penny into the RFM grid", async () => {
    const chart = rfmGridChart({ scores, revenue: summary.revenue, currency });
    expect(sum(chart.table.rows, "customers")).toBe(4338);
    const revenue = chart.table.rows.reduce((total, row) => total + Number(row["customers"]) * Number(row["average"] ?? 0), 0);
    expect(revenue).toBeCloseTo(8_911_407.9, 3);
    expect(await renderSvg(chart.spec)).toContain("£");
  });

  test("agree with `concentration` about the top fifth", async () => {
    const chart = paretoChart({ curve: paretoCurve(summary), gini: gini(summary) });
    const fifth = concentration(summary, { shares: [0.2] }).top[0]?.revenueShare ?? 0;
    expect(chart.table.rows.find((row) => row["customers"] === 0.2)?.["value"]).toBeCloseTo(fifth, 3);
    expect(chart.sentence).toContain("74.6%");
    expect(chart.table.rows).toHaveLength(101);
    await renderSvg(chart.spec);
  });

  test("put every customer into one cohort", async () => {
    const orders = new Map(lines.map((line) => [`${line.customerId} ${line.orderId}`, line]));
    const retention = cohortRetention(orders.values(), { asOf, zone });
    const chart = cohortRetentionChart(retention, { locale: "zh" });
    const first = chart.table.rows.filter((row) => row["period"] === 0);
    expect(sum(first, "size")).toBe(4338);
    expect(chart.sentence).toContain("4,338");
    expect(await renderSvg(chart.spec)).toContain("2010年12月 (885)");
  });

  test("put every customer into one class and one migration", async () => {
    const classes = rfmClasses(scores, rfmElevenClasses);
    const classOf = new Map(classes.ids.map((id, row) => [id, rfmElevenClasses.classes[classes.classes[row] as number]?.id]));
    const groups = contributionByGroup(summary, (id) => classOf.get(id));
    const labels = Object.fromEntries(rfmElevenClasses.classes.map(({ id, label }) => [id, label]));
    const revenue = revenueBySegmentChart({ groups, labels, currency });
    expect(sum(revenue.table.rows, "customers")).toBe(4338);
    expect(sum(revenue.table.rows, "revenueShare")).toBeCloseTo(1, 9);
    expect(sum(abcChart({ summary: abcClasses(summary).summary, currency }).table.rows, "revenue")).toBeCloseTo(8_911_407.9, 3);

    const from = Date.UTC(2011, 8, 10);
    const earlier = summarizeTransactions(lines, { asOf: from, unit: "day", zone });
    const before = rfmClasses(rfmScores(earlier, { thresholds: scores.thresholds }), rfmElevenClasses);
    const chart = rfmMigrationChart({ migration: rfmMigration(before, classes), table: rfmElevenClasses, from, to: asOf, zone });
    expect(sum(chart.table.rows, "customers")).toBe(4338);
    expect(
      sum(
        chart.table.rows.filter((row) => row["before"] !== "(not yet a customer)"),
        "customers",
      ),
    ).toBe(3370);
    await renderSvg(revenue.spec);
    await renderSvg(chart.spec);
  });

  test("draw activity, KPIs and stages from the results of the analyses", async () => {
    const orders = [...new Map(lines.map((line) => [line.orderId, line])).values()];
    const activity = activityChart(activityPattern(orders, { zone }));
    expect(sum(activity.table.rows, "count")).toBe(18_532);
    const rate = kpiCatalog["repeat-purchase-rate-by-order"];
    const kpi = kpiChart({ kpi: rate, series: kpiOverTime(rate, lines, { by: "month", zone, asOf }) });
    expect(kpi.table.rows).toHaveLength(13);
    expect(kpi.table.rows.at(-1)?.["full"]).toBe("no, still running");
    const months = Array.from({ length: 12 }, (_, month) => Date.UTC(2011, month, 1));
    const stages = stageSizesChart({
      ...stageSizes(stagePaths(retailLifecycle(), recordsOf(orders), { to: asOf }), months),
      zone,
    });
    const last = stages.table.rows.filter((row) => row["day"] === "2011-12-01");
    expect(sum(last, "customers")).toBe(
      new Set(orders.filter((order) => Number(order.at) <= Date.UTC(2011, 11, 1)).map(({ customerId }) => customerId)).size,
    );
    for (const { spec } of [activity, kpi, stages]) await renderSvg(spec);
  });
});

/** Returns orders as customer records, with just enough data for a lifecycle. */
function recordsOf(orders: readonly Transaction[]) {
  const byCustomer = new Map<string, Transaction[]>();
  for (const order of orders) byCustomer.set(order.customerId, [...(byCustomer.get(order.customerId) ?? []), order]);
  return [...byCustomer].map(([id, own]) => ({
    id,
    attributes: {},
    history: own
      .map((order) => ({
        id: order.orderId as string,
        customerId: id,
        type: "order.placed",
        at: new Date(order.at),
        properties: { orderId: order.orderId, total: order.amount, currency },
      }))
      .sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1)),
  }));
}
