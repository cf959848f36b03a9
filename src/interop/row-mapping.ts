import { ClienteleError, compareCodePoints } from "../kernel/index.js";
import { type CellReader, cellReader, invalidMapping } from "./cell-types.js";
import type { FieldMapping, MappedRow } from "./field-mapping.js";
import type { Refusal } from "./row-problem.js";

/** The fields of a mapping by name. */
export type FieldMappings = Readonly<Record<string, FieldMapping>>;

/** What is wrong with a row as a whole: `refuse(…)`, or `{ ...refuse(…), field }` when it is about one field. */
export interface RowComplaint extends Refusal {
  readonly field?: string;
}

/** How rows of a source become rows of the host's own shape. */
export interface RowMapping<Fields extends FieldMappings> {
  /** Field of the result → how it is read. */
  readonly fields: Fields;
  /** Texts that mean "missing" besides the empty one, in every field that names none of its own. */
  readonly missing?: readonly string[];
  /** Fields that together tell a row from every other; a second row with the same values is rejected. Memory grows with them. */
  readonly unique?: readonly (keyof Fields & string)[];
  /** Looks at a row whose fields are all good; what it returns rejects the row. */
  readonly check?: (row: MappedRow<Fields>) => RowComplaint | readonly RowComplaint[] | undefined;
}

/**
 * Checks a mapping and freezes it; the type of its rows follows from it.
 *
 * A field is required unless it is `optional` or has a `default`. Texts are trimmed, and an empty one is a missing value.
 *
 * @throws ClienteleError `invalid_mapping` for what cannot work whatever the rows
 * @example
 * const mapping = defineMapping({
 *   fields: {
 *     id: { column: "Order", type: "text" },
 *     total: { column: "Total", type: "money", currency: "EUR", minimum: 0 },
 *     at: { column: "Date", type: "instant", pattern: "dd/MM/yyyy HH:mm", zone: "Europe/Paris" },
 *   },
 *   unique: ["id"],
 * });
 * mapRows(parseCsv("Order,Total,Date\no1,12.50,31/01/2026 09:00"), mapping).all()[0]?.total // => { amount: 1250, currency: "EUR" }
 */
export function defineMapping<const Fields extends FieldMappings>(mapping: RowMapping<Fields>): RowMapping<Fields> {
  compileMapping(mapping);
  return Object.freeze({ ...mapping });
}

/** A field ready to read. */
export interface CompiledField {
  readonly name: string;
  readonly column: string;
  readonly currencyColumn: string | undefined;
  readonly trim: boolean;
  readonly missing: ReadonlySet<string>;
  readonly required: boolean;
  readonly fallback: unknown;
  readonly read: CellReader;
}

const COMMON_OPTIONS = ["column", "type", "optional", "default", "trim", "missing"];
const NUMBER_OPTIONS = ["decimalSeparator", "groupSeparator", "minimum", "maximum"];
const OPTIONS: Readonly<Record<FieldMapping["type"], readonly string[]>> = {
  text: ["maximumLength"],
  integer: NUMBER_OPTIONS,
  decimal: [...NUMBER_OPTIONS, "decimals"],
  money: [...NUMBER_OPTIONS, "currency", "currencyColumn", "currencies"],
  instant: ["format", "pattern", "zone", "doubled", "nonexistent"],
  date: ["pattern"],
  boolean: ["true", "false"],
  "one-of": ["values", "ignoreCase"],
  custom: ["read"],
};

/** Names that would reach an object's machinery instead of a field of its own. */
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Compiles every field. @throws ClienteleError `invalid_mapping` */
export function compileMapping<Fields extends FieldMappings>(mapping: RowMapping<Fields>): readonly CompiledField[] {
  const names = Object.keys(mapping.fields ?? {});
  if (names.length === 0)
    throw new ClienteleError(
      "invalid_mapping",
      "A mapping has at least one field.",
      { field: "", value: mapping.fields },
      "fields",
    );
  const compiled = names.map((name) => compileField(name, mapping.fields[name]!, mapping.missing ?? []));
  for (const name of mapping.unique ?? []) {
    if (!names.includes(name)) {
      const message = `Name a field of the mapping: ${names.sort(compareCodePoints).join(", ")}.`;
      throw new ClienteleError("invalid_mapping", message, { field: name, value: mapping.unique }, "unique");
    }
  }
  return compiled;
}

function compileField(name: string, field: FieldMapping, missing: readonly string[]): CompiledField {
  if (FORBIDDEN_NAMES.has(name)) throw invalidMapping(name, "", name, "Choose another name for this field.");
  if (typeof field !== "object" || field === null) throw invalidMapping(name, "", field, "Give { column, type }.");
  const { column, optional = false, trim = true } = field;
  if (typeof column !== "string") throw invalidMapping(name, "column", column, "Name the column that this field is read from.");
  const read = cellReader(field, name);
  for (const option of Object.keys(field)) {
    if (!COMMON_OPTIONS.includes(option) && !OPTIONS[field.type].includes(option)) {
      const known = [...COMMON_OPTIONS, ...OPTIONS[field.type]].join(", ");
      throw invalidMapping(name, option, option, `A field of type ${field.type} takes ${known}.`);
    }
  }
  return {
    name,
    column,
    currencyColumn: field.type === "money" ? field.currencyColumn : undefined,
    trim,
    missing: new Set(["", ...(field.missing ?? missing)]),
    required: !optional && field.default === undefined,
    fallback: field.default,
    read,
  };
}
