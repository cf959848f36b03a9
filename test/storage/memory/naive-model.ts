import type { ChangeSet, MemoryStorage, Page, StorageContext } from "clientele/storage";
import type fc from "fast-check";

/** What the commands of a model test run on. */
export interface Real {
  storage: MemoryStorage;
  readonly context: StorageContext;
  /** Time of the monotonic clock of the storage. */
  readonly clock: { now: number };
}

/** Compares code point by code point: slower than the comparison of the kernel, but obviously correct. */
export function byCodePoint(left: string, right: string): number {
  const [lefts, rights] = [Array.from(left, (c) => c.codePointAt(0)!), Array.from(right, (c) => c.codePointAt(0)!)];
  for (let index = 0; index < Math.min(lefts.length, rights.length); index++) {
    if (lefts[index] !== rights[index]) return lefts[index]! - rights[index]!;
  }
  return lefts.length - rights.length;
}

/** Creates a command that can always run. */
export function command<Model extends object>(
  name: string,
  run: (model: Model, real: Real) => Promise<void>,
): fc.AsyncCommand<Model, Real> {
  return { check: () => true, run, toString: () => name };
}

/** Reads all pages. A cursor that comes back would lead in circles, so it fails. */
export async function walk<Item>(read: (cursor: string | null) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  const seen = new Set<string | null>();
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await read(cursor);
    items.push(...page.items);
    cursor = page.next;
    if (seen.has(cursor)) throw new Error(`The cursor ${cursor} came back.`);
    seen.add(cursor);
  } while (cursor !== null);
  return items;
}

/** A change set with all of its lists. */
export type FullSet = { readonly [List in keyof ChangeSet]-?: NonNullable<ChangeSet[List]> };

/** Leaves out the rows whose key occurred before in the sets, because a key occurs once in a commit. */
export function withUniqueKeys(sets: readonly FullSet[]): FullSet[] {
  const seen = new Set<string>();
  const fresh = (...key: unknown[]): boolean => seen.size < seen.add(JSON.stringify(key)).size;
  return sets.map((set) => ({
    customers: set.customers.filter(({ id }) => fresh("customer", id)),
    documents: set.documents.filter(({ kind, id }) => fresh("document", kind, id)),
    checks: set.checks.filter(({ kind, id }) => fresh("document", kind, id)),
    removeHistories: set.removeHistories.filter((id) => fresh("history", id)),
    interactions: set.interactions.filter(({ id }) => fresh("interaction", id)),
    messages: set.messages.filter(({ subject, sequence, part }) => fresh("message", subject, sequence, part)),
  }));
}
