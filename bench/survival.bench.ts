/**
 * Speed of survival analysis and of churn scores. Run: npx tsx bench/survival.bench.ts
 *
 * Prints wall time and processor time (the second does not depend on what else the machine does), the best of a few
 * runs after a warm-up, beside the target.
 */
import { buildChurnDataset, churnMetrics, retailChurnPolicy, retentionTargets, scoreChurnInputs } from "clientele/churn";
import { seededRandom } from "clientele/kernel";
import { fitCox, kaplanMeier, logRankTest, survivalConcordance } from "clientele/statistics";
import { relativeHazards } from "../src/statistics/survival/cox-model.js";
import { callFeatures } from "../examples/demo/retention-calls.js";
import { onlineRetailRecords } from "../test/fixtures/online-retail-records.js";
import { rossi, telco } from "../test/fixtures/survival-data.js";
import { stopwatch } from "./stopwatch.js";

const { measure, results } = stopwatch();

const MILLION = 1_000_000;
const random = seededRandom("survival");
const column = (value: () => number): Float64Array => Float64Array.from({ length: MILLION }, value);
const exact = column(() => -Math.log(1 - random()) * 300);
const event = column(() => (random() < 0.4 ? 1 : 0));
const days = exact.map(Math.ceil);
const entry = days.map((day) => Math.floor(0.8 * day * random()));
const group = Array.from({ length: MILLION }, (_, row) => (row % 3 === 0 ? "yearly" : "monthly"));

measure("Kaplan–Meier, 1,000,000 distinct times", "1,000", 5, () => kaplanMeier({ time: exact, event }));
measure("Kaplan–Meier, 1,000,000 times in days", "1,000", 5, () => kaplanMeier({ time: days, event }));
measure("Kaplan–Meier, 1,000,000 with late entry", "1,000", 5, () => kaplanMeier({ time: days, event, entry }));
measure("log-rank test, 1,000,000 in two groups", "", 3, () => logRankTest({ time: days, event }, group));

const small = rossi();
const phone = telco();
measure("Cox regression, Rossi (432 × 7)", "", 50, () => fitCox(small.times, small.covariates));
measure("Cox regression, Telco (7,032 × 14)", "", 10, () => fitCox(phone.times, phone.covariates));
const covariates = { x: column(random), y: column(random), z: column(random) };
measure("Cox regression, 1,000,000 × 3", "", 1, () => fitCox({ time: days, event }, covariates));
const model = fitCox(phone.times, phone.covariates);
const hazards = relativeHazards(model, phone.covariates);
measure("concordance, Telco", "", 20, () => survivalConcordance(phone.times, hazards));

const policy = retailChurnPolicy({ currency: "GBP" });
const { metrics, columns } = churnMetrics(policy);
const scale = (name: string): number => (/since|gap$/.test(name) ? 400 * 86_400_000 : /Gaps/.test(name) ? 30 : 5);
const inputs = Object.fromEntries(
  [...Object.keys(metrics), ...columns].map((name) => [name, column(() => random() * scale(name))]),
);
const ids = Array.from({ length: MILLION }, (_, row) => String(row));
measure("retail policy, 1,000,000 customers from columns", "1,000", 3, () => scoreChurnInputs(policy, ids, inputs));
const probability = column(random);
const value = column(() => 100_000 * random());
const offer = { saved: 0.2, taken: 0.5, offer: 1_000, contact: 200 };
measure("retention targets, 1,000,000 customers", "", 3, () =>
  retentionTargets({ ids, probability, value }, offer, { limit: 1_000 }),
);

const records = onlineRetailRecords();
const day = 86_400_000;
measure("training set, Online Retail (4,338 customers × 4 origins)", "", 3, () =>
  buildChurnDataset(records, {
    metrics: callFeatures,
    origins: [160, 190, 220, 250].map((after) => Date.UTC(2010, 11, 1) + after * day),
    horizon: { days: 91 },
    observedUntil: Date.UTC(2011, 11, 10),
    eligible: { version: 1, kind: "metric", metric: callFeatures.days, test: { is: "atLeast", value: 2 } },
    left: { by: "absence", types: ["order.placed"] },
  }),
);

console.table(
  results.map(({ what, wall, processor, target }) => ({
    what,
    "wall, ms": wall.toFixed(1),
    "processor, ms": processor.toFixed(1),
    "target, ms": target,
  })),
);
