/** What every method of the adapter does in the same way. */
import { type Page, requireIdentifier, requirePositiveInteger, type StorageContext } from "clientele/storage";

/** Opens every method: stops where the caller has given up, and says whose data it is. */
export function tenantOf(context: StorageContext): string {
  context.signal?.throwIfAborted();
  return requireIdentifier(context.tenantId, "tenantId");
}

/** A page of what comes, in its order: one item more is read, to see whether something follows. */
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

/** The limit of a page, checked before anything is read. */
export function limitOf({ limit }: { readonly limit: number }): number {
  return requirePositiveInteger(limit, "limit");
}

/** A step that is taken again while others are in its way; each time somebody has got on. */
export async function persistently<Result>(step: () => Promise<Result | undefined>): Promise<Result> {
  for (;;) {
    const result = await step();
    if (result !== undefined) return result;
  }
}
