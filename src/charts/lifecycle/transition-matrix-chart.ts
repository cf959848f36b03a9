import { type LocalizedText, localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { heatMap } from "../core/heat-map.js";
import { type Named, namesOf } from "../core/labels.js";
import { finite, numberText, shareText } from "../core/number-text.js";
import { wrapLabel, linesExpression } from "../core/wrap-label.js";

/** Moves between the stages of a lifecycle. */
export interface TransitionMatrixInput {
  /** Result of `transitionMatrix`. */
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
  /** Names of the stages: `stages` of the paths. */
  readonly stages?: readonly Named[] | undefined;
}

const texts = {
  title: { en: "Moves between stages", zh: "阶段流转：从哪里到哪里" },
  from: { en: "Stage left", zh: "离开的阶段" },
  to: { en: "Stage entered (share of all moves out of the row's stage, %)", zh: "进入的阶段（占该行阶段全部转出的比例，%）" },
  toColumn: { en: "Stage entered", zh: "进入的阶段" },
  moves: { en: "Moves", zh: "流转次数" },
  share: { en: "Share of the moves out", zh: "占转出的比例" },
  lower: { en: "Share, lower bound", zh: "比例下限" },
  upper: { en: "Share, upper bound", zh: "比例上限" },
  rate: { en: "Moves per unit of time in the stage", zh: "单位停留时间的流转次数" },
  empty: { en: "no customer has moved yet", zh: "尚无客户变更阶段" },
  sentence: {
    en: "The most frequent move is from {from} to {to}: {count} of {left} {left:move|moves} out of {from} ({share}; {lower} to {upper}).",
    zh: "最常见的流转是从“{from}”到“{to}”：“{from}”转出的 {left} 次中有 {count} 次（{share}；{lower} 至 {upper}）。",
  },
  choice: {
    en: "Among stages with several next stages, the most frequent move is from {from} to {to}: {count} of {left} {left:move|moves} out of {from} ({share}; {lower} to {upper}).",
    zh: "在有多个去向的阶段中，最常见的流转是从“{from}”到“{to}”：“{from}”转出的 {left} 次中有 {count} 次（{share}；{lower} 至 {upper}）。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Draws the transition matrix of a lifecycle: one row per stage left, one column per stage entered, and in each cell the share
 * of the moves out of the row's stage, with their number below. Rows add up to 100 %; stages without moves are left out.
 *
 * @param input - the matrix, and the names of the stages
 * @param options - language, title, size in pixels
 * @returns the picture, the table of moves with intervals and a sentence about the most frequent one
 * @example
 * const share = { estimate: 1, lower: 0.34, upper: 1 };
 * const matrix = { stages: ["new", "loyal"], moves: [{ from: "new", to: "loyal", count: 2, share, rate: { estimate: 0.1 } }] };
 * transitionMatrixChart({ matrix }).sentence // => "The most frequent move is from new to loyal: 2 of 2 moves out of new (100.0%; 34.0% to 100.0%)."
 */
export function transitionMatrixChart(input: TransitionMatrixInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const columns: ChartColumn[] = [
    { key: "from", title: say(texts.from), kind: "text" },
    { key: "to", title: say(texts.toColumn), kind: "text" },
    { key: "moves", title: say(texts.moves), kind: "count" },
    { key: "share", title: say(texts.share), kind: "share" },
    { key: "lower", title: say(texts.lower), kind: "share" },
    { key: "upper", title: say(texts.upper), kind: "share" },
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
    lower: share.lower,
    upper: share.upper,
    rate: finite(rate.estimate),
  }));
  // A move out of a stage with only one next stage carries no information, so prefer a move with alternatives.
  const choices = rows.filter((row) => row.share < 1);
  const top = (choices.length > 0 ? choices : rows).reduce((best, row) => (row.moves > best.moves ? row : best));
  const outOf = rows.reduce((sum, row) => (row.from === top.from ? sum + row.moves : sum), 0);
  const sentence = say(choices.length > 0 ? texts.choice : texts.sentence, {
    from: top.from,
    to: top.to,
    count: numberText(top.moves),
    left: numberText(outOf),
    share: shareText(top.share),
    lower: shareText(top.lower),
    upper: shareText(top.upper),
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
