import { isClienteleError } from "../kernel/index.js";
import type { Page, PageRequest, StorageAdapter, StorageCapabilities, StorageContext } from "../storage/index.js";

/** One promise of a storage: what every adapter must keep, or every adapter that declares a capability. */
export interface StoragePromise {
  /** Stable, for lists of what an adapter does not keep yet. */
  readonly id: string;
  /** The promise, as the name of its test. */
  readonly title: string;
  /** What goes wrong in a business whose adapter breaks it. */
  readonly protects: string;
  /** The capability without which the promise does not apply. */
  readonly requires?: keyof StorageCapabilities;
  /** Rejects unless the storage keeps the promise. */
  check(proof: StorageProof): Promise<void>;
}

/** What the check of a promise works with. */
export interface StorageProof {
  /** The adapter to prove. */
  readonly storage: StorageAdapter;
  /** A tenant without data. */
  readonly context: StorageContext;
  /** Another one. */
  readonly otherContext: StorageContext;
  /** Throws unless the two are deeply equal; says what they are. */
  readonly equal: (what: string, actual: unknown, expected: unknown) => void;
}

/** Small and odd on purpose: pages end at every place. */
export const SMALL_LIMIT = 3;

/** An instant of the proofs: noon, 1 January 2026, UTC, and some milliseconds more. */
export function instant(milliseconds = 0): Date {
  return new Date(Date.UTC(2026, 0, 1, 12) + milliseconds);
}

/** Later than anything in the proofs. */
export const FOREVER = new Date(8.64e15);

/** All items of a list that comes in pages; gives up on a walk that does not end. */
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
    if (page.next === cursor) throw new Error("The cursor does not move on.");
    cursor = page.next;
    await between?.(count, items.at(-1));
  }
  throw new Error("1,000 pages, and still a next one.");
}

/** The code of the error that a call rejects with; the error itself if it has none; `"nothing"` when it resolves. */
export async function rejection(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call();
    return "nothing";
  } catch (error) {
    return isClienteleError(error) ? error.code : error;
  }
}

/** Everything that a tenant has, to compare before and after. */
export async function contentOf(storage: StorageAdapter, context: StorageContext): Promise<Readonly<Record<string, unknown>>> {
  return {
    customers: await readPages((request) => storage.customers.page(context, request), 100),
    interactions: await readPages((request) => storage.interactions.page(context, request), 100),
    documents: await readPages((request) => storage.documents.page(context, request), 100),
    messages: await readPages((request) => storage.outbox.page(context, request), 100),
    schedule: await readPages((request) => storage.schedule.due(context, FOREVER, request), 100),
  };
}

/** The version that a save gave; throws when it met a conflict. */
export function versionOf(saved: Awaited<ReturnType<StorageAdapter["customers"]["save"]>>): string {
  if (saved.ok) return saved.version;
  throw new Error(`A save met a conflict where nobody else writes; stored is version ${String(saved.actual)}.`);
}
