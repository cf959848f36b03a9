import { createTable, type Rows, type Table } from "./table.js";

/** A transaction's view of a table: its own writes over what is committed. */
export interface TableView<Row, Order extends string> extends Rows<Row, Order> {
  /** Whether every row that was written is committed as it was when it was first written here. */
  isCurrent(): boolean;
  /** Writes everything into the table. */
  commit(): void;
}

/** Opens a view without writes. */
export function viewTable<Row, Order extends string>(table: Table<Row, Order>): TableView<Row, Order> {
  // Made at the first write: most runs write to some of the tables only.
  let written: Table<Row, Order> | undefined;
  // Key → the committed row at the first write. Rows are replaced, never changed, so identity tells whether one moved on.
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

/** Two ordered sequences as one. */
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
