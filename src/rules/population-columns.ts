import { compareCodePoints, pathKeys, valueAtPath } from "../kernel/index.js";
import type { Subject } from "../models/index.js";
import type { Catalog, FieldType } from "./catalog.js";
import { type CatalogSource, catalogOf } from "./compile-rule.js";
import { readerOf } from "./value-reading.js";

/** Numbers, instants (epoch milliseconds) and booleans (1, 0) of a population; NaN is missing. */
export type NumberColumn = Float64Array;

/** Texts or dates of a population: each different one once, and its position by row; −1 is missing. */
export interface TextColumn {
  readonly values: readonly string[];
  readonly codes: Int32Array;
}

/** Values of any other type, by row. */
export type ValueColumn = readonly unknown[];

/** A population as columns: the attributes that rules ask about, row by row. */
export interface PopulationColumns {
  readonly ids: readonly string[];
  readonly attributes: Readonly<Record<string, NumberColumn | TextColumn | ValueColumn>>;
}

const NUMERIC: ReadonlySet<FieldType> = new Set(["number", "integer", "instant", "boolean"]);

/**
 * Brings subjects into columns, once, for many questions over the whole population.
 *
 * @param paths - attributes to bring; all of the schema unless told
 * @example
 * const columns = populationColumns([{ id: "c1", attributes: { tags: ["vip"] }, history: [] }], standardCatalog, ["tags"]);
 * columns.ids // => ["c1"]
 */
export function populationColumns(
  subjects: Iterable<Subject>,
  source: CatalogSource,
  paths?: readonly string[],
): PopulationColumns {
  const catalog = catalogOf(source);
  const population = [...subjects];
  const chosen = paths ?? Object.keys(catalog.attributes);
  return {
    ids: population.map(({ id }) => id),
    attributes: Object.fromEntries(chosen.map((path) => [path, columnOfPath(population, path, typeOf(catalog, path))])),
  };
}

function typeOf(catalog: Catalog, path: string): FieldType {
  return Object.hasOwn(catalog.attributes, path) ? catalog.attributes[path]!.type : "opaque";
}

function columnOfPath(population: readonly Subject[], path: string, type: FieldType): NumberColumn | TextColumn | ValueColumn {
  const keys = pathKeys(path) ?? [];
  const read = readerOf({ type });
  const seen = population.map(({ attributes }) => read(valueAtPath(attributes, keys)));
  if (NUMERIC.has(type)) return Float64Array.from(seen, (value) => (value === undefined ? Number.NaN : Number(value)));
  if (type !== "text" && type !== "date") return seen;
  const values = [...new Set(seen.filter((value) => value !== undefined) as string[])].sort(compareCodePoints);
  const codeOf = new Map(values.map((value, code) => [value, code]));
  return { values, codes: Int32Array.from(seen, (value) => (value === undefined ? -1 : codeOf.get(value as string)!)) };
}
