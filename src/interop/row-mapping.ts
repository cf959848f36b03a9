import { ClienteleError } from "../kernel/index.js";
import { nearestName } from "../kernel/internal.js";
import { type CellReader, cellReader } from "./cell-types.js";
import type { FieldMapping, MappedRow } from "./field-mapping.js";
import { checkField, checkMappingOptions, invalidMapping } from "./mapping-shapes.js";
import type { Refusal } from "./row-problem.js";

/** The fields of a mapping by name. */
export type FieldMappings = Readonly<Record<string, FieldMapping>>;

/** Why a row is rejected as a whole: `refuse(…)`, or `{ ...refuse(…), field }` if the reason is one field. */
export interface RowRefusal extends Refusal {
  readonly field?: string;
}

/** How the rows of a source become rows of the host's own type. */
export interface RowMapping<Fields extends FieldMappings> {
  /** How each field of the result is read. */
  readonly fields: Fields;
  /** Texts that mean "missing", besides the empty text, in every field without its own list. */
  readonly missing?: readonly string[] | undefined;
  /** Fields that together identify a row: a second row with the same values is rejected. Memory grows with the number of rows. */
  readonly unique?: readonly (keyof Fields & string)[] | undefined;
  /** Checks a row whose fields are all valid; what it returns rejects the row. */
  readonly check?: ((row: MappedRow<Fields>) => RowRefusal | readonly RowRefusal[] | undefined) | undefined;
}

/**
 * Checks and freezes a mapping. The type of the mapped rows follows from it.
 *
 * A field is required unless it is `optional` or has a `default`. Texts are trimmed, and an empty text is a missing value.
 *
 * @throws ClienteleError `invalid_mapping` for an unknown option or type, a wrong value, or options that contradict each other
 * @example
 * const mapping = defineMapping({
 *   fields: {
 *     id: { column: "Order", type: "text" },
 *     total: { column: "Total", type: "money", currency: "EUR", min: 0 },
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

/** A compiled field. */
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

/** Names that would change the prototype of a row instead of adding a field. */
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Compiles every field. @throws ClienteleError `invalid_mapping` */
export function compileMapping<Fields extends FieldMappings>(mapping: RowMapping<Fields>): readonly CompiledField[] {
  checkMappingOptions(mapping);
  const names = Object.keys(mapping?.fields ?? {});
  if (names.length === 0) {
    const details = { field: "", value: mapping?.fields };
    throw new ClienteleError("invalid_mapping", "Give a mapping at least one field.", details, "fields");
  }
  const compiled = names.map((name) => compileField(name, mapping.fields[name]!, mapping.missing ?? []));
  for (const name of mapping.unique ?? []) {
    if (!names.includes(name)) {
      const near = nearestName(name, names);
      const hint = near === undefined ? `Fields: ${names.join(", ")}.` : `Did you mean "${near}"?`;
      const details = { field: name, value: mapping.unique };
      throw new ClienteleError("invalid_mapping", `The mapping has no field "${name}". ${hint}`, details, "unique");
    }
  }
  return compiled;
}

function compileField(name: string, field: FieldMapping, missing: readonly string[]): CompiledField {
  if (FORBIDDEN_NAMES.has(name)) throw invalidMapping(name, "", name, "Choose another name: this one is reserved.");
  checkField(name, field);
  const { column, optional = false, trim = true } = field;
  const read = cellReader(field, name);
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
