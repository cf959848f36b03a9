/**
 * k-means on 100,000 rows of three features, k = 5, beside ml-kmeans. Run: npm run bench k-means
 *
 * Two data sets: five overlapping clouds, and even data without clusters, where Lloyd's rounds are many. One start each
 * (ml-kmeans has no more) to convergence, the same limit of rounds; then our ten starts. Processor time, the median of
 * nine runs over as many seeds; inertia is the mean over them.
 */
import { type Random, seededRandom } from "clientele/kernel";
import { kMeans } from "clientele/statistics";
import { normalQuantile } from "../src/statistics/internal.js";
import { kmeans } from "ml-kmeans";

const rows = 100_000;
const k = 5;
const seeds = Array.from({ length: 9 }, (_, seed) => seed + 1);

const random = seededRandom("k-means");
const normal = (draw: Random): number => normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, draw())));
const centers = [
  [0, 0, 0],
  [3, 0, 1],
  [0, 3, -1],
  [3, 3, 2],
  [-2, -2, 3],
];
const dataSets = {
  "five clouds": Array.from({ length: rows }, (_, row) => centers[row % k]!.map((center) => center + normal(random))),
  "no clusters": Array.from({ length: rows }, () => [random(), random(), random()]),
};

/** What a clustering came to; inertia is counted after the clock has stopped. */
interface Outcome {
  readonly inertia: () => number;
  readonly iterations: number;
}

for (const [name, points] of Object.entries(dataSets)) {
  const columns = [0, 1, 2].map((feature) => Float64Array.from(points, (point) => point[feature]!));
  const inertiaOf = (clusters: ArrayLike<number>, found: readonly (readonly number[])[]): number =>
    points.reduce(
      (sum, point, row) =>
        sum + point.reduce((part, value, feature) => part + (value - found[clusters[row]!]![feature]!) ** 2, 0),
      0,
    );
  const ours = (seed: number, starts: number): Outcome => {
    const { inertia, iterations } = kMeans(columns, { k, seed, starts, maxIterations: 1_000 });
    return { inertia: () => inertia, iterations };
  };
  const theirs = (seed: number): Outcome => {
    const { clusters, centroids, iterations } = kmeans(points, k, { seed, initialization: "kmeans++", maxIterations: 1_000 });
    return { inertia: () => inertiaOf(clusters, centroids), iterations };
  };
  const runs: Record<string, (seed: number) => Outcome> = {
    "Clientele, one start": (seed) => ours(seed, 1),
    "ml-kmeans": theirs,
    "Clientele, ten starts": (seed) => ours(seed, 10),
  };
  console.log(name);
  console.table(
    Object.fromEntries(
      Object.entries(runs).map(([label, run]) => {
        run(0);
        const measured = seeds.map((seed) => {
          const before = process.cpuUsage();
          const { inertia, iterations } = run(seed);
          const { user, system } = process.cpuUsage(before);
          return { time: (user + system) / 1_000, inertia: inertia(), iterations };
        });
        const times = measured.map(({ time }) => time).sort((left, right) => left - right);
        const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
        return [
          label,
          {
            "median ms": times[4]!.toFixed(0),
            "mean inertia": mean(measured.map(({ inertia }) => inertia)).toFixed(0),
            "mean rounds": mean(measured.map(({ iterations }) => iterations)).toFixed(1),
          },
        ];
      }),
    ),
  );
}
