import {
  areaUnderCurve,
  calibrate,
  calibrationCurve,
  categoryCodes,
  coefficientTable,
  compareAreasUnderCurve,
  crossValidate,
  dummyColumns,
  featureDrift,
  fitBoostedTrees,
  fitCox,
  fitLogisticRegression,
  gapStatistic,
  groupedFolds,
  hazardRatios,
  kaplanMeier,
  kMeans,
  liftCurve,
  logRankTest,
  permutationImportance,
  poissonInterval,
  populationStability,
  restrictedMean,
  shareDifference,
  silhouette,
  stratifiedFolds,
  timeSplit,
  wilsonInterval,
} from "clientele/statistics";
import { describe, expect, test } from "vitest";

/** A function with options: its call, options that it requires, and options of a wrong kind with their paths. */
interface Case {
  readonly name: string;
  readonly call: (options?: never) => unknown;
  readonly required?: Readonly<Record<string, unknown>>;
  readonly wrong: readonly (readonly [path: string, options: Readonly<Record<string, unknown>>])[];
  /** Every option of the function. */
  readonly options: readonly string[];
}

const x = Array.from({ length: 60 }, (_, row) => (row * 7) % 20);
const y = x.map((value, row) => Number((value + row) % 3 === 0));
const scores = x.map((value) => value / 20);
const logistic = fitLogisticRegression({ x }, y);
const times = { time: [4, 3, 2, 1, 5, 6], event: [1, 1, 1, 1, 0, 1] };
const late = [0, 1, 1, 0, 0, 0];
const cox = fitCox(times, { late });
const curve = kaplanMeier(times);
const LEVEL = { options: ["level"], wrong: [["level", { level: 95 }]] } as const;

const cases: readonly Case[] = [
  { name: "wilsonInterval", call: (options) => wilsonInterval(3, 10, options), ...LEVEL },
  { name: "poissonInterval", call: (options) => poissonInterval(3, 10, options), ...LEVEL },
  {
    name: "shareDifference",
    call: (options) => shareDifference({ successes: 3, trials: 10 }, { successes: 5, trials: 9 }, options),
    ...LEVEL,
  },
  { name: "areaUnderCurve", call: (options) => areaUnderCurve(scores, y, options), ...LEVEL },
  { name: "compareAreasUnderCurve", call: (options) => compareAreasUnderCurve(scores, x, y, options), ...LEVEL },
  { name: "coefficientTable", call: (options) => coefficientTable(logistic, options), ...LEVEL },
  { name: "hazardRatios", call: (options) => hazardRatios(cox, options), ...LEVEL },
  {
    name: "restrictedMean",
    call: (options) => restrictedMean(curve, options),
    options: ["level", "until"],
    wrong: [
      ["level", { level: 1 }],
      ["until", { until: 0 }],
      ["until", { until: "6" }],
    ],
  },
  {
    name: "kaplanMeier",
    call: (options) => kaplanMeier(times, options),
    options: ["level", "unit"],
    wrong: [
      ["level", { level: 0 }],
      ["unit", { unit: 7 }],
    ],
  },
  {
    name: "fitCox",
    call: (options) => fitCox(times, { late }, options),
    options: ["unit", "ties", "maxIterations"],
    wrong: [
      ["ties", { ties: "effron" }],
      ["unit", { unit: "" }],
      ["maxIterations", { maxIterations: 0 }],
    ],
  },
  {
    name: "logRankTest",
    call: (options) => logRankTest(times, ["a", "b", "a", "b", "a", "b"], options),
    options: ["strata"],
    wrong: [["strata", { strata: "a" }]],
  },
  {
    name: "fitLogisticRegression",
    call: (options) => fitLogisticRegression({ x }, y, options),
    options: ["penalty", "weight", "classWeight", "cluster", "errors", "maxIterations"],
    wrong: [
      ["penalty", { penalty: 0.1 }],
      ["penalty.strength", { penalty: { l1Ratio: 1 } }],
      ["penalty.l1Ratio", { penalty: { strength: 0.1, l1Ratio: 2 } }],
      ["penalty.l1ratio", { penalty: { strength: 0.1, l1ratio: 1 } }],
      ["weight", { weight: 1 }],
      ["weight[0]", { weight: x.map(() => -1) }],
      ["classWeight", { classWeight: "ballanced" }],
      ["classWeight.positive", { classWeight: { negative: 1 } }],
      ["classWeight.positiv", { classWeight: { negative: 1, positiv: 1 } }],
      ["cluster", { cluster: "customer" }],
      ["errors", { errors: "robust" }],
      ["maxIterations", { maxIterations: 1.5 }],
    ],
  },
  {
    name: "fitBoostedTrees",
    call: (options) => fitBoostedTrees({ x }, y, options),
    options: [
      ...["rounds", "maxDepth", "learningRate", "minLeafRows", "l2", "minGain", "maxBins", "monotone", "categorical"],
      ...["weight", "classWeight", "rowShare", "columnShare", "seed", "earlyStopping"],
    ],
    wrong: [
      ["monotone", { monotone: "rising" }],
      ["monotone.x", { monotone: { x: "increasing" } }],
      ["monotone.x", { monotone: { x: null } }],
      ["categorical", { categorical: "x" }],
      ["categorical[0]", { categorical: [0] }],
      ["rounds", { rounds: 0 }],
      ["maxDepth", { maxDepth: 31 }],
      ["learningRate", { learningRate: 1.1 }],
      ["minLeafRows", { minLeafRows: 0 }],
      ["l2", { l2: -1 }],
      ["minGain", { minGain: Number.NaN }],
      ["maxBins", { maxBins: 256 }],
      ["rowShare", { rowShare: 0, seed: 1 }],
      ["columnShare", { columnShare: 2, seed: 1 }],
      ["seed", { rowShare: 0.5 }],
      ["seed", { seed: null }],
      ["classWeight", { classWeight: 2 }],
      ["earlyStopping", { earlyStopping: 10 }],
      ["earlyStopping.holdout", { earlyStopping: { patience: 5 } }],
      [
        "earlyStopping.holdout[1]",
        {
          earlyStopping: {
            holdout: x
              .map((_, row) => row)
              .with(0, 0)
              .with(1, 2),
          },
        },
      ],
      ["earlyStopping.patience", { earlyStopping: { holdout: y, patience: 0 } }],
      ["earlyStopping.patient", { earlyStopping: { holdout: y, patient: 5 } }],
    ],
  },
  {
    name: "calibrate",
    call: (options) => calibrate(logistic, { x }, y, options),
    options: ["method", "weight"],
    wrong: [
      ["method", { method: "isotone" }],
      ["weight", { weight: 2 }],
    ],
  },
  {
    name: "calibrationCurve",
    call: (options) => calibrationCurve(scores, y, options),
    options: ["bins", "by"],
    wrong: [
      ["bins", { bins: 0 }],
      ["by", { by: "rows" }],
    ],
  },
  {
    name: "crossValidate",
    call: (options) => crossValidate({ x }, y, options as never),
    required: { fit: (features: { x: Float64Array }, outcomes: Float64Array) => fitLogisticRegression(features, outcomes) },
    options: ["fit", "folds"],
    wrong: [
      ["fit", { fit: "logistic" }],
      ["folds", { folds: 5 }],
    ],
  },
  {
    name: "stratifiedFolds",
    call: (options) => stratifiedFolds(y, options),
    options: ["folds"],
    wrong: [["folds", { folds: 1 }]],
  },
  { name: "groupedFolds", call: (options) => groupedFolds(x, options), options: ["folds"], wrong: [["folds", { folds: 100 }]] },
  {
    name: "timeSplit",
    call: (options) => timeSplit(x, options as never),
    required: { cutoff: 10 },
    options: ["cutoff", "gap"],
    wrong: [
      ["cutoff", { cutoff: "10" }],
      ["gap", { gap: -1 }],
    ],
  },
  {
    name: "liftCurve",
    call: (options) => liftCurve(scores, y, options),
    options: ["shares"],
    wrong: [
      ["shares", { shares: 0.1 }],
      ["shares[1]", { shares: [0.1, 1.5] }],
    ],
  },
  {
    name: "permutationImportance",
    call: (options) => permutationImportance(logistic, { x }, y, options as never),
    required: { seed: 1 },
    options: ["seed", "repeats"],
    wrong: [
      ["seed", { seed: Number.NaN }],
      ["repeats", { repeats: 0 }],
    ],
  },
  {
    name: "populationStability",
    call: (options) => populationStability(x, x, options),
    options: ["bins"],
    wrong: [["bins", { bins: 1 }]],
  },
  {
    name: "featureDrift",
    call: (options) => featureDrift({ x }, { x }, options),
    options: ["bins"],
    wrong: [["bins", { bins: "10" }]],
  },
  {
    name: "kMeans",
    call: (options) => kMeans([x], options as never),
    required: { k: 2, seed: 1 },
    options: ["k", "seed", "starts", "maxIterations"],
    wrong: [
      ["k", { k: 2.5 }],
      ["k", { k: 21 }],
      ["seed", { seed: null }],
      ["starts", { starts: 0 }],
      ["maxIterations", { maxIterations: 0 }],
    ],
  },
  {
    name: "silhouette",
    call: (options) => silhouette([x], y, options as never),
    required: { seed: 1 },
    options: ["seed", "maxRows"],
    wrong: [
      ["seed", { seed: true }],
      ["maxRows", { maxRows: 0 }],
    ],
  },
  {
    name: "gapStatistic",
    call: (options) => gapStatistic([x], options as never),
    required: { ks: [1, 2], seed: 1 },
    options: ["ks", "seed", "references", "starts", "maxRows", "box"],
    wrong: [
      ["ks", { ks: 3 }],
      ["ks[1]", { ks: [1, 2.5] }],
      ["seed", { seed: null }],
      ["references", { references: 0 }],
      ["starts", { starts: -1 }],
      ["maxRows", { maxRows: 1.5 }],
      ["box", { box: "column" }],
    ],
  },
  {
    name: "categoryCodes",
    call: (options) => categoryCodes(["a", "b"], options),
    options: ["levels"],
    wrong: [
      ["levels", { levels: "a" }],
      ["levels[0]", { levels: [1] }],
    ],
  },
  {
    name: "dummyColumns",
    call: (options) => dummyColumns({ plan: ["a", "b"] }, options),
    options: ["levels"],
    wrong: [
      ["levels", { levels: ["a"] }],
      ["levels.plan", { levels: { plan: "a" } }],
    ],
  },
];

/** Error that a call throws. */
function errorOf(run: () => unknown): { code?: string; path?: string; message?: string } {
  try {
    run();
  } catch (error) {
    return error as { code?: string; path?: string; message?: string };
  }
  return {};
}

describe.each(cases)("options of $name", ({ call, required = {}, wrong, options }) => {
  test("refuse an unknown name with the nearest one", () => {
    for (const name of options) {
      const error = errorOf(() => call({ ...required, [`${name}x`]: 1 } as never));
      expect(error).toMatchObject({ code: "invalid_option", path: `${name}x` });
      expect(error.message).toContain(`Did you mean \`${name}\`?`);
    }
  });

  test("refuse a value of a wrong kind at its path", () => {
    for (const [path, given] of wrong)
      expect(
        errorOf(() => call({ ...required, ...given } as never)),
        path,
      ).toMatchObject({ code: "invalid_option", path });
  });

  test("treat undefined like an absent option", () => {
    const absent = Object.fromEntries(options.map((name) => [name, undefined]));
    const [left, right] = [call({ ...absent, ...required } as never), call({ ...required } as never)];
    expect(JSON.stringify(left)).toBe(JSON.stringify(right));
  });

  test("refuse to miss what has no default", () => {
    for (const name of Object.keys(required)) {
      expect(errorOf(() => call({ ...required, [name]: undefined } as never))).toMatchObject({
        code: "invalid_option",
        path: name,
      });
      expect(errorOf(() => call(undefined))).toMatchObject({ code: "invalid_option" });
    }
  });
});

describe("options that name features", () => {
  test("refuse a feature that does not exist with the nearest name", () => {
    const columns = { silentWeeks: x };
    for (const [path, run] of [
      ["monotone.silentWeek", () => fitBoostedTrees(columns, y, { monotone: { silentWeek: "rising" } as never })],
      ["categorical[0]", () => fitBoostedTrees(columns, y, { categorical: ["silentWeek" as never] })],
      ["levels.silentWeek", () => dummyColumns({ silentWeeks: ["a", "b"] }, { levels: { silentWeek: ["a"] } })],
    ] as const) {
      const error = errorOf(run);
      expect(error).toMatchObject({ code: "missing_feature", path });
      expect(error.message).toContain('Did you mean "silentWeeks"?');
    }
  });

  test("refuse a direction for a categorical feature", () => {
    const error = errorOf(() => fitBoostedTrees({ x }, y, { categorical: ["x"], monotone: { x: "rising" } }));
    expect(error).toMatchObject({ code: "invalid_option", path: "monotone.x" });
  });

  test("ignore a direction of undefined", () => {
    expect(fitBoostedTrees({ x }, y, { monotone: { x: undefined } })).toEqual(fitBoostedTrees({ x }, y));
  });
});

describe("arguments", () => {
  test("a mathematical argument outside its domain is named in backticks with the values it accepts", () => {
    expect(errorOf(() => wilsonInterval(4, 3))).toMatchObject({
      code: "outside_domain",
      path: "successes",
      message: "`successes` must be a number from 0 to `trials` (3), got 4.",
    });
  });
});
