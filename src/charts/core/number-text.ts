import { currencyExponent, type Locale, type LocalizedText, localize } from "../../kernel/index.js";
import type { Cell, ChartColumn } from "./chart.js";

// Not Intl: its texts differ between runtimes and their versions, and a chart is the same to the byte on all of them.

/** Signs that are read without doubt in both languages; another currency is written by its code. */
const signs: Readonly<Record<string, string>> = { GBP: "£", EUR: "€", USD: "$", CNY: "CN¥", JPY: "JP¥" };

/** What stands where there is no value. */
export const missing = "–";

/** A number with a given count of decimals and a comma at the thousands, as English and Chinese both write it. */
export function numberText(value: number, decimals = 0): string {
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split(".") as [string, string?];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

/** A fraction of 1 as a percentage of one decimal. */
export function shareText(share: number): string {
  return `${numberText(share * 100, 1)}%`;
}

/** Major units with the currency's sign, whole from 1,000 on. */
export function moneyText(value: number, currency: string): string {
  const sign = Object.hasOwn(signs, currency) ? (signs[currency] as string) : `${currency} `;
  const decimals = Math.abs(value) >= 1000 ? 0 : currencyExponent(currency);
  return `${value < 0 ? "−" : ""}${sign}${numberText(Math.abs(value), decimals)}`;
}

/** Major units of an amount in minor ones. */
export function majorUnits(amount: number, currency: string): number {
  return amount / 10 ** currencyExponent(currency);
}

/** Four digits at most, with k and M, or 万 and 亿: for the inside of a cell. */
export function compactText(value: number, locale: Locale): string {
  const scales = locale.startsWith("zh") ? chineseScales : englishScales;
  const [from, letter] = scales.find(([least]) => Math.abs(value) >= least) ?? [1, ""];
  const scaled = value / from;
  const decimals = Number.isInteger(value) && from === 1 ? 0 : Math.abs(scaled) < 10 ? 1 : 0;
  return `${numberText(scaled, decimals)}${letter}`;
}

const englishScales: readonly (readonly [number, string])[] = [
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
];
const chineseScales: readonly (readonly [number, string])[] = [
  [1e8, "亿"],
  [1e4, "万"],
];

/** A Vega expression that writes the value of a tick: 1.5M in English, 150万 in Chinese. */
export function tickExpression(locale: Locale): string {
  const value = "datum.value";
  if (!locale.startsWith("zh"))
    return `abs(${value}) < 1000 ? format(${value}, '~f') : replace(format(${value}, '~s'), 'G', 'B')`;
  const large = `format(${value} / 1e8, ',~f') + '亿'`;
  const middle = `format(${value} / 1e4, ',~f') + '万'`;
  return `abs(${value}) >= 1e8 ? ${large} : abs(${value}) >= 1e4 ? ${middle} : format(${value}, ',~f')`;
}

/** A label that may come in one language or in several. */
export type Label = string | LocalizedText;

/** The label in the reader's language. */
export function labelText(label: Label, locale: Locale): string {
  return typeof label === "string" ? label : localize(label, { locale });
}

/** A number that is one; `null` for NaN, infinity and what is absent. */
export function finite(value: number | null | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** The part of a whole, 0 of nothing. */
export function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/**
 * Writes a cell of a chart's table for people.
 *
 * @param column - the cell's column
 * @param cell - its value; `null` becomes a dash
 * @example
 * tableCellText({ key: "share", title: "Share", kind: "share" }, 0.746) // => "74.6%"
 * tableCellText({ key: "revenue", title: "Revenue (GBP)", kind: "money", unit: "GBP" }, 8911407.9) // => "£8,911,408"
 */
export function tableCellText(column: ChartColumn, cell: Cell | undefined): string {
  if (cell === null || cell === undefined || (typeof cell === "number" && !Number.isFinite(cell))) return missing;
  if (typeof cell === "string") return cell;
  if (column.kind === "share") return shareText(cell);
  if (column.kind === "money") return moneyText(cell, column.unit ?? "XXX");
  return numberText(cell, column.kind === "number" && !Number.isInteger(cell) ? 2 : 0);
}
