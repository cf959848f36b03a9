/**
 * What a host's data looks like, as plain JSON: the only thing that parsing, compiling, SQL and rule editors need.
 * Made by `defineSchema`.
 */
export interface Catalog {
  readonly version: 1;
  /** Path → field of the subject. */
  readonly attributes: Readonly<Record<string, CatalogField>>;
  /** Interaction type → path → property. */
  readonly interactions: Readonly<Record<string, Readonly<Record<string, CatalogField>>>>;
}

/** What kind of value a field holds. A value of any other kind counts as missing. */
export type FieldType = "text" | "number" | "integer" | "boolean" | "instant" | "date" | "texts" | "numbers" | "opaque";

/** A field of a subject or a property of an interaction. */
export interface CatalogField {
  /** `texts` and `numbers` are lists; `opaque` can only be missing, present, or (a list) measured by size. */
  readonly type: FieldType;
  /** The only values it takes. */
  readonly values?: readonly string[];
  /** Decimals that its numbers have at most: sums are exact. */
  readonly decimals?: number;
  /** Path of the currency beside it, if it is an amount of money. */
  readonly currency?: string;
}

/** What a metric or a path yields: a field, or a length of time in milliseconds. */
export type ValueType = FieldType | "duration";

/** Where a rule's words get their meaning: a catalog, or a schema that has one. */
export type CatalogSource = Catalog | { readonly catalog: Catalog };

/** The catalog of a source. */
export function catalogOf(source: CatalogSource): Catalog {
  return "catalog" in source ? source.catalog : source;
}

/** Options of whatever reads a rule. */
export interface SchemaOption {
  /** What the paths and types of the rule mean: a schema, or its catalog. */
  readonly schema: CatalogSource;
}
