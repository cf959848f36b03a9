import { ClienteleError } from "../../kernel/index.js";
import type { Customer, Interaction } from "../../models/index.js";
import type { StorageContext, StorageDocument, Stored, Version } from "../../storage/index.js";
import type { Shell } from "../workspace-context.js";
import { digestOf } from "./stable-id.js";
import { type MergedStanding, type Standing, WORKSPACE_KINDS } from "./customer-state.js";

/** A customer as a transaction found it. */
export interface Dossier {
  readonly id: string;
  /** `null` where nobody saved a profile yet. */
  readonly customer: Stored<Customer> | null;
  /** `null` where nothing was decided yet. */
  readonly standing: Stored<Standing> | null;
}

/** What an identifier leads to. */
export type Found =
  | { readonly kind: "here"; readonly dossier: Dossier }
  | { readonly kind: "merged"; readonly into: string; readonly version: Version }
  | { readonly kind: "erased" };

/**
 * Looks a customer up. The standing comes first: its version guards everything that is read after it, so that a decision
 * which did not see a change cannot be saved over it.
 */
export async function findCustomer(shell: Shell, context: StorageContext, customerId: string): Promise<Found> {
  const { documents, customers } = shell.storage;
  const stored = await documents.get(context, WORKSPACE_KINDS.standing, customerId);
  const standing = stored && { version: stored.version, value: stored.value.value as Standing | MergedStanding };
  if (standing?.value.status === "merged") return { kind: "merged", into: standing.value.into, version: standing.version };
  if (standing === null && (await isErased(shell, context, customerId))) return { kind: "erased" };
  const customer = await customers.get(context, customerId);
  return { kind: "here", dossier: { id: customerId, customer, standing: standing as Stored<Standing> | null } };
}

/**
 * Looks a customer up at the end of all merges; one who is not there yet comes back empty.
 *
 * @throws ClienteleError `erased_customer`, `unknown_customer` when merges lead round in a circle
 */
export async function openCustomer(shell: Shell, context: StorageContext, customerId: string): Promise<Dossier> {
  let id = customerId;
  for (let step = 0; step < LONGEST_CHAIN; step++) {
    const found = await findCustomer(shell, context, id);
    if (found.kind === "here") return found.dossier;
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
export async function openSeveral(
  shell: Shell,
  context: StorageContext,
  customerIds: readonly string[],
): Promise<(Dossier | null)[]> {
  const { customers, documents } = shell.storage;
  const standings = await documents.getMany(context, WORKSPACE_KINDS.standing, customerIds);
  const unknownIds = customerIds.filter((_, position) => standings[position] === null);
  const stones = await Promise.all(unknownIds.map((id) => tombstoneId(shell, id)));
  const buried = stones.length === 0 ? [] : await documents.getMany(context, WORKSPACE_KINDS.tombstone, stones);
  const erased = new Set(unknownIds.filter((_, position) => buried[position] !== null));
  const profiles = await customers.getMany(context, customerIds);
  return customerIds.map((id, position): Dossier | null => {
    const stored = standings[position] ?? null;
    const standing = stored && { version: stored.version, value: stored.value.value as Standing | MergedStanding };
    if (erased.has(id) || standing?.value.status === "merged") return null;
    return { id, customer: profiles[position] ?? null, standing: standing as Stored<Standing> | null };
  });
}

/**
 * Looks up a customer who has to be there, following merges.
 *
 * @throws ClienteleError `erased_customer`, `unknown_customer`
 */
export async function requireCustomer(shell: Shell, context: StorageContext, customerId: string): Promise<KnownDossier> {
  const dossier = await openCustomer(shell, context, customerId);
  if (dossier.customer === null) throw unknown(customerId);
  return { ...dossier, customer: dossier.customer };
}

/** A customer with a profile. */
export interface KnownDossier extends Dossier {
  readonly customer: Stored<Customer>;
}

function unknown(customerId: string): ClienteleError<"unknown_customer"> {
  return new ClienteleError("unknown_customer", "There is no such customer; track or identify first.", { customerId });
}

/** Merges re-point what led to the merged customer, so that a chain is longer than one only while two merges run at once. */
const LONGEST_CHAIN = 16;

/** Identifier of the tombstone of a customer: nobody reads from it who it was. */
export function tombstoneId({ hashKey, tenantId }: Shell, customerId: string): Promise<string> {
  return digestOf(["tombstone", tenantId, customerId], hashKey);
}

async function isErased(shell: Shell, context: StorageContext, customerId: string): Promise<boolean> {
  const id = await tombstoneId(shell, customerId);
  return (await shell.storage.documents.get(context, WORKSPACE_KINDS.tombstone, id)) !== null;
}

/** How many facts are read at once. */
const HISTORY_PAGE = 1_000;

/** The whole history of a customer, by `(at, id)`. */
export async function readHistory(shell: Shell, context: StorageContext, customerId: string): Promise<Interaction[]> {
  const history: Interaction[] = [];
  let cursor: string | null = null;
  do {
    const page: { readonly items: readonly Interaction[]; readonly next: string | null } =
      await shell.storage.interactions.history(context, customerId, { limit: HISTORY_PAGE, cursor });
    history.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return history;
}

/** Every document of a customer, of whatever kind. */
export async function documentsOf(shell: Shell, context: StorageContext, customerId: string): Promise<Stored<StorageDocument>[]> {
  const found: Stored<StorageDocument>[] = [];
  let cursor: string | null = null;
  do {
    const page: { readonly items: readonly Stored<StorageDocument>[]; readonly next: string | null } =
      await shell.storage.documents.page(context, { customerId, limit: 500, cursor });
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return found;
}
