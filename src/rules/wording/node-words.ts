import type { LocalizedText } from "../../kernel/index.js";
import type {
  AbsenceExpression,
  AttributeExpression,
  Expression,
  MetricExpression,
  SequenceExpression,
  StateExpression,
} from "../language/expression.js";
import { eventsWords, kindOfMetric, metricName, stepWords } from "./history-words.js";
import { joined } from "./joined.js";
import { quantityOf, testSays } from "./test-words.js";
import { durationWords, kindOfField, type ValueKind } from "./value-words.js";
import { windowWords } from "./window-words.js";
import { nameOf, say, spaced, type Wording } from "./wording.js";

const texts = {
  not: { en: "not ({part})", zh: "并非（{part}）" },
  atLeast: { en: "at least {count} of these {total} hold: {parts}", zh: "以下 {total} 项中至少 {count} 项成立：{parts}" },
  atLeastPart: { en: "({part})", zh: "（{part}）" },
  atLeastJoint: { en: ", ", zh: "、" },
  brackets: { en: "({part})", zh: "（{part}）" },
  happened: { en: "{events} happened {quantity} times{window}", zh: "{window} {events} 发生{quantity} 次" },
  happenedOnce: { en: "{events} happened {quantity} time{window}", zh: "{window} {events} 发生{quantity} 次" },
  didNotHappen: { en: "{events} did not happen{window}", zh: "{window} {events} 未发生" },
  last: { en: "the last {first}{window}", zh: "{window}最近一次 {first} 之后" },
  some: { en: "some {first}{window}", zh: "{window}某次 {first} 之后" },
  sequence: { en: "{first} was followed by {steps}{within}", zh: "{first}{within}依次发生了 {steps}" },
  then: { en: ", then by ", zh: "、" },
  within: { en: " within {duration}", zh: " {duration}内" },
  absence: { en: "{first} was followed by no {missing} within {duration}", zh: "{first} {duration}内没有发生 {missing}" },
  for: { en: "{test} (for at least {duration})", zh: "{test}（已持续至少 {duration}）" },
} satisfies Record<string, LocalizedText>;

/** An expression in words, without a full stop. */
export function nodeWords(wording: Wording, node: Expression): string {
  switch (node.kind) {
    case "all":
    case "any":
      return joined(
        wording,
        node.kind,
        node.of.map((part) => ({ words: nodeWords(wording, part), isJunction: needsBrackets(part, node.kind) })),
      );
    case "not":
      return say(wording, texts.not, { part: nodeWords(wording, node.of) });
    case "atLeast":
      return say(wording, texts.atLeast, {
        count: node.count,
        total: node.of.length,
        parts: node.of
          .map((part) => say(wording, texts.atLeastPart, { part: nodeWords(wording, part) }))
          .join(say(wording, texts.atLeastJoint)),
      });
    case "attribute":
      return `${spaced(wording, nameOf(wording, node.path))}${testSays(wording, node.test, kindOfAttribute(wording, node))}`;
    case "metric":
      return metricWords(wording, node);
    case "sequence":
      return sequenceWords(wording, node);
    case "absence":
      return say(wording, texts.absence, {
        first: anchorWords(wording, node),
        missing: stepWords(wording, node.missing),
        duration: durationWords(wording, node.within),
      });
    case "state":
      return stateWords(wording, node);
  }
}

function needsBrackets(part: Expression, parent: "all" | "any"): boolean {
  if (part.kind === "atLeast") return true;
  if (part.kind !== "all" && part.kind !== "any") return false;
  return part.of.length === 1 ? needsBrackets(part.of[0]!, parent) : part.kind !== parent;
}

/** The kind of an attribute's values. */
export function kindOfAttribute({ catalog }: Wording, { path }: AttributeExpression): ValueKind {
  return kindOfField(catalog !== undefined && Object.hasOwn(catalog.attributes, path) ? catalog.attributes[path] : undefined);
}

function metricWords(wording: Wording, { metric, test }: MetricExpression): string {
  const quantity = metric.measure === "count" ? quantityOf(wording, test) : undefined;
  if (quantity === undefined)
    return `${spaced(wording, metricName(wording, metric))}${testSays(wording, test, kindOfMetric(wording, metric))}`;
  const events = eventsWords(wording, metric.types ?? [], metric.where);
  const window = windowWords(wording, metric.window);
  if (test.is === "equals" && test.value === 0) return say(wording, texts.didNotHappen, { events, window }).trim();
  const isOne = "value" in test && test.value === 1;
  return say(wording, isOne ? texts.happenedOnce : texts.happened, { events, quantity, window }).trim();
}

/** What a sequence starts from: "the last cart.added in the last 3 days". */
export function anchorWords(wording: Wording, node: SequenceExpression | AbsenceExpression): string {
  const first = stepWords(wording, node.kind === "sequence" ? node.steps[0]! : node.first);
  const text = node.anchor === "any" ? texts.some : texts.last;
  return say(wording, text, { first, window: windowWords(wording, node.window) });
}

function sequenceWords(wording: Wording, node: SequenceExpression): string {
  const steps = node.steps.slice(1).map((step) => stepWords(wording, step));
  return say(wording, texts.sequence, {
    first: anchorWords(wording, node),
    steps: steps.join(say(wording, texts.then)),
    within: node.within === undefined ? "" : say(wording, texts.within, { duration: durationWords(wording, node.within) }),
  });
}

function stateWords(wording: Wording, { key, test, for: duration }: StateExpression): string {
  const words = `${spaced(wording, nameOf(wording, key))}${testSays(wording, test, { type: undefined })}`;
  return duration === undefined ? words : say(wording, texts.for, { test: words, duration: durationWords(wording, duration) });
}
