import { type Locale, localize, type LocalizedText } from "../../kernel/index.js";
import { requireOneOf } from "../../kernel/internal.js";
import type { TimeUnit } from "../../models/index.js";
import { numberText } from "./number-text.js";

const names: Readonly<Record<TimeUnit, LocalizedText>> = {
  hour: { en: "{count:hour|hours}", zh: "小时" },
  day: { en: "{count:day|days}", zh: "天" },
  week: { en: "{count:week|weeks}", zh: "周" },
  month: { en: "{count:month|months}", zh: "个月" },
  year: { en: "{count:year|years}", zh: "年" },
};

/**
 * Returns the name of a unit of time, in the plural.
 *
 * @throws ClienteleError `invalid_option` for an unknown unit
 */
export function unitText(unit: TimeUnit, locale: Locale): string {
  requireOneOf("unit", unit, Object.keys(names));
  return localize(names[unit], { locale, values: { count: 2 } });
}

/**
 * Returns a length of time as a text: `1 week`, `12.5 weeks`.
 *
 * @throws ClienteleError `invalid_option` for an unknown unit
 */
export function timeText(time: number, unit: TimeUnit, locale: Locale): string {
  requireOneOf("unit", unit, Object.keys(names));
  const count = numberText(time, Number.isInteger(time) ? 0 : 1);
  return `${count} ${localize(names[unit], { locale, values: { count } })}`;
}
