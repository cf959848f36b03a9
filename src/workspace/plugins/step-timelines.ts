import { countStepsUpTo } from "../../kernel/internal.js";
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
  // A timeline is copied only where a step is added: most events change nothing.
  const continued: Record<string, TimelineStep[]> = {};
  let { nextAt } = before;
  const ask = (at: number): void => {
    const { values, nextAt: next } = probe(at);
    nextAt = next;
    for (const [key, value] of Object.entries(values)) {
      const steps = continued[key] ?? before.timelines[key] ?? [];
      if (steps.at(-1)?.value === value) continue;
      (continued[key] ??= [...steps]).push({ from: new Date(at), value });
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
  return { timelines: { ...before.timelines, ...continued }, nextAt };
}

/** Returns the steps of timelines up to and including an instant. A timeline without later steps is returned as it is. */
export function stepsUntil(timelines: Timelines, instant: number): Timelines {
  return Object.fromEntries(
    Object.entries(timelines).map(([key, steps]) => {
      const end = countStepsUpTo(steps, instant);
      return [key, end === steps.length ? steps : steps.slice(0, end)];
    }),
  );
}
