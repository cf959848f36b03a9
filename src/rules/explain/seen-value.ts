import { LARGEST_INSTANT, type LocalizedText } from "../../kernel/index.js";
import type { FieldType } from "../language/catalog.js";
import type { Scalar } from "../language/expression.js";
import { readerOf, type Seen } from "../language/value-reading.js";
import { instantWords, lengthWords, type ValueKind, valueWords } from "../wording/value-words.js";
import { listed, say, type Wording } from "../wording/wording.js";
import type { SeenValue } from "./explained.js";

const texts = {
  missing: { en: "missing", zh: "缺失" },
  otherType: { en: "missing (the value is not {type})", zh: "缺失（现有的值不是{type}）" },
  list: { en: "a list of {items}", zh: "列表{items}" },
  emptyList: { en: "an empty list", zh: "空列表" },
  listOf: { en: "a list of {count} {count:item|items}", zh: "有 {count} 个元素的列表" },
  object: { en: "an object", zh: "一个对象" },
} satisfies Record<string, LocalizedText>;

const typeNames: Readonly<Record<FieldType, LocalizedText>> = {
  text: { en: "text", zh: "文本" },
  number: { en: "a number", zh: "数字" },
  integer: { en: "an integer", zh: "整数" },
  boolean: { en: "true or false", zh: "“是”或“否”" },
  instant: { en: "an instant", zh: "时间" },
  date: { en: "a date", zh: "日期" },
  texts: { en: "a list of texts", zh: "文本列表" },
  numbers: { en: "a list of numbers", zh: "数字列表" },
  opaque: { en: "plain data", zh: "数据" },
};

/** Returns the value that is not there. */
export function missingValue(wording: Wording): SeenValue {
  return { missing: true, value: null, text: say(wording, texts.missing) };
}

/** Describes a raw value as its reader sees it, and says so when the value is of another type. */
export function seenOf(wording: Wording, raw: unknown, kind: ValueKind, lengths: readonly number[] = []): SeenValue {
  const { type } = kind;
  const seen = type === undefined || type === "duration" ? (raw as Seen) : readerOf({ type })(raw);
  if (seen === undefined || seen === null) {
    if (raw === undefined || raw === null || type === undefined || type === "duration") return missingValue(wording);
    return { missing: true, value: null, text: say(wording, texts.otherType, { type: say(wording, typeNames[type]) }) };
  }
  if (typeof seen === "object") return seenObject(wording, seen);
  if (type === "instant" && typeof seen === "number") {
    const value = Math.abs(seen) <= LARGEST_INSTANT ? new Date(seen).toISOString() : seen;
    return { missing: false, value, text: instantWords(wording, seen) };
  }
  if (typeof seen === "number" && type === "duration")
    return { missing: false, value: seen, text: lengthWords(wording, seen, lengths) };
  if (!isPlainScalar(seen)) return seenObject(wording, seen);
  // JSON has no −0.
  return { missing: false, value: seen === 0 ? 0 : seen, text: valueWords(wording, kind, seen) };
}

/** Maximum number of elements of a list in an explanation. */
const MAX_ELEMENTS = 100;

function seenObject(wording: Wording, seen: unknown): SeenValue {
  if (!Array.isArray(seen)) return { missing: false, value: null, text: say(wording, texts.object) };
  const scalars = seen
    .slice(0, MAX_ELEMENTS)
    .filter(isPlainScalar)
    .map((item) => (item === 0 ? 0 : item));
  if (seen.length === 0) return { missing: false, value: [], text: say(wording, texts.emptyList) };
  if (scalars.length < seen.length)
    return { missing: false, value: scalars, text: say(wording, texts.listOf, { count: seen.length }) };
  const items = scalars.map((item) => valueWords(wording, { type: undefined }, item));
  return { missing: false, value: scalars, text: say(wording, texts.list, { items: listed(wording, items, "and") }) };
}

/** Whether JSON keeps a value as it is. */
function isPlainScalar(value: unknown): value is Scalar {
  return typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}
