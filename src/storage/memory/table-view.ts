import { createTable, type Rows, type Table } from "./table.js";

/** View of a table in a transaction: its own writes over the committed rows. */
export interface TableView<Row, Order extends string> extends Rows<Row, Order> {
  /** Tells whether the committed version of every written row is still the one at the first write here. */
  isCurrent(): boolean;
  /** Writes everything to the table. */
  commit(): void;
}

/** Creates a view without writes. */
export function viewTable<Row, Order extends string>(table: Table<Row, Order>): TableView<Row, Order> {
  // Created at the first write, because most runs write only to some of the tables.
  let written: Table<Row, Order> | undefined;
  // The committed row of each key at the first write. Rows are replaced, never changed, so identity shows whether one changed.
  const seen = new Map<string, Row | undefined>();

  const writable = (key: string): Table<Row, Order> => {
    if (!seen.has(key)) seen.set(key, table.get(key));
    written ??= createTable(table.keyOf, table.orders);
    return written;
  };
  const committed = function* (rows: Iterable<Row>): Iterable<Row> {
    for (const row of rows) if (!seen.has(table.keyOf(row))) yield row;
  };

  return {
    get: (key) => (seen.has(key) ? written?.get(key) : table.get(key)),
    put: (row) => writable(table.keyOf(row)).put(row),
    remove: (key) => writable(key).remove(key),
    ascending(order, isBefore) {
      const rows = table.ascending(order, isBefore);
      return written === undefined ? rows : merged(committed(rows), written.ascending(order, isBefore), table.orders[order]);
    },
    descending(order, isAfter) {
      const rows = table.descending(order, isAfter);
      const compare = table.orders[order];
      return written === undefined
        ? rows
        : merged(committed(rows), written.descending(order, isAfter), (left, right) => compare(right, left));
    },
    isCurrent: () => [...seen].every(([key, row]) => table.get(key) === row),
    commit() {
      for (const key of seen.keys()) {
        const row = written?.get(key);
        if (row === undefined) table.remove(key);
        else table.put(row);
      }
    },
  };
}

/** Merges two ordered sequences. */
function* merged<Row>(left: Iterable<Row>, right: Iterable<Row>, compare: (left: Row, right: Row) => number): Iterable<Row> {
  const lefts = left[Symbol.iterator]();
  const rights = right[Symbol.iterator]();
  let first = lefts.next();
  let second = rights.next();
  while (!first.done || !second.done) {
    if (second.done || (!first.done && compare(first.value, second.value) <= 0)) {
      yield first.value as Row;
      first = lefts.next();
    } else {
      yield second.value;
      second = rights.next();
    }
  }
}
