import { type LocalizedText, localize } from "../kernel/index.js";

/** The message of each row problem that the library reports. */
const texts = {
  unclosed_quote: { en: "A quote opens a cell and is never closed.", zh: "引号打开后没有闭合。" },
  stray_quote: {
    en: "A quote appears inside an unquoted cell, or text follows a closing quote.",
    zh: "未加引号的单元格中出现引号，或闭合引号后还有文字。",
  },
  row_too_long: { en: "The row is too long.", zh: "该行过长。" },
  ragged_row: {
    en: "The row has {actual} {actual:cell|cells}, but the header has {expected}.",
    zh: "该行有 {actual} 个单元格，表头有 {expected} 个。",
  },
  not_a_row: { en: "The row is not an object with columns.", zh: "该行不是由列组成的对象。" },
  missing_value: { en: "A required value is missing.", zh: "缺少必填值。" },
  wrong_type: { en: "The value is not {type}.", zh: "该值不是{type}。" },
  too_many_decimals: {
    en: "The number has more than {maxDecimals} {maxDecimals:decimal|decimals}.",
    zh: "小数位数超过 {maxDecimals} 位。",
  },
  below_minimum: { en: "The value is below {min}.", zh: "该值小于 {min}。" },
  above_maximum: { en: "The value is above {max}.", zh: "该值大于 {max}。" },
  out_of_range: { en: "The number is too large to be stored exactly.", zh: "该数字过大，无法精确表示。" },
  impossible_date: { en: "This date or time does not exist.", zh: "该日期或时间不存在。" },
  missing_offset: { en: "The time has no UTC offset.", zh: "该时间缺少时区偏移量。" },
  nonexistent_local_time: { en: "Clocks in {zone} skipped this time.", zh: "{zone} 当地时钟跳过了这一时刻。" },
  doubled_local_time: { en: "Clocks in {zone} showed this time twice.", zh: "{zone} 当地时钟两次显示这一时刻。" },
  not_listed: { en: "The value is not one of the accepted values.", zh: "该值不在允许的取值范围内。" },
  invalid_currency: { en: "The currency is not an ISO 4217 code.", zh: "币种不是有效的 ISO 4217 代码。" },
  unexpected_currency: { en: "This currency is not accepted.", zh: "不接受该币种。" },
  text_too_long: {
    en: "The text is longer than {maxLength} {maxLength:character|characters}.",
    zh: "文本超过 {maxLength} 个字符。",
  },
  unstorable_text: { en: "The text contains U+0000 or an unpaired surrogate.", zh: "文本含有 U+0000 或不成对的代理项。" },
  duplicate_identifier: { en: "Row {first} already has this identifier.", zh: "第 {first} 行已使用该标识。" },
  reader_failed: { en: "The function of the mapping failed: {reason}", zh: "映射中的函数出错：{reason}" },
} as const satisfies Readonly<Record<string, LocalizedText>>;

/** Code of a problem that the library reports. */
export type StandardRowProblemCode = keyof typeof texts;

/** Code of a problem: one of the library, or one of the host (`refuse`, `check`). */
export type RowProblemCode = StandardRowProblemCode | (string & {});

/** One problem of one row. */
export interface RowProblem {
  /** Position of the row in the source, from 1. The header of a CSV text is row 1. */
  readonly row: number;
  /** Line on which the row begins; CSV only. */
  readonly line?: number;
  /** Column with the problem; `null` if the problem is about the row. */
  readonly column: string | null;
  readonly code: RowProblemCode;
  readonly message: LocalizedText;
  /** The value found, at most 100 characters. It may be personal data. */
  readonly value?: string;
}

/** Why a value or a row is rejected; made by {@link refuse}. */
export interface Refusal {
  readonly refused: RowProblemCode;
  readonly message: LocalizedText;
}

const REFUSAL: unique symbol = Symbol.for("clientele.refusal") as never;

/**
 * Rejects a value or a row. The `read` of a `custom` field and the `check` of a mapping return it.
 *
 * @param code - stable code chosen by the host
 * @param message - text for people, or one per language
 * @example
 * refuse("not_a_product", "Postage is not a product.").refused // => "not_a_product"
 */
export function refuse(code: string, message: string | LocalizedText): Refusal {
  return refusalOf(code, typeof message === "string" ? { en: message, zh: message } : message);
}

/** Rejects a value or a row with a code of the library; a value of its message may differ by language. */
export function refuseAs(
  code: StandardRowProblemCode,
  values: Readonly<Record<string, string | number | LocalizedText>> = {},
): Refusal {
  const message = (locale: "en" | "zh"): string => {
    const own = Object.entries(values).map(([name, value]) => [name, typeof value === "object" ? value[locale] : value]);
    return localize(texts[code], { locale, values: Object.fromEntries(own) as Record<string, string | number> });
  };
  return refusalOf(code, { en: message("en"), zh: message("zh") });
}

/** The mark is a registered symbol: another copy of the package makes the same refusals, a value of the host with the same fields is none. */
function refusalOf(refused: RowProblemCode, message: LocalizedText): Refusal {
  const refusal = { refused, message };
  Object.defineProperty(refusal, REFUSAL, { value: true });
  return refusal;
}

/** Tells whether a reader returned a refusal. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && REFUSAL in value;
}
