import { ClienteleError } from "../../kernel/index.js";
import { aText, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { Customer, CustomerUpdate, Identity, ProfileChange } from "../../models/index.js";
import type { DocumentKey, StorageContext, Stored } from "../../storage/index.js";
import type { Actor } from "../access/access.js";
import { addAudit } from "../access/audit.js";
import { requireUnblocked } from "../blocked-identifiers.js";
import { addDecision, addPresence, numbered } from "../decisions/decision-changes.js";
import { type Changes, movedDocument, noChanges } from "../persistence/changes.js";
import { type CustomerState, type MergedCustomer, type PluginState, WORKSPACE_KINDS } from "../persistence/customer-state.js";
import { identityText } from "../persistence/identity-index.js";
import {
  documentsOf,
  type KnownCustomer,
  lastRevision,
  type LoadedCustomer,
  loadCustomer,
  requireCustomer,
} from "../persistence/load-customer.js";
import { decideAndCommit, type WorkspaceContext } from "../workspace-context.js";
import { ofCustomer } from "./track-task.js";
import { assertMayChange, changedProfile, fieldsOf, UPDATE_OPTIONS, type UpdateOptions } from "./update.js";
import type { WorkspacePlugin } from "../plugins/workspace-plugin.js";

/** Two customers who are one person. */
export interface MergeRequest {
  /**
   * Customer to absorb: the profile fills gaps of the other, the history moves, and the identifier leads to the other. It may be
   * an identifier that has not been seen yet.
   */
  readonly fromId: string;
  /** Customer to keep. */
  readonly intoId: string;
}

const REQUEST: OptionShape<MergeRequest> = { fromId: aText, intoId: aText };

/** Result of a merge. */
export interface MergeReport {
  /** The customer who was kept. */
  readonly customerId: string;
  /** Number of interactions that moved; 0 if the two had been merged before. */
  readonly moved: number;
  /** Whether the two had been merged before. */
  readonly repeated: boolean;
}

/** States that a plugin merged itself. */
export interface MergedStates {
  readonly plugin: string;
  readonly version: number;
  readonly kept: unknown;
  readonly absorbed: unknown;
}

/** Record of a merge: everything that is needed to review it, and to undo it. */
export interface MergeRecord {
  readonly fromId: string;
  readonly intoId: string;
  readonly at: Date;
  readonly actorId: string;
  readonly reason?: string | undefined;
  /** The absorbed profile, with its changes; absent if there was none yet. */
  readonly profile?: Customer | undefined;
  readonly changes: readonly ProfileChange[];
  /** Identifiers of the interactions that moved. */
  readonly interactionIds: readonly string[];
  /** What the merge changed in the kept profile; absent in records that version 0.1 wrote, as the fields below. */
  readonly filled?: readonly ProfileChange[] | undefined;
  /** When the kept profile was created, if the merge set it back. */
  readonly keptCreatedAt?: Date | null | undefined;
  /** Documents that moved, except entries of the audit log. */
  readonly documents?: readonly DocumentKey[] | undefined;
  /** States that plugins merged themselves. */
  readonly states?: readonly MergedStates[] | undefined;
}

/** Merges two customers; see `Clientele.merge`. */
export async function merge(workspace: WorkspaceContext, request: MergeRequest, options: UpdateOptions): Promise<MergeReport> {
  requireOptions(options, UPDATE_OPTIONS);
  const { fromId, intoId } = requireOptions(request, REQUEST, { mandatory: ["fromId", "intoId"] });
  requireUnblocked(workspace.isBlocked, { fromId, intoId });
  return decideAndCommit<MergeReport>(workspace, intoId, options, async (context) => {
    const into = await requireCustomer(workspace, context, intoId);
    const { actor } = assertMayChange(workspace, "merge", options, into);
    const from = await loadCustomer(workspace, context, fromId);
    if (fromId === intoId || fromId === into.id) {
      throw new ClienteleError("invalid_merge", `"${fromId}" and "${intoId}" are the same customer.`, { fromId, intoId });
    }
    if (from.id === into.id) return { set: null, value: { customerId: into.id, moved: 0, repeated: true } };
    assertMayChange(workspace, "merge", options, from);
    const set = noChanges();
    await addMerge(workspace, context, set, { from, into, options: { ...options, actor } });
    return { set, value: { customerId: into.id, moved: from.history.length, repeated: false } };
  });
}

/** Adds a merge to a change set. An identifier that nothing is known about yet is linked: what comes under it later belongs to the other. */
async function addMerge(
  workspace: WorkspaceContext,
  context: StorageContext,
  set: Changes,
  request: {
    readonly from: LoadedCustomer;
    readonly into: KnownCustomer;
    readonly options: UpdateOptions & { readonly actor: Actor };
  },
): Promise<void> {
  const { from, into, options } = request;
  const at = workspace.clock();
  const moved = from.history.map((fact) => ofCustomer(fact, into.id));
  if (moved.length > 0) set.removeHistories.push(from.id);
  const documents: DocumentKey[] = [];
  for (const stored of await documentsOf(workspace, context, from.id)) {
    const { kind, id } = stored.value;
    if (kind === WORKSPACE_KINDS.customerState && id === from.id) continue;
    if (kind !== WORKSPACE_KINDS.audit) documents.push({ kind, id });
    set.documents.push(movedDocument(stored, into.id));
  }
  if (from.customer !== null) set.customers.push({ id: from.id, customer: null, expected: from.customer.version });
  await addPresence(workspace, set, from);
  const revision = lastRevision(from) + 1;
  const gone: MergedCustomer = { status: "merged", into: into.id, at: at.getTime(), revision };
  set.documents.push({
    kind: WORKSPACE_KINDS.customerState,
    id: from.id,
    // Owned by the kept customer: an erasure finds it and covers the old identifier too.
    document: { customerId: into.id, value: gone },
    expected: from.customerState?.version ?? null,
  });
  const actorId = options.actor.id;
  const reason = options.reason !== undefined && { reason: options.reason };
  const gaps = from.customer === null ? {} : fillGaps(into.customer.value, from.customer.value);
  const changed = changedProfile(workspace, into.customer.value, gaps, options);
  const customer = from.customer === null ? changed.customer : withFirstInstant(changed.customer, from.customer.value);
  const merged = mergedCustomer(workspace, into.customerState, from.customerState);
  const record: MergeRecord = {
    fromId: from.id,
    intoId: into.id,
    at,
    actorId,
    ...reason,
    ...(from.customer !== null && { profile: from.customer.value }),
    changes: from.customerState?.value.changes ?? [],
    interactionIds: moved.map(({ id }) => id),
    filled: changed.changes,
    ...(customer !== changed.customer && { keptCreatedAt: changed.customer.createdAt ?? null }),
    documents,
    states: merged.states,
  };
  set.documents.push({
    kind: WORKSPACE_KINDS.merge,
    id: workspace.newId(),
    document: { customerId: into.id, value: record },
    expected: null,
  });
  // The last word about the absorbed identifier comes after everything that was said about it before.
  const absorbed = {
    id: `customer.absorbed:${from.id}@${revision}`,
    type: "customer.absorbed",
    payload: { customerId: from.id, intoId: into.id },
  };
  set.messages.push(...(await numbered(workspace, from.id, revision, at, [absorbed])));

  addAudit(workspace, set, options.actor, {
    action: "merge",
    customerId: into.id,
    details: { fields: fieldsOf(changed.changes), interactions: moved.length },
    ...reason,
  });
  await addDecision(workspace, context, set, {
    loaded: into,
    customer,
    changes: [...(into.customerState?.value.changes ?? []), ...changed.changes],
    asOf: at.getTime(),
    added: moved,
    recheck: true,
    customerState: merged.customerState,
    messages: [
      {
        id: `customer.merged:${from.id}:${into.id}:${at.getTime()}`,
        type: "customer.merged",
        payload: { customerId: into.id, fromId: from.id },
      },
    ],
  });
}

/** Returns what the absorbed profile adds to the kept one: missing fields, and the items of its lists. */
function fillGaps(into: Customer, from: Customer): CustomerUpdate {
  const { id, version, createdAt, updatedAt, kind, identities, tags, emails, phones, ...fields } = from;
  const gaps: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) gaps[key] = filled(into[key as keyof Customer], value);
  const union = <Item>(kept: readonly Item[] = [], more: readonly Item[] = [], text: (item: Item) => string) => [
    ...new Map([...more, ...kept].map((item) => [text(item), item])).values(),
  ];
  const lists = {
    identities: union<Identity>(into.identities, identities, identityText),
    tags: union(into.tags, tags, (tag) => tag),
    emails: union(into.emails, emails, ({ address }) => address),
    phones: union(into.phones, phones, ({ number }) => number),
  };
  for (const [key, list] of Object.entries(lists)) if (list.length > 0) gaps[key] = list;
  return gaps;
}

/** Returns a value with its gaps filled. */
function filled(kept: unknown, more: unknown): unknown {
  if (kept === undefined) return more;
  if (!isPlain(kept) || !isPlain(more)) return kept;
  const whole: Record<string, unknown> = { ...kept };
  for (const [key, value] of Object.entries(more)) whole[key] = filled(kept[key], value);
  return whole;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Keeps the earlier of two instants of creation. */
function withFirstInstant(customer: Customer, { createdAt }: Customer): Customer {
  if (createdAt === undefined || (customer.createdAt !== undefined && customer.createdAt <= createdAt)) return customer;
  return { ...customer, createdAt };
}

/** Returns the state to continue from: that of the kept customer, with the states that plugins merge themselves. */
function mergedCustomer(
  { plugins }: WorkspaceContext,
  into: Stored<CustomerState> | null,
  from: Stored<CustomerState> | null,
): { readonly customerState: CustomerState | null; readonly states: readonly MergedStates[] } {
  const base = into?.value ?? (from && { ...from.value, revision: 0, changes: [], timelines: {}, plugins: [] });
  if (base === null) return { customerState: null, states: [] };
  const states: MergedStates[] = [];
  const merged: PluginState[] = [];
  for (const plugin of plugins) {
    const { id, version } = plugin;
    const [kept, absorbed] = [stateIn(into, plugin), stateIn(from, plugin)];
    if (plugin.merge === undefined || (kept === null && absorbed === null)) continue;
    states.push({ plugin: id, version, kept, absorbed });
    merged.push({ id, version, state: plugin.merge(kept, absorbed), model: null, nextCheckAt: null });
  }
  const ids = new Set(merged.map(({ id }) => id));
  return { customerState: { ...base, plugins: [...base.plugins.filter(({ id }) => !ids.has(id)), ...merged] }, states };
}

/** Returns the state of a plugin, if this version of the plugin wrote it. */
function stateIn(stored: Stored<CustomerState> | null, { id, version }: WorkspacePlugin): unknown {
  return stored?.value.plugins.find((plugin) => plugin.id === id && plugin.version === version)?.state ?? null;
}
