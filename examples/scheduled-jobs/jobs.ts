/**
 * Jobs that run by the clock: a tick every minute, deliveries every few seconds, a refresh every night. Several processes may
 * run them at once, and each can be stopped at any time: what is due is kept in the storage, not in the process.
 */
import { startOfUnit } from "clientele/kernel";
import type { Change, Clientele } from "clientele/workspace";

/** Delivers a change to a webhook, a broker or a search index. Rejects if the delivery failed. */
export type Receiver = (change: Change) => Promise<void>;

/** A job with its schedule. */
export interface Job {
  readonly name: string;
  /** Returns the next run after an instant, in epoch milliseconds. */
  next(after: number): number;
  run(signal: AbortSignal): Promise<string>;
}

/** Returns the jobs of a workspace. */
export function jobsOf(clientele: Clientele, deliver: Receiver, zone = "Europe/Berlin"): readonly Job[] {
  return [
    {
      name: "tick",
      next: (after) => nextMultiple(after, 60_000),
      // Bounded, so that a long queue does not delay the other jobs. The rest is due in the next minute.
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
        // A failing receiver ends the loop. Undelivered changes come again after the lease.
        for await (const change of clientele.changes({ signal, leaseMilliseconds: 30_000 })) {
          await deliver(change);
          delivered++;
        }
        return `${delivered} delivered`;
      },
    },
    {
      name: "refresh",
      // At three in the morning, local time of the shop.
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
 * Runs the jobs when they are due, until the signal stops them.
 *
 * @param options - `wait` resolves at an instant; a test passes one that moves its own clock. `report` is called after every
 * run, also after a failed one; the next run tries again.
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
