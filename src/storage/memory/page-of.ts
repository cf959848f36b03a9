import type { Page, PageRequest } from "../stored.js";

/**
 * Builds one page of ordered rows.
 *
 * @param rows - in order, starting after the cursor
 * @param cursorOf - returns the cursor of a row
 */
export function pageOf<Row, Item>(
  rows: Iterable<Row>,
  { limit }: PageRequest,
  itemOf: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): Page<Item> {
  const items: Item[] = [];
  let last: Row | undefined;
  for (const row of rows) {
    if (items.length === limit) return { items, next: cursorOf(last as Row) };
    items.push(itemOf(row));
    last = row;
  }
  return { items, next: null };
}
