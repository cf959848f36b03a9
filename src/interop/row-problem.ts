import { type LocalizedText, localize } from "../kernel/index.js";

/** What every row problem of the library's own is called, and what it says; `{places}` are filled with what was seen. */
const texts = {
  unclosed_quote: { en: "A quote opens a cell and never closes it.", zh: "引号打开后没有闭合。" },
  stray_quote: {
    en: "A quote stands inside a bare cell, or text follows a closing quote.",
    zh: "未加引号的单元格中出现引号，或闭合引号后还有文字。",
  },
  row_too_long: { en: "The row is longer than a row may be.", zh: "该行超过允许的最大长度。" },
  ragged_row: {
    en: "The row has {actual} cells, the header {expected}.",
    zh: "该行有 {actual} 个单元格，表头有 {expected} 个。",
  },
  not_a_row: { en: "This is no object with columns.", zh: "这不是带有列的对象。" },
  missing_value: { en: "A value is required and missing.", zh: "缺少必填值。" },
  wrong_type: { en: "This cannot be read as {type}.", zh: "无法读取为 {type}。" },
  too_many_decimals: { en: "This has more than {decimals} decimals.", zh: "小数位数超过 {decimals} 位。" },
  below_minimum: { en: "This is below {minimum}.", zh: "该值小于 {minimum}。" },
  above_maximum: { en: "This is above {maximum}.", zh: "该值大于 {maximum}。" },
  out_of_range: { en: "This number is too large to be held exactly.", zh: "该数字过大，无法精确表示。" },
  impossible_date: { en: "This day or time does not exist.", zh: "该日期或时间不存在。" },
  missing_offset: { en: "This instant has no offset from UTC.", zh: "该时间缺少时区偏移。" },
  nonexistent_local_time: { en: "Clocks in {zone} skipped this time.", zh: "{zone} 的时钟跳过了这一时刻。" },
  doubled_local_time: { en: "Clocks in {zone} showed this time twice.", zh: "{zone} 的时钟两次显示这一时刻。" },
  not_listed: { en: "This is none of the values that the mapping lists.", zh: "该值不在映射列出的取值中。" },
  invalid_currency: { en: "This is no ISO 4217 currency code.", zh: "不是有效的 ISO 4217 货币代码。" },
  unexpected_currency: { en: "The mapping does not take this currency.", zh: "映射不接受该货币。" },
  text_too_long: { en: "This is longer than {maximumLength} characters.", zh: "超过 {maximumLength} 个字符。" },
  unstorable_text: { en: "The text holds U+0000 or half of a surrogate pair.", zh: "文本含有 U+0000 或不成对的代理项。" },
  duplicate_identifier: { en: "Row {first} has this identifier already.", zh: "第 {first} 行已有该标识。" },
  reader_failed: { en: "The mapping's own function failed: {reason}", zh: "映射自带的函数出错：{reason}" },
} as const satisfies Readonly<Record<string, LocalizedText>>;

/** Why a row was rejected, in the library's own words. */
export type StandardRowProblemCode = keyof typeof texts;

/** Why a row was rejected: one of the library's codes, or one of the host's (`refuse`, `check`). */
export type RowProblemCode = StandardRowProblemCode | (string & {});

/** One thing that is wrong with one row. */
export interface RowProblem {
  /** Position of the row in its source, from 1; the header of a CSV text is row 1. */
  readonly row: number;
  /** Line of a CSV text on which the row begins. */
  readonly line?: number;
  /** The column it is about; `null` when it is about the row. */
  readonly column: string | null;
  readonly code: RowProblemCode;
  readonly message: LocalizedText;
  /** What stood there, at most 100 characters: may hold personal data. */
  readonly value?: string;
}

/** A problem before its row is known. */
export interface Refusal {
  readonly refused: RowProblemCode;
  readonly message: LocalizedText;
}

const REFUSAL: unique symbol = Symbol.for("clientele.refusal") as never;

/**
 * Says that a value cannot be taken: what the `read` of a `custom` field and the `check` of a mapping return.
 *
 * @param code - stable, of the host's own
 * @param message - for people; one text, or one a language
 * @example
 * refuse("no_goods", "This code is postage.").refused // => "no_goods"
 */
export function refuse(code: string, message: string | LocalizedText): Refusal {
  return refusalOf(code, typeof message === "string" ? { en: message, zh: message } : message);
}

/** A refusal in the library's own words. */
export function refuseAs(code: StandardRowProblemCode, values: Readonly<Record<string, string | number>> = {}): Refusal {
  const text: LocalizedText = texts[code];
  return refusalOf(code, { en: localize(text, { locale: "en", values }), zh: localize(text, { locale: "zh", values }) });
}

/** Branded by a registered symbol: a host's value with the same fields is no refusal, one of another copy of the package is. */
function refusalOf(refused: RowProblemCode, message: LocalizedText): Refusal {
  const refusal = { refused, message };
  Object.defineProperty(refusal, REFUSAL, { value: true });
  return refusal;
}

/** Whether what a reader gave back is a refusal. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && REFUSAL in value;
}
