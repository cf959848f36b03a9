import { type Random, seededRandom } from "../../kernel/index.js";
import { shuffled } from "../../kernel/internal.js";
import { outsideDomain } from "../domain.js";
import { kMeans } from "./k-means.js";

/** How to compare with data that have no clusters. */
export interface GapOptions {
  /** The numbers of clusters to try, ascending; the last is tried only to be compared with the one before. */
  readonly ks: readonly number[];
  /** The same seed gives the same reference sets. */
  readonly seed: number | string;
  /** Reference sets; 20 unless told. */
  readonly references?: number | undefined;
  /** Starts of each clustering, of the data and of the references alike; 4. */
  readonly starts?: number | undefined;
  /** Rows to take at most, a seeded sample; 1,000. */
  readonly sample?: number | undefined;
  /**
   * Where reference rows are drawn, evenly: in the box of the principal components, which follows the lie of the data
   * (`"components"`, unless told), or in the box of the columns (`"columns"`).
   */
  readonly box?: "components" | "columns" | undefined;
}

/** How much tighter clusters are than those of data without any. */
export interface GapStatistic {
  readonly ks: readonly number[];
  /** Mean log inertia of the references less that of the data, by k. */
  readonly gaps: readonly number[];
  /** Standard errors of the gaps, the error of simulation included. */
  readonly standardErrors: readonly number[];
  /** The smallest k whose gap is not beaten by the next beyond a standard error; the last k if each is. */
  readonly k: number;
}

/**
 * The gap statistic: how much tighter k clusters of the data are than k clusters of even data in the same place. Unlike
 * the silhouette it can say that there is one cluster, which is none.
 *
 * @param columns - features on one scale; finite numbers
 * @param options - `ks`, `seed`
 * @throws ClienteleError `outside_domain` for ks that do not ascend or reach the number of different rows, no reference, and what {@link kMeans} refuses
 * @see Tibshirani, Walther, Hastie (2001), Estimating the number of clusters in a data set via the gap statistic
 * @example
 * const x = Array.from({ length: 40 }, (_, row) => (row % 2) * 10 + (row % 7) / 7);
 * gapStatistic([x], { ks: [1, 2, 3], seed: 1 }).k // => 2
 */
export function gapStatistic(columns: readonly ArrayLike<number>[], options: GapOptions): GapStatistic {
  const { ks, seed, references = 20, starts = 4, sample = 1_000, box = "components" } = options;
  if (ks.length === 0 || ks.some((k, index) => index > 0 && !(k > ks[index - 1]!)))
    throw outsideDomain("ks", ks, "at least one number, ascending");
  if (!(Number.isInteger(references) && references >= 1)) throw outsideDomain("references", references, "1 or more");
  const random = seededRandom(seed);
  const points = sampled(columns, sample, random);
  const rows = points[0]?.length ?? 0;
  // Distances are the same along the principal axes: the references need not be turned back.
  const turned = box === "components" ? alongPrincipalAxes(points) : points;
  const ranges = turned.map((column) => [extreme(column, Math.min), extreme(column, Math.max)] as const);
  const logInertia = (data: readonly ArrayLike<number>[], k: number): number =>
    Math.log(kMeans(data, { k, seed, starts }).inertia);
  const seen = ks.map((k) => logInertia(points, k));
  seen.forEach((value, index) => {
    if (value === Number.NEGATIVE_INFINITY) throw outsideDomain("ks", ks[index], "below the number of different rows");
  });
  const expected = Array.from({ length: references }, () => {
    const reference = ranges.map(([low, high]) => Float64Array.from({ length: rows }, () => low + random() * (high - low)));
    return ks.map((k) => logInertia(reference, k));
  });
  const means = ks.map((_, index) => expected.reduce((sum, values) => sum + values[index]!, 0) / references);
  const gaps = means.map((mean, index) => mean - seen[index]!);
  const standardErrors = means.map((mean, index) => {
    const squares = expected.reduce((sum, values) => sum + (values[index]! - mean) ** 2, 0);
    return Math.sqrt((squares / references) * (1 + 1 / references));
  });
  const first = gaps.findIndex((gap, index) => index + 1 < ks.length && gap >= gaps[index + 1]! - standardErrors[index + 1]!);
  return { ks, gaps, standardErrors, k: ks[first < 0 ? ks.length - 1 : first]! };
}

/** The rows of the columns, or so many of them drawn. */
function sampled(columns: readonly ArrayLike<number>[], most: number, random: Random): Float64Array[] {
  const rows = columns[0]?.length ?? 0;
  for (const column of columns) if (column.length !== rows) throw outsideDomain("columns", column.length, `of length ${rows}`);
  if (rows <= most) return columns.map((column) => Float64Array.from(column));
  const picked = shuffled(
    Array.from({ length: rows }, (_, row) => row),
    random,
  ).slice(0, most);
  return columns.map((column) => Float64Array.from(picked, (row) => column[row]!));
}

/**
 * The rows in the axes of their principal components: pairs of columns are turned until no two correlate.
 *
 * @see Hestenes (1958), Inversion of matrices by biorthogonalization (one-sided Jacobi rotations)
 */
function alongPrincipalAxes(columns: readonly Float64Array[]): Float64Array[] {
  const turned = columns.map((column) => {
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    return column.map((value) => value - mean);
  });
  for (let sweep = 0, isTurning = true; isTurning && sweep < 60; sweep++) {
    isTurning = false;
    for (let p = 0; p < turned.length - 1; p++)
      for (let q = p + 1; q < turned.length; q++) if (turnApart(turned[p]!, turned[q]!)) isTurning = true;
  }
  return turned;
}

/** Turns two columns in their plane until they are orthogonal; tells whether they were not. */
function turnApart(left: Float64Array, right: Float64Array): boolean {
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
  return column.reduce((most, value) => pick(most, value));
}
