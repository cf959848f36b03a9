import type { StorageContext } from "../../storage/index.js";
import type { SampledRow } from "../decisions/hash-sample.js";
import { WORKSPACE_KINDS } from "../persistence/customer-state.js";
import { withRenamedField } from "../persistence/renamed-field.js";
import { contextOf, type WorkspaceContext } from "../workspace-context.js";
import type { FailedCustomer } from "./tick.js";

/** The mark from which an interrupted refresh resumes. */
export interface RefreshMark {
  /** `"learn"`: the population was read, but the models are not fitted yet. */
  readonly phase: "fit" | "learn" | "decide" | "done";
  /** Epoch milliseconds as of which the models are fitted. */
  readonly asOf: number;
  readonly cursor: string | null;
  readonly done: number;
  readonly total: number | null;
  readonly fitted: readonly string[];
  readonly failed: readonly FailedCustomer[];
  /** Rows of the unfinished samples, by plugin. */
  readonly samples: readonly { readonly plugin: string; readonly rows: readonly SampledRow[] }[];
}

const MARK_ID = "current";

/** Reads the last mark; `null` before the first refresh. */
export async function readMark(workspace: WorkspaceContext): Promise<RefreshMark | null> {
  const stored = await workspace.storage.documents.get(contextOf(workspace), WORKSPACE_KINDS.refresh, MARK_ID);
  return stored && readMarkValue(stored.value.value);
}

/** Reads a mark, also one that version 0.1 wrote. */
function readMarkValue(value: unknown): RefreshMark {
  const mark = value as RefreshMark;
  return { ...mark, samples: mark.samples.map((sample) => withRenamedField(sample, "room", "plugin")) };
}

/** Saves a mark over any other: two refreshes at once do the same work twice, with the same result. */
export async function saveMark(
  workspace: WorkspaceContext,
  mark: RefreshMark,
  context: StorageContext = contextOf(workspace),
): Promise<void> {
  const { documents } = workspace.storage;
  for (let attempt = 1; attempt <= workspace.maxAttempts; attempt++) {
    const stored = await documents.get(context, WORKSPACE_KINDS.refresh, MARK_ID);
    const document = { kind: WORKSPACE_KINDS.refresh, id: MARK_ID, value: mark };
    if ((await documents.save(context, document, stored?.version ?? null)).ok) return;
  }
}
