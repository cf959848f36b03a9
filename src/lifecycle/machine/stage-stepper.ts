import type { PreparedSubject } from "../../rules/index.js";
import type { Lifecycle } from "./definition.js";
import { isTriggeredBy, machineOf } from "./machine.js";

/** Stage of a subject and when it was entered: all that a step needs. */
export interface StagePosition<State extends string = string> {
  readonly stage: State;
  /** Epoch milliseconds. */
  readonly enteredAt: number;
}

/**
 * Returns the bare step function of a lifecycle, for hosts that do the rest themselves: it takes one interaction and returns
 * the position after it, in well under a microsecond. It ignores timed transitions, late facts and effects; `advance` handles
 * those.
 *
 * @returns a function of a position, a prepared subject and the index of the interaction in its history; it returns the same
 *   position object if nothing is triggered
 * @throws ClienteleError `undefined_lifecycle`
 * @example
 * const step = stageStepper(retailLifecycle());
 * const order = { id: "a", customerId: "c1", type: "order.placed", at: new Date(5), properties: {} };
 * step({ stage: "prospect", enteredAt: 0 }, prepareSubject({ id: "c1", attributes: {}, history: [order] }), 0) // => { stage: "first-time", enteredAt: 5 }
 */
export function stageStepper<State extends string>(
  lifecycle: Lifecycle<State>,
): (position: StagePosition<State>, subject: PreparedSubject, interaction: number) => StagePosition<State> {
  const machine = machineOf(lifecycle);
  const tables = new Map(machine.names.map((name, position) => [name, machine.states[position]!.byType]));
  const visible = { interactions: 0, until: 0 };
  return (position, subject, interaction) => {
    const fact = subject.history[interaction]!;
    const candidates = tables.get(position.stage)?.get(fact.type);
    if (candidates === undefined) return position;
    const at = fact.at.getTime();
    visible.interactions = interaction + 1;
    visible.until = at;
    for (const candidate of candidates) {
      if (at < position.enteredAt + candidate.after || !isTriggeredBy(machine, candidate, fact)) continue;
      if (candidate.guard !== null && !candidate.guard.matches(subject, at, visible)) continue;
      return { stage: machine.names[candidate.to] as State, enteredAt: at };
    }
    return position;
  };
}
