import { ClienteleError } from "../../kernel/index.js";
import type { Customer, Interaction } from "../../models/index.js";
import type { StorageContext, StorageDocument, Stored, Version } from "../../storage/index.js";
import type { WorkspaceContext } from "../workspace-context.js";
import { type CustomerState, type MergedCustomer, readState, WORKSPACE_KINDS } from "./customer-state.js";
import { isErased, tombstoneId } from "./tombstones.js";

/** A customer as a transaction found it. */
export interface LoadedCustomer {
  readonly id: string;
  /** `null` before a profile is saved. */
  readonly customer: Stored<Customer> | null;
  /** `null` before the first decision. */
  readonly customerState: Stored<CustomerState> | null;
}

/** A customer with a profile. */
export interface KnownCustomer extends LoadedCustomer {
  readonly customer: Stored<Customer>;
}

/** What an identifier leads to. */
export type Found =
  | { readonly kind: "here"; readonly loaded: LoadedCustomer }
  | { readonly kind: "merged"; readonly into: string; readonly version: Version }
  | { readonly kind: "erased" };

/**
 * Looks up a customer. It reads the state first: the version of the state guards everything that is read after it, so that a
 * decision that missed a change cannot be saved.
 */
export async function findCustomer(workspace: WorkspaceContext, context: StorageContext, customerId: string): Promise<Found> {
  const { documents, customers } = workspace.storage;
  const state = stateIn(await documents.get(context, WORKSPACE_KINDS.customerState, customerId));
  if (state?.value.status === "merged") return { kind: "merged", into: state.value.into, version: state.version };
  if (state === null && (await isErased(workspace, context, customerId))) return { kind: "erased" };
  const customer = await customers.get(context, customerId);
  return { kind: "here", loaded: { id: customerId, customer, customerState: state as Stored<CustomerState> | null } };
}

/**
 * Looks up a customer at the end of all merges. A customer who does not exist yet comes back without a profile.
 *
 * @throws ClienteleError `erased_customer`, `unknown_customer` if merges form a cycle
 */
export async function loadCustomer(
  workspace: WorkspaceContext,
  context: StorageContext,
  customerId: string,
): Promise<LoadedCustomer> {
  let id = customerId;
  for (let step = 0; step < MAX_CHAIN; step++) {
    const found = await findCustomer(workspace, context, id);
    if (found.kind === "here") return found.loaded;
    if (found.kind === "erased") {
      const message = `The customer "${customerId}" was erased. Use a new identifier for a customer who comes back.`;
      throw new ClienteleError("erased_customer", message, { customerId });
    }
    id = found.into;
  }
  throw unknownCustomer(customerId);
}

/**
 * Looks up several customers with few calls.
 *
 * @returns in the same order; `null` for a customer who needs {@link loadCustomer}: merged into another, or erased
 */
export async function loadCustomers(
  workspace: WorkspaceContext,
  context: StorageContext,
  customerIds: readonly string[],
): Promise<(LoadedCustomer | null)[]> {
  const { customers, documents } = workspace.storage;
  const states = await documents.getMany(context, WORKSPACE_KINDS.customerState, customerIds);
  const newIds = customerIds.filter((_, position) => states[position] === null);
  const tombstoneIds = await Promise.all(newIds.map((id) => tombstoneId(workspace, id)));
  const tombstones = newIds.length === 0 ? [] : await documents.getMany(context, WORKSPACE_KINDS.tombstone, tombstoneIds);
  const erased = new Set(newIds.filter((_, position) => tombstones[position] !== null));
  const profiles = await customers.getMany(context, customerIds);
  return customerIds.map((id, position): LoadedCustomer | null => {
    const state = stateIn(states[position] ?? null);
    if (erased.has(id) || state?.value.status === "merged") return null;
    return { id, customer: profiles[position] ?? null, customerState: state as Stored<CustomerState> | null };
  });
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

/** Makes the error for a customer who does not exist. */
export function unknownCustomer(customerId: string): ClienteleError<"unknown_customer"> {
  const message = `There is no customer "${customerId}". Track or identify the customer first.`;
  return new ClienteleError("unknown_customer", message, { customerId });
}

/** Merges redirect earlier merges, so that a chain is longer than one only while two merges run at once. */
const MAX_CHAIN = 16;

function stateIn(stored: Stored<StorageDocument> | null): Stored<CustomerState | MergedCustomer> | null {
  return stored && { version: stored.version, value: readState(stored.value.value) };
}

/** Number of facts that one call reads. */
const HISTORY_PAGE = 1_000;

/** Reads the whole history of a customer, ordered by `(at, id)`. */
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

/** Reads every document of a customer, of any kind. */
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
