import type { Scalar } from "./expression.js";
import { invalidOption, type OptionKind, type OptionShape, requireOptions } from "../../kernel/internal.js";

/**
 * Fields and interaction types of a host's data, as plain JSON. Parsing, compiling, SQL and rule editors need nothing else.
 * `defineSchema` makes it.
 */
export interface Catalog {
  readonly version: 1;
  /** Path → field of the subject. */
  readonly attributes: Readonly<Record<string, CatalogField>>;
  /** Interaction type → path → property. */
  readonly interactions: Readonly<Record<string, Readonly<Record<string, CatalogField>>>>;
  /**
   * Key of a timeline → what it can hold. A key that ends in `*` stands for keys that may come to exist (`segment:*`). Where
   * it is absent, any key may exist; where it is present, no other key does.
   */
  readonly states?: Readonly<Record<string, CatalogState>>;
}

/** A timeline of the subject. */
export interface CatalogState {
  /** The values that it takes, where they are known. */
  readonly values?: readonly Scalar[];
}

/** Type of the values of a field. A value of any other type counts as missing. */
export type FieldType = "text" | "number" | "integer" | "boolean" | "instant" | "date" | "texts" | "numbers" | "opaque";

/** A field of a subject or a property of an interaction. */
export interface CatalogField {
  /** `texts` and `numbers` are lists; `opaque` can only be missing or present, and its size and its items be tested if it is a list. */
  readonly type: FieldType;
  /** The values that it takes. A rule that asks for another one is refused. */
  readonly values?: readonly string[];
  /** Values that it no longer takes, and that rules and older facts may still name. */
  readonly retiredValues?: readonly string[];
  /** Maximum number of decimals, which makes sums exact. */
  readonly decimals?: number;
  /** Fields of the items of a list of objects, which is of type `opaque`. */
  readonly items?: Readonly<Record<string, CatalogField>>;
  /** Path of the currency beside it, if it is an amount of money. */
  readonly currency?: string;
}

/** Type of the values of a field or a metric; `duration` is a length of time in milliseconds. */
export type ValueType = FieldType | "duration";

/** A catalog, or a schema that has one. */
export type CatalogSource = Catalog | { readonly catalog: Catalog };

/** Option of every function that reads a rule. */
export interface SchemaOption {
  /** Gives the paths of the rule their types: a schema, or its catalog. */
  readonly schema: CatalogSource;
}

/** Kind of the option `schema`. */
export const aSchema: OptionKind = {
  expected: "a schema made by `defineSchema`, or its catalog",
  accepts: (value) => catalogIn(value) !== undefined,
};

/** Kinds of the {@link SchemaOption}. */
export const SCHEMA_OPTIONS: OptionShape<SchemaOption> = { schema: aSchema };

/**
 * Checks options that are a schema alone, and returns its catalog.
 *
 * @throws ClienteleError `invalid_option`
 */
export function requiredCatalog(options: SchemaOption): Catalog {
  return catalogOf(requireOptions(options, SCHEMA_OPTIONS, { mandatory: ["schema"] }).schema);
}

/**
 * Returns the catalog of a schema.
 *
 * @throws ClienteleError `invalid_option` when there is none
 */
export function catalogOf(source: CatalogSource): Catalog {
  const catalog = catalogIn(source);
  if (catalog === undefined) throw invalidOption("schema", source, aSchema.expected);
  return catalog;
}

function catalogIn(source: unknown): Catalog | undefined {
  if (typeof source !== "object" || source === null) return undefined;
  const catalog = "catalog" in source ? source.catalog : source;
  if (typeof catalog !== "object" || catalog === null) return undefined;
  const { attributes, interactions } = catalog as Partial<Catalog>;
  return typeof attributes === "object" && typeof interactions === "object" ? (catalog as Catalog) : undefined;
}

/** Returns the declaration of a family of timelines (`segment:*`) that a key belongs to. */
export function stateFamily(states: Readonly<Record<string, CatalogState>>, key: string): CatalogState | undefined {
  const family = Object.keys(states).find((each) => each.endsWith("*") && key.startsWith(each.slice(0, -1)));
  return family === undefined ? undefined : states[family];
}

/** Returns the values that a timeline is declared to take, or `undefined` where it may take any. */
export function stateValues({ states = {} }: Catalog, key: string): readonly Scalar[] | undefined {
  return (Object.hasOwn(states, key) ? states[key] : stateFamily(states, key))?.values;
}
