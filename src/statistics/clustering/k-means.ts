import { randomInteger, type Random, seededRandom } from "../../kernel/index.js";
import { anInteger, aSeed, invalidOption, type OptionShape, requireOption, requireOptions } from "../../kernel/internal.js";
import { outsideDomain } from "../domain.js";

/** Options of `kMeans`. */
export interface KMeansOptions {
  /** Number of clusters. */
  readonly k: number;
  /** Seed of the starts: the same seed gives the same clusters everywhere. */
  readonly seed: number | string;
  /** Number of random starts, of which the best is kept. Defaults to 10. */
  readonly starts?: number | undefined;
  /** Maximum number of rounds per start. Defaults to 100. */
  readonly maxIterations?: number | undefined;
}

const K_MEANS_OPTIONS: OptionShape<KMeansOptions> = {
  k: anInteger({ min: 1, max: 65_535 }),
  seed: aSeed,
  starts: anInteger({ min: 1 }),
  maxIterations: anInteger({ min: 1 }),
};

/** Clusters of rows, numbered by size, the largest first. */
export interface KMeans {
  /** Cluster of each row. */
  readonly clusters: Uint16Array;
  /** Center of each cluster: k · features numbers, cluster by cluster. */
  readonly centers: Float64Array;
  readonly sizes: readonly number[];
  /** Sum of the squared distances of all rows from their centers. */
  readonly inertia: number;
  /** Number of rounds of the best start. */
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * Clusters rows by k-means: Lloyd's algorithm from k-means++ starts, with Hamerly's bounds, which skip most distance computations
 * without changing the result. Put the columns on one scale first.
 *
 * @param columns - one column per feature; finite numbers
 * @param options - number of clusters, seed, starts
 * @throws ClienteleError `invalid_option`, also for a `k` above the number of distinct rows; `outside_domain` for no column, columns of different lengths or a number that is not finite
 * @see Arthur, Vassilvitskii (2007), k-means++; Hamerly (2010), Making k-means even faster
 * @example
 * const { clusters, sizes } = kMeans([[0, 1, 9, 10, 11]], { k: 2, seed: 1 });
 * sizes // => [3, 2]
 * [...clusters] // => [1, 1, 0, 0, 0]
 */
export function kMeans(columns: readonly ArrayLike<number>[], options: KMeansOptions): KMeans {
  const { k: clusters, seed, starts = 10, maxIterations = 100 } = requireOptions(options, K_MEANS_OPTIONS);
  const k = requireOption("k", clusters, K_MEANS_OPTIONS.k);
  const random = seededRandom(requireOption("seed", seed, aSeed));
  const rows = columns[0]?.length ?? 0;
  const features = columns.length;
  if (features === 0 || rows === 0) throw outsideDomain("columns", "an empty one", "an array of at least one column with a row");
  const points = new Float64Array(rows * features);
  columns.forEach((column, feature) => {
    if (column.length !== rows) throw outsideDomain(`columns[${feature}]`, `one of ${column.length}`, `a column of ${rows} rows`);
    for (let row = 0; row < rows; row++) {
      if (!Number.isFinite(column[row])) throw outsideDomain(`columns[${feature}][${row}]`, column[row], "a finite number");
      points[row * features + feature] = column[row]!;
    }
  });
  let best: Run | undefined;
  for (let start = 0; start < starts; start++) {
    const run = lloyd(points, features, chooseCenters(points, rows, features, k, random), maxIterations);
    if (best === undefined || run.inertia < best.inertia) best = run;
  }
  return bySize(best!, features, k);
}

interface Run {
  readonly clusters: Uint16Array;
  readonly centers: Float64Array;
  readonly counts: Float64Array;
  readonly inertia: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Chooses centers by k-means++: each further center is a row drawn in proportion to its squared distance from the nearest center. */
function chooseCenters(points: Float64Array, rows: number, features: number, k: number, random: Random): Float64Array {
  const centers = new Float64Array(k * features);
  const nearest = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  let row = randomInteger(random, rows);
  for (let center = 0; center < k; center++) {
    centers.set(points.subarray(row * features, (row + 1) * features), center * features);
    let total = 0;
    for (let other = 0; other < rows; other++) {
      const distance = squaredDistance(points, other * features, centers, center * features, features);
      if (distance < nearest[other]!) nearest[other] = distance;
      total += nearest[other]!;
    }
    if (center === k - 1) break;
    if (total === 0) throw invalidOption("k", k, `at most ${center + 1}, the number of distinct rows`);
    let target = random() * total;
    row = -1;
    for (let other = 0; other < rows; other++) {
      if (nearest[other] === 0) continue;
      row = other;
      target -= nearest[other]!;
      if (target < 0) break;
    }
  }
  return centers;
}

/** Runs Lloyd's rounds; bounds tell which rows cannot have changed their center. */
function lloyd(points: Float64Array, features: number, centers: Float64Array, maxIterations: number): Run {
  const rows = points.length / features;
  const k = centers.length / features;
  const clusters = new Uint16Array(rows);
  const upper = new Float64Array(rows);
  const lower = new Float64Array(rows);
  const sums = new Float64Array(k * features);
  const counts = new Float64Array(k);
  const half = new Float64Array(k);
  const moved = new Float64Array(k);

  const assign = (row: number): number => {
    const from = row * features;
    let nearest = 0;
    let first = Number.POSITIVE_INFINITY;
    let second = Number.POSITIVE_INFINITY;
    for (let center = 0; center < k; center++) {
      const distance = squaredDistance(points, from, centers, center * features, features);
      if (distance < first) {
        second = first;
        first = distance;
        nearest = center;
      } else if (distance < second) second = distance;
    }
    upper[row] = Math.sqrt(first);
    lower[row] = Math.sqrt(second);
    return nearest;
  };
  const put = (row: number, cluster: number, sign: number): void => {
    counts[cluster]! += sign;
    for (let feature = 0; feature < features; feature++)
      sums[cluster * features + feature]! += sign * points[row * features + feature]!;
  };
  for (let row = 0; row < rows; row++) {
    clusters[row] = assign(row);
    put(row, clusters[row]!, 1);
  }

  let round = 0;
  let converged = false;
  for (; round < maxIterations && !converged; round++) {
    let [longest, second, farthest] = [0, 0, -1];
    for (let center = 0; center < k; center++) {
      let squared = 0;
      // A center without rows stays in place.
      if (counts[center]! > 0) {
        for (let feature = 0; feature < features; feature++) {
          const index = center * features + feature;
          const mean = sums[index]! / counts[center]!;
          squared += (mean - centers[index]!) ** 2;
          centers[index] = mean;
        }
      }
      moved[center] = Math.sqrt(squared);
      if (moved[center]! > longest) [second, longest, farthest] = [longest, moved[center]!, center];
      else if (moved[center]! > second) second = moved[center]!;
    }
    if (longest === 0) {
      converged = true;
      break;
    }
    for (let center = 0; center < k; center++) {
      let nearest = Number.POSITIVE_INFINITY;
      for (let other = 0; other < k; other++)
        if (other !== center)
          nearest = Math.min(nearest, squaredDistance(centers, center * features, centers, other * features, features));
      half[center] = Math.sqrt(nearest) / 2;
    }
    let changes = 0;
    for (let row = 0; row < rows; row++) {
      const cluster = clusters[row]!;
      upper[row]! += moved[cluster]!;
      lower[row]! -= cluster === farthest ? second : longest;
      const bound = Math.max(half[cluster]!, lower[row]!);
      if (upper[row]! <= bound) continue;
      upper[row] = Math.sqrt(squaredDistance(points, row * features, centers, cluster * features, features));
      if (upper[row]! <= bound) continue;
      const nearest = assign(row);
      if (nearest === cluster) continue;
      changes++;
      put(row, cluster, -1);
      put(row, nearest, 1);
      clusters[row] = nearest;
    }
    converged = changes === 0 && round > 0;
  }
  let inertia = 0;
  for (let row = 0; row < rows; row++)
    inertia += squaredDistance(points, row * features, centers, clusters[row]! * features, features);
  return { clusters, centers, counts, inertia, iterations: round, converged };
}

/** Numbers clusters by size, ties by their centers: the numbers do not depend on the start. */
function bySize({ clusters, centers, counts, ...rest }: Run, features: number, k: number): KMeans {
  const order = Array.from({ length: k }, (_, center) => center).sort((left, right) => {
    if (counts[left] !== counts[right]) return counts[right]! - counts[left]!;
    for (let feature = 0; feature < features; feature++) {
      const difference = centers[left * features + feature]! - centers[right * features + feature]!;
      if (difference !== 0) return difference;
    }
    return left - right;
  });
  const place = new Uint16Array(k);
  order.forEach((center, position) => {
    place[center] = position;
  });
  return {
    ...rest,
    clusters: clusters.map((cluster) => place[cluster]!),
    centers: Float64Array.from(
      { length: k * features },
      (_, index) => centers[order[Math.floor(index / features)]! * features + (index % features)]!,
    ),
    sizes: order.map((center) => counts[center]!),
  };
}

function squaredDistance(left: Float64Array, from: number, right: Float64Array, to: number, features: number): number {
  let sum = 0;
  for (let feature = 0; feature < features; feature++) {
    const difference = left[from + feature]! - right[to + feature]!;
    sum += difference * difference;
  }
  return sum;
}
