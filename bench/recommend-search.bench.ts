/**
 * The search behind the figures of docs/benchmarks.md. Run: npm run bench recommend-search
 *
 * Online Retail, UK customers, last basket held out. Parameters are chosen on validation baskets (the same split applied
 * once more to the training part), one after another; then every recommender is fitted to all of the training part and
 * judged on the test, once, with its processor time, beside a split at one instant for everybody. What was chosen is
 * written to bench/recommend-search.json, which the tests read.
 */
import { writeFileSync } from "node:fs";
import {
  basketsOf,
  associationRules,
  blend,
  type BlendModel,
  compareRecommenders,
  evaluateRecommender,
  fitCustomerSimilarity,
  fitEase,
  fitImplicitAls,
  fitItemSimilarity,
  fitPersonalFrequency,
  fitPopularity,
  fitReplenishment,
  frequentItemsets,
  type ItemLog,
  itemLog,
  leaveLastBasket,
  type RecommenderModel,
  type RecommenderSplit,
  splitLogByTime,
} from "clientele/recommend";
import { ukLines } from "../test/fixtures/uk-lines.js";

type Choice = Record<string, number>;

/** Tries the values of one parameter after the other, round by round, and keeps what is better. */
function descend(
  start: Choice,
  grid: Readonly<Record<string, readonly number[]>>,
  judge: (choice: Choice) => number,
): [Choice, number] {
  let best = start;
  let reached = judge(start);
  for (let round = 0; round < 2; round++) {
    for (const [name, values] of Object.entries(grid)) {
      for (const value of values) {
        if (best[name] === value) continue;
        const tried = { ...best, [name]: value };
        const score = judge(tried);
        if (score > reached) {
          best = tried;
          reached = score;
        }
      }
    }
  }
  return [best, reached];
}

const momentumOf = ({ halfLifeDays, strength, against, prior }: Choice) => ({
  halfLifeDays: halfLifeDays!,
  strength: strength!,
  against: against!,
  prior: prior!,
});
const easeOptions = (penalty: number) => ({ penalty, maxItems: 2000, neighbors: 200 });

const lines = ukLines();
const log = itemLog(lines);
const split = leaveLastBasket(log);
const validation = leaveLastBasket(split.train);
const ndcg = (model: RecommenderModel, on: RecommenderSplit, mode: "all" | "discovery") =>
  evaluateRecommender(model, on, { mode }).metrics.ndcg.estimate;

const known = {
  popularity: fitPopularity(validation.train),
  frequency: fitPersonalFrequency(validation.train),
  ease: new Map([200, 400, 800].map((penalty) => [penalty, fitEase(validation.train, easeOptions(penalty))])),
};
const discoveryOf = (choice: Choice, ease: RecommenderModel, popularity = known.popularity): BlendModel =>
  blend([{ model: ease, weight: 1 }], { momentum: { popularity, ...momentumOf(choice) } });
const [discovery, discoveryReached] = descend(
  { penalty: 400, halfLifeDays: 10, strength: 0.75, against: 0.75, prior: 0.001 },
  {
    penalty: [200, 400, 800],
    halfLifeDays: [5, 7, 10, 14, 21],
    strength: [0.5, 0.75, 1],
    against: [0, 0.25, 0.5, 0.75, 1],
    prior: [0.0003, 0.001, 0.003],
  },
  (choice) => ndcg(discoveryOf(choice, known.ease.get(choice.penalty!)!), validation, "discovery"),
);
console.log("new items, chosen on validation:", JSON.stringify(discovery), discoveryReached.toFixed(4));

const repeatOf = (
  choice: Choice,
  frequency: RecommenderModel,
  ease: RecommenderModel,
  popularity = known.popularity,
): BlendModel =>
  blend(
    [
      { model: frequency, weight: 1 },
      { model: ease, weight: choice.easeWeight! },
    ],
    { momentum: { popularity, ...momentumOf(choice) } },
  );
const [repeat, repeatReached] = descend(
  { easeWeight: 0.5, halfLifeDays: 14, strength: 0.5, against: 0.1, prior: 0.003 },
  {
    easeWeight: [0, 0.25, 0.5, 1, 2],
    halfLifeDays: [7, 10, 14, 21],
    strength: [0.3, 0.5, 0.7],
    against: [0, 0.1, 0.2, 0.3],
    prior: [0.001, 0.003, 0.01],
  },
  (choice) => ndcg(repeatOf(choice, known.frequency, known.ease.get(discovery.penalty!)!), validation, "all"),
);
console.log("repeats, chosen on validation:", JSON.stringify(repeat), repeatReached.toFixed(4));

/** Every recommender, with parameters of references.md or chosen above. */
const recommenders: Readonly<Record<string, (train: ItemLog) => RecommenderModel>> = {
  popularity: (train) => fitPopularity(train),
  "trending, half-life 10 days": (train) => fitPopularity(train, { trendHalfLifeDays: 10 }),
  "association rules at .01": (train) => associationRules(frequentItemsets(basketsOf(train), { minSupport: 0.01 })),
  "item similarity, cosine, k 200, shrink 20": (train) => fitItemSimilarity(train, { neighbors: 200, shrink: 20 }),
  "item similarity, BM25, k 200, shrink 5": (train) => fitItemSimilarity(train, { transform: "bm25", neighbors: 200, shrink: 5 }),
  "customer similarity, k 100": (train) => fitCustomerSimilarity(train),
  "implicit ALS, 32 factors": (train) => fitImplicitAls(train, { seed: 1 }),
  "EASE^R, λ 400, all items": (train) => fitEase(train, { penalty: 400, neighbors: 4000 }),
  "EASE^R, λ 400, 2,000 items, k 200": (train) => fitEase(train, easeOptions(400)),
  "replenishment, 30 days": (train) => fitReplenishment(train),
  "personal frequency": (train) => fitPersonalFrequency(train),
  "EASE^R with momentum": (train) =>
    discoveryOf(discovery, fitEase(train, easeOptions(discovery.penalty!)), fitPopularity(train)),
  "frequency and EASE^R with momentum": (train) =>
    repeatOf(repeat, fitPersonalFrequency(train), fitEase(train, easeOptions(discovery.penalty!)), fitPopularity(train)),
};

const seconds = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};
// The split for everybody: what was bought in the last 30 days.
const lastMonth = splitLogByTime(log, { asOf: log.asOf - 30 * 864e5 });
const table: Record<string, unknown>[] = [];
const judged = new Map<string, ReturnType<typeof evaluateRecommender>>();
console.log(`\nlast basket: ${split.tests.length} customers; last 30 days: ${lastMonth.tests.length} customers`);
console.log(`${"recommender".padEnd(44)}fit s   P@10    R@10    nDCG    hit    new nDCG   time split nDCG, new`);
for (const [name, fit] of Object.entries(recommenders)) {
  const before = process.cpuUsage();
  const model = fit(split.train);
  const fitSeconds = seconds(before);
  const all = evaluateRecommender(model, split);
  const fresh = evaluateRecommender(model, split, { mode: "discovery" });
  judged.set(`${name} all`, all);
  judged.set(`${name} discovery`, fresh);
  const later = fit(lastMonth.train);
  const row = {
    recommender: name,
    fitSeconds: Number(fitSeconds.toFixed(2)),
    precision: all.metrics.precision.estimate,
    recall: all.metrics.recall.estimate,
    ndcg: all.metrics.ndcg.estimate,
    hitRate: all.metrics.hitRate.estimate,
    newNdcg: fresh.metrics.ndcg.estimate,
    timeSplitNdcg: ndcg(later, lastMonth, "all"),
    timeSplitNewNdcg: ndcg(later, lastMonth, "discovery"),
  };
  table.push(row);
  const four = (value: number) => value.toFixed(4);
  console.log(
    `${name.padEnd(44)}${fitSeconds.toFixed(2).padStart(5)}  ${four(row.precision)}  ${four(row.recall)}  ${four(row.ndcg)}  ${row.hitRate.toFixed(3)}  ${four(row.newNdcg)}     ${four(row.timeSplitNdcg)}  ${four(row.timeSplitNewNdcg)}`,
  );
}
const compared = (left: string, right: string, mode: string) =>
  compareRecommenders(judged.get(`${left} ${mode}`)!, judged.get(`${right} ${mode}`)!, { metric: "ndcg", seed: "protocol" });
const gains = {
  repeat: compared("frequency and EASE^R with momentum", "personal frequency", "all"),
  discovery: compared("EASE^R with momentum", "EASE^R, λ 400, all items", "discovery"),
};
console.log("\npaired bootstrap of nDCG:", JSON.stringify(gains, null, 1));
const found = {
  discovery: { ease: easeOptions(discovery.penalty!), momentum: momentumOf(discovery), validationNdcg: discoveryReached },
  repeat: { easeWeight: repeat.easeWeight!, momentum: momentumOf(repeat), validationNdcg: repeatReached },
  test: table,
  gains,
};
writeFileSync(new URL("./recommend-search.json", import.meta.url), `${JSON.stringify(found, null, 2)}\n`);
