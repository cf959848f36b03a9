import { type LocalizedText } from "../kernel/index.js";
import { parseInstant } from "../kernel/internal.js";
import type { CellType } from "./field-mapping.js";
import { type PatternReader, patternReader } from "./local-time.js";
import { decimalReader } from "./number-text.js";

/** What the cells of a column look like, and how a mapping would read them. Plain data, ready for a form to edit. */
export interface InferredColumn {
  readonly column: string;
  /** The narrowest type that every cell has. */
  readonly type: CellType;
  /** Cells with something in them. */
  readonly filled: number;
  /** Cells without. */
  readonly missing: number;
  /** Distinct values among the rows that were looked at. */
  readonly distinct: number;
  /** Up to five of them, in order of appearance. */
  readonly examples: readonly string[];
  /** The field that a mapping would begin with. A local time still lacks its `zone`. */
  readonly suggestion: Readonly<Record<string, unknown>> & { readonly column: string; readonly type: CellType };
  /** What a person should decide. */
  readonly notes: readonly ColumnNote[];
}

/** Something about a column that its cells alone do not tell. */
export interface ColumnNote {
  readonly code: "day_or_month_first" | "needs_zone" | "whole_decimals" | "leading_zeros" | "empty_column";
  readonly message: LocalizedText;
}

const notes = {
  day_or_month_first: {
    en: "Every date fits with the day first and with the month first: choose the pattern.",
    zh: "所有日期既可按日在前也可按月在前解读，请选定格式。",
  },
  needs_zone: { en: "These are local times: name their time zone.", zh: "这些是本地时间，请指明时区。" },
  whole_decimals: {
    en: "Every decimal is whole (17850.0): a spreadsheet may have turned identifiers into numbers.",
    zh: "所有小数都是整数（17850.0），可能是表格软件把标识变成了数字。",
  },
  leading_zeros: { en: "Numbers begin with zeros, so that they are read as text.", zh: "数字带有前导零，因此按文本读取。" },
  empty_column: { en: "No row has a value here.", zh: "该列没有任何值。" },
} as const satisfies Readonly<Record<ColumnNote["code"], LocalizedText>>;

/** Ways to write a date, tried in this order; each also with a time. */
const DATE_PATTERNS = [
  "yyyy-MM-dd",
  "yyyy/MM/dd",
  "yyyyMMdd",
  "dd/MM/yyyy",
  "MM/dd/yyyy",
  "d/M/yyyy",
  "M/d/yyyy",
  "dd.MM.yyyy",
  "d MMM yyyy",
];
const TIME_PATTERNS = [" HH:mm:ss", " HH:mm", "'T'HH:mm:ss", " H:mm", " h:mm a"];

const readable = (patterns: readonly string[]) => patterns.map((pattern) => ({ pattern, read: patternReader(pattern)! }));
const dates = /* @__PURE__ */ readable(DATE_PATTERNS);
const times = /* @__PURE__ */ readable(DATE_PATTERNS.flatMap((date) => TIME_PATTERNS.map((time) => date + time)));

/**
 * What the cells of a column look like.
 *
 * @param column - its name
 * @param cells - trimmed texts, missing ones empty
 */
export function inferColumn(column: string, cells: readonly string[]): InferredColumn {
  const filled = cells.filter((cell) => cell !== "");
  const distinct = [...new Set(filled)];
  const optional = filled.length < cells.length;
  const { type, options, codes } = inferType(distinct);
  return {
    column,
    type,
    filled: filled.length,
    missing: cells.length - filled.length,
    distinct: distinct.length,
    examples: distinct.slice(0, 5),
    suggestion: { column, type, ...(optional && { optional }), ...options },
    notes: codes.map((code) => ({ code, message: notes[code] })),
  };
}

interface Inferred {
  readonly type: CellType;
  readonly options: Readonly<Record<string, unknown>>;
  readonly codes: readonly ColumnNote["code"][];
}

function inferType(texts: readonly string[]): Inferred {
  const of = (type: CellType, options = {}, ...codes: ColumnNote["code"][]): Inferred => ({ type, options, codes });
  if (texts.length === 0) return of("text", {}, "empty_column");
  const every = (test: (text: string) => boolean) => texts.every(test);
  if (every((text) => /^(true|false|yes|no)$/i.test(text))) return of("boolean");
  // Eight digits that are all days of the calendar are days before they are numbers.
  const days = fitting(dates, texts);
  if (days.length > 0) return of("date", days[0] === "yyyy-MM-dd" ? {} : { pattern: days[0] }, ...ambiguity(days));
  if (every((text) => /^[+-]?\d+$/.test(text))) {
    if (!every((text) => !/^[+-]?0\d/.test(text) && Number.isSafeInteger(Number(text)))) return of("text", {}, "leading_zeros");
    return of("integer");
  }
  if (every((text) => /^[+-]?\d+(\.\d+)?$/.test(text))) {
    return of("decimal", {}, ...(every((text) => /\.0+$/.test(text)) ? (["whole_decimals"] as const) : []));
  }
  for (const [decimalSeparator, groupSeparator] of [
    [".", ","],
    [",", "."],
    [",", undefined],
  ] as const) {
    const read = decimalReader(decimalSeparator, groupSeparator);
    if (every((text) => read(text) !== undefined))
      return of("decimal", { decimalSeparator, ...(groupSeparator && { groupSeparator }) });
  }
  if (every((text) => parseInstant(text) !== undefined)) return of("instant");
  const patterns = fitting(times, texts);
  if (patterns.length > 0) return of("instant", { pattern: patterns[0] }, "needs_zone", ...ambiguity(patterns));
  return of("text");
}

function fitting(patterns: readonly { pattern: string; read: PatternReader }[], texts: readonly string[]): string[] {
  return patterns.filter(({ read }) => texts.every((text) => typeof read(text) === "number")).map(({ pattern }) => pattern);
}

function ambiguity(patterns: readonly string[]): ColumnNote["code"][] {
  const dayFirst = patterns.some((pattern) => /^d+\//.test(pattern));
  return dayFirst && patterns.some((pattern) => /^M+\//.test(pattern)) ? ["day_or_month_first"] : [];
}
