/** Calls that the checks of promises make on every storage. */
import { isClienteleError } from "../kernel/index.js";
import type { ChangeSet, Committed, Page, PageRequest, StorageAdapter, StorageContext, Version } from "../storage/index.js";

/** Small and odd, so that pages end at every position. */
export const SMALL_LIMIT = 3;

/** Later than any instant in the tests. */
const FOREVER = new Date(8.64e15);

/** How often a change is tried when others change the same records, or the database reports lock failures. */
const MAX_ATTEMPTS = 100;

/** Outcome of a change set that was not written. */
export const CONFLICT = { ok: false, reason: "conflict" } as const;

/** Returns an instant for a test: noon of 1 January 2026 (UTC) plus some milliseconds. */
export function instant(milliseconds = 0): Date {
  return new Date(Date.UTC(2026, 0, 1, 12) + milliseconds);
}

/** Commits one change set. */
export async function commitSet(storage: StorageAdapter, context: StorageContext, set: ChangeSet): Promise<Committed> {
  return (await storage.commit(context, [set]))[0]!;
}

/** Commits one change set while nothing else writes; returns its version, and throws for a conflict. */
export async function write(storage: StorageAdapter, context: StorageContext, set: ChangeSet): Promise<Version> {
  const committed = await commitSet(storage, context, set);
  if (committed.ok) return committed.version;
  throw new Error(`A change set is a conflict although nothing else writes: ${JSON.stringify(set).slice(0, 500)}`);
}

/** Decides and commits until the change set is written, as the library does while others write; returns its version. */
export async function persist(
  storage: StorageAdapter,
  context: StorageContext,
  decide: () => ChangeSet | Promise<ChangeSet>,
): Promise<Version> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const committed = await commitSet(storage, context, await decide());
    if (committed.ok) return committed.version;
  }
  throw new Error(`${MAX_ATTEMPTS} attempts to write one change all ended in a conflict.`);
}

/** Reads all pages of a list; gives up if they do not end. */
export async function readPages<Item>(
  read: (request: PageRequest) => Promise<Page<Item>>,
  limit = SMALL_LIMIT,
  between?: (page: number, lastItem: Item | undefined) => Promise<void>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  for (let count = 1; count <= 1_000; count++) {
    const page: Page<Item> = await read({ limit, cursor });
    if (page.items.length > limit) throw new Error(`A page of at most ${limit} items has ${page.items.length}.`);
    items.push(...page.items);
    if (page.next === null) return items;
    if (page.next === cursor) throw new Error("The cursor of a page equals that of the page before.");
    cursor = page.next;
    await between?.(count, items.at(-1));
  }
  throw new Error("The list did not end after 1,000 pages.");
}

/** Reads all data of a tenant, to compare before and after. */
export async function contentOf(storage: StorageAdapter, context: StorageContext) {
  return {
    customers: await readPages((request) => storage.customers.page(context, request), 100),
    interactions: await readPages((request) => storage.interactions.page(context, request), 100),
    documents: await readPages((request) => storage.documents.page(context, request), 100),
    due: await readPages((request) => storage.documents.due(context, FOREVER, request), 100),
    messages: await readPages((request) => storage.outbox.page(context, request), 100),
  };
}

/** Returns the code of the error that a call rejects with, the error itself if it has no code, and `"nothing"` if the call resolves. */
export async function rejection(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call();
    return "nothing";
  } catch (error) {
    return isClienteleError(error) ? error.code : error;
  }
}

/** Waits; a busy machine waits longer, which no check minds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
