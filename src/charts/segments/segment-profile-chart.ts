import { type LocalizedText, localize } from "../../kernel/index.js";
import { anInteger, requireOption } from "../../kernel/internal.js";
import { barList, barListHeight } from "../core/bar-list.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { finite, type Label, labelText, numberText, shareText } from "../core/number-text.js";
import { accent, primary, shadow } from "../core/palette.js";

/** Profile of a segment. */
export interface SegmentProfileInput {
  /** Result of `profileSegment`. */
  readonly profile: {
    readonly members: number;
    readonly others: number;
    readonly traits: readonly {
      readonly column: string;
      readonly value?: string | undefined;
      readonly inside: number;
      readonly outside: number;
      readonly effect: number;
      readonly qValue: number;
      readonly significant: boolean;
    }[];
  };
  /** Name of the segment. */
  readonly segment?: Label | undefined;
  /** Names of the columns. */
  readonly labels?: Readonly<Record<string, Label>> | undefined;
  /** Maximum number of traits in the picture, the strongest first; defaults to 12. The table has all of them. */
  readonly maxTraits?: number | undefined;
}

const texts = {
  title: { en: "How {segment} differs from other customers", zh: "“{segment}”与其他客户有何不同" },
  anySegment: { en: "the segment", zh: "该客群" },
  trait: { en: "Trait (members / others)", zh: "特征（成员 / 其他）" },
  traitColumn: { en: "Trait", zh: "特征" },
  effect: { en: "Effect (−1 less, +1 more)", zh: "效应量（−1 更少，+1 更多）" },
  inside: { en: "Members", zh: "成员" },
  outside: { en: "Others", zh: "其他客户" },
  qValue: { en: "q-value", zh: "q 值" },
  significant: { en: "Significant", zh: "显著" },
  yes: { en: "yes", zh: "是" },
  no: { en: "no", zh: "否" },
  empty: { en: "no trait was compared", zh: "没有可比较的特征" },
  category: { en: "{column} = {value}", zh: "{column} = {value}" },
  versus: { en: "{inside} / {outside}", zh: "{inside} / {outside}" },
  sentence: {
    en: "The {members} {members:member differs|members differ} most from the {others} other {others:customer|customers} in {trait}: {inside} compared with {outside}. {count} of {all} {all:trait|traits} {count:differs|differ} significantly.",
    zh: "{members} 位成员与其他 {others} 位客户差别最大的是{trait}：{inside} 对 {outside}。{all} 项特征中有 {count} 项差异显著。",
  },
  alike: {
    en: "In none of {all} {all:trait|traits} {members:does|do} the {members} {members:member|members} differ significantly from the {others} other {others:customer|customers}.",
    zh: "{all} 项特征中，{members} 位成员与其他 {others} 位客户没有显著差异。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Draws the profile of a segment: its traits by effect size, blue if members have more of it and orange if they have less; gray
 * if the difference is not significant.
 *
 * @param input - the profile, and the names of the segment and the columns
 * @param options - language, title, size in pixels
 * @returns the picture, the table of all traits and a sentence about the strongest
 * @example
 * const traits = [{ column: "orders", inside: 9.5, outside: 1.5, effect: 0.8, qValue: 0.001, significant: true }];
 * segmentProfileChart({ profile: { members: 20, others: 80, traits } }).sentence // => "The 20 members differ most from the 80 other customers in orders: 9.5 compared with 1.5. 1 of 1 trait differs significantly."
 */
export function segmentProfileChart(input: SegmentProfileInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const segment = labelText(input.segment ?? texts.anySegment, locale);
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values: { segment, ...values } });
  const columns: ChartColumn[] = [
    { key: "trait", title: say(texts.traitColumn), kind: "text" },
    { key: "inside", title: say(texts.inside), kind: "number" },
    { key: "outside", title: say(texts.outside), kind: "number" },
    { key: "effect", title: say(texts.effect), kind: "number" },
    { key: "qValue", title: say(texts.qValue), kind: "number" },
    { key: "significant", title: say(texts.significant), kind: "text" },
  ];
  const { members, others, traits } = input.profile;
  const { labels = {} } = input;
  const maxTraits = requireOption("maxTraits", input.maxTraits ?? 12, anInteger({ min: 1 }));
  const lines = traits.map(({ column, value, inside, outside, effect, qValue, significant }) => {
    const name = Object.hasOwn(labels, column) ? labelText(labels[column] as Label, locale) : column;
    const text = (number: number) =>
      value === undefined ? numberText(number, Math.abs(number) < 100 && !Number.isInteger(number) ? 1 : 0) : shareText(number);
    return {
      trait: value === undefined ? name : say(texts.category, { column: name, value }),
      inside: finite(inside),
      outside: finite(outside),
      effect,
      qValue,
      isSignificant: significant,
      insideText: text(inside),
      outsideText: text(outside),
    };
  });
  const [first] = lines;
  if (first === undefined) return emptyChart(say(texts.title), columns, texts.empty, options);
  const counts = {
    members: numberText(members),
    others: numberText(others),
    all: numberText(lines.length),
    count: numberText(lines.filter(({ isSignificant }) => isSignificant).length),
  };
  const sentence = first.isSignificant
    ? say(texts.sentence, { trait: first.trait, inside: first.insideText, outside: first.outsideText, ...counts })
    : say(texts.alike, counts);
  const body = barList(
    lines.slice(0, maxTraits).map((line) => ({
      name: line.trait,
      value: line.effect,
      color: line.isSignificant ? (line.effect >= 0 ? primary : accent) : shadow,
      text: say(texts.versus, { inside: line.insideText, outside: line.outsideText }),
    })),
    {
      xTitle: say(texts.effect),
      yTitle: say(texts.trait),
      width: chartWidth(options),
      xAxis: { values: [-1, -0.5, 0, 0.5, 1], format: ".1f" },
      minRange: [-0.5, 0.5],
    },
  );
  const rows = lines.map(({ trait, inside, outside, effect, qValue, isSignificant }) => ({
    trait,
    inside,
    outside,
    effect,
    qValue,
    significant: say(isSignificant ? texts.yes : texts.no),
  }));
  const height = barListHeight(Math.min(maxTraits, lines.length), chartWidth(options));
  return frame({ title: say(texts.title), height, body, table: { columns, rows }, sentence }, options);
}
