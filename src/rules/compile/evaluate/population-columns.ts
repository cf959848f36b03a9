import { compareCodePoints } from "../../../kernel/index.js";
import { aText, listOf, type OptionShape, pathKeys, requireOptions, valueAtPath } from "../../../kernel/internal.js";
import type { Subject } from "../../../models/index.js";
import { aSchema, type Catalog, catalogOf, type FieldType, type SchemaOption } from "../../language/catalog.js";
import { readerOf } from "../../language/value-reading.js";

/** Numbers, instants (epoch milliseconds) and booleans (1, 0) of a population; NaN is missing. */
export type NumberColumn = Float64Array;

/** Texts or dates of a population: each distinct value once, and its position for each row; −1 is missing. */
export interface TextColumn {
  readonly values: readonly string[];
  readonly codes: Int32Array;
}

/**
 * Lists of a population: each distinct item once, and the items of a row as the positions from `starts[row]` to
 * `starts[row + 1]`. A missing list is the single position −1.
 */
export interface ListColumn {
  readonly values: readonly unknown[];
  readonly codes: Int32Array;
  readonly starts: Int32Array;
}

/** Values of any other type, one per row. */
export type ValueColumn = readonly unknown[];

/** A column of a population, in the form that suits its type. */
export type PopulationColumn = NumberColumn | TextColumn | ListColumn | ValueColumn;

/** A population as columns of attributes, with one row per subject. */
export interface PopulationColumns {
  readonly ids: readonly string[];
  readonly attributes: Readonly<Record<string, PopulationColumn>>;
}

/** Options of {@link populationColumns}. */
export interface PopulationColumnsOptions extends SchemaOption {
  /** Paths of the attributes to read; defaults to all of the schema. */
  readonly paths?: readonly string[] | undefined;
}

const COLUMNS_OPTIONS: OptionShape<PopulationColumnsOptions> = { schema: aSchema, paths: listOf(aText) };

const NUMERIC: ReadonlySet<FieldType> = new Set(["number", "integer", "instant", "boolean"]);

/**
 * Converts subjects to columns, once, for many rules over the whole population.
 *
 * @param options - `schema`; `paths`: attributes to read, defaults to all of the schema
 * @throws ClienteleError `invalid_option`
 * @example
 * const columns = populationColumns([{ id: "c1", attributes: { tags: ["vip"] }, history: [] }], { schema: standardCatalog, paths: ["tags"] });
 * columns.ids // => ["c1"]
 */
export function populationColumns(subjects: Iterable<Subject>, options: PopulationColumnsOptions): PopulationColumns {
  const { schema, paths } = requireOptions(options, COLUMNS_OPTIONS, { mandatory: ["schema"] });
  const catalog = catalogOf(schema);
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

function columnOfPath(population: readonly Subject[], path: string, type: FieldType): PopulationColumn {
  const keys = pathKeys(path) ?? [];
  const read = readerOf({ type });
  const seen = population.map(({ attributes }) => read(valueAtPath(attributes, keys)));
  if (NUMERIC.has(type)) return Float64Array.from(seen, (value) => (value === undefined ? Number.NaN : Number(value)));
  if (type === "texts" || type === "numbers") return listColumn(seen as (readonly unknown[] | undefined)[]);
  if (type !== "text" && type !== "date") return seen;
  const values = [...new Set(seen.filter((value) => value !== undefined) as string[])].sort(compareCodePoints);
  const codeOf = new Map(values.map((value, code) => [value, code]));
  return { values, codes: Int32Array.from(seen, (value) => (value === undefined ? -1 : codeOf.get(value as string)!)) };
}

function listColumn(lists: readonly (readonly unknown[] | undefined)[]): ListColumn {
  const codeOf = new Map<unknown, number>();
  const starts = new Int32Array(lists.length + 1);
  for (const [row, list] of lists.entries()) starts[row + 1] = starts[row]! + (list?.length ?? 1);
  const codes = new Int32Array(starts[lists.length]!);
  for (const [row, list] of lists.entries()) {
    if (list === undefined) codes[starts[row]!] = -1;
    else {
      for (let index = 0; index < list.length; index++) {
        const code = codeOf.get(list[index]) ?? codeOf.size;
        if (code === codeOf.size) codeOf.set(list[index], code);
        codes[starts[row]! + index] = code;
      }
    }
  }
  return { values: [...codeOf.keys()], codes, starts };
}
