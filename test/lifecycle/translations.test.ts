import {
  defineLifecycle,
  type Lifecycle,
  replay,
  retailLifecycle,
  lifecycleToMermaid,
  lifecycleToXState,
  xstateEvents,
  type XStateContext,
  type XStateEvent,
} from "clientele/lifecycle";
import type { Subject } from "clientele/models";
import { prepareSubject } from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnyStateMachine, assign, createActor, createMachine } from "xstate";
import { anyLifecycle, anySubject, HOUR, LAST_HOUR, outcome } from "./random-lifecycles.js";

const END = (LAST_HOUR + 40) * HOUR;

/** The lifecycle as a machine of the real XState. */
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

describe("XState", () => {
  test("takes the same path on the events of a random history", () => {
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
          // Entering the stage anew at the very same instant cannot be told from staying.
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

  test("told the time every hour, without any help of ours, ends in the same stage", () => {
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

  test("names that XState cannot take get other keys, and keep their stage in meta", () => {
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

describe("Mermaid", () => {
  test("draws every stage and every arrow once, in the language asked for", () => {
    const text = lifecycleToMermaid(retailLifecycle(), { locale: "zh" });
    expect(text).toContain('state "流失预警客户" as s4');
    expect(text).toContain("s4 --> s5 : 180 天未下单");
    const arrows = text.split("\n").filter((line) => line.includes("-->"));
    expect(new Set(arrows.map((line) => line.split(" : ")[0])).size).toBe(arrows.length);
  });

  test("lets no label break the syntax, and joins ways between the same stages", () => {
    const lifecycle = defineLifecycle({
      id: "m",
      initial: "a",
      states: { a: { label: { en: 'A "quoted"; a\nline', zh: "甲" } }, b: { final: true } },
      transitions: [
        { from: "a", to: "b", on: "order.placed" },
        {
          from: "a",
          to: "b",
          after: { hours: 1 },
          when: { version: 1, kind: "attribute", path: "tags", test: { is: "present" } },
        },
      ],
    });
    expect(lifecycleToMermaid(lifecycle).split("\n")).toEqual([
      "stateDiagram-v2",
      '  state "A #34;quoted#34;#59; a line" as s0',
      '  state "b" as s1',
      "  [*] --> s0",
      "  s0 --> s1 : order.placed / after 1 hour · when its guard holds",
      "  s1 --> [*]",
    ]);
  });
});
