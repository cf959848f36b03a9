import { ClienteleError } from "../../kernel/index.js";
import type { Customer, Interaction } from "../../models/index.js";
import type { StorageContext, StorageDocument, Stored, Version } from "../../storage/index.js";
import type { WorkspaceContext } from "../workspace-context.js";
import { digestOf } from "./stable-id.js";
import { type MergedCustomer, type CustomerState, WORKSPACE_KINDS } from "./customer-state.js";

/** A customer as a transaction found it. */
export interface LoadedCustomer {
  readonly id: string;
  /** `null` where nobody saved a profile yet. */
  readonly customer: Stored<Customer> | null;
  /** `null` where nothing was decided yet. */
  readonly customerState: Stored<CustomerState> | null;
}

/** What an identifier leads to. */
export type Found =
  | { readonly kind: "here"; readonly loaded: LoadedCustomer }
  | { readonly kind: "merged"; readonly into: string; readonly version: Version }
  | { readonly kind: "erased" };

/**
 * Looks a customer up. The customerState comes first: its version guards everything that is read after it, so that a decision
 * which did not see a change cannot be saved over it.
 */
export async function findCustomer(workspace: WorkspaceContext, context: StorageContext, customerId: string): Promise<Found> {
  const { documents, customers } = workspace.storage;
  const stored = await documents.get(context, WORKSPACE_KINDS.customerState, customerId);
  const customerState = stored && { version: stored.version, value: stored.value.value as CustomerState | MergedCustomer };
  if (customerState?.value.status === "merged")
    return { kind: "merged", into: customerState.value.into, version: customerState.version };
  if (customerState === null && (await isErased(workspace, context, customerId))) return { kind: "erased" };
  const customer = await customers.get(context, customerId);
  return { kind: "here", loaded: { id: customerId, customer, customerState: customerState as Stored<CustomerState> | null } };
}

/**
 * Looks a customer up at the end of all merges; one who is not there yet comes back empty.
 *
 * @throws ClienteleError `erased_customer`, `unknown_customer` when merges lead round in a circle
 */
export async function loadCustomer(
  workspace: WorkspaceContext,
  context: StorageContext,
  customerId: string,
): Promise<LoadedCustomer> {
  let id = customerId;
  for (let step = 0; step < LONGEST_CHAIN; step++) {
    const found = await findCustomer(workspace, context, id);
    if (found.kind === "here") return found.loaded;
    if (found.kind === "erased") {
      throw new ClienteleError("erased_customer", "This customer was erased; a new one takes a new identifier.", { customerId });
    }
    id = found.into;
  }
  throw unknown(customerId);
}

/**
 * Looks several customers up with few calls.
 *
 * @returns in the same order; `null` for one who takes a closer look: merged into another, or erased
 */
export async function loadCustomers(
  workspace: WorkspaceContext,
  context: StorageContext,
  customerIds: readonly string[],
): Promise<(LoadedCustomer | null)[]> {
  const { customers, documents } = workspace.storage;
  const states = await documents.getMany(context, WORKSPACE_KINDS.customerState, customerIds);
  const unknownIds = customerIds.filter((_, position) => states[position] === null);
  const tombstones = await Promise.all(unknownIds.map((id) => tombstoneId(workspace, id)));
  const buried = tombstones.length === 0 ? [] : await documents.getMany(context, WORKSPACE_KINDS.tombstone, tombstones);
  const erased = new Set(unknownIds.filter((_, position) => buried[position] !== null));
  const profiles = await customers.getMany(context, customerIds);
  return customerIds.map((id, position): LoadedCustomer | null => {
    const stored = states[position] ?? null;
    const customerState = stored && { version: stored.version, value: stored.value.value as CustomerState | MergedCustomer };
    if (erased.has(id) || customerState?.value.status === "merged") return null;
    return { id, customer: profiles[position] ?? null, customerState: customerState as Stored<CustomerState> | null };
  });
}

/**
 * Looks up a customer who has to be there, following merges.
 *
 * @throws ClienteleError `erased_customer`, `unknown_customer`
 */
export async function requireCustomer(
  workspace: WorkspaceContext,
  context: StorageContext,
  customerId: string,
): Promise<KnownCustomer> {
  const loaded = await loadCustomer(workspace, context, customerId);
  if (loaded.customer === null) throw unknown(customerId);
  return { ...loaded, customer: loaded.customer };
}

/** A customer with a profile. */
export interface KnownCustomer extends LoadedCustomer {
  readonly customer: Stored<Customer>;
}

function unknown(customerId: string): ClienteleError<"unknown_customer"> {
  return new ClienteleError("unknown_customer", "There is no such customer; track or identify first.", { customerId });
}

/** Merges re-point what led to the merged customer, so that a chain is longer than one only while two merges run at once. */
const LONGEST_CHAIN = 16;

/** Identifier of the tombstone of a customer: nobody reads from it who it was. */
export function tombstoneId({ hashKey, tenantId }: WorkspaceContext, customerId: string): Promise<string> {
  return digestOf(["tombstone", tenantId, customerId], hashKey);
}

async function isErased(workspace: WorkspaceContext, context: StorageContext, customerId: string): Promise<boolean> {
  const id = await tombstoneId(workspace, customerId);
  return (await workspace.storage.documents.get(context, WORKSPACE_KINDS.tombstone, id)) !== null;
}

/** How many facts are read at once. */
const HISTORY_PAGE = 1_000;

/** The whole history of a customer, by `(at, id)`. */
export async function readHistory(
  workspace: WorkspaceContext,
  context: StorageContext,
  customerId: string,
): Promise<Interaction[]> {
  const history: Interaction[] = [];
  let cursor: string | null = null;
  do {
    const page: { readonly items: readonly Interaction[]; readonly next: string | null } =
      await workspace.storage.interactions.history(context, customerId, { limit: HISTORY_PAGE, cursor });
    history.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return history;
}

/** Every document of a customer, of whatever kind. */
export async function documentsOf(
  workspace: WorkspaceContext,
  context: StorageContext,
  customerId: string,
): Promise<Stored<StorageDocument>[]> {
  const found: Stored<StorageDocument>[] = [];
  let cursor: string | null = null;
  do {
    const page: { readonly items: readonly Stored<StorageDocument>[]; readonly next: string | null } =
      await workspace.storage.documents.page(context, { customerId, limit: 500, cursor });
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return found;
}
