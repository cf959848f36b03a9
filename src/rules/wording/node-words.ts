import type { LocalizedText } from "../../kernel/index.js";
import type {
  AbsenceExpression,
  AttributeExpression,
  Expression,
  Leaf,
  MetricExpression,
  SequenceExpression,
} from "../language/expression.js";
import { anchorOf } from "../language/current-version.js";
import { forNode, type NodeTable } from "../language/node-table.js";
import { namesOfSame } from "../language/same-property.js";
import { figuresWords, oppositeComparison } from "./figure-words.js";
import { eventsWords, kindOfMetric, laterStepWords, metricName, stepWords, tested } from "./history-words.js";
import { joined } from "./joined.js";
import { shareWords } from "./share-words.js";
import { oppositeOf, testSays, timesOf } from "./test-words.js";
import { durationWords, kindOfField, spanWords, type ValueKind } from "./value-words.js";
import { periodWords, windowWords } from "./window-words.js";
import { nameOf, say, type Wording } from "./wording.js";

const texts = {
  not: { en: "not ({part})", zh: "并非（{part}）" },
  atLeast: { en: "at least {count} of these {total} hold: {parts}", zh: "以下 {total} 项中至少满足 {count} 项：{parts}" },
  atLeastPart: { en: "({part})", zh: "（{part}）" },
  atLeastJoint: { en: ", ", zh: "、" },
  happened: { en: "{events} happened {times}{window}", zh: "{window}{events}{times}" },
  regularly: { en: "{events} happened {times} in each of {periods}", zh: "{periods}中，每个周期{events}{times}" },
  didNotHappen: { en: "{events} did not happen{window}", zh: "{window}未发生{events}" },
  last: { en: "the last {first}{window}", zh: "{window}最后一次{first}之后" },
  some: { en: "at least one {first}{window}", zh: "{window}某次{first}之后" },
  lastOfEach: {
    en: "for some {property}, the last {first}{window}",
    zh: "存在某个{property}，其{window}最后一次{first}之后",
  },
  sequence: { en: "{first} was followed by {steps}{within}", zh: "{first}{within}有{steps}" },
  sequenceOfMany: { en: "{first} was followed by {steps}{within}", zh: "{first}{within}先后有{steps}" },
  then: { en: ", then by ", zh: "、" },
  within: { en: " within {duration}", zh: " {duration}内" },
  allWithin: { en: ", all within {duration}", zh: " {duration}内" },
  absence: { en: "{first} was not followed by {missing} within {duration}", zh: "{first} {duration}内没有{missing}" },
  began: { en: "it became true in the last {duration} that {test}", zh: "最近 {duration}内变为满足：{test}" },
  ended: { en: "it ceased to be true in the last {duration} that {test}", zh: "最近 {duration}内变为不再满足：{test}" },
  for: { en: "{test} (for at least {duration})", zh: "{test}（已持续至少 {duration}）" },
} satisfies Record<string, LocalizedText>;

const describers: NodeTable<[wording: Wording], string> = {
  all: junctionWords,
  any: junctionWords,
  not: ({ of }, wording) => say(wording, texts.not, { part: nodeWords(wording, of) }),
  atLeast: ({ count, of }, wording) =>
    say(wording, texts.atLeast, {
      count,
      total: of.length,
      parts: of
        .map((part) => say(wording, texts.atLeastPart, { part: nodeWords(wording, part) }))
        .join(say(wording, texts.atLeastJoint)),
    }),
  attribute: (node, wording) =>
    tested(wording, nameOf(wording, node.path), testSays(wording, node.test, kindOfAttribute(wording, node))),
  metric: metricWords,
  figures: (node, wording) => figuresWords(wording, node),
  sequence: sequenceWords,
  absence: (node, wording) =>
    say(wording, texts.absence, {
      first: anchorWords(wording, node),
      missing: laterStepWords(wording, node.missing, node.same),
      duration: durationWords(wording, node.within),
    }),
  state: ({ key, test, for: duration, began, ended }, wording) => {
    const words = tested(wording, nameOf(wording, key), testSays(wording, test, { type: undefined }));
    const change = began ?? ended;
    if (change !== undefined)
      return say(wording, began === undefined ? texts.ended : texts.began, {
        test: words,
        duration: spanWords(wording, change),
      });
    return duration === undefined ? words : say(wording, texts.for, { test: words, duration: durationWords(wording, duration) });
  },
  share: (node, wording) => shareWords(wording, node),
};

/** Describes an expression, without a full stop. */
export function nodeWords(wording: Wording, node: Expression): string {
  return forNode(describers, node, wording);
}

/** Describes the opposite of a leaf for a value that is not missing: "score is less than 5" for "score is at least 5". */
export function oppositeWords(wording: Wording, leaf: Leaf): string {
  if (leaf.kind === "figures") return figuresWords(wording, { ...leaf, is: oppositeComparison[leaf.is] });
  if (leaf.kind === "attribute" || leaf.kind === "metric") {
    const { type } = leaf.kind === "attribute" ? kindOfAttribute(wording, leaf) : kindOfMetric(wording, leaf.metric);
    const test = oppositeOf(leaf.test, type);
    if (test !== undefined) return nodeWords(wording, { ...leaf, test });
  }
  if (leaf.kind === "share") return shareWords(wording, leaf, false);
  return say(wording, texts.not, { part: nodeWords(wording, leaf) });
}

function junctionWords({ kind, of }: Extract<Expression, { kind: "all" | "any" }>, wording: Wording): string {
  return joined(
    wording,
    kind,
    of.map((part) => ({ words: nodeWords(wording, part), isJunction: needsBrackets(part, kind) })),
  );
}

function needsBrackets(part: Expression, parent: "all" | "any"): boolean {
  if (part.kind === "atLeast") return true;
  if (part.kind !== "all" && part.kind !== "any") return false;
  return part.of.length === 1 ? needsBrackets(part.of[0]!, parent) : part.kind !== parent;
}

/** Returns the kind of an attribute's values. */
export function kindOfAttribute({ catalog }: Wording, { path }: AttributeExpression): ValueKind {
  return kindOfField(catalog !== undefined && Object.hasOwn(catalog.attributes, path) ? catalog.attributes[path] : undefined);
}

function metricWords({ metric, test }: MetricExpression, wording: Wording): string {
  const { periods } = metric;
  const isMinimum = periods !== undefined && (test.is === "atLeast" || test.is === "moreThan");
  const times = metric.measure === "count" || isMinimum ? timesOf(wording, test) : undefined;
  if (times === undefined)
    return tested(wording, metricName(wording, metric), testSays(wording, test, kindOfMetric(wording, metric)));
  const events = eventsWords(wording, metric.types ?? [], metric.where);
  if (periods !== undefined) return say(wording, texts.regularly, { events, times, periods: periodWords(wording, periods) });
  const window = windowWords(wording, metric.window);
  if (test.is === "equals" && test.value === 0) return say(wording, texts.didNotHappen, { events, window });
  return say(wording, texts.happened, { events, times, window });
}

/** Describes the first step of a sequence: "the last cart.added in the last 3 days". */
function anchorWords(wording: Wording, node: SequenceExpression | AbsenceExpression): string {
  const first = stepWords(wording, node.kind === "sequence" ? node.steps[0]! : node.first);
  const isAny = anchorOf(node) === "any";
  const text = isAny ? texts.some : node.same === undefined ? texts.last : texts.lastOfEach;
  const property = node.same === undefined ? "" : nameOf(wording, namesOfSame(node.same).first);
  return say(wording, text, { first, property, window: windowWords(wording, node.window) });
}

function sequenceWords(node: SequenceExpression, wording: Wording): string {
  const steps = node.steps.slice(1).map((step) => laterStepWords(wording, step, node.same));
  const [text, within] = steps.length === 1 ? [texts.sequence, texts.within] : [texts.sequenceOfMany, texts.allWithin];
  return say(wording, text, {
    first: anchorWords(wording, node),
    steps: steps.join(say(wording, texts.then)),
    within: node.within === undefined ? "" : say(wording, within, { duration: durationWords(wording, node.within) }),
  });
}
