import { type LocalizedText, localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions, Json, JsonObject } from "../core/chart.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { type Label, labelText, numberText, tickExpression } from "../core/number-text.js";
import { ink } from "../core/palette.js";

/** Clusters of customers, seen along two figures. */
export interface ClusterMapInput {
  /** What `clusterCustomers` gives. */
  readonly clusters: {
    readonly clusters: readonly {
      readonly id: string;
      readonly size: number;
      readonly means: Readonly<Record<string, number>>;
      readonly description: LocalizedText;
    }[];
    readonly memberships: { readonly segments: readonly { readonly members: ArrayLike<number> }[] };
  };
  /** The data that were clustered. */
  readonly data: {
    readonly ids: { readonly length: number };
    readonly numbers?: Readonly<Record<string, ArrayLike<number>>> | undefined;
  };
  /** The two figures of the axes. */
  readonly x: string;
  readonly y: string;
  /** What the figures are called, with their units. */
  readonly labels?: Readonly<Record<string, Label>> | undefined;
  /** `"log"` draws figures that were clustered by their logarithm; `"linear"` unless told. */
  readonly scale?: "linear" | "log" | undefined;
  /** Customers in the picture at most, evenly taken; 1,200. */
  readonly show?: number | undefined;
}

const texts = {
  title: { en: "The clusters by {x} and {y}", zh: "按{x}与{y}看聚类" },
  cluster: { en: "Cluster", zh: "聚类" },
  customers: { en: "Customers", zh: "客户数" },
  mean: { en: "{figure}, mean", zh: "{figure}（均值）" },
  description: { en: "Description", zh: "描述" },
  empty: { en: "there is no cluster", zh: "没有聚类" },
  sentence: {
    en: "{customers} customers in {clusters} clusters; the largest, {id}, has {size}: {description}.",
    zh: "{customers} 位客户分为 {clusters} 类；最大的 {id} 有 {size} 位：{description}。",
  },
} satisfies Record<string, LocalizedText>;

/** Told apart with any common color blindness, and by their marks. */
const colors = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#5f6b78", "#1f2933"];
const marks = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left"];

/**
 * The map of clusters: every customer a mark at two of the figures, a color and a shape a cluster, its number at its mean. Two
 * axes are a view: what overlaps here may lie apart in a third figure.
 *
 * @param input - clusters, their data, the two figures to look at
 * @param options - language, title, size in pixels
 * @returns the picture, the table of clusters and a sentence about the largest
 * @example
 * const description = { en: "low orders", zh: "orders 偏低" };
 * const clusters = { clusters: [{ id: "cluster-1", size: 2, means: { orders: 1.5, spend: 15 }, description }], memberships: { segments: [{ members: [1, 1] }] } };
 * const data = { ids: ["a", "b"], numbers: { orders: [1, 2], spend: [10, 20] } };
 * clusterMapChart({ clusters, data, x: "orders", y: "spend" }).sentence // => "2 customers in 1 clusters; the largest, cluster-1, has 2: low orders."
 */
export function clusterMapChart(input: ClusterMapInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = options;
  const { data, labels = {}, scale = "linear", show = 1_200 } = input;
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
  const [largest] = clusters;
  if (largest === undefined || across === undefined || along === undefined)
    return emptyChart(say(texts.title), columns, texts.empty, options);

  const rows = clusters.map(({ id, size, means, description }) => ({
    cluster: id,
    customers: size,
    ...Object.fromEntries(figures.map((figure) => [`mean:${figure}`, means[figure] ?? null])),
    description: localize(description, { locale }),
  }));
  const sentence = say(texts.sentence, {
    customers: numberText(data.ids.length),
    clusters: numberText(clusters.length),
    id: largest.id,
    size: numberText(largest.size),
    description: localize(largest.description, { locale }),
  });
  const names = clusters.map(({ id, size }) => `${id} (${numberText(size)})`);
  const step = Math.max(1, Math.ceil(data.ids.length / show));
  const points: Json[] = [];
  for (let row = 0; row < data.ids.length; row += step) {
    const cluster = memberships.segments.findIndex(({ members }) => members[row] === 1);
    if (cluster >= 0) points.push({ x: across[row]!, y: along[row]!, cluster: names[cluster]! });
  }
  // Numbers would hide the marks of a cluster of one or two.
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

/** The number of each cluster on a disc at its center. */
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

/** The mean of a cluster's figures, on the scale on which they are drawn. */
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

/** Round figures between the least and the largest: 1, 2, 5, 10 … or powers of ten where these are many. */
function roundFigures(values: ArrayLike<number>): number[] {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let row = 0; row < values.length; row++) {
    least = Math.min(least, values[row]!);
    most = Math.max(most, values[row]!);
  }
  const within = (steps: readonly number[]) => {
    const ticks = [0];
    for (let power = 1; power <= most; power *= 10) ticks.push(...steps.map((step) => step * power));
    return ticks.filter((tick) => tick >= least && tick <= most);
  };
  const fine = within([1, 2, 5]);
  return fine.length <= 7 ? fine : within([1]);
}
