import { type DocumentChange, readDocument, type StorageContext, type Version } from "../../storage/index.js";
import type { SampledRow } from "../decisions/hash-sample.js";
import { WORKSPACE_KINDS } from "../persistence/customer-state.js";
import { withRenamedField } from "../persistence/renamed-field.js";
import { contextOf, versionConflict, type WorkspaceContext } from "../workspace-context.js";

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
  /** Number of customers whose decision failed, by code. A mark names no customer, because it outlives an erasure. */
  readonly failed: Readonly<Record<string, number>>;
  /** Rows of the unfinished samples, by plugin. */
  readonly samples: readonly { readonly plugin: string; readonly rows: readonly SampledRow[] }[];
}

const MARK_ID = "current";

/** Reads the last mark; `null` before the first refresh. */
export async function readMark(workspace: WorkspaceContext): Promise<RefreshMark | null> {
  const stored = await readDocument(workspace.storage, contextOf(workspace), WORKSPACE_KINDS.refresh, MARK_ID);
  return stored && readMarkValue(stored.value.value);
}

/** Reads a mark, also one that version 0.1 wrote. */
function readMarkValue(value: unknown): RefreshMark {
  const mark = value as RefreshMark & { readonly failed: unknown };
  const failed = Array.isArray(mark.failed) ? countsOf(mark.failed as readonly { readonly code: string }[]) : mark.failed;
  return { ...mark, failed, samples: mark.samples.map((sample) => withRenamedField(sample, "room", "plugin")) };
}

/** Returns how many failures have each code, added to earlier counts. */
export function countsOf(
  failures: Iterable<{ readonly code: string }>,
  before: RefreshMark["failed"] = {},
): RefreshMark["failed"] {
  const counts: Record<string, number> = { ...before };
  for (const { code } of failures) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** Saves a mark over any other: two refreshes at once do the same work twice, with the same result. */
export async function saveMark(workspace: WorkspaceContext, mark: RefreshMark): Promise<void> {
  const context = contextOf(workspace);
  for (let attempt = 1; attempt <= workspace.maxAttempts; attempt++) {
    const [outcome] = await workspace.storage.commit(context, [{ documents: [await markChange(workspace, context, mark)] }]);
    if (outcome!.ok) return;
  }
  throw versionConflict(workspace, "");
}

/** Returns the change that saves a mark over the stored one. */
export async function markChange(
  workspace: WorkspaceContext,
  context: StorageContext,
  mark: RefreshMark,
): Promise<DocumentChange> {
  const stored = await readDocument(workspace.storage, context, WORKSPACE_KINDS.refresh, MARK_ID);
  const expected: Version | null = stored?.version ?? null;
  return { kind: WORKSPACE_KINDS.refresh, id: MARK_ID, document: { value: mark }, expected };
}
