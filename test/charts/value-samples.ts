import type {
  ClvDistributionInput,
  FrequencyHistogramInput,
  ProbabilityAliveInput,
  RecencyFrequencyInput,
  SbgRetentionInput,
  TrackingInput,
} from "clientele/charts";
import { expectedTransactions, frequencyHistogram, simulateCustomers, survival, trackingSeries } from "clientele/value";
import { mbgNbdProbabilityAlive } from "../../src/value/clv/beta-geometric/mbg-nbd.js";
import type { Sample } from "./sample-results.js";

const parameters = { r: 0.6, alpha: 6, a: 0.8, b: 2.5 };
const model = { kind: "mbg-nbd", version: 1, unit: "week", parameters } as const;
const summary = simulateCustomers(model, { customers: 400, age: 39, seed: "charts" });
const series = trackingSeries(model, summary, { periods: 52, actual: Array.from({ length: 52 }, (_, week) => 20 - week / 4) });
const none = { time: [], expectedCumulative: [], expectedIncremental: [] };

export const tracking: Sample<TrackingInput> = {
  full: { series, unit: "week", calibrationEnd: 39 },
  single: { series: { time: [1], expectedCumulative: [3], expectedIncremental: [3] }, show: "incremental", unit: "week" },
  empty: { series: none, unit: "week" },
};

export const histogram: Sample<FrequencyHistogramInput> = {
  full: frequencyHistogram(model, summary),
  single: { frequency: [0], actual: [1], expected: [1] },
  empty: { frequency: [0], actual: [0], expected: [0] },
};

const bought = [0, 3, 5, 9, 20];
const weeks = Array.from({ length: 52 }, (_, week) => week);

export const alive: Sample<ProbabilityAliveInput> = {
  full: {
    time: weeks,
    probability: weeks.map((age) => {
      const seen = bought.filter((time) => time <= age);
      return mbgNbdProbabilityAlive(model, { frequency: seen.length - 1, recency: seen[seen.length - 1]!, age });
    }),
    purchases: bought,
    unit: "week",
  },
  single: { time: [0], probability: [1], purchases: [0], unit: "week" },
  empty: { time: [], probability: [], purchases: [], unit: "week" },
};

export const clv: Sample<ClvDistributionInput> = {
  full: { value: expectedTransactions(model, summary, { horizon: 39 }).map((count) => 30_00 * count), currency: "GBP" },
  single: { value: [12_50], currency: "GBP" },
  empty: { value: [Number.NaN], currency: "GBP" },
};

const recency = [0, 6, 12, 18, 24, 30, 36];
const frequency = [0, 1, 2, 4, 8, 16];

export const recencyFrequency: Sample<RecencyFrequencyInput> = {
  full: {
    recency,
    frequency,
    expected: recency.map((time) =>
      frequency.map((count) =>
        (count === 0) === (time === 0)
          ? expectedTransactions(model, { frequency: count, recency: time, age: 39 }, { horizon: 39 })
          : Number.NaN,
      ),
    ),
    horizon: 39,
    unit: "week",
  },
  single: { recency: [0], frequency: [0], expected: [[0.4]], horizon: 1, unit: "week" },
  empty: { recency: [], frequency: [], expected: [], horizon: 1, unit: "week" },
};

const contract = { kind: "sbg", version: 1, unit: "year", parameters: { alpha: 0.7, beta: 1.2 } } as const;

export const retention: Sample<SbgRetentionInput> = {
  full: {
    expected: survival(contract, { periods: 12 }),
    actual: [1000, 631, 468, 382, 326, 289, 262, 241],
  },
  single: { expected: [1] },
  empty: { expected: [] },
};
