import { ClienteleError } from "../../kernel/index.js";
import type { ItemLog } from "./item-log.js";
import { decay, scaled, type Weighting, type WeightingOptions, weightingOf } from "./weighting.js";

/** Items that the customers of a population like: a sparse matrix of customers by items, stored row by row. */
export interface ItemMatrix {
  /** One customer per row, in code-point order; a customer without a positive sum has an empty row. */
  readonly customers: readonly string[];
  /** One item per column, the most popular first (by customers, ties by code point): the order that breaks ties everywhere. */
  readonly items: readonly string[];
  /** Customers with the item. */
  readonly counts: Uint32Array;
  /** Entries of row r are `starts[r]` up to, not including, `starts[r + 1]`. */
  readonly starts: Uint32Array;
  /** Ascending within a row. */
  readonly columns: Uint32Array;
  /** Above 0. */
  readonly values: Float64Array;
  readonly weighting: Weighting;
  /** Rows of the log whose type has no weight. */
  readonly unweighted: number;
}

/**
 * Turns a log into a sparse matrix: weights by type, halved with every half-life before the log's instant, negative weights
 * subtracted. Items without a positive sum are left out.
 *
 * @throws ClienteleError `empty_log` if no customer has a positive sum over any item
 * @example
 * const log = itemLog([
 *   { customerId: "ann", itemId: "tea", at: 0 },
 *   { customerId: "ann", itemId: "cup", at: 0 },
 *   { customerId: "ann", itemId: "cup", at: 9, type: "return.received" },
 *   { customerId: "bob", itemId: "tea", at: 5 },
 * ]);
 * const { items, counts } = itemMatrix(log);
 * [items, [...counts]] // => [["tea"], [2]]
 */
export function itemMatrix(log: ItemLog, options: WeightingOptions = {}): ItemMatrix {
  const weighting = weightingOf(options);
  const typeWeights = log.types.map((type) => (Object.hasOwn(weighting.types, type) ? weighting.types[type]! : 0));
  const sums = new Float64Array(log.items.length);
  const seen = new Uint8Array(log.items.length);
  const touched: number[] = [];
  const starts = new Uint32Array(log.customers.length + 1);
  const entryItem: number[] = [];
  const entryValue: number[] = [];
  const counts = new Uint32Array(log.items.length);
  let unweighted = 0;
  for (let c = 0; c < log.customers.length; c++) {
    touched.length = 0;
    for (let row = log.starts[c]!; row < log.starts[c + 1]!; row++) {
      const weight = typeWeights[log.type[row]!]!;
      if (weight === 0) {
        unweighted++;
        continue;
      }
      const item = log.item[row]!;
      if (seen[item] === 0) {
        seen[item] = 1;
        sums[item] = 0;
        touched.push(item);
      }
      sums[item]! += weight * log.weight[row]! * decay(log.asOf - log.at[row]!, weighting.halfLifeDays);
    }
    for (const item of touched) {
      seen[item] = 0;
      const value = scaled(sums[item]!, weighting.scale);
      if (value === 0) continue;
      entryItem.push(item);
      entryValue.push(value);
      counts[item]! += 1;
    }
    starts[c + 1] = entryItem.length;
  }
  if (entryItem.length === 0) {
    throw new ClienteleError(
      "empty_log",
      "The log has no customer with a positive weight for any item, so there is nothing to learn from.",
      {
        what: "interactions",
      },
    );
  }
  // Log items are in code-point order: a stable sort by count breaks ties by code point.
  const order = Array.from(log.items, (_, item) => item)
    .filter((item) => counts[item]! > 0)
    .sort((left, right) => counts[right]! - counts[left]! || left - right);
  const column = new Uint32Array(log.items.length);
  order.forEach((item, position) => {
    column[item] = position;
  });
  // A counting sort into columns and back into rows leaves the columns of each row ascending.
  const dealt = new Uint32Array(order.length + 1);
  for (const item of entryItem) dealt[column[item]! + 1]! += 1;
  for (let position = 0; position < order.length; position++) dealt[position + 1]! += dealt[position]!;
  const byColumn = new Uint32Array(entryItem.length);
  for (let entry = 0; entry < entryItem.length; entry++) {
    const position = column[entryItem[entry]!]!;
    byColumn[dealt[position]!] = entry;
    dealt[position]! += 1;
  }
  const rowOf = new Uint32Array(entryItem.length);
  for (let c = 0; c < log.customers.length; c++) rowOf.fill(c, starts[c], starts[c + 1]);
  const next = starts.slice();
  const columns = new Uint32Array(entryItem.length);
  const values = new Float64Array(entryItem.length);
  for (const entry of byColumn) {
    const at = next[rowOf[entry]!]!++;
    columns[at] = column[entryItem[entry]!]!;
    values[at] = entryValue[entry]!;
  }
  return {
    customers: log.customers,
    items: order.map((item) => log.items[item]!),
    counts: Uint32Array.from(order, (item) => counts[item]!),
    starts,
    columns,
    values,
    weighting,
    unweighted,
  };
}

/** Returns the same entries item by item: the customers (ascending) who like each item. */
export function byItem(matrix: Pick<ItemMatrix, "items" | "starts" | "columns" | "values">): {
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
  readonly values: Float64Array;
} {
  const starts = new Uint32Array(matrix.items.length + 1);
  for (const column of matrix.columns) starts[column + 1]! += 1;
  for (let item = 0; item < matrix.items.length; item++) starts[item + 1]! += starts[item]!;
  const next = starts.slice();
  const rows = new Uint32Array(matrix.columns.length);
  const values = new Float64Array(matrix.columns.length);
  for (let row = 0; row + 1 < matrix.starts.length; row++) {
    for (let entry = matrix.starts[row]!; entry < matrix.starts[row + 1]!; entry++) {
      const at = next[matrix.columns[entry]!]!++;
      rows[at] = row;
      values[at] = matrix.values[entry]!;
    }
  }
  return { starts, rows, values };
}
