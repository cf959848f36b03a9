/** What every method of the adapter does in the same way. */
import {
  decodeStorable,
  encodeStorable,
  type Page,
  requireIdentifier,
  type StorageContext,
  type Stored,
  type Version,
} from "clientele/storage";
import type { Entry } from "./key-value-store.js";

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

/** Converts items one by one. */
export async function* mapped<Item, Result>(items: AsyncIterable<Item>, convert: (item: Item) => Result): AsyncGenerator<Result> {
  for await (const item of items) yield convert(item);
}

/** Repeats a step while other writers interfere. Each time, one of them has made progress. */
export async function persistently<Result>(step: () => Promise<Result | undefined>): Promise<Result> {
  for (;;) {
    const result = await step();
    if (result !== undefined) return result;
  }
}

/** Writes a record with its version. `encodeStorable` writes a text that is read back exactly, dates included. */
export function storedText(value: unknown, version: Version): string {
  return encodeStorable({ value, version });
}

/** Reads a record with its version. */
export function storedIn<Value>({ value }: Entry): Stored<Value> {
  return decodeStorable(value) as Stored<Value>;
}
