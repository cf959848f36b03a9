/** Facts a second that live rules take in: 1,000 rules and 100,000 customers, one call per fact, with all changes and due instants. */
import type { Expression, Rule } from "clientele/rules";
import { defineSchema } from "clientele/rules";
import { seededRandom } from "clientele/kernel";
import * as z from "zod";
import { applyFacts, defineLiveRules, dueAtOf, emptyLiveState, type LiveRules, type LiveState } from "clientele/rules/live";

const DAY = 86_400_000;
const CUSTOMERS = Number(process.env.LIVE_CUSTOMERS ?? 100_000);
/** Facts of each customer before the clock starts. */
const EARLIER = Number(process.env.LIVE_EARLIER ?? 40);
const MEASURED = Number(process.env.LIVE_FACTS ?? 200_000);
const START = Date.UTC(2026, 0, 1);

/** A set of 1,000 rules over some types; the fewer types, the more leaves read a fact. */
function setOf(types: number, windowsOnly: boolean): LiveRules {
  const names = Array.from({ length: types }, (_, index) => `type.${index}`);
  const schema = defineSchema({
    subject: z.object({ plan: z.string(), level: z.number() }),
    interactions: Object.fromEntries(names.map((name) => [name, z.object({ amount: z.int(), channel: z.string() })])),
  });
  const perType = 1_000 / types;
  const rules: Record<string, Rule> = {};
  for (const [position, name] of names.entries())
    for (let index = 0; index < perType; index++) {
      const leaf = leafOf(name, index, windowsOnly);
      const isMixed = !windowsOnly && index % 5 === 4;
      const node: Expression = isMixed
        ? { kind: "all", of: [leaf, { kind: "attribute", path: "plan", test: { is: "equals", value: `plan ${index % 3}` } }] }
        : leaf;
      rules[`r${position}.${index}`] = { ...node, version: 2 } as Rule;
    }
  return defineLiveRules({ id: "bench", rules }, { schema });
}

function leafOf(type: string, index: number, windowsOnly: boolean): Expression {
  const days = [7, 30, 90, 14, 60, 365, 3, 21, 180, 45][index % 10]!;
  const window = { kind: "last", duration: { days } } as const;
  const value = 1 + Math.floor(index / 10);
  const types = [type];
  const counted: Expression = { kind: "metric", metric: { measure: "count", types, window }, test: { is: "atLeast", value } };
  if (windowsOnly) return counted;
  switch (index % 10) {
    case 3:
      return {
        kind: "metric",
        metric: { measure: "timeSinceLast", types },
        test: { is: "moreThan", value: { days: 10 * value } },
      };
    case 5:
      return {
        kind: "metric",
        metric: { measure: "sum", types, property: "amount" },
        test: { is: "atLeast", value: 1_000 * value },
      };
    case 7:
      return {
        kind: "metric",
        metric: { measure: "sum", types, property: "amount", window },
        test: { is: "atLeast", value: 500 * value },
      };
    case 9:
      return { kind: "metric", metric: { measure: "count", types }, test: { is: "atLeast", value: 3 * value } };
    default:
      return counted;
  }
}

function measure(what: string, target: number, types: number, windowsOnly: boolean): void {
  const set = setOf(types, windowsOnly);
  const random = seededRandom(1);
  const profiles = [0, 1, 2].map((plan) => ({ plan: `plan ${plan}`, level: plan }));
  let identifier = 0;
  const factAt = (at: number) => ({
    id: `f${identifier++}`,
    customerId: "c",
    type: `type.${Math.floor(random() * types)}`,
    at: new Date(at),
    properties: { amount: Math.floor(random() * 500), channel: "web" },
  });
  const states: LiveState[] = [];
  for (let customer = 0; customer < CUSTOMERS; customer++) {
    const instants = Array.from({ length: EARLIER }, () => START + Math.floor(random() * 365 * DAY)).sort(
      (one, other) => one - other,
    );
    const { state } = applyFacts(set, emptyLiveState(set), instants.map(factAt), {
      asOf: START + 365 * DAY,
      attributes: profiles[customer % 3]!,
    });
    states.push(state);
  }
  const step = (9 * DAY * CUSTOMERS) / MEASURED / CUSTOMERS;
  const calls = Array.from({ length: MEASURED }, (_, index) => {
    const at = START + 365 * DAY + Math.floor(index * step) + 1;
    return { at, customer: Math.floor(random() * CUSTOMERS), fact: factAt(at) };
  });
  const rates: number[] = [];
  let changed = 0;
  let due = 0;
  const part = Math.floor(MEASURED / 5);
  for (let run = 0; run < 5; run++) {
    const before = process.cpuUsage();
    for (const { at, customer, fact } of calls.slice(run * part, (run + 1) * part)) {
      const result = applyFacts(set, states[customer]!, [fact], { asOf: at, attributes: profiles[customer % 3]! });
      states[customer] = result.state;
      changed += result.changes.length;
      due += dueAtOf(result.state) === null ? 0 : 1;
    }
    const used = process.cpuUsage(before);
    rates.push((part / (used.user + used.system)) * 1e6);
  }
  rates.sort((one, other) => one - other);
  const memory = Math.round(process.memoryUsage().heapUsed / CUSTOMERS);
  console.log(
    `${what.padEnd(52)} ${Math.round(rates[2]!).toLocaleString("en").padStart(9)} facts a second (target ${target.toLocaleString("en")}; ` +
      `${rates.map((rate) => Math.round(rate / 1000)).join(" ")} k), ${(changed / MEASURED).toFixed(2)} changes and ${(due / MEASURED).toFixed(2)} due a fact, ${memory} B a customer`,
  );
}

console.log(`Node ${process.version}; ${CUSTOMERS} customers with ${EARLIER} facts each; CPU time, median of five parts\n`);
const only = process.argv[2];
if (only === undefined || only === "10") measure("1,000 windowed counts, 10 leaves read a fact", 100_000, 100, true);
if (only === undefined || only === "100") measure("1,000 windowed counts, 100 leaves read a fact", 25_000, 10, true);
if (only === undefined || only === "m10") measure("1,000 mixed rules, 10 leaves read a fact", 100_000, 100, false);
if (only === undefined || only === "m100") measure("1,000 mixed rules, 100 leaves read a fact", 25_000, 10, false);
