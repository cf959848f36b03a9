import type { WorkspaceContext } from "../workspace-context.js";
import { BATCH_SIZE, type CustomerTask, runBatch } from "./customer-tasks.js";

/** A task that can take over another one about the same customer. */
export interface GatherableTask extends CustomerTask {
  /** Adds the work of another task; returns whether it could. */
  join(other: this): boolean;
}

/** Joins the work of concurrent callers into batches. */
export interface TrackGatherer {
  /** Starts a task, at once or with the next batch. The task reports its end itself. */
  submit(workspace: WorkspaceContext, task: GatherableTask): void;
}

/**
 * Creates a gatherer. A task starts at once while fewer than two batches are in flight; those that arrive meanwhile form the
 * next one. No timer is needed: a lone caller never waits, and under load a batch is as large as the storage is slow.
 */
export function createGatherer(inFlight: number): TrackGatherer {
  let running = 0;
  const waiting: GatherableTask[] = [];

  const start = (workspace: WorkspaceContext): void => {
    if (running >= inFlight || waiting.length === 0) return;
    running++;
    const batch = joined(waiting.splice(0, BATCH_SIZE));
    void runBatch(workspace, { tenantId: workspace.tenantId }, batch).finally(() => {
      running--;
      start(workspace);
    });
  };

  return {
    submit(workspace, task) {
      waiting.push(task);
      start(workspace);
    },
  };
}

/** Joins tasks about the same customer, so that their facts are decided about once. */
function joined(tasks: readonly GatherableTask[]): GatherableTask[] {
  const byCustomer = new Map<string, GatherableTask>();
  const separate: GatherableTask[] = [];
  for (const task of tasks) {
    const first = byCustomer.get(task.customerId);
    if (first === undefined) byCustomer.set(task.customerId, task);
    else if (!first.join(task)) separate.push(task);
  }
  return [...byCustomer.values(), ...separate];
}
