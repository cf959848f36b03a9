import type { LocalizedText } from "../../kernel/index.js";
import { fullContext } from "../compile/abilities/all-abilities.js";
import { pathKeys, valueAtPath } from "../../kernel/internal.js";
import { compileZonedMetric } from "../compile/history/zoned-metric.js";
import { compileInZones } from "../compile/nodes/compile-zoned.js";
import type { AttributeExpression, Leaf, MetricExpression, StateExpression, Test } from "../language/expression.js";
import { eventsWords, kindOfMetric, metricName } from "../wording/history-words.js";
import { kindOfAttribute } from "../wording/node-words.js";
import { oppositeOf, testWants, timesOf } from "../wording/test-words.js";
import { durationWords, instantWords, lengthsOf, lengthWords, spanWords, type ValueKind } from "../wording/value-words.js";
import { windowWords } from "../wording/window-words.js";
import { nameOf, say, type Wording } from "../wording/wording.js";
import { comparedLeaf, comparisonTexts } from "./compared-leaf.js";
import { explainFigures } from "./explain-figures.js";
import { explainAbsence, explainSequence } from "./explain-sequence.js";
import { explainShare } from "./explain-share.js";
import type { SeenValue } from "./explained.js";
import type { ExplainedLeaf, LeafContext } from "./leaf-context.js";
import { missingValue, seenOf } from "./seen-value.js";

const texts = {
  ...comparisonTexts,
  happened: {
    en: "{events} happened {seen} times{window}; required: {wanted}",
    zh: "{window}{events}共 {seen} 次；要求{wanted}",
  },
  happenedOnce: { en: "{events} happened once{window}; required: {wanted}", zh: "{window}{events}共 1 次；要求{wanted}" },
  didNotHappen: { en: "{events} did not happen{window}; required: {wanted}", zh: "{window}未发生{events}；要求{wanted}" },
  held: {
    en: "{name} is {seen} (condition met for {length}); required: {wanted}",
    zh: "{name}为{seen}（条件已满足 {length}）；要求{wanted}",
  },
  alwaysHeld: {
    en: "{name} is {seen} (condition always met); required: {wanted}",
    zh: "{name}为{seen}（条件一直满足）；要求{wanted}",
  },
  since: { en: "{name} is {seen} since {at}; required: {wanted}", zh: "{name}自 {at} 起为{seen}；要求{wanted}" },
  began: { en: "a change in the last {duration} to {test}", zh: "在最近 {duration}内变为满足：{test}" },
  ended: { en: "a change in the last {duration} away from {test}", zh: "在最近 {duration}内变为不再满足：{test}" },
  for: { en: "{test} for at least {duration}", zh: "{test}，且已持续至少 {duration}" },
  not: { en: "not {wanted}", zh: "不满足：{wanted}" },
} satisfies Record<string, LocalizedText>;

type LeafTable = {
  readonly [Kind in Leaf["kind"]]: (context: LeafContext, leaf: Extract<Leaf, { kind: Kind }>) => ExplainedLeaf;
};

const explainers: LeafTable = {
  attribute: explainAttribute,
  metric: explainMetric,
  figures: explainFigures,
  state: explainState,
  sequence: explainSequence,
  absence: explainAbsence,
  share: explainShare,
};

/** Explains one leaf for the subject of the context. */
export function explainLeaf(context: LeafContext, leaf: Leaf): ExplainedLeaf {
  return (explainers[leaf.kind] as (context: LeafContext, leaf: Leaf) => ExplainedLeaf)(context, leaf);
}

function explainAttribute({ wording, catalog, subject }: LeafContext, leaf: AttributeExpression): ExplainedLeaf {
  const raw = valueAtPath(subject.attributes, pathKeys(leaf.path) ?? []);
  const field = catalog.attributes[leaf.path]!;
  const currency = field.currency === undefined ? undefined : valueAtPath(subject.attributes, pathKeys(field.currency) ?? []);
  const kind = kindOfAttribute(wording, leaf);
  const known = kind.amount !== undefined && typeof currency === "string" ? { ...kind, amount: { currency } } : kind;
  return compared(wording, nameOf(wording, leaf.path), seenOf(wording, raw, known), leaf.test, known);
}

function explainMetric({ wording, catalog, subject, asOf }: LeafContext, { metric, test }: MetricExpression): ExplainedLeaf {
  const value = compileZonedMetric(metric, fullContext(catalog)).value(subject, asOf);
  const kind = kindOfMetric(wording, metric);
  const seen = seenOf(wording, value, kind, kind.type === "duration" ? lengthsOf(Object.values(test)) : []);
  const wanted = metric.measure === "count" ? timesOf(wording, test) : undefined;
  if (wanted === undefined) return compared(wording, metricName(wording, metric), seen, test, kind);
  const opposite = oppositeOf(test, kind.type);
  const happened = (required: string): string =>
    say(wording, value === 0 ? texts.didNotHappen : value === 1 ? texts.happenedOnce : texts.happened, {
      events: eventsWords(wording, metric.types ?? [], metric.where),
      window: windowWords(wording, metric.window),
      seen: seen.text,
      wanted: required,
    });
  const unwanted = (opposite && timesOf(wording, opposite)) ?? say(wording, texts.not, { wanted });
  return { seen, wanted, unwanted, sentence: happened(wanted), unwantedSentence: happened(unwanted) };
}

function compared(wording: Wording, name: string, seen: SeenValue, test: Test, kind: ValueKind): ExplainedLeaf {
  const wanted = testWants(wording, test, kind);
  const opposite = oppositeOf(test, kind.type);
  const unwanted = opposite === undefined ? say(wording, texts.not, { wanted }) : testWants(wording, opposite, kind);
  // A missing value fails every test but one.
  const failsMissing = seen.missing && test.is !== "missing" && test.is !== "present" && opposite !== undefined;
  return comparedLeaf(wording, { name, seen, wanted, unwanted, failsMissing });
}

function explainState({ wording, catalog, subject, asOf }: LeafContext, leaf: StateExpression): ExplainedLeaf {
  const steps = Object.hasOwn(subject.timelines, leaf.key) ? subject.timelines[leaf.key]! : [];
  const past = steps.filter(({ from }) => from.getTime() <= Math.min(asOf, subject.visible.until));
  const seen = past.length === 0 ? missingValue(wording) : seenOf(wording, past.at(-1)!.value, { type: undefined });
  const name = nameOf(wording, leaf.key);
  const plain = compared(wording, name, seen, leaf.test, { type: undefined });
  const change = leaf.began ?? leaf.ended;
  if (change !== undefined) {
    const duration = spanWords(wording, change);
    const wants = say(wording, leaf.began === undefined ? texts.ended : texts.began, { test: plain.wanted, duration });
    const at = past.length === 0 ? "" : instantWords(wording, past.at(-1)!.from.getTime());
    return leafOf(wording, seen.missing ? texts.isMissing : texts.since, { seen, wanted: wants, places: { name, at } });
  }
  if (leaf.for === undefined) return plain;
  const wanted = say(wording, texts.for, { test: plain.wanted, duration: durationWords(wording, leaf.for) });
  const { for: _, ...bare } = leaf;
  const test = compileInZones(bare, fullContext(catalog));
  const explained = (text: LocalizedText, places: Readonly<Record<string, string>> = {}): ExplainedLeaf =>
    leafOf(wording, text, { seen, wanted, places: { name, ...places } });
  if (!test.holds(subject, asOf)) return explained(seen.missing ? texts.isMissing : texts.is);
  let first = past.length;
  while (first > 0 && test.holds(subject, past[first - 1]!.from.getTime())) first--;
  // A timeline is missing before its first step, so a test of missing has always been met there.
  const always = first === 0 && (past.length === 0 || test.holds(subject, past[0]!.from.getTime() - 1));
  if (always) return explained(texts.alwaysHeld);
  return explained(texts.held, { length: lengthWords(wording, asOf - past[first]!.from.getTime(), lengthsOf([leaf.for])) });
}

interface LeafWords {
  readonly seen: SeenValue;
  readonly wanted: string;
  readonly places: Readonly<Record<string, string>>;
}

/** Explains a leaf whose opposite has no words of its own. */
function leafOf(wording: Wording, text: LocalizedText, { seen, wanted, places }: LeafWords): ExplainedLeaf {
  const unwanted = say(wording, texts.not, { wanted });
  const sentence = (required: string): string => say(wording, text, { ...places, seen: seen.text, wanted: required });
  return { seen, wanted, unwanted, sentence: sentence(wanted), unwantedSentence: sentence(unwanted) };
}
