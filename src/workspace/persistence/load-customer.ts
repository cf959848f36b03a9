import { ClienteleError } from "../../kernel/index.js";
import type { Customer, Interaction } from "../../models/index.js";
import type { DocumentKey, Page, StorageContext, StorageDocument, Stored } from "../../storage/index.js";
import type { WorkspaceContext } from "../workspace-context.js";
import { type CustomerState, type MergedCustomer, readState, WORKSPACE_KINDS } from "./customer-state.js";
import { clockBounds, profileAsOf, stateAsOf } from "./future-changes.js";
import { type Presence, presenceIn, presenceKey } from "./presence.js";

/** A customer to look up. */
export interface CustomerQuery {
  readonly customerId: string;
  /** Identifiers of interactions that may be known. */
  readonly interactions?: readonly string[] | undefined;
  /** Documents that the customer shares with others. */
  readonly documents?: readonly DocumentKey[] | undefined;
}

/** Everything that is stored under one identifier. */
export interface LoadedCustomer {
  readonly id: string;
  /** `null` before a profile is saved. */
  readonly customer: Stored<Customer> | null;
  /** `null` before the first decision. */
  readonly customerState: Stored<CustomerState> | null;
  /** The link to another customer that came back after an erasure; otherwise `null`, because links are followed. */
  readonly link: Stored<MergedCustomer> | null;
  /** `null` before the first decision. Its version, or that of the state, guards every change. */
  readonly presence: Stored<Presence> | null;
  /** The whole history, ordered by `(at, id)`. */
  readonly history: readonly Interaction[];
}

/** A customer with a profile. */
export interface KnownCustomer extends LoadedCustomer {
  readonly customer: Stored<Customer>;
}

/** What an identifier leads to, at the end of all merges. */
export type Found = {
  /** The stored interaction under each identifier of the query; `null` where there is none. */
  readonly interactions: readonly (Interaction | null)[];
  /** The document under each key of the query; `null` where there is none. */
  readonly documents: readonly (Stored<StorageDocument> | null)[];
  readonly loaded: LoadedCustomer;
  /** Whether the customer was erased; what has come back since stands in `loaded`. */
  readonly isErased: boolean;
};

/** Number of interactions per customer that the first call reads; longer histories are read on. */
const HISTORY_START = 250;

/** Number of interactions per further call. */
const HISTORY_PAGE = 1_000;

/** Merges redirect earlier merges, so that a chain is longer than one only while two merges run at once. */
const MAX_CHAIN = 16;

/**
 * Looks up customers with one read, and one more for those who were merged into others. The storage reads documents first, so
 * that the version of the state guards everything else: a decision that missed a change cannot be committed.
 *
 * @returns what each identifier leads to, by position
 * @throws ClienteleError `unknown_customer` if merges form a cycle
 */
export async function findCustomers(
  workspace: WorkspaceContext,
  context: StorageContext,
  queries: readonly CustomerQuery[],
): Promise<Found[]> {
  const found = new Array<Found>(queries.length);
  let open = queries.map((query, position) => ({ ...query, id: query.customerId, position }));
  for (let step = 0; open.length > 0; step++) {
    if (step === MAX_CHAIN) throw unknownCustomer(open[0]!.customerId);
    const presences = await Promise.all(open.map(({ id }) => presenceKey(workspace, id)));
    const states = open.map(({ id }) => ({ kind: WORKSPACE_KINDS.customerState, id }));
    const asked = open.flatMap(({ interactions = [] }) => interactions);
    const shared = open.flatMap(({ documents = [] }) => documents);
    const read = await workspace.storage.read(context, {
      documents: [...states, ...presences, ...shared],
      customers: open.map(({ id }) => id),
      interactions: asked,
      histories: open.map(({ id }) => ({ customerId: id, limit: HISTORY_START })),
    });
    let next = 0;
    let nextDocument = 2 * open.length;
    const merged: typeof open = [];
    for (const [index, query] of open.entries()) {
      const { id, position, interactions = [], documents = [] } = query;
      const known = read.interactions.slice(next, (next += interactions.length));
      const knownDocuments = read.documents.slice(nextDocument, (nextDocument += documents.length));
      const presence = presenceIn(read.documents[open.length + index]!);
      const isErased = presence?.value.status === "erased";
      const state = stateIn(read.documents[index]!);
      const link = state?.value.status === "merged" ? (state as Stored<MergedCustomer>) : null;
      if (!isErased && link !== null) {
        merged.push({ ...query, id: link.value.into });
        continue;
      }
      const bounds = clockBounds(workspace);
      const loaded: LoadedCustomer = {
        id,
        customer: profileAsOf(read.customers[index]!, bounds),
        customerState: stateAsOf(link === null ? (state as Stored<CustomerState> | null) : null, bounds),
        link,
        presence,
        history: await wholeHistory(workspace, context, id, read.histories[index]!),
      };
      found[position] = { loaded, isErased, interactions: known, documents: knownDocuments };
    }
    open = merged;
  }
  return found;
}

/**
 * Looks up one customer at the end of all merges. A customer who does not exist yet comes back without a profile.
 *
 * @throws ClienteleError `erased_customer`, `unknown_customer` if merges form a cycle
 */
export async function loadCustomer(
  workspace: WorkspaceContext,
  context: StorageContext,
  customerId: string,
): Promise<LoadedCustomer> {
  const [found] = await findCustomers(workspace, context, [{ customerId }]);
  if (found!.isErased) throw erasedCustomer(customerId);
  return found!.loaded;
}

/**
 * Looks up a customer who must exist, following merges.
 *
 * @throws ClienteleError `erased_customer`, `unknown_customer`
 */
export async function requireCustomer(
  workspace: WorkspaceContext,
  context: StorageContext,
  customerId: string,
): Promise<KnownCustomer> {
  const loaded = await loadCustomer(workspace, context, customerId);
  if (loaded.customer === null) throw unknownCustomer(customerId);
  return { ...loaded, customer: loaded.customer };
}

/** Returns the last revision under an identifier, after which all further messages about it are ordered. */
export function lastRevision({ customerState, link, presence }: LoadedCustomer): number {
  return Math.max(customerState?.value.revision ?? 0, link?.value.revision ?? 0, presence?.value.revision ?? 0);
}

/** Makes the error for a customer who does not exist. */
export function unknownCustomer(customerId: string): ClienteleError<"unknown_customer"> {
  const message = `There is no customer "${customerId}". Track or identify the customer first.`;
  return new ClienteleError("unknown_customer", message, { customerId });
}

/** Makes the error for a customer who was erased. */
export function erasedCustomer(customerId: string): ClienteleError<"erased_customer"> {
  const message = `The customer "${customerId}" was erased. Use a new identifier for a customer who comes back.`;
  return new ClienteleError("erased_customer", message, { customerId });
}

function stateIn(stored: Stored<StorageDocument> | null): Stored<CustomerState | MergedCustomer> | null {
  return stored && { version: stored.version, value: readState(stored.value.value, stored.value.id) };
}

/** Reads the rest of a history after its first page. */
async function wholeHistory(
  { storage }: WorkspaceContext,
  context: StorageContext,
  customerId: string,
  first: Page<Interaction>,
): Promise<readonly Interaction[]> {
  if (first.next === null) return first.items;
  const history = [...first.items];
  let cursor: string | null = first.next;
  while (cursor !== null) {
    const page: Page<Interaction> = await storage.interactions.history(context, customerId, { limit: HISTORY_PAGE, cursor });
    history.push(...page.items);
    cursor = page.next;
  }
  return history;
}

/** Reads the whole histories of customers, each ordered by `(at, id)`, by position. */
export async function readHistories(
  workspace: WorkspaceContext,
  context: StorageContext,
  customerIds: readonly string[],
): Promise<(readonly Interaction[])[]> {
  const { histories } = await workspace.storage.read(context, {
    histories: customerIds.map((customerId) => ({ customerId, limit: HISTORY_START })),
  });
  const whole: (readonly Interaction[])[] = [];
  for (const [position, id] of customerIds.entries())
    whole.push(await wholeHistory(workspace, context, id, histories[position]!));
  return whole;
}

/** Reads every document of a customer, of any kind. */
export async function documentsOf(
  workspace: WorkspaceContext,
  context: StorageContext,
  customerId: string,
): Promise<Stored<StorageDocument>[]> {
  const found: Stored<StorageDocument>[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Stored<StorageDocument>> = await workspace.storage.documents.page(context, {
      customerId,
      limit: 500,
      cursor,
    });
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return found;
}
