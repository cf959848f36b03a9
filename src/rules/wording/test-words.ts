import type { LocalizedText } from "../../kernel/index.js";
import type { LeapDay, NumberTest, Operand, Scalar, Test, TestName } from "../language/expression.js";
import { durationWords, kindOfField, momentWords, operandWords, type ValueKind, valueWords } from "./value-words.js";
import { listed, quoted, say, type Wording } from "./wording.js";

/** A test as a verb ("is at least 3") and as what it wants ("at least 3"). */
interface TestTexts {
  readonly says: LocalizedText;
  readonly wants: LocalizedText;
}

/** What follows "is" in English; Chinese says and wants in the same words. */
function plain(en: string, zh: string): TestTexts {
  return { says: { en: `is ${en}`, zh }, wants: { en, zh } };
}

function verb(says: string, wants: string, zh: string, zhWants = zh): TestTexts {
  return { says: { en: says, zh }, wants: { en: wants, zh: zhWants } };
}

/** The table of tests. `{case}` and `{days}` are remarks at the end. */
const testTexts: Readonly<Record<TestName, TestTexts>> = {
  equals: plain("{value}{case}", "为 {value}{case}"),
  notEquals: verb("is known and is not {value}{case}", "a known value other than {value}{case}", "已知且不为 {value}{case}"),
  oneOf: plain("one of {values}{case}", "为 {values} 之一{case}"),
  notOneOf: verb(
    "is known and is none of {values}{case}",
    "a known value that is none of {values}{case}",
    "已知且不是 {values} 中任何一个{case}",
  ),
  atLeast: plain("at least {value}", "至少为 {value}"),
  moreThan: plain("more than {value}", "大于 {value}"),
  atMost: plain("at most {value}", "至多为 {value}"),
  lessThan: plain("less than {value}", "小于 {value}"),
  between: plain("between {from} and {to} (both included)", "在 {from} 与 {to} 之间（含两端）"),
  contains: verb("contains {value}{case}", "a text that contains {value}{case}", "包含 {value}{case}"),
  startsWith: verb("starts with {value}{case}", "a text that starts with {value}{case}", "以 {value} 开头{case}"),
  endsWith: verb("ends with {value}{case}", "a text that ends with {value}{case}", "以 {value} 结尾{case}"),
  like: verb(
    "matches {value} (* is any text){case}",
    "a text that matches {value} (* is any text){case}",
    "匹配 {value}（* 代表任意文本）{case}",
  ),
  has: verb("has {value}", "a list that has {value}", "含有 {value}"),
  hasAny: verb("has one of {values}", "a list that has one of {values}", "含有 {values} 之一"),
  hasAll: verb("has all of {values}", "a list that has all of {values}", "含有全部 {values}"),
  size: verb("has a size of {number}", "a size of {number}", "的元素个数为{number}", "元素个数为{number}"),
  missing: verb("is missing", "no value", "缺失"),
  present: verb("is present", "any value", "存在"),
  before: plain("before {value}", "早于 {value}"),
  after: plain("after {value}", "晚于 {value}"),
  withinLast: plain("within the last {duration}{days}", "在最近 {duration}内{days}"),
  withinNext: plain("within the next {duration}{days}", "在未来 {duration}内{days}"),
  age: verb(
    "gives an age in years of {number}{days}",
    "an age in years of {number}{days}",
    "的周岁年龄为{number}{days}",
    "周岁年龄为{number}{days}",
  ),
  anniversary: verb(
    "has its anniversary within the next {duration}, today included{days}",
    "an anniversary within the next {duration}, today included{days}",
    "的周年日在未来 {duration}内（含今天）{days}",
    "周年日在未来 {duration}内（含今天）{days}",
  ),
};

const anniversaryToday = verb(
  "has its anniversary today{days}",
  "an anniversary today{days}",
  "的周年日是今天{days}",
  "周年日是今天{days}",
);

const remarks = {
  anyCase: { en: " (A–Z in either case)", zh: "（不区分 A–Z 大小写）" },
  zone: { en: " (days of {zone})", zh: "（按 {zone} 的日期）" },
  leapDay: {
    en: " (days of {zone}; 29 February counts as 1 March in other years)",
    zh: "（按 {zone} 的日期；平年的 2 月 29 日算作 3 月 1 日）",
  },
} satisfies Record<string, LocalizedText>;

/** How a quantity is put before "times": "at least 3". */
const quantityTexts: Readonly<Record<NumberTest["is"], LocalizedText>> = {
  equals: { en: "exactly {value}", zh: "恰好 {value}" },
  notEquals: { en: "other than {value}", zh: "不等于 {value}" },
  atLeast: { en: "at least {value}", zh: "至少 {value}" },
  moreThan: { en: "more than {value}", zh: "多于 {value}" },
  atMost: { en: "at most {value}", zh: "至多 {value}" },
  lessThan: { en: "less than {value}", zh: "少于 {value}" },
  between: { en: "between {from} and {to}", zh: "介于 {from} 至 {to}" },
};

/** A test after the name of what it tests: "is at least 3". */
export function testSays(wording: Wording, test: Test, kind: ValueKind): string {
  return say(wording, textsOf(test).says, placesOf(wording, test, kind));
}

/** What a test wants, by itself: "at least 3". */
export function testWants(wording: Wording, test: Test, kind: ValueKind): string {
  return say(wording, textsOf(test).wants, placesOf(wording, test, kind));
}

/** A test of a number as a quantity ("at least 3"), for the tests that are one. */
export function quantityOf(wording: Wording, test: Test): string | undefined {
  if (!Object.hasOwn(quantityTexts, test.is)) return undefined;
  return say(wording, quantityTexts[test.is as NumberTest["is"]], placesOf(wording, test, { type: "number" }));
}

function textsOf(test: Test): TestTexts {
  return test.is === "anniversary" && test.days === 0 ? anniversaryToday : testTexts[test.is];
}

function placesOf(wording: Wording, test: Test, kind: ValueKind): Record<string, string> {
  const places: Record<string, string> = { case: "", days: "" };
  if ("ignoreCase" in test && test.ignoreCase === true) places.case = say(wording, remarks.anyCase);
  switch (test.is) {
    case "before":
    case "after":
      places.value = momentWords(wording, test.value);
      break;
    case "oneOf":
    case "notOneOf":
    case "hasAny":
      places.values = listed(wording, constants(wording, kind, test.values), "or");
      break;
    case "hasAll":
      places.values = listed(wording, constants(wording, kind, test.values), "and");
      break;
    case "contains":
    case "startsWith":
    case "endsWith":
    case "like":
      places.value = quoted(wording, test.value);
      break;
    case "between":
      places.from = operandWords(wording, kind, test.from);
      places.to = operandWords(wording, kind, test.to);
      break;
    case "size":
      places.number = quantityOf(wording, test.test)!;
      break;
    case "age":
      places.number = quantityOf(wording, test.test)!;
      places.days = daysRemark(wording, test.zone, test.leapDay);
      break;
    case "withinLast":
    case "withinNext":
      places.duration = durationWords(wording, test.duration);
      if (test.zone !== undefined) places.days = daysRemark(wording, test.zone, undefined);
      break;
    case "anniversary":
      places.duration = durationWords(wording, { days: test.days });
      places.days = daysRemark(wording, test.zone, test.leapDay);
      break;
    case "missing":
    case "present":
      break;
    default:
      places.value = operandWords(wording, kind, test.value satisfies Operand);
  }
  return places;
}

function constants(wording: Wording, kind: ValueKind, values: readonly Scalar[]): string[] {
  const element = kind.type === "texts" || kind.type === "numbers" ? kindOfField(undefined) : kind;
  return values.map((value) => valueWords(wording, element, value));
}

function daysRemark(wording: Wording, zone: string, leapDay: LeapDay | undefined): string {
  return say(wording, leapDay === "03-01" ? remarks.leapDay : remarks.zone, { zone });
}
