import type { LocalizedText } from "../../kernel/index.js";
import type { CatalogField } from "../language/catalog.js";
import type { LaterStep, Measure, Metric, SameProperty, Step, Where } from "../language/expression.js";
import { measures, propertyField } from "../language/metric-value.js";
import { namesOfSame } from "../language/same-property.js";
import { zoneWords } from "./date-words.js";
import { joined } from "./joined.js";
import { testSays } from "./test-words.js";
import { durationWords, kindOfField, spanWords, type ValueKind } from "./value-words.js";
import { periodWords, windowWords } from "./window-words.js";
import { listed, nameOf, say, typeName, type Wording } from "./wording.js";

const texts = {
  where: { en: "{types} (where {condition})", zh: "{types}（其中{condition}）" },
  channel: { en: "the channel", zh: "渠道" },
  tested: { en: "{name} {test}", zh: "{name}{test}" },
  not: { en: "not ({part})", zh: "并非（{part}）" },
  atOrAfter: { en: "{step} (at the same instant or later)", zh: "{step}（含同一时刻）" },
  same: { en: "{step} with the same {property}", zh: "{property}相同的{step}" },
  equal: { en: "{step} with {then} equal to that {first}", zh: "{then}等于前者{first}的{step}" },
  openFor: { en: " for at least {duration}", zh: "满 {duration}" },
  inCurrency: { en: "{property} in {currency}", zh: "{property}（{currency}）" },
} satisfies Record<string, LocalizedText>;

/** Name of each measure. The one of `count` is for tests that are not a number of times ("is 1 or 3"). */
const measureTexts: Readonly<Record<Measure, LocalizedText>> = {
  count: { en: "the count of {events}{window}", zh: "{window}{events}的次数" },
  sum: { en: "the sum of {property} over {events}{window}", zh: "{window}{events}的{property}总和" },
  average: { en: "the average {property} over {events}{window}", zh: "{window}{events}的{property}平均值" },
  minimum: { en: "the smallest {property} over {events}{window}", zh: "{window}{events}的{property}最小值" },
  maximum: { en: "the largest {property} over {events}{window}", zh: "{window}{events}的{property}最大值" },
  distinct: {
    en: "the number of distinct values of {property} over {events}{window}",
    zh: "{window}{events}的{property}不同取值个数",
  },
  first: { en: "the time of the first {events}{window}", zh: "{window}首次{events}的时间" },
  last: { en: "the time of the last {events}{window}", zh: "{window}最近一次{events}的时间" },
  timeSinceFirst: { en: "the time since the first {events}{window}", zh: "距{window}首次{events}的时长" },
  timeSinceLast: { en: "the time since the last {events}{window}", zh: "距{window}最近一次{events}的时长" },
  daysActive: { en: "the number of days ({zone}) with {events}{window}", zh: "{window}有{events}的天数（{zone}）" },
  longestGap: { en: "the longest gap between one {events} and the next{window}", zh: "{window}相邻两次{events}的最长间隔" },
  meanGap: { en: "the mean gap between one {events} and the next{window}", zh: "{window}相邻两次{events}的平均间隔" },
  longestBreak: {
    en: "the longest break that ended with {events}{window}",
    zh: "{window}{events}距上一次的最长间隔",
  },
  fewestPerPeriod: {
    en: "the smallest count of {events} in any of {periods}",
    zh: "{periods}中{events}次数的最小值",
  },
  trend: {
    en: "the ratio of the count of {events} in the last {duration} to the {duration} before",
    zh: "{events}最近 {duration}的次数与此前 {duration}之比",
  },
  unanswered: {
    en: "the number of {events}{window} not followed by {answer}{openFor}",
    zh: "{window}{events}之后{openFor}尚无{answer}的次数",
  },
  knownFor: { en: "the time since the subject became known", zh: "该对象建档以来的时长" },
};

/** Name of the measures whose property is optional, when they have one. */
const propertyTexts: Partial<Readonly<Record<Measure, LocalizedText>>> = {
  first: { en: "the {property} of the first {events}{window}", zh: "{window}首次{events}的{property}" },
  last: { en: "the {property} of the last {events}{window}", zh: "{window}最近一次{events}的{property}" },
  trend: {
    en: "the ratio of the sum of {property} over {events} in the last {duration} to the {duration} before",
    zh: "{events}的{property}最近 {duration}的总和与此前 {duration}之比",
  },
};

/** Describes a metric: "the sum of total in USD over order.placed in the last 30 days". */
export function metricName(wording: Wording, metric: Metric): string {
  const { measure, types = [], property, currency, where, window, zone, answer, same, openFor, periods } = metric;
  const name = property === undefined ? "" : nameOf(wording, property);
  const text = property === undefined ? measureTexts[measure] : (propertyTexts[measure] ?? measureTexts[measure]);
  return say(wording, text, {
    events: eventsWords(wording, types, where, currency),
    property: currency === undefined ? name : say(wording, texts.inCurrency, { property: name, currency }),
    window: windowWords(wording, window),
    duration: window?.kind === "last" ? spanWords(wording, window.duration) : "",
    zone: zone === undefined ? "" : zoneWords(wording, zone),
    answer: answer === undefined ? "" : laterStepWords(wording, answer, same),
    openFor: openFor === undefined ? "" : say(wording, texts.openFor, { duration: durationWords(wording, openFor) }),
    periods: periods === undefined ? "" : periodWords(wording, periods),
  }).trim();
}

/** Returns the kind of a metric's value. */
export function kindOfMetric(wording: Wording, metric: Metric): ValueKind {
  const { measure, types = [], property, currency } = metric;
  const { yields } = measures[measure];
  const field = fieldOf(wording, types, property);
  if (yields === "property") return property === undefined ? { type: "instant" } : kindOfField(field, currency);
  const isSameUnit = ["sum", "average", "minimum", "maximum"].includes(measure);
  return isSameUnit ? { ...kindOfField(field, currency), type: yields } : { type: yields };
}

function fieldOf(wording: Wording, types: readonly string[], property: string | undefined): CatalogField | undefined {
  return wording.catalog === undefined || property === undefined ? undefined : propertyField(wording.catalog, types, property);
}

/** Describes interactions of some types that meet a condition. */
export function eventsWords(wording: Wording, types: readonly string[], where: Where | undefined, currency?: string): string {
  const named = listed(
    wording,
    types.map((type) => typeName(wording, type)),
    "or",
  );
  if (where === undefined) return named;
  return say(wording, texts.where, { types: named, condition: whereWords(wording, where, types, currency) });
}

/** Describes a step of a sequence. */
export function stepWords(wording: Wording, { types, where }: Step): string {
  return eventsWords(wording, types, where);
}

/** Describes a step after another, with the property that it shares with the first step. */
export function laterStepWords(wording: Wording, step: LaterStep, same: SameProperty | undefined): string {
  const words = sharedWords(wording, stepWords(wording, step), same);
  return step.atOrAfter === true ? say(wording, texts.atOrAfter, { step: words }) : words;
}

function sharedWords(wording: Wording, step: string, same: SameProperty | undefined): string {
  if (same === undefined) return step;
  const { first, then } = namesOfSame(same);
  if (first === then) return say(wording, texts.same, { step, property: nameOf(wording, first) });
  return say(wording, texts.equal, { step, first: nameOf(wording, first), then: nameOf(wording, then) });
}

/** Joins the name of a value and its test. */
export function tested(wording: Wording, name: string, test: string): string {
  return say(wording, texts.tested, { name, test });
}

/** Describes conditions on an interaction. `currency` is the known currency of the amounts beside them. */
function whereWords(wording: Wording, where: Where, types: readonly string[], currency: string | undefined): string {
  switch (where.kind) {
    case "all":
    case "any": {
      const known = where.kind === "all" ? (currencyAmong(wording, where.of, types) ?? currency) : currency;
      return joined(
        wording,
        where.kind,
        where.of.map((part) => ({
          words: whereWords(wording, part, types, known),
          isJunction: (part.kind === "all" || part.kind === "any") && part.kind !== where.kind && part.of.length > 1,
        })),
      );
    }
    case "not":
      return say(wording, texts.not, { part: whereWords(wording, where.of, types, currency) });
    case "channel":
      return tested(wording, say(wording, texts.channel), testSays(wording, where.test, { type: "text" }));
    case "property": {
      const kind = kindOfField(fieldOf(wording, types, where.path), currency);
      return tested(wording, nameOf(wording, where.path), testSays(wording, where.test, kind));
    }
  }
}

/** Returns the currency that one of several conditions requires, if one does. */
function currencyAmong(wording: Wording, parts: readonly Where[], types: readonly string[]): string | undefined {
  const amounts = parts.flatMap((part) => {
    const field = part.kind === "property" ? fieldOf(wording, types, part.path) : undefined;
    return field?.currency === undefined ? [] : [field.currency];
  });
  for (const part of parts) {
    if (part.kind !== "property" || part.test.is !== "equals" || !amounts.includes(part.path)) continue;
    if (typeof part.test.value === "string" && part.test.ignoreCase !== true) return part.test.value;
  }
  return undefined;
}
