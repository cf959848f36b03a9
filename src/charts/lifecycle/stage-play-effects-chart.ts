import { type LocalizedText, localize } from "../../kernel/index.js";
import { barList, barListHeight } from "../core/bar-list.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { type Named, namesOf } from "../core/labels.js";
import { numberText, shareText } from "../core/number-text.js";
import { primary, shadow } from "../core/palette.js";

interface Arm {
  readonly customers: number;
  readonly share: { readonly estimate: number } | null;
}
interface Bounds {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** Whether plays moved the customers of a stage. */
export interface StagePlayEffectsInput {
  /** What `stagePlayEffects` gives, the largest difference first. */
  readonly effects: readonly {
    readonly play: string;
    readonly treated: Arm;
    readonly compared: Arm;
    readonly comparison: keyof typeof comparisons;
    readonly difference: Bounds | null;
    readonly adjusted: Bounds | null;
    readonly caution: LocalizedText;
  }[];
  /** What the plays are called. */
  readonly plays?: readonly Named[] | undefined;
}

const comparisons = {
  randomized: { en: "held out by lot", zh: "随机留出的对照组" },
  chosen: { en: "held out by choice", zh: "人为选择的对照组" },
  matched: { en: "as long in the stage, untreated", zh: "停留同样久的未触达客户" },
} satisfies Record<string, LocalizedText>;

const texts = {
  title: { en: "Do the plays move customers up?", zh: "打法是否让客户向好" },
  play: { en: "Play", zh: "打法" },
  comparison: { en: "Compared with", zh: "比较对象" },
  treated: { en: "Customers with it", zh: "触达客户数" },
  up: { en: "Moved up with it", zh: "触达后向好" },
  compared: { en: "Customers without", zh: "对照客户数" },
  without: { en: "Moved up without", zh: "未触达向好" },
  difference: { en: "Difference", zh: "差异" },
  low: { en: "At least", zh: "下限" },
  high: { en: "At most", zh: "上限" },
  adjusted: { en: "Difference among alike", zh: "校正后差异" },
  axis: { en: "Moved up more by (points)", zh: "向好占比之差（百分点）" },
  empty: { en: "no play has both customers who got it and customers who did not", zh: "没有任何打法同时具备触达与未触达的客户" },
  sentence: {
    en: "{play}: {up} moved up with it, {without} without; {difference} points ({low} to {high}). {caution}",
    zh: "{play}：触达后 {up} 向好，未触达为 {without}；相差 {difference} 个百分点（{low} 至 {high}）。{caution}",
  },
} satisfies Record<string, LocalizedText>;

/**
 * The effect of a stage's plays: the difference of the shares that moved up, with its interval; gray where it may be
 * nothing. The sentence bears the caution of the comparison.
 *
 * @param input - the effects, and what the plays are called
 * @param options - language, title, size in pixels
 * @returns the picture, the table of plays and a sentence about the largest difference
 * @example
 * const caution = { en: "Drawn by lot.", zh: "随机抽取。" };
 * const effects = [{
 *   play: "call", treated: { customers: 70, share: { estimate: 0.8 } }, compared: { customers: 80, share: { estimate: 0.6 } },
 *   comparison: "randomized" as const, difference: { estimate: 0.2, lower: 0.052, upper: 0.334 }, adjusted: null, caution,
 * }];
 * stagePlayEffectsChart({ effects }).sentence // => "call: 80.0% moved up with it, 60.0% without; +20.0 points (+5.2 to +33.4). Drawn by lot."
 */
export function stagePlayEffectsChart(input: StagePlayEffectsInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = options;
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const columns: ChartColumn[] = [
    { key: "play", title: say(texts.play), kind: "text" },
    { key: "comparison", title: say(texts.comparison), kind: "text" },
    { key: "treated", title: say(texts.treated), kind: "count" },
    { key: "up", title: say(texts.up), kind: "share" },
    { key: "compared", title: say(texts.compared), kind: "count" },
    { key: "without", title: say(texts.without), kind: "share" },
    { key: "difference", title: say(texts.difference), kind: "share" },
    { key: "low", title: say(texts.low), kind: "share" },
    { key: "high", title: say(texts.high), kind: "share" },
    { key: "adjusted", title: say(texts.adjusted), kind: "share" },
  ];
  const nameOf = namesOf(input.plays, locale);
  const known = input.effects.filter(({ difference }) => difference !== null);
  const rows = known.map(({ play, comparison, treated, compared, difference, adjusted }) => ({
    play: nameOf(play),
    comparison: say(comparisons[comparison]),
    treated: treated.customers,
    up: treated.share?.estimate ?? null,
    compared: compared.customers,
    without: compared.share?.estimate ?? null,
    difference: difference!.estimate,
    low: difference!.lower,
    high: difference!.upper,
    adjusted: adjusted?.estimate ?? null,
  }));
  const [first] = rows;
  if (first === undefined) return emptyChart(say(texts.title), columns, texts.empty, options);
  const sentence = say(texts.sentence, {
    play: first.play,
    up: shareText(first.up ?? 0),
    without: shareText(first.without ?? 0),
    difference: pointsText(first.difference),
    low: pointsText(first.low),
    high: pointsText(first.high),
    caution: say(known[0]!.caution),
  });
  const body = barList(
    rows.map(({ play, difference, low, high }) => ({
      name: play,
      value: difference * 100,
      low: low * 100,
      high: high * 100,
      color: low > 0 || high < 0 ? primary : shadow,
      text: pointsText(difference),
    })),
    { xTitle: say(texts.axis), yTitle: say(texts.play), width: chartWidth(options), xAxis: { format: "d" }, least: [-1, 1] },
  );
  return frame(
    {
      title: say(texts.title),
      height: barListHeight(rows.length, chartWidth(options)),
      body,
      table: { columns, rows },
      sentence,
    },
    options,
  );
}

/** A difference of shares in percentage points, with its sign. */
function pointsText(difference: number): string {
  const text = numberText(difference * 100, 1);
  return difference > 0 ? `+${text}` : text;
}
