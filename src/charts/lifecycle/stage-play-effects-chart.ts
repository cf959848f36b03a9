import { type LocalizedText, localize } from "../../kernel/index.js";
import { barList, barListHeight } from "../core/bar-list.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
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

/** Effects of plays on the customers of a stage. */
export interface StagePlayEffectsInput {
  /** Result of `stagePlayEffects`, the largest difference first. */
  readonly effects: readonly {
    readonly play: string;
    readonly treated: Arm;
    readonly compared: Arm;
    readonly comparison: keyof typeof comparisons;
    readonly difference: Bounds | null;
    readonly adjusted: Bounds | null;
    readonly caution: LocalizedText;
  }[];
  /** Names of the plays. */
  readonly plays?: readonly Named[] | undefined;
}

const comparisons = {
  randomized: { en: "random hold-out", zh: "随机留出的对照组" },
  chosen: { en: "chosen hold-out", zh: "人为选择的对照组" },
  matched: { en: "matched untreated customers", zh: "停留同样久的未触达客户" },
} satisfies Record<string, LocalizedText>;

const texts = {
  title: { en: "Do the plays move customers to a better stage?", zh: "打法是否让客户进入更好的阶段" },
  play: { en: "Play", zh: "打法" },
  comparison: { en: "Compared with", zh: "比较对象" },
  treated: { en: "Customers with the play", zh: "触达客户数" },
  up: { en: "Moved up with the play", zh: "触达后向好" },
  compared: { en: "Customers without the play", zh: "对照客户数" },
  without: { en: "Moved up without the play", zh: "未触达向好" },
  difference: { en: "Difference", zh: "差异" },
  lower: { en: "Lower bound", zh: "下限" },
  upper: { en: "Upper bound", zh: "上限" },
  adjusted: { en: "Adjusted difference", zh: "校正后差异" },
  axis: { en: "Difference in share moved up (percentage points)", zh: "向好占比之差（百分点）" },
  empty: { en: "no play has both customers with and without it", zh: "没有任何打法同时具备触达与未触达的客户" },
  sentence: {
    en: "{play}: {up} moved up with the play and {without} without it, a difference of {difference} points ({lower} to {upper}). {caution}",
    zh: "{play}：触达后 {up} 向好，未触达为 {without}；相差 {difference} 个百分点（{lower} 至 {upper}）。{caution}",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Draws the effects of a stage's plays: the difference of the shares that moved up, with its interval; gray if the interval
 * contains 0. The sentence includes the caution of the comparison.
 *
 * @param input - the effects, and the names of the plays
 * @param options - language, title, size in pixels
 * @returns the picture, the table of plays and a sentence about the largest difference
 * @example
 * const caution = { en: "Drawn at random.", zh: "随机抽取。" };
 * const effects = [{
 *   play: "call", treated: { customers: 70, share: { estimate: 0.8 } }, compared: { customers: 80, share: { estimate: 0.6 } },
 *   comparison: "randomized" as const, difference: { estimate: 0.2, lower: 0.052, upper: 0.334 }, adjusted: null, caution,
 * }];
 * stagePlayEffectsChart({ effects }).sentence // => "call: 80.0% moved up with the play and 60.0% without it, a difference of +20.0 points (+5.2 to +33.4). Drawn at random."
 */
export function stagePlayEffectsChart(input: StagePlayEffectsInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const columns: ChartColumn[] = [
    { key: "play", title: say(texts.play), kind: "text" },
    { key: "comparison", title: say(texts.comparison), kind: "text" },
    { key: "treated", title: say(texts.treated), kind: "count" },
    { key: "up", title: say(texts.up), kind: "share" },
    { key: "compared", title: say(texts.compared), kind: "count" },
    { key: "without", title: say(texts.without), kind: "share" },
    { key: "difference", title: say(texts.difference), kind: "share" },
    { key: "lower", title: say(texts.lower), kind: "share" },
    { key: "upper", title: say(texts.upper), kind: "share" },
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
    lower: difference!.lower,
    upper: difference!.upper,
    adjusted: adjusted?.estimate ?? null,
  }));
  const [first] = rows;
  if (first === undefined) return emptyChart(say(texts.title), columns, texts.empty, options);
  const sentence = say(texts.sentence, {
    play: first.play,
    up: shareText(first.up ?? 0),
    without: shareText(first.without ?? 0),
    difference: pointsText(first.difference),
    lower: pointsText(first.lower),
    upper: pointsText(first.upper),
    caution: say(known[0]!.caution),
  });
  const body = barList(
    rows.map(({ play, difference, lower, upper }) => ({
      name: play,
      value: difference * 100,
      lower: lower * 100,
      upper: upper * 100,
      color: lower > 0 || upper < 0 ? primary : shadow,
      text: pointsText(difference),
    })),
    { xTitle: say(texts.axis), yTitle: say(texts.play), width: chartWidth(options), xAxis: { format: "d" }, minRange: [-1, 1] },
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

/** Returns a difference of shares in percentage points, with its sign. */
function pointsText(difference: number): string {
  const text = numberText(difference * 100, 1);
  return difference > 0 ? `+${text}` : text;
}
