import { type CallOptions, contextOf, type WorkspaceContext } from "../workspace-context.js";
import { batchSizeOf, type CustomerTask, runBatch, runTasks } from "./customer-tasks.js";
import { createGatherer, type GatherableTask, type Gatherer } from "./gather.js";

/** Work on one customer that may share a batch with the work of other callers. */
export interface SubmittedTask extends CustomerTask, GatherableTask {}

const gatherers = new WeakMap<WorkspaceContext, Gatherer<SubmittedTask>>();

/** Starts a task: with those of other callers, if the workspace gathers them. The task reports its end itself. */
export function submitTask(workspace: WorkspaceContext, options: CallOptions, task: SubmittedTask): void {
  if (workspace.gather) gathererOf(workspace).submit(task);
  else void runTasks(workspace, contextOf(workspace, options), [task]);
}

function gathererOf(workspace: WorkspaceContext): Gatherer<SubmittedTask> {
  const known = gatherers.get(workspace);
  if (known !== undefined) return known;
  const limits = { inFlight: workspace.concurrency, size: batchSizeOf(workspace) };
  const gatherer = createGatherer<SubmittedTask>(limits, (batch) => runBatch(workspace, contextOf(workspace), batch));
  gatherers.set(workspace, gatherer);
  return gatherer;
}
