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
import type { Operand, Scalar } from "../language/expression.js";
import { nameOf, quoted, say, type Wording } from "./wording.js";

/** What kind of value is put in words. */
export interface ValueKind {
  /** `undefined` where no catalog tells. */
  readonly type: ValueType | undefined;
  /** For an amount of money in minor units: its currency, `undefined` where nothing tells it. */
  readonly amount?: { readonly currency: string | undefined };
}

/** The kind of a field's values. */
export function kindOfField(field: CatalogField | undefined, currency?: string): ValueKind {
  if (field === undefined) return { type: undefined };
  const isAmount = field.currency !== undefined && field.type === "integer";
  return { type: field.type, ...(isAmount && { amount: { currency } }) };
}

const texts = {
  attribute: { en: "the subject's {name}", zh: "该对象的 {name}" },
  attributeSeen: { en: "the subject's {name} ({seen})", zh: "该对象的 {name}（{seen}）" },
  minorUnits: { en: "{value} minor units", zh: "{value} 个最小货币单位" },
  money: { en: "{value} {currency}", zh: "{value} {currency}" },
  yes: { en: "true", zh: "是" },
  no: { en: "false", zh: "否" },
  instant: { en: "{date} {time} UTC", zh: "{date} {time} UTC" },
  farInstant: { en: "{value} milliseconds from 1970", zh: "1970 年起 {value} 毫秒" },
} satisfies Record<string, LocalizedText>;

/** A constant, a duration or another attribute in words. */
export function operandWords(wording: Wording, kind: ValueKind, operand: Operand): string {
  if (typeof operand !== "object") return valueWords(wording, kind, operand);
  if ("attribute" in operand) {
    const name = nameOf(wording, operand.attribute);
    if (wording.attributeSeen === undefined) return say(wording, texts.attribute, { name });
    return say(wording, texts.attributeSeen, { name, seen: wording.attributeSeen(operand.attribute) });
  }
  return durationWords(wording, operand);
}

/** A constant in words. */
export function valueWords(wording: Wording, kind: ValueKind, value: Scalar): string {
  if (typeof value === "boolean") return say(wording, value ? texts.yes : texts.no);
  if (typeof value === "string") return kind.type === "date" && isCalendarDate(value) ? value : quoted(wording, value);
  if (kind.type === "duration") return lengthWords(wording, value);
  if (kind.type === "instant") return instantWords(wording, value);
  return kind.amount === undefined ? String(value) : amountWords(wording, value, kind.amount.currency);
}

function amountWords(wording: Wording, value: number, currency: string | undefined): string {
  if (currency === undefined || !/^[A-Z]{3}$/.test(currency)) return say(wording, texts.minorUnits, { value });
  const decimal = Number.isSafeInteger(value)
    ? moneyToDecimal({ amount: value, currency })
    : String(value / 10 ** currencyExponent(currency));
  return say(wording, texts.money, { value: decimal, currency });
}

/** The constant of `before` and `after`: a date, or an instant as ISO 8601. */
export function momentWords(wording: Wording, text: string): string {
  const milliseconds = parseInstant(text);
  return milliseconds === undefined ? text : instantWords(wording, milliseconds);
}

/** An instant to the second, to the millisecond where it has some. */
export function instantWords(wording: Wording, milliseconds: number): string {
  if (!(Math.abs(milliseconds) <= LARGEST_INSTANT)) return say(wording, texts.farInstant, { value: milliseconds });
  const [date, time] = new Date(milliseconds).toISOString().slice(0, -1).split("T") as [string, string];
  return say(wording, texts.instant, { date, time: time.replace(/\.000$/, "").replace(/^(\d\d:\d\d):00$/, "$1") });
}

const units: Readonly<Record<keyof Duration, { readonly one: LocalizedText; readonly many: LocalizedText }>> = {
  weeks: unit("week", "周"),
  days: unit("day", "天"),
  hours: unit("hour", "小时"),
  minutes: unit("minute", "分钟"),
  seconds: unit("second", "秒"),
  milliseconds: unit("millisecond", "毫秒"),
};

function unit(en: string, zh: string): { one: LocalizedText; many: LocalizedText } {
  return { one: { en: `{count} ${en}`, zh: `{count} ${zh}` }, many: { en: `{count} ${en}s`, zh: `{count} ${zh}` } };
}

function partWords(wording: Wording, name: keyof Duration, count: number): string {
  return say(wording, count === 1 ? units[name].one : units[name].many, { count });
}

/** A duration in the units in which it was written. */
export function durationWords(wording: Wording, duration: Duration): string {
  return (Object.keys(units) as (keyof Duration)[])
    .filter((name) => duration[name] !== undefined && duration[name] !== 0)
    .map((name) => partWords(wording, name, duration[name]!))
    .join(" ");
}

/**
 * A length of time: its two largest units, from days down; every unit where fewer would put it on another side of a
 * length that it is compared with, or at it.
 */
export function lengthWords(wording: Wording, milliseconds: number, comparedWith: readonly number[] = []): string {
  const parts: [keyof Duration, number][] = [];
  let rest = Math.floor(Math.abs(milliseconds));
  for (const name of ["days", "hours", "minutes", "seconds", "milliseconds"] as const) {
    const count = Math.floor(rest / MILLISECONDS_PER[name]);
    rest -= count * MILLISECONDS_PER[name];
    if (count > 0) parts.push([name, count]);
  }
  const sign = milliseconds < 0 ? -1 : 1;
  const short = parts.slice(0, 2);
  const shown = sign * short.reduce((sum, [name, count]) => sum + count * MILLISECONDS_PER[name], 0);
  const misleads = comparedWith.some((length) => Math.sign(shown - length) !== Math.sign(milliseconds - length));
  const written = (misleads ? parts : short).map(([name, count]) => partWords(wording, name, count)).join(" ");
  return `${sign < 0 ? "−" : ""}${written === "" ? partWords(wording, "milliseconds", 0) : written}`;
}

/** The lengths that a test of a length of time compares with, in milliseconds. */
export function lengthsOf(operands: readonly unknown[]): number[] {
  return operands
    .filter((operand): operand is Duration => typeof operand === "object" && operand !== null && !("attribute" in operand))
    .map((operand) => durationMilliseconds(operand));
}
