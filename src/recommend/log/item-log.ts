import { compareCodePoints, type InstantInput } from "../../kernel/index.js";
import { anInstant, isStorableText, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import { instantOf, type ItemInteraction, problemOf, PURCHASE, type ReadInteraction } from "./item-interaction.js";

/** A row that could not be read, by its position in the input. */
export interface RejectedItemInteraction {
  readonly row: number;
  readonly field: "row" | "customerId" | "itemId" | "at" | "type" | "weight" | "basketId";
  readonly value: unknown;
}

/** How many rows were read, and what became of them: `rows = used + late + rejected.length`. */
export interface ItemLogReport {
  readonly rows: number;
  readonly used: number;
  /** Rows after `asOf`. */
  readonly late: number;
  readonly rejected: readonly RejectedItemInteraction[];
}

/**
 * Item interactions of a population, as parallel columns, ordered by customer, then time: the input of every fit and of
 * every evaluation.
 */
export interface ItemLog {
  /** In code-point order. */
  readonly customers: readonly string[];
  /** In code-point order. */
  readonly items: readonly string[];
  readonly types: readonly string[];
  /** Rows of customer c are `starts[c]` up to, not including, `starts[c + 1]`. */
  readonly starts: Uint32Array;
  readonly customer: Uint32Array;
  readonly item: Uint32Array;
  /** Position in `types`. */
  readonly type: Uint16Array;
  /** Epoch milliseconds; of a purchase, the earliest row of its basket. */
  readonly at: Float64Array;
  readonly weight: Float64Array;
  /** Number of the basket, ascending with the rows; −1 if the row is not a purchase. */
  readonly basket: Int32Array;
  readonly baskets: number;
  /** Instant of the log in epoch milliseconds: the option `asOf`, or the latest row. */
  readonly asOf: number;
  readonly report: ItemLogReport;
}

/**
 * Reads rows into columns. A basket happens at its earliest row and holds each item once. The same rows in any order give the
 * same columns. Rows that cannot be read are listed in the report and do not stop the others.
 *
 * @param rows - read once, so a generator over millions of rows works; `customerId` is required here
 * @param options - `asOf`: rows after it are left out; defaults to the latest row
 * @throws ClienteleError `invalid_option`, `invalid_instant`
 * @example
 * const log = itemLog([
 *   { customerId: "ann", itemId: "tea", at: 0, basketId: "o1" },
 *   { customerId: "ann", itemId: "cup", at: 0, basketId: "o1" },
 *   { customerId: "bob", itemId: "tea", at: 5, weight: -1 },
 * ]);
 * [log.items, log.baskets, log.report.rejected.length] // => [["cup", "tea"], 1, 1]
 */
export function itemLog(rows: Iterable<ItemInteraction>, options: ItemLogOptions = {}): ItemLog {
  const { asOf: given } = requireOptions(options, ITEM_LOG_OPTIONS);
  const until = given === undefined ? Number.POSITIVE_INFINITY : toMilliseconds(given, "asOf");
  const customers = new Names();
  const items = new Names();
  const types = new Names();
  const baskets = new Names();
  const raw = {
    customer: [] as number[],
    item: [] as number[],
    type: [] as number[],
    at: [] as number[],
    weight: [] as number[],
  };
  const basket: number[] = [];
  const rejected: RejectedItemInteraction[] = [];
  let count = 0;
  let late = 0;
  let latest = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const position = count++;
    const field =
      problemOf(row) ?? unreadableName(row.customerId, customers, "customerId") ?? unreadableName(row.itemId, items, "itemId");
    if (field !== null) {
      rejected.push({ row: position, field, value: field === "row" ? row : row[field] });
      continue;
    }
    const at = instantOf(row.at);
    if (at > until) {
      late++;
      continue;
    }
    latest = Math.max(latest, at);
    const type = row.type ?? PURCHASE;
    raw.customer.push(customers.of(row.customerId!));
    raw.item.push(items.of(row.itemId));
    raw.type.push(types.of(type));
    raw.at.push(at);
    raw.weight.push(row.weight ?? 1);
    // A basket identifier is unique within its customer only; purchases without one are grouped by their instant.
    basket.push(type !== PURCHASE ? NO_BASKET : row.basketId === undefined ? UNNAMED : baskets.of(row.basketId));
  }
  const report = { rows: count, used: raw.at.length, late, rejected };
  const asOf = Number.isFinite(until) ? until : Number.isFinite(latest) ? latest : 0;
  return inOrder(raw, basket, { customers, items, types, baskets }, asOf, report);
}

/** Options of {@link itemLog}. */
export interface ItemLogOptions {
  /** Rows after it are left out. Defaults to the latest row. */
  readonly asOf?: InstantInput | undefined;
}

const ITEM_LOG_OPTIONS: OptionShape<ItemLogOptions> = { asOf: anInstant };

const NO_BASKET = -1;
const UNNAMED = -2;

interface RawColumns {
  readonly customer: number[];
  readonly item: number[];
  readonly type: number[];
  readonly at: number[];
  readonly weight: number[];
}

/** Numbers names in the order of their first use. */
class Names {
  readonly list: string[] = [];
  readonly #positions = new Map<string, number>();

  has(name: string): boolean {
    return this.#positions.has(name);
  }

  of(name: string): number {
    let position = this.#positions.get(name);
    if (position === undefined) {
      position = this.list.push(name) - 1;
      this.#positions.set(name, position);
    }
    return position;
  }

  /** Returns the names in code-point order, and the rank of each number in that order. */
  sorted(): { readonly names: string[]; readonly ranks: Uint32Array } {
    const order = Uint32Array.from(this.list, (_, position) => position);
    const byName = [...order].sort((left, right) => compareCodePoints(this.list[left]!, this.list[right]!));
    const ranks = new Uint32Array(order.length);
    byName.forEach((position, rank) => {
      ranks[position] = rank;
    });
    return { names: byName.map((position) => this.list[position]!), ranks };
  }
}

/** Returns the field if its value is not an identifier; a known value was checked before. */
function unreadableName<Field extends string>(value: unknown, known: Names, field: Field): Field | null {
  if (typeof value === "string" && (known.has(value) || (value !== "" && isStorableText(value)))) return null;
  return field;
}

function inOrder(
  raw: RawColumns,
  basketOf: readonly number[],
  names: { readonly customers: Names; readonly items: Names; readonly types: Names; readonly baskets: Names },
  asOf: number,
  report: ItemLogReport,
): ItemLog {
  const customers = names.customers.sorted();
  const items = names.items.sorted();
  const types = names.types.sorted();
  const size = raw.at.length;
  const offsets = new Uint32Array(customers.names.length + 1);
  for (let row = 0; row < size; row++) offsets[customers.ranks[raw.customer[row]!]! + 1]! += 1;
  for (let c = 0; c < customers.names.length; c++) offsets[c + 1]! += offsets[c]!;
  const place = offsets.slice();
  const order = new Uint32Array(size);
  for (let row = 0; row < size; row++) {
    const c = customers.ranks[raw.customer[row]!]!;
    order[place[c]!] = row;
    place[c]! += 1;
  }
  const starts = new Uint32Array(customers.names.length + 1);
  const log = {
    customer: new Uint32Array(size),
    item: new Uint32Array(size),
    type: new Uint16Array(size),
    at: new Float64Array(size),
    weight: new Float64Array(size),
    basket: new Int32Array(size),
  };
  const basketName = (row: number): string => (basketOf[row]! < 0 ? "" : names.baskets.list[basketOf[row]!]!);
  let used = 0;
  let baskets = 0;
  const earliest = new Float64Array(names.baskets.list.length);
  const owner = new Int32Array(names.baskets.list.length).fill(-1);
  const at = Float64Array.from(raw.at);
  for (let c = 0; c < customers.names.length; c++) {
    starts[c] = used;
    const rows = order.subarray(offsets[c], offsets[c + 1]);
    for (const row of rows) {
      const basket = basketOf[row]!;
      if (basket < 0) continue;
      earliest[basket] = owner[basket] === c ? Math.min(earliest[basket]!, at[row]!) : at[row]!;
      owner[basket] = c;
    }
    for (const row of rows) if (basketOf[row]! >= 0) at[row] = earliest[basketOf[row]!]!;
    const compare = (left: number, right: number): number =>
      at[left]! - at[right]! ||
      (basketOf[left] === basketOf[right] ? 0 : compareCodePoints(basketName(left), basketName(right))) ||
      items.ranks[raw.item[left]!]! - items.ranks[raw.item[right]!]! ||
      types.ranks[raw.type[left]!]! - types.ranks[raw.type[right]!]! ||
      raw.weight[right]! - raw.weight[left]!;
    if (!isSorted(rows, compare)) rows.sort(compare);
    let currentName = NO_BASKET;
    let currentAt = Number.NaN;
    for (const row of rows) {
      const basket = basketOf[row]!;
      const item = items.ranks[raw.item[row]!]!;
      if (basket !== NO_BASKET) {
        const same = basket === currentName && at[row] === currentAt;
        // A basket holds an item once, with its largest weight.
        if (same && item === log.item[used - 1] && log.basket[used - 1]! >= 0) continue;
        if (!same) baskets++;
        currentName = basket;
        currentAt = at[row]!;
      }
      log.customer[used] = c;
      log.item[used] = item;
      log.type[used] = types.ranks[raw.type[row]!]!;
      log.at[used] = at[row]!;
      log.weight[used] = raw.weight[row]!;
      log.basket[used] = basket === NO_BASKET ? -1 : baskets - 1;
      used++;
    }
  }
  starts[customers.names.length] = used;
  return {
    customers: customers.names,
    items: items.names,
    types: types.names,
    starts,
    customer: log.customer.slice(0, used),
    item: log.item.slice(0, used),
    type: log.type.slice(0, used),
    at: log.at.slice(0, used),
    weight: log.weight.slice(0, used),
    basket: log.basket.slice(0, used),
    baskets,
    asOf,
    report,
  };
}

function isSorted(rows: Uint32Array, compare: (left: number, right: number) => number): boolean {
  for (let index = 1; index < rows.length; index++) if (compare(rows[index - 1]!, rows[index]!) > 0) return false;
  return true;
}

/** Returns the rows of one customer of a log, as scoring reads them. */
export function historyIn(log: ItemLog, customer: number): ReadInteraction[] {
  const history: ReadInteraction[] = [];
  for (let row = log.starts[customer]!; row < log.starts[customer + 1]!; row++) {
    history.push({
      itemId: log.items[log.item[row]!]!,
      at: log.at[row]!,
      type: log.types[log.type[row]!]!,
      weight: log.weight[row]!,
    });
  }
  return history;
}
