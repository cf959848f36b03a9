import { countStepsUpTo } from "../../lifecycle/internal.js";
import type { Timelines, TimelineStep } from "../../models/index.js";

/** Values at an instant, which hold until something changes them. */
export interface Probe {
  /** By key of the timeline. */
  readonly values: Readonly<Record<string, TimelineStep["value"]>>;
  /** Epoch milliseconds at which time alone may change one of them; `null` if it never does. */
  readonly nextAt: number | null;
}

/** Timelines up to an instant, and when to continue them. */
export interface Stepped {
  readonly timelines: Timelines;
  readonly nextAt: number | null;
}

/**
 * Continues the timelines of several values to an instant. It probes the values at every event, and at every instant at which
 * the last probe said that time alone may change them. From an empty start it builds the complete timelines.
 *
 * @param before - timelines up to the instant from which `events` continue, and when to probe next
 * @param events - ascending instants of events, up to `asOf`
 */
export function continueSteps(before: Stepped, events: readonly number[], asOf: number, probe: (at: number) => Probe): Stepped {
  const timelines: Record<string, readonly TimelineStep[]> = { ...before.timelines };
  /** Timelines that have new steps. Only these are copied. */
  const grown: Record<string, TimelineStep[]> = {};
  let { nextAt } = before;
  const ask = (at: number): void => {
    const { values, nextAt: next } = probe(at);
    nextAt = next;
    for (const [key, value] of Object.entries(values)) {
      const steps = (timelines[key] ??= []);
      if (steps.at(-1)?.value === value) continue;
      timelines[key] = grown[key] ??= [...steps];
      grown[key].push({ from: new Date(at), value });
    }
  };
  const passUntil = (end: number): void => {
    while (nextAt !== null && nextAt < end) ask(nextAt);
  };
  for (const event of events) {
    passUntil(event);
    ask(event);
  }
  passUntil(asOf + 1);
  return { timelines, nextAt };
}

/** Returns the steps of timelines up to and including an instant. A timeline without later steps is not copied. */
export function stepsUntil(timelines: Timelines, instant: number): Timelines {
  return Object.fromEntries(
    Object.entries(timelines).map(([key, steps]) => {
      const end = countStepsUpTo(steps, instant);
      return [key, end === steps.length ? steps : steps.slice(0, end)];
    }),
  );
}
