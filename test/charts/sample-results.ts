import type {
  AbcInput,
  ActivityInput,
  CohortRetentionInput,
  KpiInput,
  ParetoInput,
  RevenueBySegmentInput,
  RfmGridInput,
  RfmMigrationInput,
  StageSizesInput,
} from "clientele/charts";
import { seededRandom } from "clientele/kernel";
import { rfmEightClasses, rfmElevenClasses } from "clientele/value";

/** Sample results of three sizes: realistic, with a single item, and empty. */
export interface Sample<Input> {
  readonly full: Input;
  readonly single: Input;
  readonly empty: Input;
}

const day = 86_400_000;
const firstMonth = (month: number) => Date.UTC(2010, 11 + month, 1);

export const rfm: Sample<RfmGridInput> = {
  full: population(4338),
  single: { scores: scoresOf([5], [1]), revenue: [12_050], currency: "GBP" },
  empty: { scores: scoresOf([], []), revenue: [], currency: "GBP" },
};

function scoresOf(recency: number[], frequency: number[]): RfmGridInput["scores"] {
  return { recency: Uint8Array.from(recency), frequency: Uint8Array.from(frequency), bins: 5 };
}

function population(size: number): RfmGridInput {
  const random = seededRandom(7);
  const recency: number[] = [];
  const frequency: number[] = [];
  const revenue: number[] = [];
  for (let customer = 0; customer < size; customer++) {
    const strength = random();
    const near = () => Math.min(5, Math.max(1, Math.round(strength * 5 + random() * 2.4 - 0.7)));
    recency.push(near());
    frequency.push(near());
    revenue.push(Math.round(100 * Math.exp(3 + 4 * strength + 2 * random())));
  }
  return { scores: scoresOf(recency, frequency), revenue, currency: "GBP" };
}

export const pareto: Sample<ParetoInput> = {
  full: {
    curve: {
      customerShare: Float64Array.from({ length: 4339 }, (_, index) => index / 4338),
      revenueShare: Float64Array.from({ length: 4339 }, (_, index) => (index / 4338) ** 0.18),
    },
    gini: 0.72,
  },
  single: { curve: { customerShare: [0, 1], revenueShare: [0, 1] }, gini: 0 },
  empty: { curve: { customerShare: [], revenueShare: [] } },
};

const stages = [
  { id: "first-time", label: { en: "First-time buyer", zh: "首购客户" } },
  { id: "repeat", label: { en: "Repeat buyer", zh: "老客" } },
  { id: "loyal", label: { en: "Loyal", zh: "忠诚客户" } },
  { id: "at-risk", label: { en: "At risk", zh: "流失预警" } },
  { id: "dormant", label: { en: "Dormant", zh: "沉睡客户" } },
  { id: "lost", label: { en: "Lost", zh: "流失客户" } },
];
const months = Array.from({ length: 13 }, (_, month) => firstMonth(month));

export const stageSizes: Sample<StageSizesInput> = {
  full: {
    stages,
    at: months,
    sizes: {
      "first-time": months.map((_, month) => 700 + 20 * month),
      repeat: months.map((_, month) => 90 * month),
      loyal: months.map((_, month) => 45 * month),
      "at-risk": months.map((_, month) => Math.max(0, 60 * (month - 3))),
      dormant: months.map((_, month) => Math.max(0, 70 * (month - 5))),
      lost: months.map((_, month) => Math.max(0, 90 * (month - 7))),
    },
  },
  single: { stages, at: [firstMonth(0)], sizes: { "first-time": [12], repeat: [3] } },
  empty: { stages: [], at: [], sizes: {} },
};

const byMonth = { cohort: "month", period: "calendar", zone: "UTC" } as const;

export const cohorts: Sample<CohortRetentionInput> = {
  full: {
    ...byMonth,
    cohorts: months.map((start, cohort) => {
      const size = 885 - 50 * cohort;
      const rate = (period: number) => (period === 0 ? 1 : 0.37 - 0.01 * period - 0.012 * cohort);
      return {
        start,
        size,
        cells: Array.from({ length: 13 - cohort }, (_, period) => ({
          period,
          eligible: size,
          retained: Math.round(size * rate(period)),
          complete: period < 12 - cohort,
        })),
      };
    }),
  },
  single: {
    ...byMonth,
    cohorts: [{ start: firstMonth(0), size: 1, cells: [{ period: 0, eligible: 1, retained: 1, complete: false }] }],
  },
  empty: { ...byMonth, cohorts: [] },
};

const groups = [
  ["important-value", 1022, 0.236, 612_345_678, 0.687],
  ["important-keep", 410, 0.095, 93_456_789, 0.105],
  ["important-develop", 240, 0.055, 61_234_567, 0.069],
  ["important-win-back", 288, 0.066, 55_555_555, 0.062],
  ["general-win-back", 1163, 0.268, 26_510_267, 0.03],
  ["general-develop", 692, 0.16, 21_234_567, 0.024],
  ["general-value", 318, 0.073, 12_345_678, 0.014],
  ["general-keep", 205, 0.047, 8_456_789, 0.009],
] as const;

export const revenueBySegment: Sample<RevenueBySegmentInput> = {
  full: {
    currency: "GBP",
    groups: groups.map(([group, customers, customerShare, revenue, share]) => ({
      group,
      customers,
      customerShare,
      revenue,
      share,
    })),
    labels: Object.fromEntries(rfmEightClasses.classes.map(({ id, label }) => [id, label])),
  },
  single: { currency: "JPY", groups: [{ group: null, customers: 1, customerShare: 1, revenue: 5000, share: 1 }] },
  empty: { currency: "GBP", groups: [] },
};

export const abc: Sample<AbcInput> = {
  full: {
    currency: "CNY",
    summary: [
      { class: "A", customers: 1130, revenue: 712_000_000, share: 0.8 },
      { class: "B", customers: 1208, revenue: 133_000_000, share: 0.15 },
      { class: "C", customers: 2000, revenue: 44_000_000, share: 0.05 },
    ],
  },
  single: { currency: "GBP", summary: [{ class: "A", customers: 1, revenue: 1, share: 1 }] },
  empty: { currency: "GBP", summary: [{ class: "A", customers: 0, revenue: 0, share: 0 }] },
};

export const activity: Sample<ActivityInput> = {
  full: {
    zone: "Europe/London",
    cells: Array.from({ length: 7 * 24 }, (_, cell) => {
      const weekday = Math.floor(cell / 24) + 1;
      const hour = cell % 24;
      const shut = weekday === 6 || hour < 6 || hour > 20;
      const strength = weekday === 7 ? 0.4 : 0.7 + weekday / 10;
      return { weekday, hour, count: shut ? 0 : Math.round(700 * strength * Math.exp(-((hour - 12.4) ** 2) / 8)) };
    }),
  },
  single: { zone: "Asia/Shanghai", cells: [{ weekday: 1, hour: 9, count: 1 }] },
  empty: { zone: "UTC", cells: [] },
};

export const kpi: Sample<KpiInput> = {
  full: {
    kpi: { name: { en: "Repeat-purchase rate", zh: "复购率" }, unit: "share" },
    series: {
      zone: "UTC",
      points: months.map((from, month) => {
        const value = 0.18 + 0.02 * month;
        const interval = { lower: value - 0.03, upper: value + 0.03 };
        return month === 4
          ? { window: { from }, value: null, complete: true }
          : { window: { from }, value, complete: month < 12, interval };
      }),
    },
    goal: 0.4,
  },
  single: {
    kpi: { name: { en: "Revenue", zh: "销售额" }, unit: "money" },
    series: { zone: "UTC", currency: "GBP", points: [{ window: { from: firstMonth(0) }, value: 57_260_123, complete: true }] },
  },
  empty: { kpi: { name: "Orders", unit: "count" }, series: { zone: "UTC", points: [] } },
};

export const migration: Sample<RfmMigrationInput> = {
  full: {
    table: rfmElevenClasses,
    from: Date.UTC(2011, 5, 10),
    to: Date.UTC(2011, 11, 10),
    migration: {
      classes: rfmElevenClasses.classes.map(({ id }) => id),
      counts: Array.from({ length: 12 }, (_, row) =>
        Array.from({ length: 12 }, (_, column) =>
          column === 11 ? 0 : Math.round(300 * Math.exp(-Math.abs(row - column) / 1.3)),
        ),
      ),
    },
  },
  single: {
    table: { classes: [{ id: "all", label: "All" }] },
    from: 0,
    to: day,
    migration: {
      classes: ["all"],
      counts: [
        [1, 0],
        [0, 0],
      ],
    },
  },
  empty: { table: { classes: [] }, from: 0, to: day, migration: { classes: [], counts: [[0]] } },
};
