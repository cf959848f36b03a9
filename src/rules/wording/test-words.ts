import type { LocalizedText } from "../../kernel/index.js";
import type { ItemWhere, NumberTest, Operand, Scalar, Test, TestName } from "../language/expression.js";
import { joined } from "./joined.js";
import { anniversaryWords, daysRemark, partWords, spanOf } from "./date-words.js";
import { kindOfField, momentWords, operandWords, spanWords, type ValueKind, valueWords } from "./value-words.js";
import { listed, nameOf, quoted, say, type Wording } from "./wording.js";

/** A test as a predicate ("is at least 3") and as a requirement ("at least 3"). */
interface TestTexts {
  readonly says: LocalizedText;
  readonly wants: LocalizedText;
}

/** A test whose predicate is "is" and its requirement; in Chinese both are the same. */
function plain(en: string, zh: string): TestTexts {
  return { says: { en: `is ${en}`, zh }, wants: { en, zh } };
}

function verb(says: string, wants: string, zh: string, zhWants = zh): TestTexts {
  return { says: { en: says, zh }, wants: { en: wants, zh: zhWants } };
}

/** Words of every test. `{case}` and `{days}` are remarks at the end. */
const testTexts: Readonly<Record<TestName | "itemCountWhere", TestTexts>> = {
  equals: plain("{value}{case}", "为{value}{case}"),
  notEquals: verb("is known and is not {value}{case}", "a known value other than {value}{case}", "有值且不为{value}{case}"),
  oneOf: plain("{values}{case}", "为{values}{case}"),
  notOneOf: verb("is known and is not {values}{case}", "a known value other than {values}{case}", "有值且不为{values}{case}"),
  atLeast: plain("at least {value}", "至少为{value}"),
  moreThan: plain("more than {value}", "大于{value}"),
  atMost: plain("at most {value}", "不超过{value}"),
  lessThan: plain("less than {value}", "小于{value}"),
  between: plain("between {from} and {to} (inclusive)", "在{from}到{to}之间（含两端）"),
  contains: verb("contains {value}{case}", "text that contains {value}{case}", "包含{value}{case}"),
  startsWith: verb("starts with {value}{case}", "text that starts with {value}{case}", "以{value}开头{case}"),
  endsWith: verb("ends with {value}{case}", "text that ends with {value}{case}", "以{value}结尾{case}"),
  like: verb(
    "matches {value} (* stands for any text){case}",
    "text that matches {value} (* stands for any text){case}",
    "匹配{value}（* 代表任意文本）{case}",
  ),
  has: verb("includes {value}", "a list that includes {value}", "含有{value}"),
  hasAny: verb("includes {values}", "a list that includes {values}", "含有{values}"),
  hasAll: verb("includes {values}", "a list that includes {values}", "含有{values}"),
  size: verb("has {number}", "{number}", "的元素个数{number}", "元素个数{number}"),
  someItem: verb(
    "has an item where {condition}",
    "an item where {condition}",
    "中有一项满足：{condition}",
    "有一项满足：{condition}",
  ),
  itemCount: verb("has {number}", "{number}", "的元素个数{number}", "元素个数{number}"),
  itemCountWhere: verb(
    "has {number} where {condition}",
    "{number} where {condition}",
    "中满足“{condition}”的元素个数{number}",
    "满足“{condition}”的元素个数{number}",
  ),
  missing: verb("has no value", "no value", "没有值"),
  present: verb("has a value", "any value", "有值"),
  before: plain("before {value}", "早于{value}"),
  after: plain("after {value}", "晚于{value}"),
  withinLast: plain("within the last {duration}{days}", "在最近 {duration}内{days}"),
  withinNext: plain("within the next {duration}{days}", "在未来 {duration}内{days}"),
  calendar: plain("in {span}{days}", "在{span}{days}"),
  part: plain("{part}{days}", "{part}{days}"),
  age: verb("gives an age {number}{days}", "an age {number}{days}", "对应的周岁年龄{number}{days}", "周岁年龄{number}{days}"),
  anniversary: verb(
    "has its anniversary {when}{days}",
    "an anniversary {when}{days}",
    "的周年日{when}{days}",
    "周年日{when}{days}",
  ),
};

const remarks = {
  not: { en: "not ({part})", zh: "并非（{part}）" },
  tested: { en: "{name} {test}", zh: "{name}{test}" },
  anyCase: { en: " (ignoring the case of A–Z)", zh: "（不区分 A–Z 大小写）" },
} satisfies Record<string, LocalizedText>;

type NumberTexts = Readonly<Record<NumberTest["is"], LocalizedText>>;

/** A number of times. `notEquals` is missing, because "other than 3 times" reads badly. */
const timesTexts: Partial<NumberTexts> = {
  equals: { en: "exactly {times}", zh: "恰好 {value} 次" },
  atLeast: { en: "at least {times}", zh: "至少 {value} 次" },
  moreThan: { en: "more than {times}", zh: "多于 {value} 次" },
  atMost: { en: "at most {times}", zh: "最多 {value} 次" },
  lessThan: { en: "fewer than {value} {value:time|times}", zh: "少于 {value} 次" },
  between: { en: "between {from} and {to} times", zh: "{from} 到 {to} 次" },
};

const never: LocalizedText = { en: "never", zh: "未发生" };
const times: LocalizedText = { en: "{value} {value:time|times}", zh: "{value} 次" };
const once: LocalizedText = { en: "once", zh: "1 次" };

/** The number of items of a list. */
const sizeTexts: NumberTexts = {
  equals: { en: "exactly {value} {value:item|items}", zh: "为{value}" },
  notEquals: { en: "any number of items except {value}", zh: "不为{value}" },
  atLeast: { en: "at least {value} {value:item|items}", zh: "至少为{value}" },
  moreThan: { en: "more than {value} {value:item|items}", zh: "大于{value}" },
  atMost: { en: "at most {value} {value:item|items}", zh: "不超过{value}" },
  lessThan: { en: "fewer than {value} {value:item|items}", zh: "小于{value}" },
  between: { en: "between {from} and {to} items", zh: "在{from}到{to}之间" },
};

/** An age in years. */
const ageTexts: NumberTexts = {
  equals: { en: "of {value}", zh: "为{value}" },
  notEquals: { en: "other than {value}", zh: "不为{value}" },
  atLeast: { en: "of at least {value}", zh: "至少为{value}" },
  moreThan: { en: "above {value}", zh: "大于{value}" },
  atMost: { en: "of at most {value}", zh: "不超过{value}" },
  lessThan: { en: "below {value}", zh: "小于{value}" },
  between: { en: "between {from} and {to}", zh: "在{from}到{to}之间" },
};

/** Describes a test after the name of its value: "is at least 3". */
export function testSays(wording: Wording, test: Test, kind: ValueKind): string {
  return say(wording, textsOf(test).says, placesOf(wording, test, kind));
}

function textsOf(test: Test): TestTexts {
  return testTexts[test.is === "itemCount" && test.where !== undefined ? "itemCountWhere" : test.is];
}

/** Describes what a test requires, on its own: "at least 3". */
export function testWants(wording: Wording, test: Test, kind: ValueKind): string {
  return say(wording, textsOf(test).wants, placesOf(wording, test, kind));
}

/** Describes a test of a count as a number of times ("at least 3 times"); `undefined` for a test that does not read so. */
export function timesOf(wording: Wording, test: Test): string | undefined {
  const text = timesTexts[test.is as NumberTest["is"]];
  if (text === undefined) return undefined;
  const places = placesOf(wording, test, { type: "number" });
  if (test.is === "equals" && test.value === 0) return say(wording, never);
  return say(wording, text, { ...places, times: say(wording, places.value === "1" ? once : times, places) });
}

function numberWords(wording: Wording, texts: NumberTexts, test: NumberTest): string {
  return say(wording, texts[test.is], placesOf(wording, test, { type: "number" }));
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
    case "someItem":
      places.condition = itemWhereWords(wording, test.where, kind.items ?? {});
      break;
    case "itemCount":
      places.number = numberWords(wording, sizeTexts, test.test);
      if (test.where !== undefined) places.condition = itemWhereWords(wording, test.where, kind.items ?? {});
      break;
    case "size":
      places.number = numberWords(wording, sizeTexts, test.test);
      break;
    case "age":
      places.number = numberWords(wording, ageTexts, test.test);
      places.days = daysRemark(wording, test.zone, test.leapDay);
      break;
    case "withinLast":
    case "withinNext":
      places.duration = spanWords(wording, test.duration);
      if (test.zone !== undefined) places.days = daysRemark(wording, test.zone);
      break;
    case "part":
      places.part = partWords(wording, test);
      if (test.zone !== undefined) places.days = daysRemark(wording, test.zone);
      break;
    case "calendar":
      places.span = spanOf(wording, test);
      places.days = daysRemark(wording, test.zone);
      break;
    case "anniversary":
      places.when = anniversaryWords(wording, test);
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

/** Describes conditions on an item. */
function itemWhereWords(wording: Wording, where: ItemWhere, items: NonNullable<ValueKind["items"]>): string {
  if (where.kind === "not") return say(wording, remarks.not, { part: itemWhereWords(wording, where.of, items) });
  if (where.kind === "property") {
    const kind = kindOfField(Object.hasOwn(items, where.path) ? items[where.path] : undefined);
    return say(wording, remarks.tested, { name: nameOf(wording, where.path), test: testSays(wording, where.test, kind) });
  }
  return joined(
    wording,
    where.kind,
    where.of.map((part) => ({
      words: itemWhereWords(wording, part, items),
      isJunction: (part.kind === "all" || part.kind === "any") && part.kind !== where.kind && part.of.length > 1,
    })),
  );
}

function constants(wording: Wording, kind: ValueKind, values: readonly Scalar[]): string[] {
  const element = kind.type === "texts" || kind.type === "numbers" ? kindOfField(undefined) : kind;
  return values.map((value) => valueWords(wording, element, value));
}

const opposites = { atLeast: "lessThan", lessThan: "atLeast", moreThan: "atMost", atMost: "moreThan" } as const;

/**
 * Returns a single test that a present value passes exactly when it fails the given one, if there is one.
 *
 * @param type - type of the value; `before` and `after` have no single opposite
 */
export function oppositeOf(test: Test, type: ValueKind["type"]): Test | undefined {
  switch (test.is) {
    case "missing":
      return { is: "present" };
    case "present":
      return { is: "missing" };
    case "equals":
      return typeof test.value === "boolean" && type === "boolean" ? { is: "equals", value: !test.value } : undefined;
    case "atLeast":
    case "lessThan":
    case "moreThan":
    case "atMost":
      return { is: opposites[test.is], value: test.value };
    case "size":
    case "part":
    case "itemCount":
    case "age": {
      const { test: inner } = test;
      if (!(inner.is in opposites) || !("value" in inner)) return undefined;
      return { ...test, test: { is: opposites[inner.is as keyof typeof opposites], value: inner.value } };
    }
    default:
      return undefined;
  }
}
