import {
  currencyExponent,
  type Duration,
  LARGEST_INSTANT,
  type LocalizedText,
  MILLISECONDS_PER,
  moneyToDecimal,
} from "../../kernel/index.js";
import { durationMilliseconds, isCalendarDate, parseInstant } from "../../kernel/internal.js";
import type { CatalogField, ValueType } from "../language/catalog.js";
import type { Operand, RuleDuration, Scalar } from "../language/expression.js";
import { isBusinessDuration } from "../language/span.js";
import { grouped, nameOf, quoted, say, type Wording } from "./wording.js";

/** Type and unit of a value to describe. */
export interface ValueKind {
  /** `undefined` without a catalog. */
  readonly type: ValueType | undefined;
  /** For an amount of money in minor units: its currency, `undefined` where it is not known. */
  readonly amount?: { readonly currency: string | undefined };
  /** Fields of the items of a list of objects. */
  readonly items?: Readonly<Record<string, CatalogField>>;
}

/** Returns the kind of the values of a field. */
export function kindOfField(field: CatalogField | undefined, currency?: string): ValueKind {
  if (field === undefined) return { type: undefined };
  const isAmount = field.currency !== undefined && field.type === "integer";
  return { type: field.type, ...(isAmount && { amount: { currency } }), ...(field.items && { items: field.items }) };
}

const texts = {
  attribute: { en: "the subject's {name}", zh: "该对象的{name}" },
  attributeSeen: { en: "the subject's {name} ({seen})", zh: "该对象的{name}（{seen}）" },
  minorUnits: { en: "{value} minor units", zh: "{value} 个最小货币单位" },
  money: { en: "{value} {currency}", zh: "{value} {currency}" },
  yuan: { en: "{value} CNY", zh: "¥{value}" },
  yes: { en: "true", zh: "“是”" },
  no: { en: "false", zh: "“否”" },
  instant: { en: "{date} {time} UTC", zh: "{date} {time} UTC" },
  businessHours: {
    en: "{count} business {count:hour|hours} ({calendar})",
    zh: "{count} 个工作小时（{calendar}）",
  },
  farInstant: { en: "{value} milliseconds after 1970", zh: "1970 年后 {value} 毫秒" },
} satisfies Record<string, LocalizedText>;

/** Describes a constant, a duration or another attribute. */
export function operandWords(wording: Wording, kind: ValueKind, operand: Operand): string {
  if (typeof operand !== "object") return valueWords(wording, kind, operand);
  if ("attribute" in operand) {
    const name = nameOf(wording, operand.attribute);
    if (wording.attributeSeen === undefined) return say(wording, texts.attribute, { name });
    return say(wording, texts.attributeSeen, { name, seen: wording.attributeSeen(operand.attribute) });
  }
  return durationWords(wording, operand);
}

/** Describes a constant. */
export function valueWords(wording: Wording, kind: ValueKind, value: Scalar): string {
  if (typeof value === "boolean") return say(wording, value ? texts.yes : texts.no);
  if (typeof value === "string") return kind.type === "date" && isCalendarDate(value) ? value : quoted(wording, value);
  if (kind.type === "duration") return lengthWords(wording, value);
  if (kind.type === "instant") return instantWords(wording, value);
  return kind.amount === undefined ? String(value) : amountWords(wording, value, kind.amount.currency);
}

function amountWords(wording: Wording, value: number, currency: string | undefined): string {
  if (currency === undefined || !/^[A-Z]{3}$/.test(currency))
    return say(wording, texts.minorUnits, { value: grouped(String(value)) });
  const decimal = Number.isSafeInteger(value)
    ? moneyToDecimal({ amount: value, currency })
    : String(value / 10 ** currencyExponent(currency));
  return say(wording, currency === "CNY" ? texts.yuan : texts.money, { value: grouped(decimal), currency });
}

/** Describes the constant of `before` and `after`: a date, or an instant as ISO 8601. */
export function momentWords(wording: Wording, text: string): string {
  const milliseconds = parseInstant(text);
  return milliseconds === undefined ? text : instantWords(wording, milliseconds);
}

/** Describes an instant to the minute, or as precisely as it is given. */
export function instantWords(wording: Wording, milliseconds: number): string {
  if (!(Math.abs(milliseconds) <= LARGEST_INSTANT)) return say(wording, texts.farInstant, { value: milliseconds });
  const [date, time] = new Date(milliseconds).toISOString().slice(0, -1).split("T") as [string, string];
  return say(wording, texts.instant, { date, time: time.replace(/\.000$/, "").replace(/^(\d\d:\d\d):00$/, "$1") });
}

const units: Readonly<Record<keyof Duration, LocalizedText>> = {
  weeks: { en: "{count} {count:week|weeks}", zh: "{count} 周" },
  days: { en: "{count} {count:day|days}", zh: "{count} 天" },
  hours: { en: "{count} {count:hour|hours}", zh: "{count} 小时" },
  minutes: { en: "{count} {count:minute|minutes}", zh: "{count} 分钟" },
  seconds: { en: "{count} {count:second|seconds}", zh: "{count} 秒" },
  milliseconds: { en: "{count} {count:millisecond|milliseconds}", zh: "{count} 毫秒" },
};

/** Counts up to which a duration reads well in the units in which it was written. */
const READABLE: Readonly<Record<keyof Duration, number>> = {
  weeks: Number.POSITIVE_INFINITY,
  days: Number.POSITIVE_INFINITY,
  hours: 168,
  minutes: 180,
  seconds: 180,
  milliseconds: 999,
};

/** A count of a unit. */
type Part = readonly [name: keyof Duration, count: number];

function partsWords(wording: Wording, parts: readonly Part[]): string {
  return parts.map(([name, count]) => say(wording, units[name], { count })).join(" ");
}

/** Describes a duration in the units in which it was written, or exactly in days and smaller units where those read badly. */
export function durationWords(wording: Wording, duration: RuleDuration): string {
  if (isBusinessDuration(duration)) {
    const places = { count: duration.businessHours, calendar: nameOf(wording, duration.calendar) };
    return say(wording, texts.businessHours, places);
  }
  const written = (Object.keys(units) as (keyof Duration)[])
    .map((name): Part => [name, duration[name] ?? 0])
    .filter(([, count]) => count !== 0);
  const isReadable = written.every(([name, count]) => count >= 0 && count <= READABLE[name]);
  return partsWords(wording, isReadable ? written : partsOf(durationMilliseconds(duration)));
}

/** Describes a duration after "the last" or "the next", where English leaves out a single 1: "the last day". */
export function spanWords(wording: Wording, duration: RuleDuration): string {
  const words = durationWords(wording, duration);
  return wording.isChinese ? words : words.replace(/^1 (\w+)$/, "$1");
}

/** Splits milliseconds into days and smaller units. */
function partsOf(milliseconds: number): readonly Part[] {
  const parts: Part[] = [];
  let rest = milliseconds;
  for (const name of ["days", "hours", "minutes", "seconds", "milliseconds"] as const) {
    const count = Math.floor(rest / MILLISECONDS_PER[name]);
    rest -= count * MILLISECONDS_PER[name];
    if (count > 0) parts.push([name, count]);
  }
  return parts;
}

/**
 * Describes a length of time by its two largest units, from days down. It writes every unit where two would put it on
 * another side of a length that it is compared with, or at that length.
 */
export function lengthWords(wording: Wording, milliseconds: number, comparedWith: readonly number[] = []): string {
  const parts = partsOf(Math.floor(Math.abs(milliseconds)));
  const sign = milliseconds < 0 ? -1 : 1;
  const short = parts.slice(0, 2);
  const shown = sign * short.reduce((sum, [name, count]) => sum + count * MILLISECONDS_PER[name], 0);
  const misleads = comparedWith.some((length) => Math.sign(shown - length) !== Math.sign(milliseconds - length));
  const written = partsWords(wording, parts.length === 0 ? [["milliseconds", 0]] : misleads ? parts : short);
  return sign < 0 ? `−${written}` : written;
}

/** Returns the lengths, in milliseconds, that a test of a length of time compares with. */
export function lengthsOf(operands: readonly unknown[]): number[] {
  return operands
    .filter(
      (operand): operand is Duration =>
        typeof operand === "object" && operand !== null && !("attribute" in operand) && !isBusinessDuration(operand),
    )
    .map((operand) => durationMilliseconds(operand));
}
