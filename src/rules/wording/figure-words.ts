import { isCalendarDate } from "../../kernel/internal.js";
import type { LocalizedText } from "../../kernel/index.js";
import type { Figure, FigureComparison, FiguresExpression } from "../language/expression.js";
import { type FigureUnit, partsOf, turnedComparison, unitOf, unitOfValue } from "../language/figures.js";
import { fieldsOf } from "../language/metric-value.js";
import { metricName } from "./history-words.js";
import { durationWords, momentWords, type ValueKind, valueWords } from "./value-words.js";
import { nameOf, say, type Wording } from "./wording.js";

const texts = {
  inZone: { en: "{words} (dates in {zone})", zh: "{words}（按{zone}时区的日期）" },
  plus: { en: "{left} plus {right}", zh: "{left}加{right}" },
  minus: { en: "{left} minus {right}", zh: "{left}减去{right}" },
  between: { en: "the time from {right} to {left}", zh: "从{right}到{left}的时长" },
  ratio: { en: "the ratio of {left} to {right}", zh: "{left}与{right}之比" },
  brackets: { en: "({part})", zh: "（{part}）" },
  inCurrency: { en: "{name} in {currency}", zh: "{name}（{currency}）" },
} satisfies Record<string, LocalizedText>;

/** A comparison as a sentence ("the count is more than 3") and as a requirement ("more than 3"). */
interface ComparisonTexts {
  readonly says: LocalizedText;
  readonly wants: LocalizedText;
}

/** A comparison whose sentence is "is" and its requirement; in Chinese the requirement is the sentence without its subject. */
function plain(en: string, zh: string): ComparisonTexts {
  return { says: { en: `{left} is ${en} {right}`, zh: `{left}${zh}` }, wants: { en: `${en} {right}`, zh } };
}

type Comparisons = Readonly<Record<FigureComparison, ComparisonTexts>>;

const numbers: Comparisons = {
  equals: plain("equal to", "等于{right}"),
  notEquals: plain("other than", "不等于{right}"),
  atLeast: plain("at least", "至少为{right}"),
  moreThan: plain("more than", "大于{right}"),
  atMost: plain("at most", "不超过{right}"),
  lessThan: plain("less than", "小于{right}"),
};

const moments: Comparisons = {
  equals: plain("at the same time as", "与{right}为同一时刻"),
  notEquals: plain("at another time than", "与{right}不为同一时刻"),
  atLeast: plain("at or after", "不早于{right}"),
  moreThan: plain("after", "晚于{right}"),
  atMost: plain("at or before", "不晚于{right}"),
  lessThan: plain("before", "早于{right}"),
};

const days: Comparisons = {
  ...moments,
  equals: plain("on the same day as", "与{right}为同一天"),
  notEquals: plain("on another day than", "与{right}不为同一天"),
  atLeast: plain("on or after", "不早于{right}"),
  atMost: plain("on or before", "不晚于{right}"),
};

/** The comparison that holds where another does not, if no figure is missing. */
export const oppositeComparison: Readonly<Record<FigureComparison, FigureComparison>> = {
  equals: "notEquals",
  notEquals: "equals",
  atLeast: "lessThan",
  lessThan: "atLeast",
  moreThan: "atMost",
  atMost: "moreThan",
};

/** Puts a constant on the right, where people say it. */
export function constantLast(node: FiguresExpression): FiguresExpression {
  if (!("value" in node.left) || "value" in node.right) return node;
  return { ...node, left: node.right, is: turnedComparison[node.is], right: node.left };
}

/** Describes a comparison of figures. */
export function figuresWords(wording: Wording, given: FiguresExpression): string {
  const node = constantLast(given);
  const [left, right] = [figureWords(wording, node.left), figureWords(wording, node.right)];
  return inZone(wording, say(wording, textsOf(wording, node).says, { left, right }), node.zone);
}

/** Describes what a comparison requires of its left side. `right` is the other side in words. */
export function figuresWants(wording: Wording, node: FiguresExpression, right: string): string {
  return inZone(wording, say(wording, textsOf(wording, node).wants, { right }), node.zone);
}

function inZone(wording: Wording, words: string, zone: string | undefined): string {
  return zone === undefined ? words : say(wording, texts.inZone, { words, zone });
}

function textsOf(wording: Wording, { left, is, right }: FiguresExpression): ComparisonTexts {
  const units = [left, right].map((figure) => knownUnit(wording, figure));
  return (units.includes("date") ? days : units.includes("instant") ? moments : numbers)[is];
}

/** Describes a figure: "the sum of total in USD over order.placed minus the sum of total in USD over order.refunded". */
export function figureWords(wording: Wording, figure: Figure): string {
  if ("metric" in figure) return metricName(wording, figure.metric);
  if ("attribute" in figure) {
    const name = nameOf(wording, figure.attribute);
    return figure.currency === undefined ? name : say(wording, texts.inCurrency, { name, currency: figure.currency });
  }
  if ("value" in figure) return constantWords(wording, figure);
  const parts = partsOf(figure).map((part) => {
    const words = figureWords(wording, part);
    return partsOf(part).length === 0 ? words : say(wording, texts.brackets, { part: words });
  });
  const isSpan = "difference" in figure && isMoment(knownUnit(wording, figure.difference[1]));
  const text = "sum" in figure ? texts.plus : "ratio" in figure ? texts.ratio : isSpan ? texts.between : texts.minus;
  return parts.reduce((left, right) => say(wording, text, { left, right }));
}

/** Returns the kind of a figure's value. */
export function kindOfFigure(wording: Wording, figure: Figure): ValueKind {
  const unit = knownUnit(wording, figure);
  if (unit === undefined || !unit.startsWith("money ")) return { type: unit as ValueKind["type"] };
  const currency = unit.slice("money ".length);
  return { type: "number", amount: { currency: /^[A-Z]{3}$/.test(currency) ? currency : undefined } };
}

/** Returns the unit of a figure; without a catalog, of a constant only. */
function knownUnit({ catalog }: Wording, figure: Figure): FigureUnit | undefined {
  if (catalog !== undefined) return unitOf(figure, fieldsOf(catalog));
  return "value" in figure ? unitOfValue(figure) : undefined;
}

function isMoment(unit: FigureUnit | undefined): boolean {
  return unit === "date" || unit === "instant";
}

function constantWords(wording: Wording, figure: Extract<Figure, { value: unknown }>): string {
  const { value } = figure;
  if (typeof value === "object") return durationWords(wording, value);
  if (typeof value === "string") return isCalendarDate(value) ? value : momentWords(wording, value);
  return valueWords(wording, kindOfFigure(wording, figure), value);
}
