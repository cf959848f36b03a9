import { ClienteleError, type InstantInput, parseInstant, toMilliseconds, withValueAtPath } from "../kernel/index.js";
import type { Subject } from "../models/index.js";
import type { Catalog } from "./catalog.js";
import { type CatalogSource, catalogOf, compileRule } from "./compile-rule.js";
import { compileTest, type CompiledTest } from "./compile-test.js";
import type { AttributeExpression, Expression, Rule, Test } from "./expression.js";
import type { NumberColumn, PopulationColumns, TextColumn, ValueColumn } from "./population-columns.js";
import { EVERYTHING, type PreparedSubject, prepareSubject } from "./prepared-subject.js";
import { readsOf } from "./rule-reads.js";

/** Who a rule holds for, row by row. */
export interface PopulationMatches {
  readonly ids: readonly string[];
  /** 1 where the rule holds, 0 where not. */
  readonly matches: Uint8Array;
  /** How many it holds for. */
  readonly count: number;
}

/**
 * Evaluates a rule over a whole population at one instant: over subjects, or, for rules about attributes alone, over
 * columns (typed arrays in, a bitmap out).
 *
 * @param population - subjects in any order, or columns made by {@link populationColumns}
 * @throws ClienteleError `invalid_rule`; `unavailable_column` when columns are given and the rule asks about one that is not there, or about history
 * @example
 * const vip: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
 * evaluatePopulation(vip, [{ id: "c1", attributes: { tags: ["vip"] }, history: [] }], 0, standardCatalog).count // => 1
 */
export function evaluatePopulation(
  rule: Rule,
  population: Iterable<Subject | PreparedSubject> | PopulationColumns,
  asOf: InstantInput,
  source: CatalogSource,
): PopulationMatches {
  const instant = toMilliseconds(asOf, "asOf");
  const compiled = compileRule(rule, source);
  if ("ids" in population) {
    const matches = evaluateColumns(rule, population, instant, catalogOf(source));
    return { ids: population.ids, matches, count: countOf(matches) };
  }
  const ids: string[] = [];
  const found: number[] = [];
  for (const subject of population) {
    ids.push(subject.id);
    found.push(compiled.matches(prepareSubject(subject), instant) ? 1 : 0);
  }
  const matches = Uint8Array.from(found);
  return { ids, matches, count: countOf(matches) };
}

function countOf(matches: Uint8Array): number {
  let count = 0;
  for (let row = 0; row < matches.length; row++) count += matches[row]!;
  return count;
}

/** `open` marks the rows whose answer is wanted; the others may come out as they like. */
function evaluateColumns(
  expression: Expression,
  population: PopulationColumns,
  asOf: number,
  catalog: Catalog,
  open?: Uint8Array,
): Uint8Array {
  const size = population.ids.length;
  const answer = (part: Expression, wanted: Uint8Array | undefined): Uint8Array =>
    evaluateColumns(part, population, asOf, catalog, wanted);
  switch (expression.kind) {
    case "all": {
      const [head, ...rest] = expression.of as [Expression, ...Expression[]];
      const matches = answer(head, open);
      for (const part of rest) {
        // Where a part failed, the next ones need not look.
        const next = answer(part, matches);
        for (let row = 0; row < size; row++) matches[row]! &= next[row]!;
      }
      return matches;
    }
    case "any": {
      const [head, ...rest] = expression.of as [Expression, ...Expression[]];
      const matches = answer(head, open);
      for (const part of rest) {
        const next = answer(part, undecided(matches, open));
        for (let row = 0; row < size; row++) matches[row]! |= next[row]!;
      }
      return matches;
    }
    case "not": {
      const matches = answer(expression.of, open);
      for (let row = 0; row < size; row++) matches[row]! ^= 1;
      return matches;
    }
    case "atLeast": {
      const sums = new Uint16Array(size);
      for (const part of expression.of) {
        const matches = answer(part, open);
        for (let row = 0; row < size; row++) sums[row]! += matches[row]!;
      }
      return Uint8Array.from(sums, (sum) => (sum >= expression.count ? 1 : 0));
    }
    case "attribute":
      return attributeColumn(expression, population, asOf, catalog, open);
    default:
      throw new ClienteleError("unavailable_column", `A ${expression.kind} looks at history; give subjects, or use toSql.`, {
        column: expression.kind,
      });
  }
}

/** The rows that are wanted and do not match yet. */
function undecided(matches: Uint8Array, open: Uint8Array | undefined): Uint8Array {
  const rows = new Uint8Array(matches.length);
  for (let row = 0; row < matches.length; row++) rows[row] = (matches[row]! ^ 1) & (open === undefined ? 1 : open[row]!);
  return rows;
}

function attributeColumn(
  { path, test }: AttributeExpression,
  population: PopulationColumns,
  asOf: number,
  catalog: Catalog,
  open: Uint8Array | undefined,
): Uint8Array {
  const column = columnAt(population, path);
  const { type } = catalog.attributes[path]!;
  const others = readsOf({ kind: "attribute", path, test }).attributes.filter((each) => each !== path);
  if (column instanceof Float64Array && others.length === 0 && type !== "boolean") {
    const fast = numberComparison(test, column);
    if (fast !== undefined) return fast;
  }
  const compiled = compileTest(test, type, (other) => catalog.attributes[other]!.type);
  if ("codes" in column && others.length === 0) return byDictionary(compiled, column, asOf);
  return rowByRow(compiled, column, type === "boolean", asOf, otherAttributes(population, others, catalog), open);
}

function columnAt(population: PopulationColumns, path: string): NumberColumn | TextColumn | ValueColumn {
  if (Object.hasOwn(population.attributes, path)) return population.attributes[path]!;
  throw new ClienteleError("unavailable_column", `Bring the column of ${path} too.`, { column: path });
}

/** 1 or 0 without a branch: over random data, a branch would be mispredicted every other row. */
function bit(truth: boolean): number {
  return (truth as unknown as number) | 0;
}

/** A comparison of a whole column with constants: NaN (missing) fails each. `undefined` where the test is no such comparison. */
function numberComparison(test: Test, column: Float64Array): Uint8Array | undefined {
  const matches = new Uint8Array(column.length);
  if (test.is === "between" && typeof test.from === "number" && typeof test.to === "number") {
    const { from, to } = test;
    for (let row = 0; row < column.length; row++) matches[row] = bit(column[row]! >= from) & bit(column[row]! <= to);
    return matches;
  }
  if (test.is === "before" || test.is === "after") {
    const bound = parseInstant(test.value)!;
    return numberComparison({ is: test.is === "before" ? "lessThan" : "moreThan", value: bound }, column);
  }
  const constant = "value" in test && typeof test.value === "number" ? test.value : undefined;
  if (constant === undefined) return undefined;
  switch (test.is) {
    case "equals":
      for (let row = 0; row < column.length; row++) matches[row] = bit(column[row] === constant);
      return matches;
    case "atLeast":
      for (let row = 0; row < column.length; row++) matches[row] = bit(column[row]! >= constant);
      return matches;
    case "moreThan":
      for (let row = 0; row < column.length; row++) matches[row] = bit(column[row]! > constant);
      return matches;
    case "atMost":
      for (let row = 0; row < column.length; row++) matches[row] = bit(column[row]! <= constant);
      return matches;
    case "lessThan":
      for (let row = 0; row < column.length; row++) matches[row] = bit(column[row]! < constant);
      return matches;
    default:
      return undefined;
  }
}

/** Tests each different text once, then looks the answers up. */
function byDictionary(compiled: CompiledTest, { values, codes }: TextColumn, asOf: number): Uint8Array {
  const subject = subjectWith({});
  const answers = Uint8Array.from([...values, undefined], (value) => (compiled.passes(value, subject, asOf) ? 1 : 0));
  const missing = answers[values.length]!;
  const matches = new Uint8Array(codes.length);
  for (let row = 0; row < codes.length; row++) matches[row] = codes[row]! < 0 ? missing : answers[codes[row]!]!;
  return matches;
}

type SubjectAt = (row: number) => PreparedSubject;

function rowByRow(
  compiled: CompiledTest,
  column: NumberColumn | TextColumn | ValueColumn,
  isBoolean: boolean,
  asOf: number,
  subjectAt: SubjectAt,
  open: Uint8Array | undefined,
): Uint8Array {
  const size = "codes" in column ? column.codes.length : column.length;
  const matches = new Uint8Array(size);
  for (let row = 0; row < size; row++) {
    if (open !== undefined && open[row] === 0) continue;
    matches[row] = compiled.passes(valueAt(column, row, isBoolean), subjectAt(row), asOf) ? 1 : 0;
  }
  return matches;
}

function valueAt(column: NumberColumn | TextColumn | ValueColumn, row: number, isBoolean: boolean): unknown {
  if ("codes" in column) return column.codes[row]! < 0 ? undefined : column.values[column.codes[row]!];
  const value = column[row];
  return isBoolean ? (value === 1 ? true : value === 0 ? false : undefined) : value;
}

/** The attributes that a test compares with, as a subject of their own by row. */
function otherAttributes(population: PopulationColumns, paths: readonly string[], catalog: Catalog): SubjectAt {
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
