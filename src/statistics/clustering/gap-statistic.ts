import { type Random, seededRandom } from "../../kernel/index.js";
import {
  anInteger,
  aSeed,
  invalidOption,
  listOf,
  oneOf,
  type OptionShape,
  requireOption,
  requireOptions,
  shuffled,
} from "../../kernel/internal.js";
import { outsideDomain } from "../domain.js";
import { kMeans } from "./k-means.js";

/** Options of `gapStatistic`. */
export interface GapOptions {
  /** Numbers of clusters to try, ascending; the last one serves only as a comparison for the one before. */
  readonly ks: readonly number[];
  /** Seed of the reference sets and of the clusterings. */
  readonly seed: number | string;
  /** Number of reference sets. Defaults to 20. */
  readonly references?: number | undefined;
  /** Number of starts of each clustering. Defaults to 4. */
  readonly starts?: number | undefined;
  /** Maximum number of rows: more are sampled. Defaults to 1,000. */
  readonly maxRows?: number | undefined;
  /**
   * Box in which the reference rows are uniform: around the principal components, which follow the shape of the data
   * (`"components"`), or around the columns (`"columns"`). Defaults to `"components"`.
   */
  readonly box?: "components" | "columns" | undefined;
}

const GAP_OPTIONS: OptionShape<GapOptions> = {
  ks: listOf(anInteger({ min: 1, max: 65_535 })),
  seed: aSeed,
  references: anInteger({ min: 1 }),
  starts: anInteger({ min: 1 }),
  maxRows: anInteger({ min: 1 }),
  box: oneOf(["components", "columns"]),
};

/** Gap statistics of several numbers of clusters. */
export interface GapStatistic {
  readonly ks: readonly number[];
  /** Mean log inertia of the reference sets minus the log inertia of the data, by k. */
  readonly gaps: readonly number[];
  /** Standard errors of the gaps, with the simulation error. */
  readonly standardErrors: readonly number[];
  /** Smallest k whose gap is at least the next gap minus its standard error; the last k if there is none. */
  readonly k: number;
}

/**
 * Computes the gap statistic: how much tighter k clusters of the data are than k clusters of uniform data in the same range.
 * Unlike the silhouette, it can find that there is only one cluster.
 *
 * @param columns - features on one scale; finite numbers
 * @param options - numbers of clusters, seed, reference sets
 * @throws ClienteleError `invalid_option`, also when `ks` do not ascend or reach the number of distinct rows; `outside_domain` like {@link kMeans}
 * @see Tibshirani, Walther, Hastie (2001), Estimating the number of clusters in a data set via the gap statistic
 * @example
 * const x = Array.from({ length: 40 }, (_, row) => (row % 2) * 10 + (row % 7) / 7);
 * gapStatistic([x], { ks: [1, 2, 3], seed: 1 }).k // => 2
 */
export function gapStatistic(columns: readonly ArrayLike<number>[], options: GapOptions): GapStatistic {
  const checked = requireOptions(options, GAP_OPTIONS);
  const { references = 20, starts = 4, maxRows = 1_000, box = "components" } = checked;
  const seed = requireOption("seed", checked.seed, aSeed);
  const ks = requireOption("ks", checked.ks, GAP_OPTIONS.ks);
  if (ks.length === 0 || ks.some((k, index) => index > 0 && !(k > ks[index - 1]!)))
    throw invalidOption("ks", ks, "a strictly increasing array with at least one number");
  const random = seededRandom(seed);
  const points = sampled(columns, maxRows, random);
  const rows = points[0]?.length ?? 0;
  // Distances are the same along the principal axes: the references need not be rotated back.
  const turned = box === "components" ? alongPrincipalAxes(points) : points;
  const ranges = turned.map((column) => [extreme(column, Math.min), extreme(column, Math.max)] as const);
  const logInertia = (data: readonly ArrayLike<number>[], k: number): number =>
    Math.log(kMeans(data, { k, seed, starts }).inertia);
  const observed = ks.map((k) => logInertia(points, k));
  observed.forEach((value, index) => {
    if (value === Number.NEGATIVE_INFINITY) throw invalidOption(`ks[${index}]`, ks[index], "below the number of distinct rows");
  });
  const expected = Array.from({ length: references }, () => {
    const reference = ranges.map(([low, high]) => Float64Array.from({ length: rows }, () => low + random() * (high - low)));
    return ks.map((k) => logInertia(reference, k));
  });
  const means = ks.map((_, index) => expected.reduce((sum, values) => sum + values[index]!, 0) / references);
  const gaps = means.map((mean, index) => mean - observed[index]!);
  const standardErrors = means.map((mean, index) => {
    const squares = expected.reduce((sum, values) => sum + (values[index]! - mean) ** 2, 0);
    return Math.sqrt((squares / references) * (1 + 1 / references));
  });
  const first = gaps.findIndex((gap, index) => index + 1 < ks.length && gap >= gaps[index + 1]! - standardErrors[index + 1]!);
  return { ks, gaps, standardErrors, k: ks[first < 0 ? ks.length - 1 : first]! };
}

/** Returns the rows of the columns, or a sample of `maxRows` of them. */
function sampled(columns: readonly ArrayLike<number>[], maxRows: number, random: Random): Float64Array[] {
  const rows = columns[0]?.length ?? 0;
  for (const column of columns)
    if (column.length !== rows) throw outsideDomain("columns", `a column of ${column.length}`, `columns of ${rows} rows each`);
  if (rows <= maxRows) return columns.map((column) => Float64Array.from(column));
  const picked = shuffled(
    Array.from({ length: rows }, (_, row) => row),
    random,
  ).slice(0, maxRows);
  return columns.map((column) => Float64Array.from(picked, (row) => column[row]!));
}

/**
 * Rotates the rows onto the axes of their principal components: rotates pairs of columns until no two correlate.
 *
 * @see Hestenes (1958), Inversion of matrices by biorthogonalization (one-sided Jacobi rotations)
 */
function alongPrincipalAxes(columns: readonly Float64Array[]): Float64Array[] {
  const turned = columns.map((column) => {
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    return column.map((value) => value - mean);
  });
  for (let sweep = 0, isRotating = true; isRotating && sweep < 60; sweep++) {
    isRotating = false;
    for (let p = 0; p < turned.length - 1; p++)
      for (let q = p + 1; q < turned.length; q++) if (orthogonalize(turned[p]!, turned[q]!)) isRotating = true;
  }
  return turned;
}

/** Rotates two columns in their plane until they are orthogonal; tells whether they were not. */
function orthogonalize(left: Float64Array, right: Float64Array): boolean {
  let [a, b, c] = [0, 0, 0];
  for (let row = 0; row < left.length; row++) {
    a += left[row]! ** 2;
    b += right[row]! ** 2;
    c += left[row]! * right[row]!;
  }
  if (!(Math.abs(c) > 1e-12 * Math.sqrt(a * b))) return false;
  const zeta = (b - a) / (2 * c);
  const tangent = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = cosine * tangent;
  for (let row = 0; row < left.length; row++) {
    const [x, y] = [left[row]!, right[row]!];
    left[row] = cosine * x - sine * y;
    right[row] = sine * x + cosine * y;
  }
  return true;
}

function extreme(column: Float64Array, pick: (left: number, right: number) => number): number {
  return column.reduce((picked, value) => pick(picked, value));
}
