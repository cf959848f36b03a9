import { ClienteleError } from "../../kernel/index.js";
import type { Customer, CustomerUpdate, Identity, ProfileChange } from "../../models/index.js";
import type { StorageDocument, Stored, TransactionContext } from "../../storage/index.js";
import { appendAudit } from "../access/audit.js";
import { commitDecision } from "../decisions/commit-decision.js";
import { documentsOf, type KnownDossier, openCustomer, readHistory, requireCustomer } from "../persistence/load-customer.js";
import { identityText } from "../persistence/identity-index.js";
import { outcomeOf, requireSaved, type Shell, transact } from "../workspace-context.js";
import { type MergedStanding, type RoomStanding, scheduleKey, type Standing, WORKSPACE_KINDS } from "../persistence/customer-state.js";
import { assertMayChange, changedProfile, fieldsOf, type UpdateOptions } from "./update.js";
import type { WorkspaceRoom } from "../plugins/workspace-plugin.js";

/** Which two customers are one. */
export interface MergeRequest {
  /** Who goes: the profile fills gaps of the other, the history moves over, the identifier leads there from now on. */
  readonly fromId: string;
  /** Who stays. */
  readonly intoId: string;
}

/** What a merge did. */
export interface MergeReport {
  /** Who stayed. */
  readonly customerId: string;
  /** Interactions that moved over; 0 when the two were merged before. */
  readonly moved: number;
  /** Whether the two were one already. */
  readonly repeated: boolean;
}

/** What is kept of a merge, so that it can be looked at, and one day taken back. */
export interface MergeRecord {
  readonly fromId: string;
  readonly intoId: string;
  readonly at: Date;
  readonly actorId: string;
  readonly reason?: string | undefined;
  /** The profile that went, and its history. */
  readonly profile: Customer;
  readonly changes: readonly ProfileChange[];
  /** The interactions that moved over. */
  readonly interactionIds: readonly string[];
}

/** Makes two customers one; see `Clientele.merge`. */
export function merge(shell: Shell, { fromId, intoId }: MergeRequest, options: UpdateOptions): Promise<MergeReport> {
  return transact(shell, intoId, options, (context) =>
    outcomeOf(async () => {
      const into = await requireCustomer(shell, context, intoId);
      const { actor } = assertMayChange(shell, "merge", options, into);
      const from = await openCustomer(shell, context, fromId);
      if (fromId === intoId || fromId === into.id) {
        throw new ClienteleError("invalid_merge", "Give two customers.", { fromId, intoId });
      }
      if (from.id === into.id) return { customerId: into.id, moved: 0, repeated: true };
      if (from.customer === null) {
        throw new ClienteleError("unknown_customer", "There is no customer to merge.", { customerId: fromId });
      }
      assertMayChange(shell, "merge", options, from);
      return mergeInto(shell, context, { ...from, customer: from.customer }, into, { ...options, actor });
    }),
  );
}

async function mergeInto(
  shell: Shell,
  context: TransactionContext,
  from: KnownDossier,
  into: KnownDossier,
  options: UpdateOptions,
): Promise<MergeReport> {
  const { customers, documents, interactions, schedule } = shell.storage;
  const at = shell.clock();
  const moved = await readHistory(shell, context, from.id);
  await interactions.removeHistory(context, from.id);
  if (moved.length > 0) {
    await interactions.append(
      context,
      moved.map((fact) => ({ ...fact, customerId: into.id })),
    );
  }
  await moveDocuments(shell, context, from.id, into.id);
  requireSaved(await customers.remove(context, from.id, from.customer.version));
  await schedule.set(context, scheduleKey(from.id), null);
  const gone: MergedStanding = { status: "merged", into: into.id, at: at.getTime() };
  requireSaved(
    await documents.save(
      context,
      // Of the one who stays: an erasure finds it, and lets nothing come back under the old identifier either.
      { kind: WORKSPACE_KINDS.standing, id: from.id, customerId: into.id, value: gone },
      from.standing?.version ?? null,
    ),
  );
  const actorId = (options.actor ?? shell.actor).id;
  const reason = options.reason !== undefined && { reason: options.reason };
  const record: MergeRecord = {
    fromId: from.id,
    intoId: into.id,
    at,
    actorId,
    ...reason,
    profile: from.customer.value,
    changes: from.standing?.value.changes ?? [],
    interactionIds: moved.map(({ id }) => id),
  };
  const place = { kind: WORKSPACE_KINDS.merge, id: shell.newId(), customerId: into.id };
  requireSaved(await documents.save(context, { ...place, value: record }, null));

  const changed = changedProfile(shell, into.customer.value, fillGaps(into.customer.value, from.customer.value), options);
  await commitDecision(shell, context, {
    dossier: into,
    customer: withFirstInstant(changed.customer, from.customer.value),
    changes: [...(into.standing?.value.changes ?? []), ...changed.changes],
    asOf: at.getTime(),
    recheck: true,
    standing: mergedStanding(shell, into.standing, from.standing),
    messages: [
      {
        id: `customer.merged:${from.id}:${into.id}:${at.getTime()}`,
        type: "customer.merged",
        payload: { customerId: into.id, fromId: from.id },
      },
    ],
  });
  await appendAudit(shell, context, options.actor ?? shell.actor, {
    action: "merge",
    customerId: into.id,
    details: { fields: fieldsOf(changed.changes), interactions: moved.length },
    ...reason,
  });
  return { customerId: into.id, moved: moved.length, repeated: false };
}

/** What the profile that goes adds to the one that stays: fields that are missing there, and what is in its lists. */
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

/** A value with what is missing in it; what is there wins. */
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

/** A customer is known since the earlier of two became known. */
function withFirstInstant(customer: Customer, { createdAt }: Customer): Customer {
  if (createdAt === undefined || (customer.createdAt !== undefined && customer.createdAt <= createdAt)) return customer;
  return { ...customer, createdAt };
}

/** Hands every document over; those that lead to the customer who goes lead to the one who stays. */
async function moveDocuments(shell: Shell, context: TransactionContext, fromId: string, intoId: string): Promise<void> {
  for (const { value: document, version } of await documentsOf(shell, context, fromId)) {
    if (document.kind === WORKSPACE_KINDS.standing && document.id === fromId) continue;
    const value = moved(document, intoId);
    requireSaved(await shell.storage.documents.save(context, { ...document, customerId: intoId, value }, version));
  }
}

function moved({ kind, value }: StorageDocument, intoId: string): unknown {
  if (kind === WORKSPACE_KINDS.identity) return { ...(value as object), owner: intoId };
  if (kind === WORKSPACE_KINDS.standing) return { ...(value as object), into: intoId };
  return value;
}

/** The standing to decide on from: where a room says how two of its states become one, that one. */
function mergedStanding({ rooms }: Shell, into: Stored<Standing> | null, from: Stored<Standing> | null): Standing | null {
  const base = into?.value ?? (from && { ...from.value, revision: 0, changes: [], timelines: {}, rooms: [] });
  if (base === null) return null;
  const stateIn = (stored: Stored<Standing> | null, { id, version }: WorkspaceRoom): unknown =>
    stored?.value.rooms.find((room) => room.id === id && room.version === version)?.state ?? null;
  const merged = rooms.flatMap((room): RoomStanding[] => {
    const [kept, absorbed] = [stateIn(into, room), stateIn(from, room)];
    if (room.merge === undefined || (kept === null && absorbed === null)) return [];
    return [{ id: room.id, version: room.version, state: room.merge(kept, absorbed), model: null, nextCheckAt: null }];
  });
  const ids = new Set(merged.map(({ id }) => id));
  return { ...base, rooms: [...base.rooms.filter(({ id }) => !ids.has(id)), ...merged] };
}
