/**
 * Speed of the risk plugin. Run: npm run bench risk
 *
 * One new order of a customer with 10, 1,000 and 10,000 interactions over two years: decided by the plugin alone, and through
 * `track` of a workspace in memory that has no other plugin. Then the first decision about a customer, which goes through the
 * whole history, and the look ahead of `churnRisks` over a population. The interactions are those of a shop: every fourth is an
 * order, the others are visits, surveys and complaints. FACTS and FIRST set the numbers of interactions; a version from before
 * the look ahead was incremental needs small ones (FACTS=10,100 FIRST=100).
 */
import { churnRisks, defineChurnPolicy, retailChurnPolicy } from "clientele/churn";
import type { Customer, Interaction } from "clientele/models";
import { prepareSubject } from "clientele/rules";
import { memoryStorage } from "clientele/storage";
import { createClientele, type RiskPlugin, riskPlugin, type RiskState } from "clientele/workspace";
import { type Measured, printMeasured, stopwatch } from "./stopwatch.js";

const MINUTE = 60_000;
const END = Date.UTC(2026, 0, 1);
const SPAN = 730 * 86_400_000;
const sizesOf = (name: string, standard: string): number[] => (process.env[name] ?? standard).split(",").map(Number);

const KINDS: readonly Pick<Interaction, "type" | "properties">[] = [
  { type: "order.placed", properties: { orderId: "o", total: 40_00, currency: "EUR", discount: 0 } },
  { type: "product.viewed", properties: { productId: "p", category: "shoes" } },
  { type: "page.viewed", properties: { url: "/" } },
  { type: "message.opened", properties: {} },
  { type: "order.placed", properties: { orderId: "o", total: 25_00, currency: "EUR", discount: 5_00 } },
  { type: "survey.answered", properties: { csat: 4, nps: 9 } },
  { type: "cart.added", properties: { productId: "p", category: "hats" } },
  { type: "complaint.raised", properties: {} },
];

function fact(customerId: string, number: number, at: number, kind = KINDS[number % KINDS.length]!): Interaction {
  return { id: `${customerId}-${String(number).padStart(6, "0")}`, customerId, at: new Date(at), ...kind };
}

/** Facts at equal distances, the last one at the end of the span. */
function historyOf(customerId: string, facts: number): Interaction[] {
  return Array.from({ length: facts }, (_, number) =>
    fact(customerId, number, END - Math.floor(((facts - 1 - number) * SPAN) / facts)),
  );
}

const policy = retailChurnPolicy({ currency: "EUR" });
const plugin = riskPlugin(policy);
const watch = stopwatch(2);
const rows: Measured[] = [];

/** Decides twenty times about the last fact of a history, as after a decision about all the others. */
function measureDecision(facts: number): void {
  const history = [...historyOf("c1", facts - 1), fact("c1", facts, END + MINUTE, KINDS[0])];
  const nextAt = END + 30 * 86_400_000;
  const state: RiskState = { score: 0, band: "low", confidence: 1, signals: [], nextAt };
  const timelines = { "score:churn-band": [{ from: history[0]!.at, value: "low" }] };
  const asOf = END + MINUTE;
  watch.measure(`20 times one order, ${facts.toLocaleString("en")} interactions, the plugin alone`, "", 9, () => {
    for (let turn = 0; turn < 20; turn++) {
      const subject = prepareSubject({ id: "c1", attributes: {}, history });
      plugin.decide({ subject, state, timelines, since: END, asOf, late: false, settled: END, model: null });
    }
  });
}

/** Tracks orders one by one, five per customer; the mean of them. */
async function measureTrack(facts: number, customers: number): Promise<void> {
  const world = { now: END };
  const clientele = createClientele({
    storage: memoryStorage(),
    plugins: [plugin],
    actor: { id: "bench", clearance: "sensitive" },
    clock: () => new Date(world.now),
  });
  const ids = Array.from({ length: customers }, (_, number) => `c${number}`);
  for (const id of ids) {
    const history = historyOf(id, facts - 1);
    for (let from = 0; from < history.length; from += 1_000) await clientele.track(history.slice(from, from + 1_000));
  }
  const before = process.cpuUsage();
  const start = performance.now();
  const orders = 5;
  for (let turn = 0; turn < orders; turn++) {
    world.now += MINUTE;
    for (const id of ids) await clientele.track(fact(id, facts + turn, world.now, KINDS[0]));
  }
  const count = customers * orders;
  const wall = (performance.now() - start) / count;
  const { user, system } = process.cpuUsage(before);
  const processor = (user + system) / 1_000 / count;
  rows.push({ what: `one order, ${facts.toLocaleString("en")} interactions, track in memory`, wall, processor, target: "" });
}

/** Different categories are counted again at every visit, which no other signal of the policy needs. */
const withoutCategories = riskPlugin(
  defineChurnPolicy({ ...policy, signals: policy.signals.filter(({ id }) => id !== "categories-shrinking") }),
);

function measureFirst(facts: number, what: string, of: RiskPlugin): void {
  const history = historyOf("c1", facts);
  watch.measure(`first decision, ${facts.toLocaleString("en")} interactions${what}`, "", 3, () => {
    const subject = prepareSubject({ id: "c1", attributes: {}, history });
    return of.decide({
      subject,
      state: null,
      timelines: {},
      since: null,
      asOf: END,
      late: false,
      settled: null,
      model: null,
    });
  });
}

function measurePopulation(customers: number): void {
  const records = Array.from({ length: customers }, (_, number) => {
    const customer: Customer = { id: `c${number}`, kind: "person", version: 0 };
    return { customer, history: historyOf(customer.id, 10 + (number % 30)) };
  });
  watch.measure(`churnRisks with nextCheck, ${customers.toLocaleString("en")} customers`, "", 3, () =>
    churnRisks(policy, records, { asOf: END, nextCheck: true }),
  );
}

for (const facts of sizesOf("FACTS", "10,1000,10000")) {
  measureDecision(facts);
  await measureTrack(facts, Math.max(2, Math.min(100, 1_000 / facts)));
}
for (const facts of sizesOf("FIRST", "1000,10000,40000")) {
  measureFirst(facts, "", plugin);
  measureFirst(facts, ", no categories", withoutCategories);
}
measurePopulation(200);
printMeasured([...watch.results, ...rows]);
