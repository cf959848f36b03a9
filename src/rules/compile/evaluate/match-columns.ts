import { ClienteleError } from "../../../kernel/index.js";
import { parseInstant, withValueAtPath } from "../../../kernel/internal.js";
import type { Catalog } from "../../language/catalog.js";
import { fullContext } from "../abilities/all-abilities.js";
import type { CompiledTest } from "../context/compiled.js";
import { shareOf } from "../nodes/compile-share.js";
import type { AttributeExpression, Expression, FiguresExpression, ShareExpression, Test } from "../../language/expression.js";
import { valuesOf } from "../../language/figures.js";
import { zonedTest } from "../tests/per-zone.js";
import { figuresNode } from "../nodes/compile-figures.js";
import type { ListColumn, PopulationColumn, PopulationColumns, TextColumn } from "./population-columns.js";
import { EVERYTHING, type PreparedSubject } from "../subject/prepared-subject.js";
import { readsOf } from "../../language/rule-reads.js";

/** Evaluates a rule over columns; returns a bitmap of the rows for which it holds, and their number. */
export function matchColumns(
  rule: Expression,
  population: PopulationColumns,
  asOf: number,
  catalog: Catalog,
): { readonly matches: Uint8Array; readonly count: number } {
  const size = population.ids.length;
  const rows = new Int32Array(size);
  for (let row = 0; row < size; row++) rows[row] = row;
  const count = partition(rule, { population, asOf, catalog, rows }, 0, size, false);
  const matches = new Uint8Array(size);
  for (let index = 0; index < count; index++) matches[rows[index]!] = 1;
  return { matches, count };
}

/** The rows that are being partitioned into those that pass and those that do not. */
interface Sorting {
  readonly population: PopulationColumns;
  readonly asOf: number;
  readonly catalog: Catalog;
  readonly rows: Int32Array;
}

/**
 * Moves the rows from `start` to `end` that pass to the front, in any order, and returns where they end. Each part of a
 * conjunction thus sees only the rows that passed the parts before it, and each part of a disjunction those that did not.
 *
 * @param negated - moves the rows that fail instead
 */
function partition(expression: Expression, sorting: Sorting, start: number, end: number, negated: boolean): number {
  switch (expression.kind) {
    case "all":
    case "any": {
      // The negation of a conjunction is the disjunction of the negations.
      if ((expression.kind === "all") !== negated)
        return expression.of.reduce((last, part) => partition(part, sorting, start, last, negated), end);
      return expression.of.reduce((first, part) => partition(part, sorting, first, end, negated), start);
    }
    case "not":
      return partition(expression.of, sorting, start, end, !negated);
    case "atLeast": {
      const counts = new Uint16Array(sorting.population.ids.length);
      for (const part of expression.of) {
        const last = partition(part, sorting, start, end, false);
        for (let index = start; index < last; index++) counts[sorting.rows[index]!]!++;
      }
      return byInterval(counts, expression.count, Number.POSITIVE_INFINITY, sorting.rows, start, end, bit(negated));
    }
    case "attribute":
      return byAttribute(expression, sorting, start, end, bit(negated));
    case "share":
      return byShare(expression, sorting, start, end, bit(negated));
    case "figures":
      if (readsHistory(expression)) return refuseHistory(expression);
      return byFigures(expression, sorting, start, end, bit(negated));
    default:
      return refuseHistory(expression);
  }
}

function refuseHistory({ kind }: Expression): never {
  throw new ClienteleError(
    "unavailable_column",
    `A node of kind "${kind}" reads history. Pass subjects instead of columns, or use ruleToSql.`,
    { column: kind },
  );
}

function readsHistory({ left, right }: FiguresExpression): boolean {
  return valuesOf([left, right]).some((figure) => "metric" in figure);
}

function byFigures(figures: FiguresExpression, sorting: Sorting, start: number, end: number, flip: number): number {
  const { population, asOf, catalog, rows } = sorting;
  const { holds } = figuresNode(figures, fullContext(catalog));
  const subjectAt = subjectsWith(population, readsOf(figures, catalog).attributes, catalog);
  let passed = start;
  for (let index = start; index < end; index++) {
    const row = rows[index]!;
    const passes = holds(subjectAt(row), asOf);
    rows[index] = rows[passed]!;
    rows[passed] = row;
    passed += bit(passes) ^ flip;
  }
  return passed;
}

function byAttribute({ path, test }: AttributeExpression, sorting: Sorting, start: number, end: number, flip: number): number {
  const { population, asOf, catalog, rows } = sorting;
  const column = columnAt(population, path);
  const { type, items } = catalog.attributes[path]!;
  const others = readsOf({ kind: "attribute", path, test }).attributes.filter((each) => each !== path);
  if (column instanceof Float64Array && others.length === 0 && type !== "boolean") {
    const interval = intervalOf(test);
    if (interval !== undefined) return byInterval(column, interval.low, interval.high, rows, start, end, flip);
  }
  const compiled = zonedTest(test, type, fullContext(catalog), items);
  if (others.length === 0) {
    if ("starts" in column) {
      if (test.is === "has" || test.is === "hasAny") return byItems(compiled, column, asOf, rows, start, end, flip);
    } else if ("codes" in column) return byDictionary(compiled, column, asOf, rows, start, end, flip);
  }
  const subjectAt = subjectsWith(population, others, catalog);
  let passed = start;
  for (let index = start; index < end; index++) {
    const row = rows[index]!;
    const passes = compiled.passes(valueAt(column, row, type === "boolean"), subjectAt(row), asOf);
    rows[index] = rows[passed]!;
    rows[passed] = row;
    passed += bit(passes) ^ flip;
  }
  return passed;
}

function byShare(expression: ShareExpression, { population, rows }: Sorting, start: number, end: number, flip: number): number {
  const isIn = shareOf(expression);
  let passed = start;
  for (let index = start; index < end; index++) {
    const row = rows[index]!;
    rows[index] = rows[passed]!;
    rows[passed] = row;
    passed += bit(isIn(population.ids[row]!)) ^ flip;
  }
  return passed;
}

function columnAt(population: PopulationColumns, path: string): PopulationColumn {
  if (Object.hasOwn(population.attributes, path)) return population.attributes[path]!;
  throw new ClienteleError(
    "unavailable_column",
    `The population has no column ${JSON.stringify(path)}. Add it with populationColumns.`,
    { column: path },
  );
}

/** Converts to 1 or 0 without a branch, which random data would mispredict every other row. */
function bit(truth: boolean): number {
  return +truth;
}

/** Returns the interval of values that pass a comparison with constants; `undefined` for every other test. */
function intervalOf(test: Test): { readonly low: number; readonly high: number } | undefined {
  if (test.is === "before") return { low: Number.NEGATIVE_INFINITY, high: parseInstant(test.value)! - 1 };
  if (test.is === "after") return { low: parseInstant(test.value)! + 1, high: Number.POSITIVE_INFINITY };
  if (test.is === "between")
    return typeof test.from === "number" && typeof test.to === "number" ? { low: test.from, high: test.to } : undefined;
  const value = "value" in test && typeof test.value === "number" ? test.value : undefined;
  if (value === undefined) return undefined;
  switch (test.is) {
    case "equals":
      return { low: value, high: value };
    case "atLeast":
      return { low: value, high: Number.POSITIVE_INFINITY };
    case "moreThan":
      return { low: nextAbove(value), high: Number.POSITIVE_INFINITY };
    case "atMost":
      return { low: Number.NEGATIVE_INFINITY, high: value };
    case "lessThan":
      return { low: Number.NEGATIVE_INFINITY, high: -nextAbove(-value) };
    default:
      return undefined;
  }
}

/** Returns the next double above a finite one. */
function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const bits = new BigInt64Array(1);
  const double = new Float64Array(bits.buffer);
  double[0] = value;
  bits[0]! += value > 0 ? 1n : -1n;
  return double[0];
}

/** Moves the rows whose value lies in an interval to the front. NaN (missing) lies in none. */
function byInterval(
  column: Float64Array | Uint16Array,
  low: number,
  high: number,
  rows: Int32Array,
  start: number,
  end: number,
  flip: number,
): number {
  let passed = start;
  for (let index = start; index < end; index++) {
    const row = rows[index]!;
    const value = column[row]!;
    rows[index] = rows[passed]!;
    rows[passed] = row;
    passed += (bit(value >= low) & bit(value <= high)) ^ flip;
  }
  return passed;
}

/** Tests each distinct text once, then looks the results up. */
function byDictionary(
  compiled: Pick<CompiledTest, "passes">,
  { values, codes }: TextColumn,
  asOf: number,
  rows: Int32Array,
  start: number,
  end: number,
  flip: number,
): number {
  const subject = subjectWith({});
  // The result for a missing text comes first, since its code is −1.
  const answers = Uint8Array.from([undefined, ...values], (value) => bit(compiled.passes(value, subject, asOf)) ^ flip);
  let passed = start;
  for (let index = start; index < end; index++) {
    const row = rows[index]!;
    rows[index] = rows[passed]!;
    rows[passed] = row;
    passed += answers[codes[row]! + 1]!;
  }
  return passed;
}

/** Tests each distinct item once. A list passes when one of its items does; a missing list never passes. */
function byItems(
  compiled: Pick<CompiledTest, "passes">,
  { values, codes, starts }: ListColumn,
  asOf: number,
  rows: Int32Array,
  start: number,
  end: number,
  flip: number,
): number {
  const subject = subjectWith({});
  const answers = Uint8Array.from([undefined, ...values], (value, code) =>
    code === 0 ? 0 : bit(compiled.passes([value], subject, asOf)),
  );
  let passed = start;
  for (let index = start; index < end; index++) {
    const row = rows[index]!;
    let found = 0;
    for (let item = starts[row]!; item < starts[row + 1]!; item++) found |= answers[codes[item]! + 1]!;
    rows[index] = rows[passed]!;
    rows[passed] = row;
    passed += found ^ flip;
  }
  return passed;
}

function valueAt(column: PopulationColumn, row: number, isBoolean: boolean): unknown {
  if ("starts" in column) {
    const codes = column.codes.subarray(column.starts[row], column.starts[row + 1]);
    return codes[0] === -1 ? undefined : Array.from(codes, (code) => column.values[code]);
  }
  if ("codes" in column) return column.codes[row]! < 0 ? undefined : column.values[column.codes[row]!];
  const value = column[row];
  return isBoolean ? (value === 1 ? true : value === 0 ? false : undefined) : value;
}

/** Returns a function that gives, for each row, a subject with some attributes. */
function subjectsWith(
  population: PopulationColumns,
  paths: readonly string[],
  catalog: Catalog,
): (row: number) => PreparedSubject {
  if (paths.length === 0) {
    const nothing = subjectWith({});
    return () => nothing;
  }
  const columns = paths.map((path) => ({
    keys: path.split("."),
    column: columnAt(population, path),
    isBoolean: catalog.attributes[path]!.type === "boolean",
  }));
  return (row) =>
    subjectWith(
      columns.reduce<Record<string, unknown>>(
        (attributes, { keys, column, isBoolean }) => withValueAtPath(attributes, keys, valueAt(column, row, isBoolean)),
        {},
      ),
    );
}

function subjectWith(attributes: Readonly<Record<string, unknown>>): PreparedSubject {
  return { id: "", attributes, history: [], timelines: {}, columns: new Map(), past: null, visible: EVERYTHING };
}
