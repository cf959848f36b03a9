import { type LocalizedText, localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { heatMap } from "../core/heat-map.js";
import { type Named, namesOf } from "../core/labels.js";
import { finite, numberText, shareText } from "../core/number-text.js";
import { wrapLabel, linesExpression } from "../core/wrap-label.js";

/** Moves between the stages of a lifecycle. */
export interface TransitionMatrixInput {
  /** What `transitionMatrix` gives. */
  readonly matrix: {
    readonly stages: readonly string[];
    readonly moves: readonly {
      readonly from: string;
      readonly to: string;
      readonly count: number;
      readonly share: { readonly estimate: number; readonly lower: number; readonly upper: number };
      readonly rate: { readonly estimate: number };
    }[];
  };
  /** What the stages are called: `stages` of the paths. */
  readonly stages?: readonly Named[] | undefined;
}

const texts = {
  title: { en: "Which stage follows which", zh: "阶段流转：从哪里到哪里" },
  from: { en: "Stage left", zh: "离开的阶段" },
  to: { en: "Stage entered (share of all moves out of the row's stage, %)", zh: "进入的阶段（占该行阶段全部转出的比例，%）" },
  toColumn: { en: "Stage entered", zh: "进入的阶段" },
  moves: { en: "Moves", zh: "流转次数" },
  share: { en: "Share of the moves out", zh: "占转出的比例" },
  low: { en: "Share at least", zh: "比例下限" },
  high: { en: "Share at most", zh: "比例上限" },
  rate: { en: "Moves per unit of time in the stage", zh: "单位停留时间的流转次数" },
  empty: { en: "nobody has moved yet", zh: "尚无客户变更阶段" },
  sentence: {
    en: "Of {moves} moves the most frequent choice is from {from} to {to}: {count}, {share} of all that left ({low} to {high}).",
    zh: "共 {moves} 次流转，最常见的选择是从“{from}”到“{to}”：{count} 次，占其转出的 {share}（{low} 至 {high}）。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * The transition matrix of a lifecycle: a row a stage left, a column a stage entered, in each cell the share of the moves
 * out of the row's stage and below it their number. Rows add up to 100 %; stages that nobody left or entered are left out.
 *
 * @param input - the matrix, and what the stages are called
 * @param options - language, title, size in pixels
 * @returns the picture, the table of moves with intervals and a sentence about the most frequent one
 * @example
 * const share = { estimate: 1, lower: 0.34, upper: 1 };
 * const matrix = { stages: ["new", "loyal"], moves: [{ from: "new", to: "loyal", count: 2, share, rate: { estimate: 0.1 } }] };
 * transitionMatrixChart({ matrix }).sentence // => "Of 2 moves the most frequent choice is from new to loyal: 2, 100.0% of all that left (34.0% to 100.0%)."
 */
export function transitionMatrixChart(input: TransitionMatrixInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = options;
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const columns: ChartColumn[] = [
    { key: "from", title: say(texts.from), kind: "text" },
    { key: "to", title: say(texts.toColumn), kind: "text" },
    { key: "moves", title: say(texts.moves), kind: "count" },
    { key: "share", title: say(texts.share), kind: "share" },
    { key: "low", title: say(texts.low), kind: "share" },
    { key: "high", title: say(texts.high), kind: "share" },
    { key: "rate", title: say(texts.rate), kind: "number" },
  ];
  const { stages, moves } = input.matrix;
  if (moves.length === 0) return emptyChart(say(texts.title), columns, texts.empty, options);
  const nameOf = namesOf(input.stages, locale);
  const rows = moves.map(({ from, to, count, share, rate }) => ({
    from: nameOf(from),
    to: nameOf(to),
    moves: count,
    share: share.estimate,
    low: share.lower,
    high: share.upper,
    rate: finite(rate.estimate),
  }));
  // A stage with a single way out says nothing: a choice is worth a sentence.
  const choices = rows.filter((row) => row.share < 1);
  const most = (choices.length > 0 ? choices : rows).reduce((best, row) => (row.moves > best.moves ? row : best));
  const sentence = say(texts.sentence, {
    moves: numberText(rows.reduce((sum, row) => sum + row.moves, 0)),
    from: most.from,
    to: most.to,
    count: numberText(most.moves),
    share: shareText(most.share),
    low: shareText(most.low),
    high: shareText(most.high),
  });
  const narrow = chartWidth(options) < 480;
  const rowName = (name: string) => (narrow ? wrapLabel(name) : name);
  const left = stages.filter((stage) => moves.some(({ from }) => from === stage)).map(nameOf);
  const entered = stages.filter((stage) => moves.some(({ to }) => to === stage)).map(nameOf);
  const cells = left.flatMap((from) =>
    entered.map((to) => {
      const move = rows.find((row) => row.from === from && row.to === to);
      return {
        x: to,
        y: rowName(from),
        value: (move?.share ?? 0) * 100,
        lines: move === undefined ? [] : [numberText(move.share * 100), ...(narrow ? [] : [numberText(move.moves)])],
      };
    }),
  );
  const body = heatMap(cells, {
    xTitle: narrow ? say(texts.toColumn) : say(texts.to),
    yTitle: say(texts.from),
    valueTitle: `${say(texts.share)} (%)`,
    xs: entered,
    ys: left.map(rowName),
    scale: "linear",
    fontSize: narrow ? 11 : 12,
    xAxis: { labelAngle: narrow ? -90 : -30, labelLimit: 130 },
    yAxis: { labelLimit: narrow ? 110 : 180, ...(narrow && { labelExpr: linesExpression }) },
  });
  const height = 170 + Math.max(2, left.length) * (narrow ? 34 : 42);
  return frame({ title: say(texts.title), height, body, table: { columns, rows }, sentence }, options);
}
