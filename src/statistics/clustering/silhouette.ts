import { randomInteger, seededRandom } from "../../kernel/index.js";
import { outsideDomain } from "../domain.js";

/**
 * The mean silhouette of clusters: how much nearer rows are to their own cluster than to the next one, from −1 to 1.
 * Computed on a seeded sample where there are many rows.
 *
 * @param columns - the features that were clustered
 * @param clusters - the cluster of each row
 * @param options - `sample`: rows to take at most, 1,000; `seed` of the sample
 * @throws ClienteleError `outside_domain` for lengths that differ
 * @see Rousseeuw (1987), Silhouettes
 * @example
 * silhouette([[0, 1, 10, 11]], [0, 0, 1, 1], { seed: 1 }) // => 0.8997
 */
export function silhouette(
  columns: readonly ArrayLike<number>[],
  clusters: ArrayLike<number>,
  options: { readonly seed: number | string; readonly sample?: number | undefined },
): number {
  const { sample = 1_000, seed } = options;
  const rows = clusters.length;
  for (const column of columns) if (column.length !== rows) throw outsideDomain("columns", column.length, `of length ${rows}`);
  const random = seededRandom(seed);
  const picked = Array.from({ length: rows }, (_, row) => row);
  for (let index = 0; index < Math.min(sample, rows); index++) {
    const other = index + randomInteger(random, rows - index);
    [picked[index], picked[other]] = [picked[other]!, picked[index]!];
  }
  picked.length = Math.min(sample, rows);
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
    // Alone in its cluster: 0, by definition.
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
