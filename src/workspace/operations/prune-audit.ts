import type { InstantInput } from "../../kernel/index.js";
import { anInstant, anInteger, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import type { Page, StorageDocument, Stored } from "../../storage/index.js";
import { addAudit } from "../access/audit.js";
import { WORKSPACE_KINDS } from "../persistence/customer-state.js";
import { noChanges } from "../persistence/changes.js";
import { assertMayAll, CALL_OPTIONS, type CallOptions, contextOf, type WorkspaceContext } from "../workspace-context.js";

/** Options of `Clientele.pruneAudit`. */
export interface PruneAuditOptions extends CallOptions {
  /** Entries before this instant are removed. */
  readonly before: InstantInput;
  /** Entries removed at a time. Defaults to 500. */
  readonly batch?: number | undefined;
}

const PRUNE_OPTIONS: OptionShape<PruneAuditOptions> = { ...CALL_OPTIONS, before: anInstant, batch: anInteger({ min: 1 }) };

/** Result of pruning the audit log. */
export interface PruneAuditReport {
  /** Number of entries that were removed. */
  readonly removed: number;
}

/** Removes old entries of the audit log, oldest first; see `Clientele.pruneAudit`. */
export async function pruneAudit(workspace: WorkspaceContext, options: PruneAuditOptions): Promise<PruneAuditReport> {
  const { batch = 500, before: end } = requireOptions(options, PRUNE_OPTIONS, { mandatory: ["before"] });
  const { actor } = assertMayAll(workspace, "pruneAudit", options);
  const before = toMilliseconds(end, "before");
  const context = contextOf(workspace, options);
  const { storage } = workspace;
  let removed = 0;
  let cursor: string | null = null;
  do {
    const page: Page<Stored<StorageDocument>> = await storage.documents.page(context, {
      kind: WORKSPACE_KINDS.audit,
      limit: batch,
      cursor,
    });
    const old = page.items.filter(({ value }) => (value.value as { readonly at: Date }).at.getTime() < before);
    const outcomes = await storage.commit(
      context,
      old.map(({ value: { kind, id }, version }) => ({ documents: [{ kind, id, document: null, expected: version }] })),
    );
    removed += outcomes.filter(({ ok }) => ok).length;
    // Entries are in the order of time: after the first that stays, all stay.
    cursor = old.length === page.items.length ? page.next : null;
  } while (cursor !== null);
  const set = noChanges();
  const about = { action: "pruneAudit", customerId: null, details: { before: new Date(before), removed } } as const;
  if (addAudit(workspace, set, actor, about)) await storage.commit(context, [set]);
  return { removed };
}
