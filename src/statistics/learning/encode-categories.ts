import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import { joinPath, listOf, mapOf, type OptionShape, orAbsent, requireOptions } from "../../kernel/internal.js";
import { requireFeature } from "./features.js";

/** Column of texts as numbers. */
export interface CategoryCodes {
  /** Position of each value in `levels`; NaN for a value that is missing or not among them. */
  readonly codes: Float64Array;
  /** Distinct values, sorted by code point. */
  readonly levels: readonly string[];
}

/** Options of `categoryCodes`. */
export interface CategoryCodesOptions {
  /** Levels of an earlier encoding: other rows then get the same codes. Defaults to the distinct values, by code point. */
  readonly levels?: readonly string[] | undefined;
}

/** Options of `dummyColumns`. */
export interface DummyColumnsOptions {
  /** Levels of each column; the first one gets no indicator. Default to the distinct values of the column, by code point. */
  readonly levels?: Readonly<Record<string, readonly string[] | undefined>> | undefined;
}

const LEVELS = listOf({ expected: "a text", accepts: (value) => typeof value === "string" });
const CODES_OPTIONS: OptionShape<CategoryCodesOptions> = { levels: LEVELS };
const DUMMY_OPTIONS: OptionShape<DummyColumnsOptions> = { levels: mapOf(orAbsent(LEVELS)) };

/**
 * Encodes a column of texts as integers from 0, which boosted trees take as a categorical feature.
 *
 * @param values - texts; `null` and `undefined` are missing
 * @param options - levels of an earlier encoding
 * @throws ClienteleError `invalid_option`
 * @example
 * const { codes, levels } = categoryCodes(["Two year", "Month-to-month", null]);
 * levels // => ["Month-to-month", "Two year"]
 * [...codes] // => [1, 0, NaN]
 */
export function categoryCodes(values: readonly (string | null | undefined)[], options: CategoryCodesOptions = {}): CategoryCodes {
  const levels = requireOptions(options, CODES_OPTIONS).levels ?? levelsOf(values);
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  return { codes: Float64Array.from(values, (value) => codeOf.get(value ?? "\0") ?? Number.NaN), levels };
}

/**
 * Encodes text columns as indicator columns (dummies, 哑变量) for a regression: one per level except the first, against which
 * the others are measured. A missing value is 0 in every column.
 *
 * @param columns - text columns by name
 * @param options - levels of each column
 * @returns columns of 0 and 1 named `column=level`, in the order of columns and levels
 * @throws ClienteleError `mismatched_dimensions` for columns of different lengths; `missing_feature` for levels of a column that does not exist; `invalid_option`
 * @example
 * const dummies = dummyColumns({ contract: ["One year", "Month-to-month", "Two year"] });
 * Object.keys(dummies) // => ["contract=One year", "contract=Two year"]
 * [...(dummies["contract=Two year"] ?? [])] // => [0, 0, 1]
 */
export function dummyColumns(
  columns: Readonly<Record<string, readonly (string | null | undefined)[]>>,
  options: DummyColumnsOptions = {},
): Record<string, Float64Array> {
  const { levels = {} } = requireOptions(options, DUMMY_OPTIONS);
  for (const name of Object.keys(levels)) requireFeature(name, Object.keys(columns), joinPath("levels", name));
  const dummies: Record<string, Float64Array> = {};
  let rows: number | undefined;
  for (const [name, values] of Object.entries(columns)) {
    rows ??= values.length;
    if (values.length !== rows)
      throw new ClienteleError("mismatched_dimensions", `Column "${name}" has ${values.length} rows, the first column ${rows}.`, {
        expected: rows,
        actual: values.length,
      });
    const own = (Object.hasOwn(levels, name) ? levels[name] : undefined) ?? levelsOf(values);
    for (const level of own.slice(1))
      dummies[`${name}=${level}`] = Float64Array.from(values, (value) => (value === level ? 1 : 0));
  }
  return dummies;
}

function levelsOf(values: readonly (string | null | undefined)[]): string[] {
  const distinct = new Set<string>();
  for (const value of values) if (value !== null && value !== undefined) distinct.add(value);
  return [...distinct].sort(compareCodePoints);
}
