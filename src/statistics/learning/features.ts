import { ClienteleError } from "../../kernel/index.js";
import { aColumn, nearestName } from "../../kernel/internal.js";
import { outsideDomain } from "../domain.js";
import { requireLength } from "../linear/matrix.js";

/** Columns of numbers by feature name, all of one length. NaN is a missing value, where the model accepts one. */
export type FeatureColumns<Name extends string = string> = Readonly<Record<Name, ArrayLike<number>>>;

/** Features of one customer by name; absent, `undefined`, `null` and NaN are missing. */
export type FeatureRow<Name extends string = string> = Readonly<Partial<Record<Name, number | null | undefined>>>;

/** Returns the columns that a model reads, in the order of the model; other columns are ignored. */
export function columnsOf(features: FeatureColumns, names: readonly string[]): ArrayLike<number>[] {
  const columns = names.map((name) => {
    if (!Object.hasOwn(features, name)) throw missingFeature(name, Object.keys(features));
    return features[name]!;
  });
  for (const column of columns) requireLength(column, columns[0]!.length);
  return columns;
}

/** Number of rows of the columns. */
export function rowCount(features: FeatureColumns): number {
  return Object.values(features)[0]?.length ?? 0;
}

/** Returns the names of the columns; throws unless there is a column, and a row. */
export function featureNames<Name extends string>(features: FeatureColumns<Name>): Name[] {
  const names = Object.keys(features) as Name[];
  if (names.length === 0) throw outsideDomain("features", "no column", "an object with at least one column");
  for (const name of names)
    if (!aColumn.accepts(features[name])) throw outsideDomain(`features.${name}`, features[name], aColumn.expected);
  const rows = features[names[0]!].length;
  if (rows === 0) throw outsideDomain("features", "columns without rows", "columns with at least one row");
  for (const name of names) requireLength(features[name], rows);
  return names;
}

/** Throws when an option, at `path`, names a column that does not exist. */
export function requireFeature(name: string, names: readonly string[], path: string): void {
  if (!names.includes(name)) throw missingFeature(name, names, path);
}

function missingFeature(feature: string, known: readonly string[], path?: string): ClienteleError {
  const nearest = nearestName(feature, known);
  const hint = nearest === undefined ? `Known columns: ${known.join(", ")}.` : `Did you mean "${nearest}"?`;
  const where = path === undefined ? "" : `\`${path}\`: `;
  return new ClienteleError(
    "missing_feature",
    `${where}There is no column "${feature}". ${hint}`,
    { feature, known: [...known] },
    path,
  );
}

/**
 * Returns some rows of columns (a fold, a period, a sample), in the order of `rows`.
 *
 * @param features - columns of one length
 * @param rows - positions, from 0
 * @throws ClienteleError `outside_domain` for a position outside the columns
 * @example
 * [...selectRows({ tenure: [1, 24, 60] }, [2, 0]).tenure] // => [60, 1]
 */
export function selectRows<Name extends string>(
  features: FeatureColumns<Name>,
  rows: ArrayLike<number>,
): Record<Name, Float64Array> {
  const selected = {} as Record<Name, Float64Array>;
  for (const name of Object.keys(features) as Name[]) selected[name] = selectValues(features[name], rows);
  return selected;
}

/** Returns some values of one column, in the order of `rows`. */
export function selectValues(column: ArrayLike<number>, rows: ArrayLike<number>): Float64Array {
  const values = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index++) {
    const value = column[rows[index]!];
    if (value === undefined) throw outsideDomain(`rows[${index}]`, rows[index], `a position from 0 to ${column.length - 1}`);
    values[index] = value;
  }
  return values;
}
