import type { LocalizedText } from "../kernel/index.js";
import { parseInstant } from "../kernel/internal.js";
import type { CellType } from "./field-mapping.js";
import { type PatternReader, patternReader } from "./local-time.js";
import { decimalReader } from "./number-text.js";

/** The type inferred for a column, with a proposed field of a mapping. Plain data that a form can edit. */
export interface InferredColumn {
  readonly column: string;
  /** The narrowest type that fits every cell. */
  readonly type: CellType;
  /** Number of cells with a value. */
  readonly filled: number;
  /** Number of empty cells. */
  readonly missing: number;
  /** Number of distinct values among the rows read. */
  readonly distinct: number;
  /** The first five distinct values, in order of appearance. */
  readonly examples: readonly string[];
  /** A field to start a mapping with. A local time still lacks its `zone`. */
  readonly suggestion: Readonly<Record<string, unknown>> & { readonly column: string; readonly type: CellType };
  /** What a person has to decide. */
  readonly notes: readonly ColumnNote[];
}

/** A question about a column that its cells alone do not answer. */
export interface ColumnNote {
  readonly code: "day_or_month_first" | "needs_zone" | "whole_decimals" | "leading_zeros" | "empty_column";
  readonly message: LocalizedText;
}

const notes = {
  day_or_month_first: {
    en: "Every date can be read with the day first or with the month first. Choose the pattern.",
    zh: "这些日期的日和月无法区分先后，请选择格式。",
  },
  needs_zone: { en: "These are local times. Choose their time zone.", zh: "这些是当地时间，请选择时区。" },
  whole_decimals: {
    en: "Every number ends in .0 (17850.0). A spreadsheet may have turned identifiers into decimals.",
    zh: "所有数字都以 .0 结尾（如 17850.0），可能是表格软件把编号转成了小数。",
  },
  leading_zeros: {
    en: "Some numbers start with zeros, so the column is read as text.",
    zh: "部分数字以 0 开头，因此按文本读取。",
  },
  empty_column: { en: "The column is empty in the rows shown.", zh: "所示的行中，该列都为空。" },
} as const satisfies Readonly<Record<ColumnNote["code"], LocalizedText>>;

/** Date patterns, tried in this order, each also with a time. */
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
 * Infers the type of a column from its cells.
 *
 * @param column - name of the column
 * @param cells - trimmed texts; empty where a value is missing
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
  // Eight digits that always form a calendar day are read as a day rather than as a number.
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
