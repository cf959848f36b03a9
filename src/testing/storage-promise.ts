import { isClienteleError } from "../kernel/index.js";
import type { Page, PageRequest, StorageAdapter, StorageCapabilities, StorageContext } from "../storage/index.js";

/** A promise that every storage must keep, or every storage with a capability. */
export interface StoragePromise {
  /** Stable identifier, for lists of promises that an adapter does not keep yet. */
  readonly id: string;
  /** The promise, worded as the title of its test. */
  readonly title: string;
  /** What goes wrong in a business whose adapter breaks the promise. */
  readonly protects: string;
  /** Capability without which the promise does not apply. */
  readonly requires?: keyof StorageCapabilities | undefined;
  /** Rejects if the storage breaks the promise. */
  check(proof: StorageProof): Promise<void>;
}

/** What the check of a promise receives. */
export interface StorageProof {
  /** The storage to test. */
  readonly storage: StorageAdapter;
  /** Context of a tenant without data. */
  readonly context: StorageContext;
  /** Context of another tenant without data. */
  readonly otherContext: StorageContext;
  /** Throws unless two values are deeply equal; the message contains the name. */
  readonly equal: (what: string, actual: unknown, expected: unknown) => void;
}

/** Small and odd, so that pages end at every position. */
export const SMALL_LIMIT = 3;

/** Returns an instant for a test: noon of 1 January 2026 (UTC) plus some milliseconds. */
export function instant(milliseconds = 0): Date {
  return new Date(Date.UTC(2026, 0, 1, 12) + milliseconds);
}

/** Later than any instant in the tests. */
export const FOREVER = new Date(8.64e15);

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

/** Returns the code of the error that a call rejects with, the error itself if it has no code, and `"nothing"` if the call resolves. */
export async function rejection(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call();
    return "nothing";
  } catch (error) {
    return isClienteleError(error) ? error.code : error;
  }
}

/** Reads all data of a tenant, to compare before and after. */
export async function contentOf(storage: StorageAdapter, context: StorageContext): Promise<Readonly<Record<string, unknown>>> {
  return {
    customers: await readPages((request) => storage.customers.page(context, request), 100),
    interactions: await readPages((request) => storage.interactions.page(context, request), 100),
    documents: await readPages((request) => storage.documents.page(context, request), 100),
    messages: await readPages((request) => storage.outbox.page(context, request), 100),
    schedule: await readPages((request) => storage.schedule.due(context, FOREVER, request), 100),
  };
}

/** Returns the version of a successful save; throws for a conflict. */
export function versionOf(saved: Awaited<ReturnType<StorageAdapter["customers"]["save"]>>): string {
  if (saved.ok) return saved.version;
  throw new Error(`A save returned a conflict although nothing else writes. The stored version is ${String(saved.actual)}.`);
}
