import { type SortedList, sortedList } from "./sorted-list.js";

/** Total orders over rows, by name. Rows with different keys never compare equal. */
export type Orders<Row, Order extends string> = Readonly<Record<Order, (left: Row, right: Row) => number>>;

/** Rows by key and in several orders. Rows are replaced, never changed. */
export interface Table<Row, Order extends string> {
  get(key: string): Row | undefined;
  put(row: Row): void;
  remove(key: string): void;
  /** Yields rows in ascending order, from the first for which `isBefore` is false. The table must not change meanwhile. */
  ascending(order: Order, isBefore: (row: Row) => boolean): Iterable<Row>;
  /** Yields rows in descending order, from the last for which `isAfter` is false. The table must not change meanwhile. */
  descending(order: Order, isAfter: (row: Row) => boolean): Iterable<Row>;
}

/** Creates an empty table. */
export function createTable<Row, Order extends string>(
  keyOf: (row: Row) => string,
  orders: Orders<Row, Order>,
): Table<Row, Order> {
  const rows = new Map<string, Row>();
  const lists = {} as Record<Order, SortedList<Row>>;
  for (const order of Object.keys(orders) as Order[]) lists[order] = sortedList(orders[order]);
  const everyList: readonly SortedList<Row>[] = Object.values(lists);

  const remove = (key: string): void => {
    const row = rows.get(key);
    if (row === undefined) return;
    rows.delete(key);
    for (const list of everyList) list.remove(row);
  };

  return {
    get: (key) => rows.get(key),
    put(row) {
      const key = keyOf(row);
      remove(key);
      rows.set(key, row);
      for (const list of everyList) list.insert(row);
    },
    remove,
    ascending: (order, isBefore) => lists[order].ascending(isBefore),
    descending: (order, isAfter) => lists[order].descending(isAfter),
  };
}
