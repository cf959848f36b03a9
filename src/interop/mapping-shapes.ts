import { ClienteleError, isClienteleError } from "../kernel/index.js";
import {
  aBoolean,
  aCurrency,
  aFunction,
  anInteger,
  anObject,
  aNumber,
  anyText,
  anything,
  aZone,
  joinPath,
  listOf,
  oneOf,
  type OptionKind,
  type OptionShape,
  requireOneOf,
  requireOptions,
} from "../kernel/internal.js";
import type { CellType, FieldMapping } from "./field-mapping.js";
import { patternReader } from "./local-time.js";

/** The types of cells, in the order of the documentation. */
const CELL_TYPES = [
  "text",
  "integer",
  "decimal",
  "money",
  "instant",
  "date",
  "boolean",
  "one-of",
  "custom",
] as const satisfies readonly CellType[];

const aPattern: OptionKind = {
  expected: "a pattern of year, month and day in the tokens of date-fns, such as yyyy-MM-dd HH:mm:ss",
  accepts: (value) => typeof value === "string" && patternReader(value) !== undefined,
};

const texts = listOf(anyText);

const source = {
  column: anyText,
  type: oneOf(CELL_TYPES),
  optional: aBoolean,
  trim: aBoolean,
  missing: texts,
  default: anything,
};

const numbers = {
  ...source,
  decimalSeparator: oneOf([".", ","]),
  groupSeparator: oneOf([",", ".", " ", "'", "\u00a0", "\u202f"]),
  min: aNumber(),
  max: aNumber(),
};

/** The options of each type of field, with their kinds. */
const FIELDS: { readonly [Type in CellType]: OptionShape<Extract<FieldMapping, { readonly type: Type }>> } = {
  text: { ...source, maxLength: anInteger({ min: 1 }) },
  integer: numbers,
  decimal: { ...numbers, maxDecimals: anInteger({ min: 0 }) },
  money: { ...numbers, currency: aCurrency, currencyColumn: anyText, currencies: listOf(aCurrency) },
  instant: {
    ...source,
    format: oneOf(["iso", "epoch-milliseconds", "epoch-seconds"]),
    pattern: aPattern,
    zone: aZone,
    doubled: oneOf(["earlier", "later", "refuse"]),
    nonexistent: oneOf(["refuse", "shift"]),
  },
  date: { ...source, pattern: aPattern },
  boolean: { ...source, true: texts, false: texts },
  "one-of": { ...source, values: anything, ignoreCase: aBoolean },
  custom: { ...source, read: aFunction },
};

const MAPPING = { fields: anObject, missing: texts, unique: texts, check: aFunction };

/** Creates the error of an option of a field. */
export function invalidMapping(
  field: string,
  option: string,
  value: unknown,
  message: string,
): ClienteleError<"invalid_mapping"> {
  const path = joinPath("fields", field);
  return new ClienteleError("invalid_mapping", message, { field, value }, option === "" ? path : joinPath(path, option));
}

/**
 * Checks the options of a mapping, not of its fields.
 *
 * @throws ClienteleError `invalid_mapping`
 */
export function checkMappingOptions(mapping: object | undefined): void {
  asMapping("", () => requireOptions<object>(mapping, MAPPING));
}

/**
 * Checks the options of one field.
 *
 * @throws ClienteleError `invalid_mapping`
 */
export function checkField(name: string, field: FieldMapping): void {
  const path = joinPath("fields", name);
  if (typeof field !== "object" || field === null)
    throw invalidMapping(name, "", field, "A field must be an object with `column` and `type`.");
  asMapping(name, () => {
    const type = requireOneOf(joinPath(path, "type"), field.type, CELL_TYPES);
    requireOptions<object>(field, FIELDS[type], { path });
  });
  if (field.column === undefined) throw invalidMapping(name, "column", undefined, "Name the column that the field is read from.");
}

/** Runs a check of the kernel, and reports what it rejects as an error of the mapping. */
function asMapping(field: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!isClienteleError(error)) throw error;
    const details = error.details as { readonly value?: unknown; readonly currency?: unknown; readonly zone?: unknown };
    const value = details.value ?? details.currency ?? details.zone;
    throw new ClienteleError("invalid_mapping", error.message, { field, value }, error.path);
  }
}
