import { ClienteleError, compareCodePoints } from "../../kernel/index.js";

/** A column of texts as numbers. */
export interface CategoryCodes {
  /** The position of each value in `levels`; NaN where it is missing or not among them. */
  readonly codes: Float64Array;
  /** The different values, by code point. */
  readonly levels: readonly string[];
}

/**
 * A column of texts as whole numbers from 0, which boosted trees take as a categorical feature.
 *
 * @param values - texts; `null` and `undefined` are missing
 * @param levels - the levels of an earlier encoding, so that a new population gets the same codes; those of the values unless given
 * @example
 * const { codes, levels } = categoryCodes(["Two year", "Month-to-month", null]);
 * levels // => ["Month-to-month", "Two year"]
 * [...codes] // => [1, 0, NaN]
 */
export function categoryCodes(
  values: readonly (string | null | undefined)[],
  levels: readonly string[] = levelsOf(values),
): CategoryCodes {
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  return { codes: Float64Array.from(values, (value) => codeOf.get(value ?? "\0") ?? Number.NaN), levels };
}

/**
 * Indicator columns (dummies, 哑变量) of text columns, one a level except the first of each, against which the others are
 * measured: what a regression takes. A missing value is 0 in every column.
 *
 * @param columns - text columns by name
 * @param levels - the levels of each column, the first of which gets no indicator; by code point from the values unless given
 * @returns columns of 0 and 1 named `column=level`, in the order of columns and levels
 * @throws ClienteleError `mismatched_dimensions` for columns of different lengths
 * @example
 * const dummies = dummyColumns({ contract: ["One year", "Month-to-month", "Two year"] });
 * Object.keys(dummies) // => ["contract=One year", "contract=Two year"]
 * [...(dummies["contract=Two year"] ?? [])] // => [0, 0, 1]
 */
export function dummyColumns(
  columns: Readonly<Record<string, readonly (string | null | undefined)[]>>,
  levels: Readonly<Record<string, readonly string[]>> = {},
): Record<string, Float64Array> {
  const dummies: Record<string, Float64Array> = {};
  let rows: number | undefined;
  for (const [name, values] of Object.entries(columns)) {
    rows ??= values.length;
    if (values.length !== rows)
      throw new ClienteleError("mismatched_dimensions", `Column "${name}" has ${values.length} rows, others ${rows}.`, {
        expected: rows,
        actual: values.length,
      });
    const own = Object.hasOwn(levels, name) ? levels[name]! : levelsOf(values);
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
