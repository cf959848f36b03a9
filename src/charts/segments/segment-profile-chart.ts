import { type LocalizedText, localize } from "../../kernel/index.js";
import { barList, barListHeight } from "../core/bar-list.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { finite, type Label, labelText, numberText, shareText } from "../core/number-text.js";
import { accent, primary, shadow } from "../core/palette.js";

/** What sets a segment apart. */
export interface SegmentProfileInput {
  /** What `profileSegment` gives. */
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
  /** What the segment is called. */
  readonly segment?: Label | undefined;
  /** What the columns are called. */
  readonly labels?: Readonly<Record<string, Label>> | undefined;
  /** Traits in the picture at most, the strongest first; 12. The table has them all. */
  readonly show?: number | undefined;
}

const texts = {
  title: { en: "What sets {segment} apart from the rest", zh: "“{segment}”与其他客户有何不同" },
  anySegment: { en: "the segment", zh: "该客群" },
  trait: { en: "Trait (members / others)", zh: "特征（成员 / 其他）" },
  traitColumn: { en: "Trait", zh: "特征" },
  effect: { en: "Effect (−1 less, +1 more)", zh: "效应量（−1 更少，+1 更多）" },
  inside: { en: "Members", zh: "成员" },
  outside: { en: "Others", zh: "其他客户" },
  qValue: { en: "q-value", zh: "q 值" },
  significant: { en: "Beyond chance", zh: "超出偶然" },
  yes: { en: "yes", zh: "是" },
  no: { en: "no", zh: "否" },
  empty: { en: "nothing was compared", zh: "没有可比较的特征" },
  category: { en: "{column} = {value}", zh: "{column} = {value}" },
  versus: { en: "{inside} / {outside}", zh: "{inside} / {outside}" },
  sentence: {
    en: "The {members} members differ from the {others} others most in {trait}: {inside} against {outside}; {count} of {all} traits differ beyond chance.",
    zh: "{members} 位成员与其他 {others} 位客户差别最大的是{trait}：{inside} 对 {outside}；{all} 项特征中有 {count} 项差异超出偶然。",
  },
  alike: {
    en: "Of {all} traits none sets the {members} members apart from the {others} others beyond chance.",
    zh: "{all} 项特征中，没有一项能使 {members} 位成员与其他 {others} 位客户的差异超出偶然。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * The profile of a segment: its traits by effect size, blue where members have more of it and orange where they have less;
 * gray is within what chance does.
 *
 * @param input - the profile, and what segment and columns are called
 * @param options - language, title, size in pixels
 * @returns the picture, the table of all traits and a sentence about the strongest
 * @example
 * const traits = [{ column: "orders", inside: 9.5, outside: 1.5, effect: 0.8, qValue: 0.001, significant: true }];
 * segmentProfileChart({ profile: { members: 20, others: 80, traits } }).sentence // => "The 20 members differ from the 80 others most in orders: 9.5 against 1.5; 1 of 1 traits differ beyond chance."
 */
export function segmentProfileChart(input: SegmentProfileInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = options;
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
  const { labels = {}, show = 12 } = input;
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
    lines.slice(0, show).map((line) => ({
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
      least: [-0.5, 0.5],
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
  const height = barListHeight(Math.min(show, lines.length), chartWidth(options));
  return frame({ title: say(texts.title), height, body, table: { columns, rows }, sentence }, options);
}
