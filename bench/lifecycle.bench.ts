/**
 * Speed of lifecycles. Run: npx tsx bench/lifecycle.bench.ts
 *
 * Single transitions of a seven-state lifecycle driven by interactions, with attribute guards, against XState v5's pure
 * `transition` and a switch written by hand; then replays of full histories. Processor time, the median of seven runs.
 */
import { defineLifecycle, retailLifecycle, stagePaths, stageStepper, type Standing } from "clientele/lifecycle";
import type { Interaction } from "clientele/models";
import { prepareSubject, type Rule } from "clientele/rules";
import { initialTransition, setup, transition } from "xstate";

const has = (tag: string): Rule => ({ version: 1, kind: "attribute", path: "tags", test: { is: "has", value: tag } });
const isPerson: Rule = { version: 1, kind: "attribute", path: "kind", test: { is: "equals", value: "person" } };

/** Round and round: every event moves, every guard is asked. */
const steps = [
  ["lead", "page.viewed", "known", isPerson],
  ["known", "cart.added", "interested", has("reachable")],
  ["interested", "order.placed", "buyer", isPerson],
  ["buyer", "order.delivered", "served", has("reachable")],
  ["served", "product.reviewed", "fan", isPerson],
  ["fan", "complaint.raised", "annoyed", has("reachable")],
  ["annoyed", "ticket.resolved", "lead", isPerson],
] as const;
type Stage = (typeof steps)[number][0];

const lifecycle = defineLifecycle<Stage>({
  id: "bench",
  initial: "lead",
  states: { lead: {}, known: {}, interested: {}, buyer: {}, served: {}, fan: {}, annoyed: {} },
  transitions: steps.map(([from, on, to, when]) => ({ from, on, to, when })),
});
const attributes = { kind: "person", tags: ["vip", "reachable"] };
const history = steps.map(
  ([, type], index): Interaction => ({ id: `i${index}`, customerId: "c", type, at: new Date(index), properties: {} }),
);
const subject = prepareSubject({ id: "c", attributes, history });

const machine = setup({
  types: { context: {} as typeof attributes, events: {} as { type: string } },
  guards: {
    isPerson: ({ context }) => context.kind === "person",
    isReachable: ({ context }) => context.tags.includes("reachable"),
  },
}).createMachine({
  context: attributes,
  initial: "lead",
  states: Object.fromEntries(
    steps.map(([from, type, to, when]) => [
      from,
      { on: { [type]: { target: to, guard: when === isPerson ? "isPerson" : "isReachable" } } },
    ]),
  ),
} as never);

function byHand(stage: Stage, type: string): Stage {
  switch (stage) {
    case "lead":
      return type === "page.viewed" && attributes.kind === "person" ? "known" : stage;
    case "known":
      return type === "cart.added" && attributes.tags.includes("reachable") ? "interested" : stage;
    case "interested":
      return type === "order.placed" && attributes.kind === "person" ? "buyer" : stage;
    case "buyer":
      return type === "order.delivered" && attributes.tags.includes("reachable") ? "served" : stage;
    case "served":
      return type === "product.reviewed" && attributes.kind === "person" ? "fan" : stage;
    case "fan":
      return type === "complaint.raised" && attributes.tags.includes("reachable") ? "annoyed" : stage;
    case "annoyed":
      return type === "ticket.resolved" && attributes.kind === "person" ? "lead" : stage;
  }
}

/** Times a second that something is done, `count` of it a run. */
function perSecond(count: number, work: () => void): number {
  work();
  const times = Array.from({ length: 7 }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  }).sort((left, right) => left - right);
  return count / times[3]!;
}

const rounds = 200_000;
const step = stageStepper(lifecycle);
const ours = perSecond(rounds * 7, () => {
  let standing: Standing<Stage> = { stage: "lead", enteredAt: 0 };
  for (let round = 0; round < rounds; round++) {
    standing = { stage: standing.stage, enteredAt: 0 };
    for (let index = 0; index < 7; index++) standing = step(standing, subject, index);
  }
  if (standing.stage !== "lead") throw new Error("wrong stage");
});
const hand = perSecond(rounds * 7, () => {
  let stage: Stage = "lead";
  for (let round = 0; round < rounds; round++) for (const { type } of history) stage = byHand(stage, type);
  if (stage !== "lead") throw new Error("wrong stage");
});
const fewer = 2_000;
const xstate = perSecond(fewer * 7, () => {
  let [snapshot] = initialTransition(machine as never);
  for (let round = 0; round < fewer; round++)
    for (const { type } of history) [snapshot] = transition(machine as never, snapshot as never, { type } as never);
  if ((snapshot as { value: string }).value !== "lead") throw new Error("wrong stage");
});

/** Histories of 100 interactions, a third of them orders, some days apart. */
const customers = Array.from({ length: 5_000 }, (_, customer) => ({
  id: `c${customer}`,
  attributes: {},
  history: Array.from(
    { length: 100 },
    (__, index): Interaction => ({
      id: `c${customer}:${index}`,
      customerId: `c${customer}`,
      type: index % 3 === 0 ? "order.placed" : "page.viewed",
      at: new Date((index * (1 + (customer % 40)) + ((customer * 7 + index * 13) % 5)) * 86_400_000),
      properties: {},
    }),
  ).sort((left, right) => left.at.getTime() - right.at.getTime()),
}));
const retail = retailLifecycle();
const to = 5_000 * 86_400_000;
const cold = perSecond(500_000, () => stagePaths(retail, customers, { to }));
const prepared = customers.map((customer) => prepareSubject(customer));
const warm = perSecond(500_000, () => stagePaths(retail, prepared, { to }));
const driven = perSecond(500_000, () => stagePaths(lifecycle, customers, { to }));

console.table({
  "transition, Clientele": { "per second": Math.round(ours), "against XState": (ours / xstate).toFixed(1) },
  "transition, XState v5 pure": { "per second": Math.round(xstate), "against XState": "1.0" },
  "transition, switch by hand": { "per second": Math.round(hand), "against XState": (hand / xstate).toFixed(1) },
  "replay, retail (timed), cold": { "per second": Math.round(cold), "against XState": "" },
  "replay, retail (timed), prepared": { "per second": Math.round(warm), "against XState": "" },
  "replay, interaction-driven, cold": { "per second": Math.round(driven), "against XState": "" },
});
