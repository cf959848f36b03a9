import { preparedOf, startOfRecord } from "../../rules/internal.js";
import { ClienteleError, type InstantInput } from "../../kernel/index.js";
import { anInstant, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import type { CustomerRecord, TimelineStep } from "../../models/index.js";
import { type Lifecycle, stageKey } from "./definition.js";
import { machineOf } from "./machine.js";
import { type Position, run } from "./run.js";
import type { LifecycleSubject } from "./snapshot.js";

/** Options of {@link withStageTimelines}. */
export interface StageTimelineOptions {
  /** Facts up to this instant count. */
  readonly to: InstantInput;
}

const OPTIONS: OptionShape<StageTimelineOptions> = { to: anInstant };

/**
 * Returns a subject's stages as a step function: the timeline that rules read under `stage:<id>`. If a subject passed through
 * several stages at one instant, the last one counts.
 *
 * @throws ClienteleError `undefined_lifecycle`, `transition_cycle`, `invalid_instant`, `invalid_option`
 * @example
 * const order = { id: "a", customerId: "c1", type: "order.placed", at: new Date(0), properties: { orderId: "a", total: 100, currency: "EUR" } };
 * stageTimeline(retailLifecycle(), { id: "c1", attributes: {}, history: [order] }, { to: 0 }) // => [{ from: new Date(0), value: "first-time" }]
 */
export function stageTimeline<State extends string>(
  lifecycle: Lifecycle<State>,
  record: LifecycleSubject,
  options: StageTimelineOptions,
): TimelineStep[] {
  const given = requireOptions(options, OPTIONS, { mandatory: ["to"] });
  const to = toMilliseconds(given.to, "to");
  const machine = machineOf(lifecycle);
  const subject = preparedOf(record);
  const start = startOfRecord(subject);
  if (start === null || start > to) return [];
  const steps: TimelineStep[] = [{ from: new Date(start), value: machine.lifecycle.initial }];
  const position: Position = { stage: machine.initial, entered: start, cursor: start - 1, settled: false };
  run(machine, subject, position, to, (_transition, _from, target, at) => {
    if (steps.at(-1)!.from.getTime() === at) steps.pop();
    steps.push({ from: new Date(at), value: machine.names[target]! });
  });
  return steps;
}

/**
 * Adds the timelines of lifecycles to records, so that rules can read stages. A lifecycle whose guards read the stages of
 * another one is computed after it.
 *
 * @param lifecycles - in any order
 * @throws ClienteleError `state_cycle` if they read each other in a circle, `undefined_lifecycle`, `transition_cycle`, `invalid_instant`, `invalid_option`
 * @example
 * const record = { customer: { id: "c1", kind: "person" as const, version: 0, createdAt: new Date(0) }, history: [] };
 * withStageTimelines([record], [retailLifecycle()], { to: 0 })[0]?.timelines?.["stage:retail"]?.length // => 1
 */
export function withStageTimelines(
  records: Iterable<CustomerRecord>,
  lifecycles: readonly Lifecycle[],
  options: StageTimelineOptions,
): CustomerRecord[] {
  const given = requireOptions(options, OPTIONS, { mandatory: ["to"] });
  const to = toMilliseconds(given.to, "to");
  const ordered = inOrderOfReading(lifecycles);
  return Array.from(records, (record) => {
    let enriched: CustomerRecord = { ...record, history: preparedOf(record).history };
    for (const lifecycle of ordered) {
      const timeline = stageTimeline(lifecycle, enriched, { to });
      enriched = { ...enriched, timelines: { ...enriched.timelines, [stageKey(lifecycle)]: timeline } };
    }
    return enriched;
  });
}

/** Sorts lifecycles so that each comes after those whose stages it reads. */
function inOrderOfReading(lifecycles: readonly Lifecycle[]): Lifecycle[] {
  const waiting = [...lifecycles];
  const ordered: Lifecycle[] = [];
  while (waiting.length > 0) {
    const open = new Set(waiting.map(stageKey));
    const next = waiting.findIndex((lifecycle) => machineOf(lifecycle).readStates.every((key) => !open.has(key)));
    if (next < 0) {
      const lifecycles = waiting.map(({ id }) => id);
      throw new ClienteleError("state_cycle", `Lifecycles read each other's stages in a circle: ${lifecycles.join(", ")}.`, {
        states: waiting.map(stageKey),
      });
    }
    ordered.push(...waiting.splice(next, 1));
  }
  return ordered;
}
