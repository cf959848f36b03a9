import { type SortedList, sortedList } from "./sorted-list.js";

/** A total order over rows: those with different keys never compare equal. */
export interface RowOrder<Row> {
  compare(left: Row, right: Row): number;
  /** Tells which rows it holds. Defaults to all. */
  includes?(row: Row): boolean;
}

/** Orders by name. */
export type Orders<Row, Order extends string> = Readonly<Record<Order, RowOrder<Row>>>;

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
  const everyList: { readonly list: SortedList<Row>; readonly includes: (row: Row) => boolean }[] = [];
  for (const order of Object.keys(orders) as Order[]) {
    const { compare, includes = () => true } = orders[order];
    lists[order] = sortedList(compare);
    everyList.push({ list: lists[order], includes });
  }

  return {
    get: (key) => rows.get(key),
    put(row) {
      const key = keyOf(row);
      const old = rows.get(key);
      rows.set(key, row);
      for (const { list, includes } of everyList) {
        const wasIn = old !== undefined && includes(old);
        const isIn = includes(row);
        if (wasIn && isIn) list.replace(old, row);
        else if (wasIn) list.remove(old);
        else if (isIn) list.insert(row);
      }
    },
    remove(key) {
      const row = rows.get(key);
      if (row === undefined) return;
      rows.delete(key);
      for (const { list, includes } of everyList) if (includes(row)) list.remove(row);
    },
    ascending: (order, isBefore) => lists[order].ascending(isBefore),
    descending: (order, isAfter) => lists[order].descending(isAfter),
  };
}
