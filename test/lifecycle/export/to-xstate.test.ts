import {
  defineLifecycle,
  type Lifecycle,
  lifecycleToXState,
  replay,
  type XStateContext,
  xstateEvents,
  type XStateEvent,
} from "clientele/lifecycle";
import type { Subject } from "clientele/models";
import { prepareSubject } from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnyStateMachine, assign, createActor, createMachine } from "xstate";
import { anyLifecycle, anySubject, HOUR, LAST_HOUR, outcome } from "../../fixtures/random-lifecycles.js";

const END = (LAST_HOUR + 40) * HOUR;
/** Returns the lifecycle as a machine of XState. */
function machineOf(lifecycle: Lifecycle): AnyStateMachine {
  const { config, implementations } = lifecycleToXState(lifecycle, { assign: assign as never });
  return createMachine(config as never, implementations as never) as AnyStateMachine;
}

interface Actor {
  readonly at: () => readonly [stage: string, entered: number];
  readonly send: (event: XStateEvent) => void;
}

function start(lifecycle: Lifecycle, at: number): Actor {
  const actor = createActor(machineOf(lifecycle), { input: { at } });
  actor.start();
  return {
    at: () => {
      const { value, context } = actor.getSnapshot() as { value: string; context: XStateContext };
      return [value, context.entered];
    },
    send: (event) => {
      actor.send(event as never);
    },
  };
}

describe("lifecycleToXState", () => {
  test("takes the same path as `replay` on a random history", () => {
    fc.assert(
      fc.property(anyLifecycle, anySubject, (lifecycle, subject) => {
        const whole = outcome(() => replay(lifecycle, subject, { to: END }).snapshot);
        if (typeof whole === "string" || whole.startedAt === null) return;
        const actor = start(lifecycle, whole.startedAt);
        const path: (readonly [string, number])[] = [];
        for (const event of xstateEvents(lifecycle, subject, { to: END })) {
          const before = actor.at();
          actor.send(event);
          const after = actor.at();
          // Re-entering a stage at the same instant looks the same as staying.
          if (after[0] !== before[0] || after[1] !== before[1]) path.push(after);
        }
        let last: readonly [string, number] = [lifecycle.initial, whole.startedAt];
        const expected = whole.path.flatMap(({ to, at }) => {
          const moved = to !== last[0] || at !== last[1];
          last = [to, at];
          return moved ? [last] : [];
        });
        expect(path).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test("ends in the same stage when it is told the time every hour", () => {
    fc.assert(
      fc.property(anyLifecycle, anySubject, (lifecycle, subject: Subject) => {
        const whole = outcome(() => replay(lifecycle, subject, { to: END }).snapshot);
        if (typeof whole === "string" || whole.startedAt === null) return;
        const prepared = prepareSubject(subject);
        const actor = start(lifecycle, whole.startedAt);
        for (let at = whole.startedAt; at <= END; at += HOUR) {
          subject.history.forEach((interaction, position) => {
            if (interaction.at.getTime() === at)
              actor.send({ type: interaction.type, at, subject: prepared, interaction: position });
          });
          for (let count = 0; count < 16; count++) actor.send({ type: "due", at, subject: prepared });
        }
        expect(actor.at()).toEqual([whole.stage, whole.enteredAt]);
      }),
      { numRuns: 60 },
    );
  });

  test("gives states whose names XState cannot take other keys, and keeps their stage in `meta`", () => {
    const odd = defineLifecycle({
      id: "odd",
      initial: "a.b",
      states: { "a.b": {}, "c#d": { final: true } },
      transitions: [{ from: "a.b", to: "c#d", on: "order.placed" }],
    });
    const subject = prepareSubject({
      id: "c",
      attributes: {},
      history: [{ id: "o", customerId: "c", type: "order.placed", at: new Date(5), properties: {} }],
    });
    const actor = start(odd, 0);
    for (const event of xstateEvents(odd, subject, { to: 10 })) actor.send(event);
    expect(actor.at()).toEqual(["stage 1", 5]);
    expect(lifecycleToXState(odd, { assign: () => undefined }).config.states["stage 1"]?.meta.stage).toBe("c#d");
  });
});
