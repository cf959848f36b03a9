import { currencyExponent, type Locale, type LocalizedText, localize } from "../../kernel/index.js";
import { aText, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { Cell, ChartColumn } from "./chart.js";

// Not Intl: its texts differ between runtimes and their versions, and a chart is the same to the byte on all of them.

/** Signs that are unambiguous for readers of a language; another currency is written by its code. */
const signs: Readonly<Record<string, string>> = { GBP: "£", EUR: "€", USD: "$", CNY: "CN¥", JPY: "¥" };
const chineseSigns: Readonly<Record<string, string>> = { ...signs, CNY: "¥", JPY: "JP¥" };

/** Text of a missing value. */
export const missing = "–";

/** Returns a number with some decimals and a comma at the thousands, as English and Chinese both write it. */
export function numberText(value: number, decimals = 0): string {
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split(".") as [string, string?];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

/** Returns a fraction of 1 as a percentage with one decimal. */
export function shareText(share: number): string {
  return `${numberText(share * 100, 1)}%`;
}

/** Returns major units with the sign of the currency, without decimals from 1,000. */
export function moneyText(value: number, currency: string, locale: Locale): string {
  const known = locale.startsWith("zh") ? chineseSigns : signs;
  const sign = Object.hasOwn(known, currency) ? (known[currency] as string) : `${currency} `;
  const decimals = Math.abs(value) >= 1000 ? 0 : currencyExponent(currency);
  return `${value < 0 ? "−" : ""}${sign}${numberText(Math.abs(value), decimals)}`;
}

/** Converts an amount from minor to major units. */
export function majorUnits(amount: number, currency: string): number {
  return amount / 10 ** currencyExponent(currency);
}

/** Returns a number in at most four digits, with k and M, or 万 and 亿, for the inside of a cell. */
export function compactText(value: number, locale: Locale): string {
  const scales = locale.startsWith("zh") ? chineseScales : englishScales;
  const [from, letter] = scales.find(([size]) => Math.abs(value) >= size) ?? [1, ""];
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

/** Returns a Vega expression that writes the value of a tick: 1.5M in English, 150万 in Chinese. */
export function tickExpression(locale: Locale): string {
  const value = "datum.value";
  if (!locale.startsWith("zh"))
    return `abs(${value}) < 1000 ? format(${value}, '~f') : replace(format(${value}, '~s'), 'G', 'B')`;
  const large = `format(${value} / 1e8, ',~f') + '亿'`;
  const middle = `format(${value} / 1e4, ',~f') + '万'`;
  return `abs(${value}) >= 1e8 ? ${large} : abs(${value}) >= 1e4 ? ${middle} : format(${value}, ',~f')`;
}

/** A label in one language or in several. */
export type Label = string | LocalizedText;

/** Returns a label in the language of the reader. */
export function labelText(label: Label, locale: Locale): string {
  return typeof label === "string" ? label : localize(label, { locale });
}

/** Returns a finite number; `null` for NaN, infinity and missing values. */
export function finite(value: number | null | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Returns a part divided by its whole; 0 if the whole is 0. */
export function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** Options of {@link tableCellText}. */
export interface TableCellOptions {
  /** Language of the text; defaults to English. */
  readonly locale?: Locale | undefined;
}

const CELL_OPTIONS: OptionShape<TableCellOptions> = { locale: aText };

/**
 * Returns a cell of a chart's table as a text for people.
 *
 * @param column - column of the cell
 * @param cell - value of the cell; `null` becomes a dash
 * @throws ClienteleError `invalid_option`
 * @example
 * tableCellText({ key: "share", title: "Share", kind: "share" }, 0.746) // => "74.6%"
 * tableCellText({ key: "revenue", title: "Revenue (GBP)", kind: "money", unit: "GBP" }, 8911407.9) // => "£8,911,408"
 */
export function tableCellText(column: ChartColumn, cell: Cell | undefined, options: TableCellOptions = {}): string {
  const { locale = "en" } = requireOptions(options, CELL_OPTIONS);
  if (cell === null || cell === undefined || (typeof cell === "number" && !Number.isFinite(cell))) return missing;
  if (typeof cell === "string") return cell;
  if (column.kind === "share") return shareText(cell);
  if (column.kind === "money") return moneyText(cell, column.unit ?? "XXX", locale);
  return numberText(cell, column.kind === "number" && !Number.isInteger(cell) ? 2 : 0);
}

/** Returns names as a list: `a, b and c`, or `a、b、c` in Chinese. */
export function listText(names: readonly string[], locale: Locale): string {
  if (locale.startsWith("zh")) return names.join("、");
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
