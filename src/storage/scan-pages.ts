import { anInteger, type OptionShape, requireOptions } from "../kernel/internal.js";
import type { Page, PageRequest } from "./stored.js";

/** Options of {@link scanPages}. */
export interface ScanOptions {
  /** Number of items per page. Defaults to 256. */
  readonly limit?: number | undefined;
}

const SCAN_OPTIONS: OptionShape<ScanOptions> = { limit: anInteger({ min: 1 }) };

/**
 * Reads all items page by page, each page when it is needed. An adapter can build `scan` from it, and the library uses it for
 * stores without `scan`.
 *
 * @param read - reads one page
 * @throws ClienteleError `invalid_option`
 * @example
 * const found: number[] = [];
 * for await (const item of scanPages(async () => ({ items: [1, 2], next: null }))) found.push(item);
 * found // => [1, 2]
 */
export function scanPages<Item>(read: (request: PageRequest) => Promise<Page<Item>>, options?: ScanOptions): AsyncIterable<Item> {
  const { limit = 256 } = requireOptions(options, SCAN_OPTIONS);
  return pagesOf(read, limit);
}

async function* pagesOf<Item>(read: (request: PageRequest) => Promise<Page<Item>>, limit: number): AsyncGenerator<Item> {
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await read({ limit, cursor });
    yield* page.items;
    cursor = page.next;
  } while (cursor !== null);
}
