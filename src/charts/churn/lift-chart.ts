import { type LocalizedText, localize } from "../../kernel/index.js";
import { requireOneOf } from "../../kernel/internal.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { emptyChart, frame } from "../core/frame.js";
import { type Label, labelText, numberText, shareText } from "../core/number-text.js";
import { lineSeries } from "../core/line-series.js";
import { accent, primary, shadow, stageColors } from "../core/palette.js";

/** Leavers found by the highest scores. */
export interface LiftInput {
  /** Scores to compare, each with the result of `liftCurve`. */
  readonly scores: readonly {
    readonly name: Label;
    readonly curve: readonly { readonly share: number; readonly gain: number; readonly lift: number }[];
  }[];
  /** Share of the leavers found (gain), or ratio to a random list (lift); defaults to `"gain"`. */
  readonly show?: "gain" | "lift" | undefined;
}

const texts = {
  gain: { en: "Gain: share of leavers that a list finds", zh: "增益：名单能找出多少流失客户" },
  lift: { en: "Lift: ratio to a random list", zh: "提升度：比随机好多少倍" },
  score: { en: "Score", zh: "评分" },
  share: { en: "Share of customers contacted, riskiest first (%)", zh: "从高风险起联系的客户占比（%）" },
  found: { en: "Share of leavers found (%)", zh: "找出的流失客户占比（%）" },
  times: { en: "Lift (ratio to a random list)", zh: "提升度（倍）" },
  chance: { en: "Random list", zh: "随机" },
  empty: { en: "no score was evaluated", zh: "没有可评价的评分" },
  sentence: {
    en: "Contacting the riskiest {share} of customers by {name} finds {gain} of the leavers, {lift} times as many as a random list",
    zh: "按{name}联系风险最高的 {share} 客户，可找出 {gain} 的流失客户，为随机名单的 {lift} 倍",
  },
  against: { en: "; by {name}, it finds {gain}.", zh: "；按{name}为 {gain}。" },
  stop: { en: ".", zh: "。" },
} satisfies Record<string, LocalizedText>;

const colors = [primary, accent, "#009e73", "#cc79a7", ...stageColors];

/**
 * Draws the gain or lift of scores: what a list of any length finds. Compare a model with plain recency to see what it adds.
 *
 * @param input - scores with their curves
 * @param options - language, title, size in pixels
 * @returns the picture, the table of all points and a sentence about the first two scores
 * @example
 * const scores = [{ name: "model", curve: [{ share: 0.2, gain: 0.5, lift: 2.5 }, { share: 1, gain: 1, lift: 1 }] }];
 * liftChart({ scores }).sentence // => "Contacting the riskiest 20.0% of customers by model finds 50.0% of the leavers, 2.5 times as many as a random list."
 */
export function liftChart(input: LiftInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const show = requireOneOf("show", input.show ?? "gain", ["gain", "lift"]);
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const columns: ChartColumn[] = [
    { key: "score", title: say(texts.score), kind: "text" },
    { key: "share", title: say(texts.share), kind: "share" },
    { key: "gain", title: say(texts.found), kind: "share" },
    { key: "lift", title: say(texts.times), kind: "number" },
  ];
  const scores = input.scores
    .filter(({ curve }) => curve.length > 0)
    .map(({ name, curve }) => ({ name: labelText(name, locale), curve }));
  const [first, second] = scores;
  if (first === undefined) return emptyChart(say(texts[show]), columns, texts.empty, options);
  // The fifth that a team would contact; a curve that begins later is read at its beginning.
  const at = first.curve.find(({ share }) => share >= 0.2) ?? first.curve[0]!;
  const other = second?.curve.find(({ share }) => share >= at.share);
  const sentence =
    say(texts.sentence, {
      share: shareText(at.share),
      gain: shareText(at.gain),
      lift: numberText(at.lift, 1),
      name: first.name,
    }) +
    (second === undefined || other === undefined
      ? say(texts.stop)
      : say(texts.against, { name: second.name, gain: shareText(other.gain) }));
  const chance = (share: number): number => (show === "gain" ? share : 1);
  const start = show === "gain" ? [{ x: 0, y: 0 }] : [];
  const body = lineSeries(
    [
      ...scores.map(({ name, curve }, index) => ({
        name,
        color: colors[index % colors.length]!,
        points: [...start, ...curve.map((point) => ({ x: point.share, y: point[show] }))],
      })),
      { name: say(texts.chance), color: shadow, isDashed: true, points: [0, 1].map((share) => ({ x: share, y: chance(share) })) },
    ],
    {
      locale,
      xTitle: say(texts.share),
      yTitle: say(show === "gain" ? texts.found : texts.times),
      isShare: { x: true, y: show === "gain" },
    },
  );
  const rows = scores.flatMap(({ name, curve }) => curve.map(({ share, gain, lift }) => ({ score: name, share, gain, lift })));
  return frame({ title: say(texts[show]), height: 380, body, table: { columns, rows }, sentence }, options);
}
