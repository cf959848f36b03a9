import { ClienteleError } from "../../kernel/index.js";
import { nearestName } from "../../kernel/internal.js";
import { outsideDomain } from "../domain.js";
import { requireLength } from "../linear/matrix.js";

/** What a model learns from: a column of numbers a feature, all of one length; NaN is missing, where a learner takes it. */
export type FeatureColumns<Name extends string = string> = Readonly<Record<Name, ArrayLike<number>>>;

/** The features of one customer: absent, `null` and NaN are missing. */
export type FeatureRow<Name extends string = string> = Readonly<Partial<Record<Name, number | null | undefined>>>;

/** The columns of a model's features in the model's order; other columns are left alone. */
export function columnsOf(features: FeatureColumns, names: readonly string[]): ArrayLike<number>[] {
  const columns = names.map((name) => {
    if (!Object.hasOwn(features, name)) throw missingFeature(name, Object.keys(features));
    return features[name]!;
  });
  for (const column of columns) requireLength(column, columns[0]!.length);
  return columns;
}

/** The rows of the columns. */
export function rowCount(features: FeatureColumns): number {
  return Object.values(features)[0]?.length ?? 0;
}

/** The names of the columns, of which there is at least one, with rows. */
export function featureNames<Name extends string>(features: FeatureColumns<Name>): Name[] {
  const names = Object.keys(features) as Name[];
  if (names.length === 0) throw outsideDomain("features", "nothing", "at least one column");
  const rows = features[names[0]!].length;
  if (rows === 0) throw outsideDomain("features", "no rows", "columns with rows");
  for (const name of names) requireLength(features[name], rows);
  return names;
}

/** Throws when an option names a column that is not there. */
export function requireFeature(name: string, names: readonly string[]): void {
  if (!names.includes(name)) throw missingFeature(name, names);
}

function missingFeature(feature: string, known: readonly string[]): ClienteleError {
  const nearest = nearestName(feature, known);
  const hint = nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
  return new ClienteleError("missing_feature", `There is no column "${feature}".${hint}`, { feature, known: [...known] });
}

/**
 * Some rows of columns, in the order asked for: a fold, a period, a sample.
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

/** Some values of one column. */
export function selectValues(column: ArrayLike<number>, rows: ArrayLike<number>): Float64Array {
  const values = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index++) {
    const value = column[rows[index]!];
    if (value === undefined) throw outsideDomain(`rows[${index}]`, rows[index], `a position below ${column.length}`);
    values[index] = value;
  }
  return values;
}
