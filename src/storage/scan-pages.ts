import type { Page, PageRequest } from "./stored.js";

/** How many items a scan has in hand at a time. */
const SCAN_PAGE = 256;

/**
 * Reads pages one after another, each when it is asked for: what `scan` may be made of, and what the library does
 * where a store has none.
 *
 * @param read - reads one page
 * @param size - items a page
 * @example
 * const found: number[] = [];
 * for await (const item of scanPages(async () => ({ items: [1, 2], next: null }))) found.push(item);
 * found // => [1, 2]
 */
export async function* scanPages<Item>(
  read: (request: PageRequest) => Promise<Page<Item>>,
  size: number = SCAN_PAGE,
): AsyncIterable<Item> {
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await read({ limit: size, cursor });
    yield* page.items;
    cursor = page.next;
  } while (cursor !== null);
}
