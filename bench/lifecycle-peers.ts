/** The seven-state lifecycle of the benchmark in three libraries and by hand: every event moves, every guard is asked. */
import { createRequire } from "node:module";
import { createMachine, guard, interpret, state, transition } from "robot3";
import { initialTransition, setup, transition as xstateTransition } from "xstate";

/** What the guards read. */
export const attributes = { kind: "person", tags: ["vip", "reachable"] };
type Attributes = typeof attributes;

const isPerson = ({ kind }: Attributes): boolean => kind === "person";
const isReachable = ({ tags }: Attributes): boolean => tags.includes("reachable");

/** From, event, to, and whether the guard asks for a person (else for who is reachable). */
export const steps = [
  ["lead", "page.viewed", "known", true],
  ["known", "cart.added", "interested", false],
  ["interested", "order.placed", "buyer", true],
  ["buyer", "order.delivered", "served", false],
  ["served", "product.reviewed", "fan", true],
  ["fan", "complaint.raised", "annoyed", false],
  ["annoyed", "ticket.resolved", "lead", true],
] as const;
export type Stage = (typeof steps)[number][0];

/** Goes so many times round the states; returns the state at the end. */
export type GoRound = (rounds: number) => string;

const types = steps.map(([, type]) => type);

export const byXState: GoRound = (rounds) => {
  const machine = setup({
    types: { context: {} as Attributes, events: {} as { type: string } },
    guards: { isPerson: ({ context }) => isPerson(context), isReachable: ({ context }) => isReachable(context) },
  }).createMachine({
    context: attributes,
    initial: "lead",
    states: Object.fromEntries(
      steps.map(([from, type, target, asksPerson]) => [
        from,
        { on: { [type]: { target, guard: asksPerson ? "isPerson" : "isReachable" } } },
      ]),
    ),
  } as never);
  let [snapshot] = initialTransition(machine as never, undefined as never);
  for (let round = 0; round < rounds; round++)
    for (const type of types) [snapshot] = xstateTransition(machine as never, snapshot as never, { type } as never);
  return (snapshot as { value: string }).value;
};

/** `send` changes the service that it is called on. */
export const byRobot: GoRound = (rounds) => {
  const machine = createMachine(
    "lead",
    Object.fromEntries(
      steps.map(([from, type, to, asksPerson]) => [
        from,
        state(transition(type, to, guard(asksPerson ? isPerson : isReachable))),
      ]),
    ) as never,
    () => attributes,
  );
  const service: { machine: { current: string }; send: (event: string) => void } = interpret(
    machine as never,
    () => undefined,
  ) as never;
  for (let round = 0; round < rounds; round++) for (const type of types) service.send(type);
  return service.machine.current;
};

interface StateMachineInstance {
  readonly state: string;
  readonly [move: string]: unknown;
}
const StateMachine = createRequire(import.meta.url)("javascript-state-machine") as new (options: object) => StateMachineInstance;

/** A method a transition; `onBefore…` may cancel it. It changes the machine. */
export const byStateMachine: GoRound = (rounds) => {
  const name = (type: string): string => type.replace(/[.-](.)/g, (_, letter: string) => letter.toUpperCase());
  const before = (type: string): string => `onBefore${name(type).replace(/^./, (letter) => letter.toUpperCase())}`;
  const machine = new StateMachine({
    init: "lead",
    transitions: steps.map(([from, type, to]) => ({ name: name(type), from, to })),
    methods: Object.fromEntries(
      steps.map(([, type, , asksPerson]) => [before(type), () => (asksPerson ? isPerson : isReachable)(attributes)]),
    ),
  });
  const moves = types.map((type) => name(type));
  for (let round = 0; round < rounds; round++) for (const move of moves) (machine[move] as () => void)();
  return machine.state;
};

export const byHand: GoRound = (rounds) => {
  let stage: Stage = "lead";
  for (let round = 0; round < rounds; round++) for (const type of types) stage = stepByHand(stage, type);
  return stage;
};

function stepByHand(stage: Stage, type: string): Stage {
  switch (stage) {
    case "lead":
      return type === "page.viewed" && isPerson(attributes) ? "known" : stage;
    case "known":
      return type === "cart.added" && isReachable(attributes) ? "interested" : stage;
    case "interested":
      return type === "order.placed" && isPerson(attributes) ? "buyer" : stage;
    case "buyer":
      return type === "order.delivered" && isReachable(attributes) ? "served" : stage;
    case "served":
      return type === "product.reviewed" && isPerson(attributes) ? "fan" : stage;
    case "fan":
      return type === "complaint.raised" && isReachable(attributes) ? "annoyed" : stage;
    case "annoyed":
      return type === "ticket.resolved" && isPerson(attributes) ? "lead" : stage;
  }
}
