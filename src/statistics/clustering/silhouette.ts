import { randomInteger, seededRandom } from "../../kernel/index.js";
import { anInteger, aSeed, type OptionShape, requireOption, requireOptions } from "../../kernel/internal.js";
import { outsideDomain } from "../domain.js";

/** Options of `silhouette`. */
export interface SilhouetteOptions {
  /** Seed of the sample. */
  readonly seed: number | string;
  /** Maximum number of rows: more are sampled. Defaults to 1,000. */
  readonly maxRows?: number | undefined;
}

const SILHOUETTE_OPTIONS: OptionShape<SilhouetteOptions> = { seed: aSeed, maxRows: anInteger({ min: 1 }) };

/**
 * Returns the mean silhouette of clusters, from −1 to 1: how much nearer rows are to their own cluster than to the nearest other
 * one. It takes a seeded sample of many rows.
 *
 * @param columns - features that were clustered
 * @param clusters - cluster of each row
 * @param options - seed, maximum number of rows
 * @throws ClienteleError `outside_domain` for columns of different lengths; `invalid_option`
 * @see Rousseeuw (1987), Silhouettes
 * @example
 * silhouette([[0, 1, 10, 11]], [0, 0, 1, 1], { seed: 1 }) // => 0.8997
 */
export function silhouette(
  columns: readonly ArrayLike<number>[],
  clusters: ArrayLike<number>,
  options: SilhouetteOptions,
): number {
  const { maxRows = 1_000, seed } = requireOptions(options, SILHOUETTE_OPTIONS);
  const rows = clusters.length;
  for (const column of columns)
    if (column.length !== rows) throw outsideDomain("columns", `a column of ${column.length}`, `columns of ${rows} rows each`);
  const random = seededRandom(requireOption("seed", seed, aSeed));
  const picked = Array.from({ length: rows }, (_, row) => row);
  for (let index = 0; index < Math.min(maxRows, rows); index++) {
    const other = index + randomInteger(random, rows - index);
    [picked[index], picked[other]] = [picked[other]!, picked[index]!];
  }
  picked.length = Math.min(maxRows, rows);
  let k = 0;
  for (let row = 0; row < rows; row++) k = Math.max(k, clusters[row]! + 1);
  let total = 0;
  for (const row of picked) {
    const sums = new Float64Array(k);
    const counts = new Float64Array(k);
    for (const other of picked) {
      if (other === row) continue;
      let squared = 0;
      for (const column of columns) squared += (column[row]! - column[other]!) ** 2;
      sums[clusters[other]!]! += Math.sqrt(squared);
      counts[clusters[other]!]! += 1;
    }
    const own = clusters[row]!;
    // The silhouette of a single row is 0 by definition.
    if (counts[own] === 0) continue;
    const inside = sums[own]! / counts[own]!;
    let outside = Number.POSITIVE_INFINITY;
    for (let cluster = 0; cluster < k; cluster++)
      if (cluster !== own && counts[cluster]! > 0) outside = Math.min(outside, sums[cluster]! / counts[cluster]!);
    if (outside === Number.POSITIVE_INFINITY) continue;
    const larger = Math.max(inside, outside);
    if (larger > 0) total += (outside - inside) / larger;
  }
  return picked.length === 0 ? 0 : total / picked.length;
}
