import * as charts from "clientele/charts";
import { describe, expect, test } from "vitest";
import * as churn from "./churn-samples.js";
import * as stages from "./lifecycle-samples.js";
import * as segments from "./segment-samples.js";
import * as samples from "./sample-results.js";
import * as values from "./value-samples.js";

type Draw = (input: never, options?: charts.ChartOptions) => charts.Chart;

const inputs: Readonly<Record<string, unknown>> = {
  abcChart: samples.abc.full,
  activityChart: samples.activity.full,
  calibrationChart: churn.calibration.full,
  clusterMapChart: segments.clusters.full,
  clvDistributionChart: values.clv.full,
  cohortRetentionChart: samples.cohorts.full,
  frequencyHistogramChart: values.histogram.full,
  hazardRatioChart: churn.hazards.full,
  kpiChart: samples.kpi.full,
  liftChart: churn.lift.full,
  lorenzChart: samples.pareto.full,
  paretoChart: samples.pareto.full,
  probabilityAliveChart: values.alive.full,
  profitChart: churn.profit.full,
  recencyFrequencyChart: values.recencyFrequency.full,
  retentionTargetsChart: churn.targets.full,
  revenueBySegmentChart: samples.revenueBySegment.full,
  rfmGridChart: samples.rfm.full,
  rfmMigrationChart: samples.migration.full,
  riskContributionsChart: churn.contributions.full,
  riskDistributionChart: churn.distribution.full,
  sbgRetentionChart: values.retention.full,
  segmentGridChart: segments.grids.full,
  segmentOverlapChart: segments.overlaps.full,
  segmentProfileChart: segments.profiles.full,
  segmentSizesChart: segments.sizes.full,
  stageAbsorptionChart: stages.absorption.full,
  stageForecastChart: stages.forecast.full,
  stageLeaksChart: stages.leaks.full,
  stagePlayEffectsChart: stages.plays.full,
  stageSizesChart: samples.stageSizes.full,
  survivalChart: churn.survival.full,
  timeInStageChart: stages.times.full,
  trackingChart: values.tracking.full,
  transitionMatrixChart: stages.transitions.full,
};
const functions = Object.entries(charts).filter(([name]) => name.endsWith("Chart")) as [string, Draw][];

test("every chart function has a sample here", () => {
  expect(functions.map(([name]) => name).sort()).toEqual(Object.keys(inputs).sort());
});

describe.each(functions)("the options of %s", (name, draw) => {
  const input = inputs[name] as never;

  test("refuse an unknown name and suggest the nearest one", () => {
    expect(() => draw(input, { widht: 300 } as never)).toThrow(
      expect.objectContaining({ code: "invalid_option", path: "widht", message: expect.stringContaining("`width`") }),
    );
  });

  test("refuse values of a wrong kind", () => {
    for (const options of [{ width: 0 }, { height: "tall" }, { title: 7 }, { locale: "" }])
      expect(() => draw(input, options as never)).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });

  test("treat undefined as absent", () => {
    expect(draw(input, { locale: undefined, title: undefined, width: undefined, height: undefined })).toEqual(draw(input));
  });
});

describe("choices in the input", () => {
  test.each([
    ["trackingChart", { ...values.tracking.full, show: "cumulated" }, "show"],
    ["trackingChart", { ...values.tracking.full, unit: "weeks" }, "unit"],
    ["probabilityAliveChart", { ...values.alive.full, unit: "w" }, "unit"],
    ["survivalChart", { ...churn.survival.full, unit: "moon" }, "unit"],
    ["liftChart", { ...churn.lift.full, show: "gains" }, "show"],
    ["clusterMapChart", { ...segments.clusters.full, scale: "sqrt" }, "scale"],
    ["clusterMapChart", { ...segments.clusters.full, maxPoints: 0 }, "maxPoints"],
    ["segmentProfileChart", { ...segments.profiles.full, maxTraits: 1.5 }, "maxTraits"],
  ])("are checked by %s (case %#)", (name, input, path) => {
    const draw = functions.find(([one]) => one === name)![1];
    expect(() => draw(input as never)).toThrow(expect.objectContaining({ code: "invalid_option", path }));
  });
});

describe("sentences", () => {
  const groups = [
    { group: "a", customers: 3, customerShare: 0.6, revenue: 40_00, share: 0.4 },
    { group: "b", customers: 1, customerShare: 0.2, revenue: 35_00, share: 0.35 },
    { group: "c", customers: 1, customerShare: 0.2, revenue: 25_00, share: 0.25 },
  ];

  test("do not say that most revenue comes from a segment that brings less than half, and give the total", () => {
    const { sentence } = charts.revenueBySegmentChart({ groups, currency: "EUR" });
    expect(sentence).toBe("Highest revenue: a with €40.00, or 40.0% of €100.00, from 60.0% of the customers.");
  });

  test("say nothing about a share of revenue if there is no revenue", () => {
    const none = groups.map((group) => ({ ...group, revenue: 0, share: Number.NaN }));
    expect(charts.revenueBySegmentChart({ groups: none, currency: "EUR" }).sentence).toBe(
      "Highest revenue: a with €0.00 from 60.0% of the customers.",
    );
  });

  test("write yuan with the sign of the language", () => {
    const input = { groups, currency: "CNY" };
    expect(charts.revenueBySegmentChart(input, { locale: "zh" }).sentence).toContain("¥40.00");
    expect(charts.revenueBySegmentChart(input, { locale: "zh" }).sentence).not.toContain("CN¥");
    expect(charts.revenueBySegmentChart(input).sentence).toContain("CN¥40.00");
    const column = { key: "m", title: "M", kind: "money", unit: "CNY" } as const;
    expect([charts.tableCellText(column, 5097, { locale: "zh" }), charts.tableCellText(column, 5097)]).toEqual([
      "¥5,097",
      "CN¥5,097",
    ]);
  });

  test("use singular and plural correctly", () => {
    const leak = { from: "loyal", to: "lost", falls: 1, customers: ["a"], returned: { estimate: 0 }, valueLost: 100 };
    const one = charts.stageLeaksChart({ leaks: [leak], currency: "EUR" }).sentence;
    expect(one).toContain(
      "1 customer worth €1.00 (of €1.00 lost in all) has not returned; 0.0% of 1 fall was followed by a return.",
    );
    const two = charts.stageLeaksChart({ leaks: [{ ...leak, falls: 2, customers: ["a", "b"] }], currency: "EUR" }).sentence;
    expect(two).toContain("2 customers worth €1.00 (of €1.00 lost in all) have not returned; 0.0% of 2 falls were followed");
  });

  test("say which way a factor changes the rate of leaving, with the nearer bound first", () => {
    const ratios = [{ covariate: "loyalty card", estimate: 0.5, lower: 0.4, upper: 0.8, pValue: 0.001 }];
    expect(charts.hazardRatioChart({ ratios }).sentence).toBe(
      "The strongest significant factor is loyalty card: one more unit lowers the rate of leaving by 50.0% (20.0% to 60.0%).",
    );
  });

  test("recommend contacting no customer if every list loses money", () => {
    const curve = { counts: [0, 1, 2], profits: [0, -100, -300] };
    expect(charts.profitChart({ curve, currency: "EUR" }).sentence).toBe(
      "Contacting no customer is best; contacting all 2 would bring −€3.00.",
    );
  });
});
