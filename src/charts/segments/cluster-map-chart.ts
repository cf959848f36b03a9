import { type LocalizedText, localize } from "../../kernel/index.js";
import { anInteger, requireOneOf, requireOption } from "../../kernel/internal.js";
import type { Chart, ChartColumn, ChartOptions, Json, JsonObject } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { type Label, labelText, numberText, tickExpression } from "../core/number-text.js";
import { ink } from "../core/palette.js";

/** Clusters of customers along two figures. */
export interface ClusterMapInput {
  /** Result of `clusterCustomers`. */
  readonly clusters: {
    readonly clusters: readonly {
      readonly id: string;
      readonly size: number;
      readonly means: Readonly<Record<string, number>>;
      readonly description: LocalizedText;
    }[];
    readonly memberships: { readonly segments: readonly { readonly members: ArrayLike<number> }[] };
  };
  /** Clustered data. */
  readonly data: {
    readonly ids: { readonly length: number };
    readonly numbers?: Readonly<Record<string, ArrayLike<number>>> | undefined;
  };
  /** Figure of the horizontal axis. */
  readonly x: string;
  /** Figure of the vertical axis. */
  readonly y: string;
  /** Names of the figures, with their units. */
  readonly labels?: Readonly<Record<string, Label>> | undefined;
  /** Scale of the axes; `"log"` suits figures that were clustered by their logarithm. Defaults to `"linear"`. */
  readonly scale?: "linear" | "log" | undefined;
  /** Maximum number of customers in the picture, evenly sampled; defaults to 1,200. */
  readonly maxPoints?: number | undefined;
}

const texts = {
  title: { en: "Clusters by {x} and {y}", zh: "按{x}与{y}划分的聚类" },
  cluster: { en: "Cluster", zh: "聚类" },
  name: { en: "Cluster {number}", zh: "聚类 {number}" },
  customers: { en: "Customers", zh: "客户数" },
  mean: { en: "{figure}, mean", zh: "{figure}（均值）" },
  description: { en: "Description", zh: "描述" },
  empty: { en: "there is no cluster", zh: "没有聚类" },
  sentence: {
    en: "The largest of {clusters} {clusters:cluster|clusters} is {name} with {size} of {customers} {customers:customer|customers}: {description}.",
    zh: "{clusters} 个聚类中最大的是{name}，{customers} 位客户中有 {size} 位：{description}。",
  },
} satisfies Record<string, LocalizedText>;

/** Colors that are distinguishable with any common color blindness; the marks differ as well. */
const colors = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#5f6b78", "#1f2933"];
const marks = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left"];

/**
 * Draws a map of clusters: one mark per customer at two of the figures, one color and shape per cluster, and the number of each
 * cluster at its mean. Clusters that overlap along two figures may differ in a third.
 *
 * @param input - clusters, their data, and the two figures
 * @param options - language, title, size in pixels
 * @returns the picture, the table of clusters and a sentence about the largest
 * @example
 * const description = { en: "low orders", zh: "orders 偏低" };
 * const clusters = { clusters: [{ id: "cluster-1", size: 2, means: { orders: 1.5, spend: 15 }, description }], memberships: { segments: [{ members: [1, 1] }] } };
 * const data = { ids: ["a", "b"], numbers: { orders: [1, 2], spend: [10, 20] } };
 * clusterMapChart({ clusters, data, x: "orders", y: "spend" }).sentence // => "The largest of 1 cluster is Cluster 1 with 2 of 2 customers: low orders."
 */
export function clusterMapChart(input: ClusterMapInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const { data, labels = {} } = input;
  const scale = requireOneOf("scale", input.scale ?? "linear", ["linear", "log"]);
  const maxPoints = requireOption("maxPoints", input.maxPoints ?? 1_200, anInteger({ min: 1 }));
  const { clusters, memberships } = input.clusters;
  const nameOf = (figure: string) => (Object.hasOwn(labels, figure) ? labelText(labels[figure] as Label, locale) : figure);
  const [x, y] = [nameOf(input.x), nameOf(input.y)];
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values: { x, y, ...values } });
  const figures = Object.keys(data.numbers ?? {});
  const columns: ChartColumn[] = [
    { key: "cluster", title: say(texts.cluster), kind: "text" },
    { key: "customers", title: say(texts.customers), kind: "count" },
    ...figures.map((figure) => ({
      key: `mean:${figure}`,
      title: say(texts.mean, { figure: nameOf(figure) }),
      kind: "number" as const,
    })),
    { key: "description", title: say(texts.description), kind: "text" },
  ];
  const across = data.numbers?.[input.x];
  const along = data.numbers?.[input.y];
  const largest = clusters.reduce((top, { size }, index) => (size > (clusters[top]?.size ?? -1) ? index : top), 0);
  if (clusters.length === 0 || across === undefined || along === undefined)
    return emptyChart(say(texts.title), columns, texts.empty, options);

  const clusterName = (index: number) => say(texts.name, { number: index + 1 });
  const rows = clusters.map(({ size, means, description }, index) => ({
    cluster: clusterName(index),
    customers: size,
    ...Object.fromEntries(figures.map((figure) => [`mean:${figure}`, means[figure] ?? null])),
    description: localize(description, { locale }),
  }));
  const sentence = say(texts.sentence, {
    customers: numberText(data.ids.length),
    clusters: numberText(clusters.length),
    name: clusterName(largest),
    size: numberText(clusters[largest]!.size),
    description: localize(clusters[largest]!.description, { locale }),
  });
  const names = clusters.map(({ size }, index) => `${clusterName(index)} (${numberText(size)})`);
  const step = Math.max(1, Math.ceil(data.ids.length / maxPoints));
  const points: Json[] = [];
  for (let row = 0; row < data.ids.length; row += step) {
    const cluster = memberships.segments.findIndex(({ members }) => members[row] === 1);
    if (cluster >= 0) points.push({ x: across[row]!, y: along[row]!, cluster: names[cluster]! });
  }
  // A number would hide the marks of a cluster of one or two.
  const centers: Json[] = clusters.flatMap(({ size }, cluster) => {
    if (size < 3) return [];
    const { members } = memberships.segments[cluster]!;
    return [{ x: centerOf(across, members, scale), y: centerOf(along, members, scale), number: String(cluster + 1) }];
  });
  const position = (field: "x" | "y", title: string): JsonObject => ({
    field,
    type: "quantitative",
    title,
    scale: scale === "log" ? { type: "symlog", zero: false, nice: false, padding: 8 } : { zero: false, padding: 8 },
    axis: {
      labelExpr: tickExpression(locale),
      ...(scale === "log" ? { values: roundFigures(field === "x" ? across : along) } : { tickCount: 6 }),
    },
  });
  const narrow = chartWidth(options) < 480;
  const body: JsonObject = {
    encoding: {
      x: position("x", x),
      y: position("y", y),
    },
    layer: [
      {
        data: { values: points },
        mark: { type: "point", filled: true, size: narrow ? 14 : 22, opacity: 0.55 },
        encoding: {
          color: {
            field: "cluster",
            type: "nominal",
            title: null,
            sort: names,
            scale: { domain: names, range: names.map((_, index) => colors[index % colors.length] as string) },
            legend: narrow ? { orient: "bottom", columns: 2 } : { orient: "right" },
          },
          shape: {
            field: "cluster",
            type: "nominal",
            title: null,
            sort: names,
            scale: { domain: names, range: names.map((_, index) => marks[index % marks.length] as string) },
          },
        },
      },
      ...(centers.length === 0 ? [] : numbers(centers)),
    ],
  };
  return frame({ title: say(texts.title), height: 420, body, table: { columns, rows }, sentence }, options);
}

/** Returns the number of each cluster on a disc at its center. */
function numbers(centers: readonly Json[]): JsonObject[] {
  return [
    {
      data: { values: centers },
      mark: { type: "point", shape: "circle", filled: true, size: 330, color: "#ffffff", opacity: 0.92 },
    },
    {
      data: { values: centers },
      mark: { type: "text", fontSize: 13, fontWeight: 600, color: ink, aria: false },
      encoding: { text: { field: "number", type: "nominal" } },
    },
  ];
}

/** Returns the mean of a cluster's figures, on the scale on which they are drawn. */
function centerOf(values: ArrayLike<number>, members: ArrayLike<number>, scale: "linear" | "log"): number {
  let sum = 0;
  let size = 0;
  for (let row = 0; row < values.length; row++) {
    if (members[row] !== 1) continue;
    sum += scale === "log" ? Math.log1p(values[row]!) : values[row]!;
    size++;
  }
  return scale === "log" ? Math.expm1(sum / size) : sum / size;
}

/** Returns round numbers between the lowest and the highest value: 1, 2, 5, 10 …, or powers of ten if there are too many. */
function roundFigures(values: ArrayLike<number>): number[] {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, 0];
  for (let row = 0; row < values.length; row++) {
    lowest = Math.min(lowest, values[row]!);
    highest = Math.max(highest, values[row]!);
  }
  const within = (steps: readonly number[]) => {
    const ticks = [0];
    for (let power = 1; power <= highest; power *= 10) ticks.push(...steps.map((step) => step * power));
    return ticks.filter((tick) => tick >= lowest && tick <= highest);
  };
  const fine = within([1, 2, 5]);
  return fine.length <= 7 ? fine : within([1]);
}
