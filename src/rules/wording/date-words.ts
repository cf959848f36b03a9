import type { CalendarUnit, LocalizedText } from "../../kernel/index.js";
import type { CalendarChoice, LeapDay, Test } from "../language/expression.js";
import { say, type Wording } from "./wording.js";

const remarks = {
  zone: { en: " (dates in {zone})", zh: "（按{zone}时区的日期）" },
  leapDay: {
    en: " (dates in {zone}; 29 February counts as 1 March in other years)",
    zh: "（按{zone}时区的日期；平年中 2 月 29 日按 3 月 1 日计）",
  },
} satisfies Record<string, LocalizedText>;

/** Describes the zone whose dates count, and another day for 29 February than usual. */
export function daysRemark(wording: Wording, zone: string, leapDay?: LeapDay): string {
  return say(wording, leapDay === "03-01" ? remarks.leapDay : remarks.zone, { zone });
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
