/**
 * Speed of three plugins of the workspace: value, stage and segments, each alone. Run: npm run bench plugins
 *
 * First the decision about one new fact, for a customer with 10, 1,000 and 10,000 interactions: many decisions are timed, and
 * the line gives the microseconds of one. The fact is a page view, an order, a refund of an early order, or an order that
 * arrives late; what it costs beyond that of 10 interactions is what grows with the history. Then a first decision over 40,000
 * interactions. Plugins are asked directly, without storage and without preparing the subject. The last lines are whole calls of
 * `track` in memory, in which reading, preparing and writing the history count too. HISTORIES sets the sizes ("10,1000"), FIRST
 * that of the first decision.
 */
import { retailLifecycle } from "clientele/lifecycle";
import type { Interaction } from "clientele/models";
import { defineSchema, prepareSubject } from "clientele/rules";
import { defineSegments } from "clientele/segments";
import { memoryStorage } from "clientele/storage";
import {
  createClientele,
  type PluginDecision,
  segmentsPlugin,
  stagePlugin,
  valuePlugin,
  type WorkspacePlugin,
} from "clientele/workspace";
import { stopwatch } from "./stopwatch.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2020, 0, 1);
const RUNS = 5;
const sizes = (process.env["HISTORIES"] ?? "10,1000,10000").split(",").map(Number);
const first = Number(process.env["FIRST"] ?? 40_000);

const schema = defineSchema({});
const { metric, attribute, all } = schema.rules;
const segments = defineSegments(
  {
    id: "bench",
    segments: [
      { id: "active", rule: metric.count("order.placed").last({ days: 30 }).atLeast(1) },
      { id: "regular", rule: metric.count("order.placed").last({ days: 365 }).atLeast(4) },
      { id: "silent", rule: metric.timeSinceLast("order.placed").atLeast({ days: 90 }) },
      { id: "vip", rule: all(attribute("tags").has("vip"), metric.count("order.placed").atLeast(10)) },
    ],
  },
  { schema },
);
const thresholds = { recency: [30], frequency: [2], monetary: [50_00], unit: "day" } as const;
const plugins: readonly WorkspacePlugin[] = [
  valuePlugin({ currency: "EUR", zone: "Europe/Berlin", table: "cn8", thresholds }) as WorkspacePlugin,
  stagePlugin(retailLifecycle()) as WorkspacePlugin,
  segmentsPlugin(segments, { schema }) as WorkspacePlugin,
];

/** Half of the interactions are orders, a few are refunds, the others page views. An hour lies between two, and now and then a season. */
function fact(number: number, at: number): Interaction {
  const common = { id: `i${String(number).padStart(6, "0")}`, customerId: "ada", at: new Date(at) };
  if (number % 20 === 9)
    return { ...common, type: "order.refunded", properties: { orderId: `o${number - 7}`, total: 5_00, currency: "EUR" } };
  if (number % 2 === 0)
    return {
      ...common,
      type: "order.placed",
      properties: { orderId: `o${number}`, total: 10_00 + (number % 97) * 100, currency: "EUR" },
    };
  return { ...common, type: "page.viewed", properties: { url: "/" } };
}

const instantOf = (number: number): number => START + number * HOUR + Math.floor(number / 500) * 100 * DAY;
const historyOf = (size: number): Interaction[] => Array.from({ length: size }, (_, number) => fact(number, instantOf(number)));

function decisionOn(plugin: WorkspacePlugin, history: readonly Interaction[], asOf: number, before?: Before) {
  const subject = prepareSubject({ id: "ada", attributes: { tags: ["vip"] }, history, timelines: {} });
  const { since = null, settled = null } = before ?? {};
  const { state = null, timelines = {} } = before?.decided ?? {};
  return () => plugin.decide({ subject, state, timelines, since, asOf, late: settled !== since, settled, model: null });
}

interface Before {
  readonly since: number;
  readonly settled: number;
  readonly decided: PluginDecision<unknown>;
}

function firstOf(plugin: WorkspacePlugin, history: readonly Interaction[]) {
  const since = history.at(-1)!.at.getTime();
  return { since, settled: since, decided: decisionOn(plugin, history, since)() };
}

const { results, measure } = stopwatch();
const nameOf = ({ id }: WorkspacePlugin): string => id.split(":")[0]!;
const newFacts: Readonly<Record<string, (size: number) => Interaction>> = {
  "page view": (size) => ({ ...fact(1, instantOf(size)), id: "new" }),
  order: (size) => ({ ...fact(0, instantOf(size)), id: "new", properties: { orderId: "new", total: 20_00, currency: "EUR" } }),
  refund: (size) => ({ ...fact(9, instantOf(size)), id: "new" }),
  "late order": (size) => ({
    ...fact(0, instantOf(size - 1) - 1),
    id: "new",
    properties: { orderId: "new", total: 20_00, currency: "EUR" },
  }),
};

function printed(what: string, microseconds: number): void {
  console.log(`${what.padEnd(62)}${microseconds.toFixed(1).padStart(12)} µs`);
}

console.log(`Node ${process.version}; processor time, best of a few runs\n`);
for (const plugin of plugins)
  for (const size of sizes) {
    const history = historyOf(size);
    const before = firstOf(plugin, history);
    for (const [kind, make] of Object.entries(newFacts)) {
      const added = make(size);
      const longer = [...history, added].sort((left, right) => left.at.getTime() - right.at.getTime());
      const asOf = instantOf(size);
      const settled = Math.min(before.since, added.at.getTime() - 1);
      const what = `${nameOf(plugin)}, one ${kind} after ${size.toLocaleString("en")} interactions`;
      // A short history needs many decisions, until the engine has compiled what they run.
      const count = size > 100 ? 100 : 3_000;
      // Subjects keep what they have looked up, so that each decision needs its own.
      const decisions = Array.from({ length: (RUNS + 1) * count }, () =>
        decisionOn(plugin, longer, asOf, { ...before, settled }),
      );
      measure(what, "", RUNS, () => {
        for (const decide of decisions.splice(0, count)) decide();
      });
      printed(what, (results.at(-1)!.processor / count) * 1_000);
    }
  }
if (first > 0) {
  const history = historyOf(first);
  for (const plugin of plugins) {
    const what = `${nameOf(plugin)}, first decision over ${first.toLocaleString("en")} interactions`;
    const before = process.cpuUsage();
    firstOf(plugin, history);
    const { user, system } = process.cpuUsage(before);
    printed(what, user + system);
  }
}

/** Times whole calls of `track`: one order each, for one customer. */
async function measureTrack(name: string, used: readonly WorkspacePlugin[], size: number): Promise<void> {
  let now = START;
  const clientele = createClientele({
    storage: memoryStorage(),
    plugins: used,
    actor: { id: "bench", clearance: "sensitive" },
    schema,
    clock: () => new Date(now),
  });
  const history = historyOf(size);
  now = history.at(-1)!.at.getTime();
  for (let from = 0; from < size; from += 1_000) await clientele.track(history.slice(from, from + 1_000));
  const calls = 20;
  const times: number[] = [];
  for (let call = 0; call < calls; call++) {
    now += HOUR;
    const order = { ...fact(0, now), id: `new${call}`, properties: { orderId: `new${call}`, total: 20_00, currency: "EUR" } };
    const before = process.cpuUsage();
    await clientele.track(order);
    const { user, system } = process.cpuUsage(before);
    times.push(user + system);
  }
  times.sort((left, right) => left - right);
  printed(`track of an order after ${size.toLocaleString("en")} interactions, ${name}`, times[calls / 2]!);
}

for (const size of sizes) {
  await measureTrack("no plugins", [], size);
  for (const plugin of plugins) await measureTrack(`${nameOf(plugin)} alone`, [plugin], size);
}
