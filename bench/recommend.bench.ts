/**
 * Speed and memory of recommenders. Run: npm run bench recommend
 *
 * A set of MovieLens-100k's shape (943 customers, 1,682 items, 100,000 events, skewed as tastes are, seeded), the training
 * baskets of Online Retail beside node-fpgrowth, and 100,000 customers by 20,000 items by 5,000,000 events in a process of
 * its own, whose peak memory is printed. Processor time, the best of a few runs after a warm-up.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { randomInteger, seededRandom } from "clientele/kernel";
import {
  basketsOf,
  fitCustomerSimilarity,
  fitEase,
  fitImplicitAls,
  fitItemSimilarity,
  fitPopularity,
  frequentItemsets,
  type ItemInteraction,
  itemLog,
  leaveLastBasket,
  recommend,
  recommendPopulation,
} from "clientele/recommend";
import { FPGrowth } from "node-fpgrowth";
import { ukLines } from "../test/fixtures/uk-lines.js";

const results: { readonly what: string; readonly milliseconds: number; readonly target: string }[] = [];

async function measure(what: string, target: string, runs: number, work: () => unknown): Promise<number> {
  await work();
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  results.push({ what, milliseconds: best, target });
  return best;
}

/** Events without repetition; popularity falls with the rank, activity from customer to customer. */
function movieLensShaped(): ItemInteraction[] {
  const random = seededRandom("movielens");
  const [customers, items, events] = [943, 1_682, 100_000];
  const rows: ItemInteraction[] = [];
  const seen = new Set<number>();
  for (let customer = 0; customer < customers; customer++) {
    for (let one = 0; one < 20; one++) take(customer);
  }
  while (rows.length < events) take(Math.floor(customers * random() ** 2));
  return rows;
  function take(customer: number): void {
    const item = Math.floor(items * random() ** 2.2);
    if (seen.has(customer * items + item)) return;
    seen.add(customer * items + item);
    rows.push({ customerId: `c${customer}`, itemId: `i${item}`, at: rows.length * 60_000 });
  }
}

if (process.argv.includes("--large")) {
  const random = seededRandom("large");
  function* events(): Generator<ItemInteraction> {
    for (let event = 0; event < 5_000_000; event++) {
      const itemId = `i${Math.floor(20_000 * random() ** 1.5)}`;
      yield { customerId: `c${randomInteger(random, 100_000)}`, itemId, at: event * 1_000 };
    }
  }
  const before = process.cpuUsage();
  const log = itemLog(events());
  const read = process.cpuUsage(before).user / 1e6;
  const model = fitItemSimilarity(log, { neighbors: 50 });
  const fitted = process.cpuUsage(before).user / 1e6;
  const peak = process.resourceUsage().maxRSS / 1024 / 1024;
  console.log(
    `${log.customers.length} customers, ${log.items.length} items, ${log.at.length} events: read ${read.toFixed(1)} s, ` +
      `item similarity ${(fitted - read).toFixed(1)} s, ${model.neighbors.targets.length} neighbors, peak ${peak.toFixed(2)} GB (target 2)`,
  );
} else {
  const movies = movieLensShaped();
  const log = itemLog(movies);
  await measure("read 100,000 events into a log", "", 5, () => itemLog(movies));
  await measure("item similarity, fit and top 10 of 943 customers", "400", 5, () =>
    recommendPopulation(fitItemSimilarity(log), log, { mode: "discovery" }),
  );
  await measure("EASE^R, fit, 1,682 items", "2,500", 3, () => fitEase(log));
  await measure("implicit ALS, fit, 32 factors, 10 sweeps", "", 2, () => fitImplicitAls(log, { seed: 1 }));
  const histories = Array.from({ length: 1_000 }, (_, n) => movies.filter(({ customerId }) => customerId === `c${n % 943}`));
  const similarity = fitItemSimilarity(log, { neighbors: 20 });
  const thousand = itemLog(histories.flatMap((rows, n) => rows.map((row) => ({ ...row, customerId: `k${n}` }))));
  await measure("1,000 recommendations, columns, item similarity k 20", "50", 20, () =>
    recommendPopulation(similarity, thousand, { mode: "discovery" }),
  );
  for (const [name, model] of [
    ["item similarity k 20", similarity],
    ["EASE^R k 200", fitEase(log)],
    ["customer similarity", fitCustomerSimilarity(log)],
    ["popularity", fitPopularity(log)],
  ] as const) {
    await measure(`1,000 recommendations, one by one with reasons, ${name}`, "", 5, () => {
      for (const history of histories) recommend(model, history, { mode: "discovery" });
    });
  }
  const { train } = leaveLastBasket(itemLog(ukLines()));
  const baskets = basketsOf(train).map((basket) => [...basket]);
  const ours = await measure("frequent itemsets at .01, 14,016 baskets", "200", 5, () =>
    frequentItemsets(baskets, { minSupport: 0.01 }),
  );
  let theirs = 0;
  const peer = await measure("the same by node-fpgrowth 1.2.1", "", 1, async () => {
    theirs = (await new FPGrowth<string>(0.01).exec(baskets)).length;
  });
  console.log(`Node ${process.version}; processor time, best of a few runs, milliseconds\n`);
  for (const { what, milliseconds, target } of results) {
    console.log(`${what.padEnd(62)}${milliseconds.toFixed(1).padStart(10)}   ${target}`);
  }
  console.log(`\nnode-fpgrowth found ${theirs} itemsets in ${(peer / ours).toFixed(1)} times the time`);
  const large = spawnSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), "--large"], {
    encoding: "utf8",
  });
  console.log(large.stdout || large.stderr);
}
