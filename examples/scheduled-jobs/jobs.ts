/**
 * What runs by the clock: ticks every minute, deliveries every few seconds, a refresh every night. Each job can be stopped
 * and started anywhere and by several processes at once: what is due and what waits is in the storage, not in the process.
 */
import { startOfUnit } from "clientele/kernel";
import type { Change, Clientele } from "clientele/workspace";

/** Where changes go: a webhook, a broker, a search index. Rejects when it did not take one. */
export type Receiver = (change: Change) => Promise<void>;

/** A job, and when it runs next. */
export interface Job {
  readonly name: string;
  /** The next run after an instant; epoch milliseconds. */
  next(after: number): number;
  run(signal: AbortSignal): Promise<string>;
}

/** The jobs of a workspace. */
export function jobsOf(clientele: Clientele, deliver: Receiver, zone = "Europe/Berlin"): readonly Job[] {
  return [
    {
      name: "tick",
      next: (after) => nextMultiple(after, 60_000),
      // Bounded, so that a long queue does not keep the other jobs waiting; what is left is due in the next minute.
      run: async (signal) => {
        const { decided, failed } = await clientele.tick({ signal, limit: 5_000 });
        return `${decided} decided, ${failed.length} failed`;
      },
    },
    {
      name: "deliver",
      next: (after) => nextMultiple(after, 5_000),
      run: async (signal) => {
        let delivered = 0;
        // A receiver that fails ends the loop: what it did not take comes again when the lease has run out.
        for await (const change of clientele.changes({ signal, leaseMilliseconds: 30_000 })) {
          await deliver(change);
          delivered++;
        }
        return `${delivered} delivered`;
      },
    },
    {
      name: "refresh",
      // Three in the morning, by the shop's own clock.
      next: (after) => {
        const today = startOfUnit("day", after, zone) + 3 * 3_600_000;
        return today > after ? today : startOfUnit("day", after, zone, 1) + 3 * 3_600_000;
      },
      run: async (signal) => {
        const { decided, fitted } = await clientele.refresh({ signal });
        return `${decided} decided, ${fitted.join(", ") || "nothing"} fitted`;
      },
    },
  ];
}

function nextMultiple(after: number, step: number): number {
  return (Math.floor(after / step) + 1) * step;
}

/**
 * Runs what is due until it is stopped.
 *
 * @param wait - resolves at an instant; a test passes one that moves a clock of its own
 * @param report - told of every run, also of one that failed: the next one tries again
 */
export async function runJobs(
  jobs: readonly Job[],
  options: {
    readonly now: () => number;
    readonly wait: (until: number) => Promise<void>;
    readonly report: (name: string, outcome: string) => void;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { now, wait, report, signal } = options;
  const due = new Map(jobs.map((job) => [job, job.next(now())]));
  while (!signal.aborted) {
    const [job, at] = [...due].reduce((first, other) => (other[1] < first[1] ? other : first));
    await wait(at);
    if (signal.aborted) return;
    const outcome = await job.run(signal).catch((error: unknown) => `failed: ${String(error)}`);
    report(job.name, outcome);
    due.set(job, job.next(Math.max(now(), at)));
  }
}
