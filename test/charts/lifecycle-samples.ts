import type {
  StageAbsorptionInput,
  StageForecastInput,
  StageLeaksInput,
  StagePlayEffectsInput,
  TimeInStageInput,
  TransitionMatrixInput,
} from "clientele/charts";
import { seededRandom } from "clientele/kernel";
import {
  type PlayUse,
  retailLifecycle,
  stageAbsorption,
  stageChain,
  stageForecast,
  stageLeaks,
  stagePaths,
  stagePlayEffects,
  timeInStage,
  transitionMatrix,
} from "clientele/lifecycle";
import type { Sample } from "./sample-results.js";

const DAY = 86_400_000;
const random = seededRandom("stages");
const customers = Array.from({ length: 600 }, (_, customer) => {
  const pace = 10 + 120 * random();
  const days: number[] = [];
  for (let day = 300 * random(); day < 700 && days.length < 12; day += pace * (0.3 + 2 * random() ** 2)) days.push(day);
  return {
    id: `c${customer}`,
    attributes: {},
    history: days.map((day, order) => ({
      id: `c${customer}:${order}`,
      customerId: `c${customer}`,
      type: "order.placed",
      at: new Date(Math.round(day * DAY)),
      properties: {},
    })),
  };
});
export const paths = stagePaths(retailLifecycle(), customers, { to: 720 * DAY });
const { stages } = paths;
const chain = stageChain(paths);

export const transitions: Sample<TransitionMatrixInput> = {
  full: { matrix: transitionMatrix(paths), stages },
  single: { matrix: transitionMatrix(stagePaths(retailLifecycle(), customers.slice(0, 1), { to: 720 * DAY })) },
  empty: { matrix: { stages: ["a"], moves: [] } },
};

const inStages = ["first-time", "repeat", "loyal", "at-risk", "dormant", "won-back"];
export const times: Sample<TimeInStageInput> = {
  full: { times: inStages.map((stage) => timeInStage(paths, stage)), stages },
  single: { times: [{ stage: "trial", curve: { times: [], survival: [], last: 12 }, visits: 1, ongoing: 1 }] },
  empty: { times: [{ stage: "trial", curve: { times: [], survival: [] }, visits: 0, ongoing: 0 }] },
};

export const forecast: Sample<StageForecastInput> = {
  full: { forecast: stageForecast(chain, 6), now: chain.now, stages },
  single: {
    forecast: { stages: ["all"], every: { days: 1 }, estimate: [[1]], lower: [[0]], upper: [[2]] },
    now: [1],
  },
  empty: { forecast: { stages: ["all"], every: { days: 1 }, estimate: [[0]], lower: [[0]], upper: [[0]] }, now: [0] },
};

const value = { ids: paths.ids, values: Float64Array.from(paths.ids, () => Math.round(100 * Math.exp(3 + 5 * random()))) };
export const leaks: Sample<StageLeaksInput> = {
  full: { leaks: stageLeaks(paths, value, { into: ["at-risk", "dormant", "lost"] }), currency: "GBP", stages },
  single: {
    leaks: [{ from: "loyal", to: "lost", falls: 1, customers: [], returned: { estimate: 1 }, valueLost: 0 }],
    currency: "CNY",
  },
  empty: { leaks: [], currency: "GBP" },
};

export const absorption: Sample<StageAbsorptionInput> = {
  full: { absorption: stageAbsorption(chain, ["lost"]), every: chain.every, stages },
  single: {
    absorption: { stages: ["open"], absorbing: ["won", "lost"], probabilities: [[0.25, 0.75]], expectedSteps: [1] },
    every: { hours: 12 },
  },
  empty: { absorption: { stages: [], absorbing: [], probabilities: [], expectedSteps: [] }, every: { days: 1 } },
};

const uses = paths.ids.flatMap((id, row): PlayUse[] => {
  const step = Array.from(
    { length: paths.offsets[row + 1]! - paths.offsets[row]! },
    (_, index) => paths.offsets[row]! + index,
  ).find((index) => stages[paths.stage[index]!]!.id === "at-risk");
  if (step === undefined) return [];
  const at = paths.at[step]! + DAY;
  return [
    { subjectId: id, play: "retain", at, treated: row % 10 > 0 },
    { subjectId: id, play: "call-the-most-valuable-by-phone", at, treated: row % 3 > 0 },
  ];
});
export const plays: Sample<StagePlayEffectsInput> = {
  full: {
    effects: stagePlayEffects(paths, uses, { stage: "at-risk", better: ["repeat", "loyal"], randomized: true }),
    plays: [{ id: "retain", label: { en: "An order within 30 days", zh: "30 天内再次下单" } }],
  },
  single: {
    effects: [
      {
        play: "one",
        treated: { customers: 1, share: { estimate: 1 } },
        compared: { customers: 1, share: { estimate: 0 } },
        comparison: "chosen",
        difference: { estimate: 1, lower: -0.02, upper: 1 },
        adjusted: null,
        caution: { en: "No proof.", zh: "不能证明。" },
      },
    ],
  },
  empty: { effects: [] },
};
