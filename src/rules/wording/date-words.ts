import type { CalendarUnit, LocalizedText } from "../../kernel/index.js";
import { MONTH_NAMES, WEEKDAY_NAMES } from "../../kernel/internal.js";
import { dayRange } from "../language/calendar-days.js";
import type { CalendarChoice, DatePart, LeapDay, NumberTest, Test, ZoneSpec } from "../language/expression.js";
import { durationWords, spanWords } from "./value-words.js";
import { nameOf, say, type Wording } from "./wording.js";

const remarks = {
  zone: { en: " (dates in {zone})", zh: "（按{zone}时区的日期）" },
  leapDay: {
    en: " (dates in {zone}; 29 February counts as 1 March in other years)",
    zh: "（按{zone}时区的日期；平年中 2 月 29 日按 3 月 1 日计）",
  },
} satisfies Record<string, LocalizedText>;

const subjectZones = {
  named: { en: "the zone of {name}, or else {fallback}", zh: "{name}或缺省的 {fallback}" },
  seen: { en: "the zone of {name} ({seen}), or else {fallback}", zh: "{name}（{seen}）或缺省的 {fallback}" },
} satisfies Record<string, LocalizedText>;

/** Describes a time zone: its name, or where each subject has its own. */
export function zoneWords(wording: Wording, zone: ZoneSpec): string {
  if (typeof zone === "string") return zone;
  const { attribute, fallback } = zone;
  const name = nameOf(wording, attribute);
  if (wording.attributeSeen === undefined) return say(wording, subjectZones.named, { name, fallback });
  return say(wording, subjectZones.seen, { name, fallback, seen: wording.attributeSeen(attribute) });
}

/** Describes the zone whose dates count, and another day for 29 February than usual. */
export function daysRemark(wording: Wording, zone: ZoneSpec, leapDay?: LeapDay): string {
  return say(wording, leapDay === "03-01" ? remarks.leapDay : remarks.zone, { zone: zoneWords(wording, zone) });
}

/** Names of calendar units, which in Chinese say where the unit lies. */
export const unitTexts: Readonly<Record<CalendarChoice, Readonly<Record<CalendarUnit, LocalizedText>>>> = {
  this: units("当日", "本周", "本月", "本季度", "本年"),
  previous: units("前一日", "上周", "上月", "上季度", "上年"),
  next: units("次日", "下周", "下月", "下季度", "下一年"),
};

function units(day: string, week: string, month: string, quarter: string, year: string): Record<CalendarUnit, LocalizedText> {
  return {
    day: { en: "day", zh: day },
    week: { en: "week", zh: week },
    month: { en: "month", zh: month },
    quarter: { en: "quarter", zh: quarter },
    year: { en: "year", zh: year },
  };
}

const spans: Readonly<Record<CalendarChoice, LocalizedText>> = {
  this: { en: "the current {unit}", zh: "{unit}" },
  previous: { en: "the previous {unit}", zh: "{unit}" },
  next: { en: "the next {unit}", zh: "{unit}" },
};

/** Describes the calendar unit of a test, without its zone. */
export function spanOf(wording: Wording, { which, unit }: Pick<Extract<Test, { is: "calendar" }>, "which" | "unit">): string {
  return say(wording, spans[which], { unit: say(wording, unitTexts[which][unit]) });
}

type NumberTexts = Readonly<Record<NumberTest["is"], LocalizedText>>;

/** A test of each part, after "is"; `{value}` is the name of a month or a weekday, or a number. */
const partTexts: Readonly<Record<DatePart, NumberTexts>> = {
  month: {
    equals: { en: "in {value}", zh: "月份为{value}" },
    notEquals: { en: "in a month other than {value}", zh: "月份不为{value}" },
    atLeast: { en: "in {value} or a later month of the year", zh: "月份不早于{value}" },
    moreThan: { en: "in a later month of the year than {value}", zh: "月份晚于{value}" },
    atMost: { en: "in {value} or an earlier month of the year", zh: "月份不晚于{value}" },
    lessThan: { en: "in an earlier month of the year than {value}", zh: "月份早于{value}" },
    between: { en: "in a month from {from} to {to}", zh: "月份在{from}到{to}之间" },
  },
  dayOfMonth: {
    equals: { en: "on day {value} of the month", zh: "日期为当月 {value} 日" },
    notEquals: { en: "on a day of the month other than {value}", zh: "日期不为当月 {value} 日" },
    atLeast: { en: "on day {value} of the month or later", zh: "日期不早于当月 {value} 日" },
    moreThan: { en: "after day {value} of the month", zh: "日期晚于当月 {value} 日" },
    atMost: { en: "on day {value} of the month or earlier", zh: "日期不晚于当月 {value} 日" },
    lessThan: { en: "before day {value} of the month", zh: "日期早于当月 {value} 日" },
    between: { en: "on a day of the month from {from} to {to}", zh: "日期在当月 {from} 日到 {to} 日之间" },
  },
  weekday: {
    equals: { en: "on a {value}", zh: "是{value}" },
    notEquals: { en: "on a day other than {value}", zh: "不是{value}" },
    atLeast: { en: "on {value} or later in the week", zh: "不早于当周{value}" },
    moreThan: { en: "later in the week than {value}", zh: "晚于当周{value}" },
    atMost: { en: "on {value} or earlier in the week", zh: "不晚于当周{value}" },
    lessThan: { en: "earlier in the week than {value}", zh: "早于当周{value}" },
    between: { en: "on a day from {from} to {to}", zh: "在{from}到{to}之间" },
  },
  hour: {
    equals: { en: "between {value}:00 and {value}:59", zh: "时刻在 {value}:00 到 {value}:59 之间" },
    notEquals: { en: "at a time other than {value}:00 to {value}:59", zh: "时刻不在 {value}:00 到 {value}:59 之间" },
    atLeast: { en: "at {value}:00 or later in the day", zh: "时刻不早于 {value}:00" },
    moreThan: { en: "later in the day than {value}:59", zh: "时刻晚于 {value}:59" },
    atMost: { en: "at {value}:59 or earlier in the day", zh: "时刻不晚于 {value}:59" },
    lessThan: { en: "earlier in the day than {value}:00", zh: "时刻早于 {value}:00" },
    between: { en: "between {from}:00 and {to}:59", zh: "时刻在 {from}:00 到 {to}:59 之间" },
  },
};

/** Describes the test of a part of a date, without its zone: "in June". */
export function partWords(wording: Wording, { part, test }: Pick<Extract<Test, { is: "part" }>, "part" | "test">): string {
  const name = (value: number): string => partName(wording, part, value);
  const places: Record<string, string> =
    test.is === "between" ? { from: name(test.from), to: name(test.to) } : { value: name(test.value) };
  return say(wording, partTexts[part][test.is], places);
}

function partName(wording: Wording, part: DatePart, value: number): string {
  const text =
    part === "month"
      ? { en: MONTH_NAMES[value - 1]!, zh: `${value} 月` }
      : part === "weekday"
        ? WEEKDAY_NAMES[value - 1]!
        : undefined;
  return text === undefined ? String(value) : say(wording, text);
}

const whens = {
  today: { en: "today", zh: "是今天" },
  ago: { en: "{past} ago", zh: "是 {past}前" },
  ahead: { en: "in {future}", zh: "是 {future}后" },
  next: { en: "today or within the next {next}", zh: "在今天或未来 {next}内" },
  last: { en: "today or within the last {last}", zh: "在今天或过去 {last}内" },
  both: { en: "from {past} ago to {future} from now", zh: "在 {past}前到 {future}后之间" },
  past: { en: "from {past} ago to {later} ago", zh: "在 {past}前到 {later}前之间" },
  future: { en: "from {sooner} to {future} from now", zh: "在 {sooner}后到 {future}后之间" },
  unit: { en: "in {span}", zh: "在{span}" },
} satisfies Record<string, LocalizedText>;

/** Describes when an anniversary is, without its zone: "today or within the next 7 days". */
export function anniversaryWords(wording: Wording, test: Extract<Test, { is: "anniversary" }>): string {
  if ("which" in test) return say(wording, whens.unit, { span: spanOf(wording, test) });
  const { from, to } = dayRange(test.days);
  const days = (count: number): string => durationWords(wording, { days: Math.abs(count) });
  if (from === 0 && to === 0) return say(wording, whens.today);
  if (from === to) return say(wording, from < 0 ? whens.ago : whens.ahead, { past: days(from), future: days(to) });
  if (from === 0) return say(wording, whens.next, { next: spanWords(wording, { days: to }) });
  if (to === 0) return say(wording, whens.last, { last: spanWords(wording, { days: -from }) });
  if (from > 0) return say(wording, whens.future, { sooner: days(from), future: days(to) });
  return say(wording, to < 0 ? whens.past : whens.both, { past: days(from), later: days(to), future: days(to) });
}
