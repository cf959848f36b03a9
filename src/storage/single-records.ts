import { sameContent } from "../kernel/index.js";
import type { Customer, Interaction } from "../models/index.js";
import type { Committed } from "./change-set.js";
import type { StorageContext } from "./context.js";
import type { DocumentKey, StorageDocument } from "./document-store.js";
import type { StorageAdapter } from "./storage-adapter.js";
import type { Stored, Version } from "./stored.js";
import { MAX_ATTEMPTS, unresolvedConflict } from "./unresolved-conflict.js";

/** Reads one customer; `null` if there is no such customer. */
export async function readCustomer(
  storage: StorageAdapter,
  context: StorageContext,
  customerId: string,
): Promise<Stored<Customer> | null> {
  return (await storage.read(context, { customers: [customerId] })).customers[0]!;
}

/** Reads one document; `null` if there is no such document. */
export async function readDocument(
  storage: StorageAdapter,
  context: StorageContext,
  kind: string,
  id: string,
): Promise<Stored<StorageDocument> | null> {
  return (await storage.read(context, { documents: [{ kind, id }] })).documents[0]!;
}

/** Reads one interaction; `null` if there is no such interaction. */
export async function readInteraction(storage: StorageAdapter, context: StorageContext, id: string): Promise<Interaction | null> {
  return (await storage.read(context, { interactions: [id] })).interactions[0]!;
}

/**
 * Creates or replaces one customer: a change set of its own.
 *
 * @param expected - the version that was read; `null` if the customer must not exist yet
 * @example
 * const storage = memoryStorage();
 * const context = { tenantId: "shop" };
 * (await saveCustomer(storage, context, { id: "c1", kind: "person", version: 0 }, null)).ok // => true
 * (await readCustomer(storage, context, "c1"))?.value.kind // => "person"
 */
export function saveCustomer(
  storage: StorageAdapter,
  context: StorageContext,
  customer: Customer,
  expected: Version | null,
): Promise<Committed> {
  return commitOne(storage, context, { customers: [{ id: customer.id, customer, expected }] });
}

/** Removes one customer; the history stays. */
export function removeCustomer(
  storage: StorageAdapter,
  context: StorageContext,
  id: string,
  expected: Version,
): Promise<Committed> {
  return commitOne(storage, context, { customers: [{ id, customer: null, expected }] });
}

/**
 * Creates or replaces one document: a change set of its own.
 *
 * @param expected - the version that was read; `null` if the document must not exist yet
 */
export function saveDocument(
  storage: StorageAdapter,
  context: StorageContext,
  { kind, id, ...document }: StorageDocument,
  expected: Version | null,
): Promise<Committed> {
  return commitOne(storage, context, { documents: [{ kind, id, document, expected }] });
}

/** Removes one document. */
export function removeDocument(
  storage: StorageAdapter,
  context: StorageContext,
  { kind, id }: DocumentKey,
  expected: Version,
): Promise<Committed> {
  return commitOne(storage, context, { documents: [{ kind, id, document: null, expected }] });
}

/**
 * Result of recording one interaction:
 *
 * - `"appended"`: it was new and is stored.
 * - `"repeated"`: the same content was stored before; nothing changed.
 * - `"conflict"`: other content is stored under this identifier and stays; the new interaction was not stored.
 *
 * `sameContent` of `clientele/kernel` compares content: the order of keys does not matter, and `undefined` equals absent.
 */
export type Appended = "appended" | "repeated" | "conflict";

/**
 * Tells which interactions are new.
 *
 * @param known - the stored interaction under the identifier of each, at its position; `null` where there is none
 * @returns the result of each interaction, by position; of two with one identifier, the first counts
 */
export function outcomesOf(interactions: readonly Interaction[], known: readonly (Interaction | null)[]): Appended[] {
  const seen = new Map<string, Interaction>();
  return interactions.map((interaction, position) => {
    const other = known[position] ?? seen.get(interaction.id);
    if (other !== undefined) return sameContent(other, interaction) ? "repeated" : "conflict";
    seen.set(interaction.id, interaction);
    return "appended";
  });
}

/**
 * Records interactions, for imports: idempotent by `id`, each with a result of its own. Nothing is decided about their
 * customers; `track` of a workspace does both.
 *
 * @returns the result of each interaction, by position
 * @throws ClienteleError `unresolved_conflict`, and what `commit` of the adapter throws
 * @example
 * const storage = memoryStorage();
 * const visit = { id: "i1", customerId: "c1", type: "page.viewed", at: new Date(0), properties: {} };
 * await appendInteractions(storage, { tenantId: "shop" }, [visit, visit]) // => ["appended", "repeated"]
 */
export async function appendInteractions(
  storage: StorageAdapter,
  context: StorageContext,
  interactions: readonly Interaction[],
): Promise<readonly Appended[]> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const found = await storage.read(context, { interactions: interactions.map(({ id }) => id) });
    const outcomes = outcomesOf(interactions, found.interactions);
    const fresh = interactions.filter((_, position) => outcomes[position] === "appended");
    if (fresh.length === 0 || (await commitOne(storage, context, { interactions: fresh })).ok) return outcomes;
  }
  throw unresolvedConflict();
}

async function commitOne(
  storage: StorageAdapter,
  context: StorageContext,
  set: Parameters<StorageAdapter["commit"]>[1][number],
): Promise<Committed> {
  return (await storage.commit(context, [set]))[0]!;
}
