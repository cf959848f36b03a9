import { ClienteleError, sameContent } from "../../kernel/index.js";
import { aText, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { Customer, Interaction, ProfileChange } from "../../models/index.js";
import type { StorageContext, StorageDocument, Stored } from "../../storage/index.js";
import { addAudit } from "../access/audit.js";
import { addDecision } from "../decisions/decision-changes.js";
import { type Changes, documentText, movedDocument, noChanges } from "../persistence/changes.js";
import { type CustomerState, type MergedCustomer, type PluginState, WORKSPACE_KINDS } from "../persistence/customer-state.js";
import { ownersOf } from "../persistence/identity-index.js";
import { documentsOf, type KnownCustomer, type LoadedCustomer, requireCustomer } from "../persistence/load-customer.js";
import { type Presence, presenceIn, presenceKey } from "../persistence/presence.js";
import { decideAndCommit, type WorkspaceContext } from "../workspace-context.js";
import type { MergeRecord } from "./merge.js";
import { assertMayChange, changedProfile, UPDATE_OPTIONS, type UpdateOptions } from "./update.js";

/** A merge to undo. */
export interface UnmergeRequest {
  /** Identifier of the customer who was absorbed. */
  readonly fromId: string;
}

const REQUEST: OptionShape<UnmergeRequest> = { fromId: aText };

/** Result of undoing a merge. */
export interface UnmergeReport {
  /** The customer who was absorbed, and exists again. */
  readonly customerId: string;
  /** The customer who was kept. */
  readonly keptId: string;
  /** Number of interactions that went back. */
  readonly moved: number;
}

/** A merge as it is stored, with everything that is stored about the kept customer. */
interface StoredMerge {
  readonly record: MergeRecord;
  readonly link: Stored<MergedCustomer>;
  /** The absorbed identifier, and those that had been merged into it before. */
  readonly ids: ReadonlySet<string>;
  readonly documents: readonly Stored<StorageDocument>[];
}

/** Undoes a merge; see `Clientele.unmerge`. */
export function unmerge(workspace: WorkspaceContext, request: UnmergeRequest, options: UpdateOptions): Promise<UnmergeReport> {
  requireOptions(options, UPDATE_OPTIONS);
  const { fromId } = requireOptions(request, REQUEST, { mandatory: ["fromId"] });
  return decideAndCommit<UnmergeReport>(workspace, fromId, options, async (context) => {
    const kept = await requireCustomer(workspace, context, fromId);
    const { actor } = assertMayChange(workspace, "unmerge", options, kept);
    const merge = await mergeOf(workspace, context, kept, fromId);
    const { record, ids } = merge;
    const isBack = (fact: Interaction): boolean =>
      ids.has(fact.originId ?? "") || (fact.originId === undefined && record.interactionIds.includes(fact.id));
    const back = kept.history.filter(isBack).map((fact) => ofAbsorbed(fact, fromId));
    const rest = kept.history.filter((fact) => !isBack(fact));
    const set = noChanges();
    if (back.length > 0) set.removeHistories.push(kept.id);
    await addDocuments(workspace, context, set, merge, kept);
    const reason = options.reason !== undefined && { reason: options.reason };
    for (const customerId of [kept.id, fromId])
      addAudit(workspace, set, actor, { action: "unmerge", customerId, details: { interactions: back.length }, ...reason });
    const states = splitStates(workspace, merge, kept.customerState);
    await addRestored(workspace, context, set, { merge, facts: back, states: states.absorbed, kept });
    const customer = withoutFilled(workspace, kept.customer.value, record, { ...options, actor });
    await addDecision(workspace, context, set, {
      loaded: back.length > 0 ? { ...kept, history: [] } : kept,
      customer,
      changes: withoutFilledChanges(kept.customerState?.value.changes ?? [], record),
      asOf: workspace.clock().getTime(),
      added: back.length > 0 ? rest : [],
      recheck: true,
      ...(kept.customerState !== null && { customerState: { ...kept.customerState.value, plugins: states.kept } }),
      messages: [{ id: `customer.unmerged:${fromId}`, type: "customer.unmerged", payload: { customerId: kept.id, fromId } }],
    });
    return { set, value: { customerId: fromId, keptId: kept.id, moved: back.length } };
  });
}

/** Finds the record of a merge, and whom it concerns. */
async function mergeOf(
  workspace: WorkspaceContext,
  context: StorageContext,
  kept: KnownCustomer,
  fromId: string,
): Promise<StoredMerge> {
  const documents = await documentsOf(workspace, context, kept.id);
  const records = documents
    .filter(({ value }) => value.kind === WORKSPACE_KINDS.merge)
    .map(({ value }) => value.value as MergeRecord);
  const latest = records
    .filter((record) => record.fromId === fromId)
    .sort((left, right) => right.at.getTime() - left.at.getTime())[0];
  const link = documents.find(({ value }) => value.kind === WORKSPACE_KINDS.customerState && value.id === fromId);
  if (latest === undefined || link === undefined || kept.id === fromId) {
    throw new ClienteleError("invalid_merge", `No merge of "${fromId}" is recorded.`, { fromId, intoId: kept.id });
  }
  const ids = new Set([fromId]);
  // Records are few; a chain is followed until it grows no more.
  for (let size = 0; size !== ids.size; ) {
    size = ids.size;
    for (const record of records) if (ids.has(record.intoId) && record.at <= latest.at) ids.add(record.fromId);
  }
  return {
    record: latest,
    link: { value: link.value.value as MergedCustomer, version: link.version },
    ids,
    documents,
  };
}

/** Returns a fact as one of the absorbed customer. */
function ofAbsorbed(fact: Interaction, fromId: string): Interaction {
  const { originId, ...rest } = fact;
  const isOwn = originId === undefined || originId === fromId;
  return { ...rest, customerId: fromId, ...(!isOwn && { originId }) };
}

/** Moves documents back, and removes the record of the merge: it holds the absorbed profile, and would survive its erasure. */
async function addDocuments(
  workspace: WorkspaceContext,
  context: StorageContext,
  set: Changes,
  { record, ids, documents }: StoredMerge,
  kept: KnownCustomer,
): Promise<void> {
  const { fromId } = record;
  const identities = record.documents === undefined ? await ownersOf(workspace, context, record.profile?.identities ?? []) : [];
  const keys = [...(record.documents ?? []), ...identities.map(({ key }) => key)];
  const moved = new Set(keys.map(documentText));
  for (const stored of documents) {
    const { kind, id, value } = stored.value;
    if (kind === WORKSPACE_KINDS.customerState && (id === fromId || id === kept.id)) continue;
    const isAudit = kind === WORKSPACE_KINDS.audit && ids.has((value as { readonly customerId: string }).customerId);
    if (kind === WORKSPACE_KINDS.merge && sameContent(value, record))
      set.documents.push({ kind, id, document: null, expected: stored.version });
    else if (isAudit || moved.has(documentText(stored.value))) set.documents.push(movedDocument(stored, fromId));
  }
}

/** Adds the absorbed customer with the profile of then and the facts of now. Without either, the identifier is free again. */
async function addRestored(
  workspace: WorkspaceContext,
  context: StorageContext,
  set: Changes,
  restored: {
    readonly merge: StoredMerge;
    readonly facts: readonly Interaction[];
    readonly states: readonly PluginState[];
    readonly kept: KnownCustomer;
  },
): Promise<void> {
  const { facts, states, merge } = restored;
  const { record, link } = merge;
  const { fromId: id, profile, changes } = record;
  const presence = await presenceKey(workspace, id);
  const { documents } = await workspace.storage.read(context, { documents: [presence] });
  if (profile === undefined && facts.length === 0) {
    const value: Presence = { status: "present", revision: link.value.revision };
    set.documents.push({ ...presence, document: { value }, expected: documents[0]?.version ?? null });
    set.documents.push({ kind: WORKSPACE_KINDS.customerState, id, document: null, expected: link.version });
    return;
  }
  const loaded: LoadedCustomer = {
    id,
    customer: null,
    customerState: null,
    link,
    presence: presenceIn(documents[0]!),
    history: [],
  };
  const asOf = workspace.clock().getTime();
  const before: CustomerState = {
    status: "active",
    asOf,
    revision: 0,
    seen: { interactions: 0, last: null, changes: 0 },
    changes: [],
    timelines: {},
    plugins: states,
    dueAt: null,
  };
  await addDecision(workspace, context, set, {
    loaded,
    customer: profile ?? { id, kind: "person", version: 0 },
    changes,
    asOf,
    added: facts,
    recheck: true,
    customerState: before,
    messages: [
      { id: `customer.restored:${id}`, type: "customer.restored", payload: { customerId: id, fromId: restored.kept.id } },
    ],
  });
}

/** Takes what the merge has filled in out of the kept profile. What was changed since stays. */
function withoutFilled(
  workspace: WorkspaceContext,
  customer: Customer,
  { filled = [], keptCreatedAt }: MergeRecord,
  options: Parameters<typeof changedProfile>[3],
): Customer {
  const { customer: reverted } = changedProfile(
    workspace,
    customer,
    (draft) => {
      for (const change of filled) revert(draft, change.path, change);
    },
    options,
  );
  if (keptCreatedAt === undefined) return reverted;
  const { createdAt: _, ...rest } = reverted;
  return keptCreatedAt === null ? rest : { ...rest, createdAt: keptCreatedAt };
}

function revert(draft: Record<string, unknown>, [key, ...inner]: readonly string[], change: ProfileChange): void {
  const current = draft[key!];
  if (inner.length === 0) draft[key!] = unfilled(current, change);
  else if (typeof current === "object" && current !== null) {
    revert(current as Record<string, unknown>, inner, change);
    if (Object.keys(current).length === 0) delete draft[key!];
  }
  if (draft[key!] === undefined) delete draft[key!];
}

/** Returns a value without what a change has filled in: the value of before, or a list without the items that came. */
function unfilled(value: unknown, { before, after }: ProfileChange): unknown {
  if (sameContent(value, after)) return before;
  if (!Array.isArray(value) || !Array.isArray(after)) return value;
  const held: readonly unknown[] = Array.isArray(before) ? before : [];
  const came = after.filter((item) => !held.some((other) => sameContent(item, other)));
  return value.filter((item) => !came.some((other) => sameContent(item, other)));
}

/**
 * Returns the history of the kept profile without what the merge has filled in, also where a later change names it: it belongs to
 * the absorbed customer, and an erasure of that one would not find it here.
 */
function withoutFilledChanges(changes: readonly ProfileChange[], { filled = [] }: MergeRecord): ProfileChange[] {
  return changes.flatMap((change) => {
    if (filled.some((other) => sameContent(other, change))) return [];
    const other = filled.find(({ path, version }) => version < change.version && sameContent(path, change.path));
    if (other === undefined) return [change];
    const { before, after, ...rest } = change;
    const values = { before: unfilled(before, other), after: sameContent(after, other.after) ? after : unfilled(after, other) };
    return [
      {
        ...rest,
        ...(values.before !== undefined && { before: values.before }),
        ...(after !== undefined && { after: values.after }),
      },
    ];
  });
}

/** Splits the states that plugins merged themselves; the others decide from the history. */
function splitStates(
  { plugins }: WorkspaceContext,
  { record }: StoredMerge,
  stored: Stored<CustomerState> | null,
): { readonly kept: readonly PluginState[]; readonly absorbed: readonly PluginState[] } {
  const kept: PluginState[] = [];
  const absorbed: PluginState[] = [];
  for (const state of stored?.value.plugins ?? []) {
    const plugin = plugins.find(({ id }) => id === state.id);
    const before = record.states?.find(({ plugin: id, version }) => id === state.id && version === state.version);
    if (plugin?.split === undefined || before === undefined || plugin.version !== state.version) {
      kept.push(state);
      continue;
    }
    const parts = plugin.split(state.state, before);
    if (parts.kept !== null) kept.push({ ...state, state: parts.kept });
    if (parts.absorbed !== null) absorbed.push({ ...state, state: parts.absorbed, model: null, nextCheckAt: null });
  }
  return { kept, absorbed };
}
