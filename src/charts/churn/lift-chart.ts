import { type LocalizedText, localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { emptyChart, frame } from "../core/frame.js";
import { type Label, labelText, numberText, shareText } from "../core/number-text.js";
import { lineSeries } from "../core/line-series.js";
import { accent, primary, shadow, stageColors } from "../core/palette.js";

/** What is found by taking more and more of the highest scores. */
export interface LiftInput {
  /** Scores beside each other, each with what `liftCurve` gives. */
  readonly scores: readonly {
    readonly name: Label;
    readonly curve: readonly { readonly share: number; readonly gain: number; readonly lift: number }[];
  }[];
  /** Share of the leavers found (gain), or how many times better than chance (lift); `"gain"` unless told. */
  readonly show?: "gain" | "lift" | undefined;
}

const texts = {
  gain: { en: "Gain: how many leavers a list finds", zh: "增益：名单能找出多少流失客户" },
  lift: { en: "Lift: how much better than chance", zh: "提升度：比随机好多少倍" },
  score: { en: "Score", zh: "评分" },
  share: { en: "Share of customers called, riskiest first (%)", zh: "从高风险起联系的客户占比（%）" },
  found: { en: "Share of leavers found (%)", zh: "找出的流失客户占比（%）" },
  times: { en: "Lift (times chance)", zh: "提升度（倍）" },
  chance: { en: "By chance", zh: "随机" },
  empty: { en: "no score was judged", zh: "没有可评价的评分" },
  sentence: {
    en: "Calling the riskiest {share} of the customers finds {gain} of the leavers by {name}, {lift} times as many as by chance",
    zh: "联系风险最高的 {share} 客户，按{name}可找出 {gain} 的流失客户，为随机的 {lift} 倍",
  },
  against: { en: "; by {name} {gain}.", zh: "；按{name}为 {gain}。" },
  stop: { en: ".", zh: "。" },
} satisfies Record<string, LocalizedText>;

const colors = [primary, accent, "#009e73", "#cc79a7", ...stageColors];

/**
 * Gain or lift of scores: what a list of any length finds. Put plain recency beside a model, so that it shows what it adds.
 *
 * @param input - scores with their curves
 * @param options - language, title, size in pixels
 * @returns the picture, the table of all points and a sentence about the first two scores
 * @example
 * const scores = [{ name: "model", curve: [{ share: 0.2, gain: 0.5, lift: 2.5 }, { share: 1, gain: 1, lift: 1 }] }];
 * liftChart({ scores }).sentence // => "Calling the riskiest 20.0% of the customers finds 50.0% of the leavers by model, 2.5 times as many as by chance."
 */
export function liftChart(input: LiftInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = options;
  const { show = "gain" } = input;
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
  // The fifth that a team would call; a shorter curve is read where it begins.
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
