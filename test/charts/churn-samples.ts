import type {
  CalibrationInput,
  HazardRatioInput,
  LiftInput,
  ProfitInput,
  RetentionTargetsInput,
  RiskContributionsInput,
  RiskDistributionInput,
  SurvivalInput,
} from "clientele/charts";
import { churnRisk, churnRisks, retailChurnPolicy, retentionTargets } from "clientele/churn";
import { seededRandom } from "clientele/kernel";
import {
  calibrationCurve,
  fitCox,
  hazardRatios,
  kaplanMeier,
  liftCurve,
  numberAtRisk,
  profitCurve,
  survivalConcordance,
} from "clientele/statistics";
import { anyCustomer, NOW } from "../fixtures/churn-customers.js";
import fc from "fast-check";
import type { Sample } from "./sample-results.js";

const policy = retailChurnPolicy({ currency: "GBP" });
const customers = fc.sample(anyCustomer, { seed: 11, numRuns: 300 }).map((customer, index) => ({ ...customer, id: `c${index}` }));
const risks = churnRisks(policy, customers, { asOf: NOW });

export const distribution: Sample<RiskDistributionInput> = {
  full: { risks, bands: policy.bands },
  single: { risks: { score: [40], band: [0], bands: ["all", "unknown"] } },
  empty: { risks: { score: [], band: [], bands: ["unknown"] } },
};

const random = seededRandom("charts");
const probability = Float64Array.from({ length: 900 }, () => random() ** 2);
const left = Uint8Array.from(probability, (chance) => (random() < 0.05 + 0.8 * chance ? 1 : 0));
const noisy = probability.map((chance) => Math.min(1, Math.max(0, chance + 0.5 * (random() - 0.5))));

export const calibration: Sample<CalibrationInput> = {
  full: { curve: calibrationCurve(probability, left) },
  single: { curve: [{ rows: 3, predicted: 0.4, observed: { estimate: 0.33, lower: 0.06, upper: 0.79 } }] },
  empty: { curve: [] },
};

export const lift: Sample<LiftInput> = {
  full: {
    scores: [
      { name: { en: "model", zh: "模型" }, curve: liftCurve(probability, left) },
      { name: { en: "recency", zh: "近度" }, curve: liftCurve(noisy, left) },
    ],
  },
  single: { scores: [{ name: "model", curve: [{ share: 1, gain: 1, lift: 1 }] }], show: "lift" },
  empty: { scores: [{ name: "model", curve: [] }] },
};

export const profit: Sample<ProfitInput> = {
  full: { curve: profitCurve(probability, left, { hit: 6_000, falseAlarm: -2_500 }), currency: "GBP" },
  single: { curve: { counts: [0, 1], profits: [0, 500] }, currency: "GBP" },
  empty: { curve: { counts: [0], profits: [0] }, currency: "GBP" },
};

const rows = Array.from({ length: 400 }, (_, row) => ({ plan: row % 2, complaints: row % 5, seats: row % 7 }));
const life = rows.map(({ plan, complaints }) => Math.ceil((-18 * Math.log(random())) / (0.5 + plan + 0.3 * complaints)));
const times = {
  time: life.map((months) => Math.min(24, months)),
  event: life.map((months) => (months <= 24 && random() < 0.85 ? 1 : 0)),
};
const at = [0, 6, 12, 18, 24];
const ofPlan = (plan: number) => {
  const own = rows.map((_, row) => row).filter((row) => rows[row]!.plan === plan);
  const columns = { time: own.map((row) => times.time[row]!), event: own.map((row) => times.event[row]!) };
  return { curve: kaplanMeier(columns, { unit: "month" }), atRisk: numberAtRisk(columns, at) };
};

export const survival: Sample<SurvivalInput> = {
  full: {
    groups: [
      { name: { en: "yearly", zh: "按年" }, ...ofPlan(0) },
      { name: { en: "monthly", zh: "按月" }, ...ofPlan(1) },
    ],
    at,
    unit: "month",
  },
  single: { groups: [{ name: "all", curve: { times: [3], survival: [0.5], last: 6 } }], unit: "month" },
  empty: { groups: [{ name: "all", curve: { times: [], survival: [] } }], unit: "month" },
};

const covariates = {
  plan: rows.map(({ plan }) => plan),
  complaints: rows.map(({ complaints }) => complaints),
  seats: rows.map(({ seats }) => seats),
};
const model = fitCox(times, covariates, { unit: "month" });

export const hazards: Sample<HazardRatioInput> = {
  full: {
    ratios: hazardRatios(model),
    labels: {
      plan: { en: "Monthly plan instead of a yearly one", zh: "按月付费（相对按年）" },
      complaints: { en: "Complaints", zh: "投诉次数" },
      seats: { en: "Seats", zh: "席位数" },
    },
  },
  single: {
    ratios: [{ covariate: "plan", estimate: 1.02, lower: 0.8, upper: 1.3, pValue: survivalConcordance(times, covariates.plan) }],
  },
  empty: { ratios: [] },
};

const riskiest = customers.reduce(
  (best, customer, row) => ((risks.score[row] ?? 0) > (risks.score[best] ?? 0) || Number.isNaN(risks.score[best]) ? row : best),
  0,
);

export const contributions: Sample<RiskContributionsInput> = {
  full: { risk: churnRisk(policy, customers[riskiest]!, { asOf: NOW }) },
  single: {
    risk: {
      customerId: "c1",
      score: 3,
      label: { en: "Low", zh: "低风险" },
      signals: [
        {
          label: { en: "Complained", zh: "有投诉" },
          contribution: 3,
          text: { en: "1 complaint.", zh: "投诉 1 次。" },
          status: "raised",
        },
      ],
    },
  },
  empty: { risk: { customerId: "c1", score: null, label: "Unknown", signals: [] } },
};

const worth = {
  ids: Array.from(probability, (_, row) => `c${row}`),
  probability,
  value: probability.map(() => Math.round(20_000 * random() ** 3)),
};
const offer = { saved: 0.2, taken: 0.4, offer: 400, contact: 100 };

export const targets: Sample<RetentionTargetsInput> = {
  full: { customers: worth, targets: retentionTargets(worth, offer, { limit: 150 }), currency: "GBP" },
  single: {
    customers: { ids: ["a"], probability: [0.5], value: [10_000] },
    targets: { rows: [0], profit: [900] },
    currency: "GBP",
  },
  empty: { customers: { ids: ["a"], probability: [Number.NaN], value: [1] }, targets: { rows: [], profit: [] }, currency: "GBP" },
};
