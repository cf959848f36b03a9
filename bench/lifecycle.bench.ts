/**
 * Speed of lifecycles. Run: npm run bench lifecycle
 *
 * Single transitions of a seven-state lifecycle driven by interactions, with attribute guards, against XState v5's pure
 * `transition`, robot3, javascript-state-machine and a switch written by hand; then replays of full histories. Processor
 * time, the median of seven runs.
 */
import { defineLifecycle, retailLifecycle, stagePaths, stageStepper, type StagePosition } from "clientele/lifecycle";
import type { Interaction } from "clientele/models";
import { prepareSubject, type Rule } from "clientele/rules";
import { attributes, byHand, byRobot, byStateMachine, byXState, type GoRound, type Stage, steps } from "./lifecycle-peers.js";

const isReachable: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "reachable" } };
const isPerson: Rule = { version: 1, kind: "attribute", path: "kind", test: { is: "equals", value: "person" } };

const lifecycle = defineLifecycle<Stage>({
  id: "bench",
  initial: "lead",
  states: { lead: {}, known: {}, interested: {}, buyer: {}, served: {}, fan: {}, annoyed: {} },
  transitions: steps.map(([from, on, to, asksPerson]) => ({ from, on, to, when: asksPerson ? isPerson : isReachable })),
});
const history = steps.map(
  ([, type], index): Interaction => ({ id: `i${index}`, customerId: "c", type, at: new Date(index), properties: {} }),
);
const subject = prepareSubject({ id: "c", attributes, history });
const step = stageStepper(lifecycle);
const byClientele: GoRound = (rounds) => {
  let position: StagePosition<Stage> = { stage: "lead", enteredAt: 0 };
  for (let round = 0; round < rounds; round++) {
    position = { stage: position.stage, enteredAt: 0 };
    for (let index = 0; index < 7; index++) position = step(position, subject, index);
  }
  return position.stage;
};

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

function transitionsPerSecond(go: GoRound, rounds: number): number {
  return perSecond(rounds * 7, () => {
    if (go(rounds) !== "lead") throw new Error("wrong stage");
  });
}

const ours = transitionsPerSecond(byClientele, 200_000);
const peers: Record<string, number> = {
  "XState v5, pure transition()": transitionsPerSecond(byXState, 2_000),
  "robot3, send": transitionsPerSecond(byRobot, 100_000),
  "javascript-state-machine": transitionsPerSecond(byStateMachine, 20_000),
  "a switch by hand": transitionsPerSecond(byHand, 1_000_000),
};
console.table({
  Clientele: { "transitions a second": Math.round(ours), "times as fast as it": "1" },
  ...Object.fromEntries(
    Object.entries(peers).map(([name, speed]) => [
      name,
      { "transitions a second": Math.round(speed), "times as fast as it": (ours / speed).toPrecision(3) },
    ]),
  ),
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
const prepared = customers.map((customer) => prepareSubject(customer));
const replays = {
  "retail (timed), from records": perSecond(500_000, () => stagePaths(retail, customers, { to })),
  "retail (timed), prepared": perSecond(500_000, () => stagePaths(retail, prepared, { to })),
  "driven by interactions, from records": perSecond(500_000, () => stagePaths(lifecycle, customers, { to })),
};
console.table(
  Object.fromEntries(Object.entries(replays).map(([name, speed]) => [name, { "interactions a second": Math.round(speed) }])),
);
