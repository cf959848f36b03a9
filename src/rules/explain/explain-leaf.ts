import { type LocalizedText } from "../../kernel/index.js";
import { pathKeys, valueAtPath } from "../../kernel/internal.js";
import type { Catalog } from "../language/catalog.js";
import { compileMetric } from "../compile/compile-metric.js";
import { compileNode } from "../compile/compile-rule.js";
import type { AttributeExpression, Leaf, MetricExpression, StateExpression, Test } from "../language/expression.js";
import type { PreparedSubject } from "../compile/prepared-subject.js";
import { eventsWords, kindOfMetric, metricName } from "../wording/history-words.js";
import { kindOfAttribute, nodeWords } from "../wording/node-words.js";
import { quantityOf, testSays, testWants } from "../wording/test-words.js";
import { durationWords, lengthsOf, lengthWords, type ValueKind } from "../wording/value-words.js";
import { windowWords } from "../wording/window-words.js";
import { nameOf, say, spaced, type Wording } from "../wording/wording.js";
import type { SeenValue } from "./explained.js";
import { explainAbsence, explainSequence } from "./explain-sequence.js";
import { missingValue, seenOf } from "./seen-value.js";

/** What a leaf looks at, and with what. */
export interface LeafContext {
  readonly wording: Wording;
  readonly catalog: Catalog;
  readonly subject: PreparedSubject;
  readonly asOf: number;
}

/** What was seen and what was wanted; `unwanted` is what would make the leaf false. */
export interface ExplainedLeaf {
  readonly seen: SeenValue;
  readonly wanted: string;
  readonly unwanted: string;
  readonly sentence: string;
}

const texts = {
  is: { en: "{name}is {seen}; wanted {wanted}", zh: "{name}为 {seen}；要求{says}" },
  isMissing: { en: "{name}is {seen}; wanted {wanted}", zh: "{name}{seen}；要求{says}" },
  happened: {
    en: "{events} happened {seen} times{window}; wanted {wanted}",
    zh: "{window} {events} 发生 {seen} 次；要求{wanted} 次",
  },
  happenedOnce: {
    en: "{events} happened {seen} time{window}; wanted {wanted}",
    zh: "{window} {events} 发生 {seen} 次；要求{wanted} 次",
  },
  held: { en: "{name}is {seen}, met for {length}; wanted {wanted}", zh: "{name}为 {seen}，已满足 {length}；要求{says}" },
  for: { en: "{test} for at least {duration}", zh: "{test}（已持续至少 {duration}）" },
  always: { en: "all time", zh: "自始至今" },
  not: { en: "not: {wanted}", zh: "不满足：{wanted}" },
} satisfies Record<string, LocalizedText>;

/** Explains one leaf. The subject stands at the instant asked about. */
export function explainLeaf(context: LeafContext, leaf: Leaf): ExplainedLeaf {
  switch (leaf.kind) {
    case "attribute":
      return explainAttribute(context, leaf);
    case "metric":
      return explainMetric(context, leaf);
    case "state":
      return explainState(context, leaf);
    case "sequence":
    case "absence": {
      const wanted = nodeWords(context.wording, leaf);
      const seen = leaf.kind === "sequence" ? explainSequence(context, leaf) : explainAbsence(context, leaf);
      return { ...seen, wanted, unwanted: say(context.wording, texts.not, { wanted }) };
    }
  }
}

function explainAttribute({ wording, catalog, subject }: LeafContext, leaf: AttributeExpression): ExplainedLeaf {
  const raw = valueAtPath(subject.attributes, pathKeys(leaf.path) ?? []);
  const field = catalog.attributes[leaf.path]!;
  const currency = field.currency === undefined ? undefined : valueAtPath(subject.attributes, pathKeys(field.currency) ?? []);
  const kind = kindOfAttribute(wording, leaf);
  const known = kind.amount !== undefined && typeof currency === "string" ? { ...kind, amount: { currency } } : kind;
  return compared(wording, spaced(wording, nameOf(wording, leaf.path)), seenOf(wording, raw, known), leaf.test, known);
}

function explainMetric({ wording, catalog, subject, asOf }: LeafContext, { metric, test }: MetricExpression): ExplainedLeaf {
  const value = compileMetric(metric, catalog).value(subject, asOf);
  const kind = kindOfMetric(wording, metric);
  const seen = seenOf(wording, value, kind, kind.type === "duration" ? lengthsOf(Object.values(test)) : []);
  const quantity = metric.measure === "count" ? quantityOf(wording, test) : undefined;
  if (quantity === undefined) return compared(wording, spaced(wording, metricName(wording, metric)), seen, test, kind);
  const sentence = say(wording, value === 1 ? texts.happenedOnce : texts.happened, {
    events: eventsWords(wording, metric.types ?? [], metric.where),
    window: windowWords(wording, metric.window),
    seen: seen.text,
    wanted: quantity,
  }).trim();
  const opposite = oppositeOf(test);
  return {
    seen,
    sentence,
    wanted: quantity,
    unwanted:
      (opposite === undefined ? undefined : quantityOf(wording, opposite)) ?? say(wording, texts.not, { wanted: quantity }),
  };
}

function compared(wording: Wording, name: string, seen: SeenValue, test: Test, kind: ValueKind): ExplainedLeaf {
  const wanted = testWants(wording, test, kind);
  const opposite = oppositeOf(test);
  return {
    seen,
    wanted,
    unwanted: opposite === undefined ? say(wording, texts.not, { wanted }) : testWants(wording, opposite, kind),
    sentence: say(wording, seen.missing ? texts.isMissing : texts.is, {
      name,
      seen: seen.text,
      wanted,
      says: testSays(wording, test, kind).replace(/^的/, ""),
    }),
  };
}

function explainState({ wording, catalog, subject, asOf }: LeafContext, leaf: StateExpression): ExplainedLeaf {
  const steps = Object.hasOwn(subject.timelines, leaf.key) ? subject.timelines[leaf.key]! : [];
  const past = steps.filter(({ from }) => from.getTime() <= Math.min(asOf, subject.visible.until));
  const seen = past.length === 0 ? missingValue(wording) : seenOf(wording, past.at(-1)!.value, { type: undefined });
  const kind: ValueKind = { type: undefined };
  const plain = compared(wording, spaced(wording, nameOf(wording, leaf.key)), seen, leaf.test, kind);
  if (leaf.for === undefined) return plain;
  const duration = durationWords(wording, leaf.for);
  const wanted = say(wording, texts.for, { test: plain.wanted, duration });
  const says = say(wording, texts.for, { test: testSays(wording, leaf.test, kind), duration });
  const unwanted = say(wording, texts.not, { wanted });
  const { for: _, ...bare } = leaf;
  const test = compileNode(bare, catalog);
  const places = { name: spaced(wording, nameOf(wording, leaf.key)), seen: seen.text, wanted, says };
  if (!test.holds(subject, asOf)) {
    return { seen, wanted, unwanted, sentence: say(wording, seen.missing ? texts.isMissing : texts.is, places) };
  }
  let first = past.length;
  while (first > 0 && test.holds(subject, past[first - 1]!.from.getTime())) first--;
  // Before its first step a timeline is missing, which a test of missing meets from the beginning of time.
  const always = first === 0 && (past.length === 0 || test.holds(subject, past[0]!.from.getTime() - 1));
  const length = always
    ? say(wording, texts.always)
    : lengthWords(wording, asOf - past[first]!.from.getTime(), lengthsOf([leaf.for]));
  return { seen, wanted, unwanted, sentence: say(wording, texts.held, { ...places, length }) };
}

const opposites = { atLeast: "lessThan", lessThan: "atLeast", moreThan: "atMost", atMost: "moreThan" } as const;

/** A test of a value that is there which fails the other, where one word says it. */
function oppositeOf(test: Test): Test | undefined {
  if (test.is === "missing") return { is: "present" };
  if (test.is === "present") return { is: "missing" };
  return Object.hasOwn(opposites, test.is) && "value" in test
    ? { is: opposites[test.is as keyof typeof opposites], value: test.value }
    : undefined;
}
