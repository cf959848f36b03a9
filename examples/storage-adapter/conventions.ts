/** What every method of the adapter does in the same way. */
import { type Page, requireIdentifier, requirePositiveInteger, type StorageContext } from "clientele/storage";

/** Starts every method: rejects if the caller has aborted, and returns the tenant. */
export function tenantOf(context: StorageContext): string {
  context.signal?.throwIfAborted();
  return requireIdentifier(context.tenantId, "tenantId");
}

/** Builds a page of items in their order. Reads one item more than the limit, to see whether another page follows. */
export async function pageOf<Item>(
  items: AsyncIterable<Item>,
  limit: number,
  cursorOf: (item: Item) => string,
): Promise<Page<Item>> {
  const found: Item[] = [];
  for await (const item of items) {
    if (found.length === limit) return { items: found, next: cursorOf(found[limit - 1]!) };
    found.push(item);
  }
  return { items: found, next: null };
}

/** Checks the limit of a page before anything is read. */
export function limitOf({ limit }: { readonly limit: number }): number {
  return requirePositiveInteger(limit, "limit");
}

/** Repeats a step while other writers interfere. Each time, one of them has made progress. */
export async function persistently<Result>(step: () => Promise<Result | undefined>): Promise<Result> {
  for (;;) {
    const result = await step();
    if (result !== undefined) return result;
  }
}
