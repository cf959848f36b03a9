import type { LocalizedText } from "../../kernel/index.js";
import { fullContext } from "../compile/abilities/all-abilities.js";
import { joinPath, type OptionShape, pathKeys, requireOptions, toMilliseconds, valueAtPath } from "../../kernel/internal.js";
import type { Subject } from "../../models/index.js";
import { requireValidRule } from "../check/check-rule.js";
import { compileInZones } from "../compile/nodes/compile-zoned.js";
import { EVALUATE_OPTIONS, type EvaluateOptions } from "../compile/evaluate/compile-rule.js";
import { EVERYTHING, moveTo, type PreparedSubject, prepareSubject } from "../compile/subject/prepared-subject.js";
import { bindCalendars } from "../language/business-time.js";
import { type Catalog, catalogOf } from "../language/catalog.js";
import { currentRule } from "../language/current-version.js";
import type { Expression, Leaf, Rule } from "../language/expression.js";
import { normalForm } from "../language/normal-form.js";
import { nodeWords, oppositeWords } from "../wording/node-words.js";
import { kindOfField } from "../wording/value-words.js";
import { say, type Wording, WORDING_OPTIONS, type WordingOptions, wordingOf } from "../wording/wording.js";
import { explainLeaf } from "./explain-leaf.js";
import type { ExplainedNode, LeafFlip, RuleExplanation } from "./explained.js";
import type { ExplainedLeaf, LeafContext } from "./leaf-context.js";
import { seenOf } from "./seen-value.js";
import { possibleAnswers } from "./possible-answers.js";
import { type AnswerTree, fewestFlips } from "./smallest-change.js";

const texts = {
  all: { en: "all conditions", zh: "全部满足" },
  any: { en: "at least one condition", zh: "至少满足 1 项" },
  atLeast: { en: "at least {count} {count:condition|conditions}", zh: "至少满足 {count} 项" },
  none: { en: "no condition", zh: "全部不满足" },
  notAll: { en: "not all conditions", zh: "不全部满足" },
  atMost: { en: "at most {count} {count:condition|conditions}", zh: "至多满足 {count} 项" },
  not: { en: "the condition must not hold", zh: "条件不满足" },
  notNot: { en: "the condition must hold", zh: "条件满足" },
  parts: {
    en: "{holding} of {total} {total:condition|conditions} {holding:holds|hold}; required: {wanted}",
    zh: "{total} 项条件中满足 {holding} 项；要求{wanted}",
  },
  partHolds: { en: "the condition holds; required: {wanted}", zh: "条件满足；要求{wanted}" },
  partFails: { en: "the condition does not hold; required: {wanted}", zh: "条件不满足；要求{wanted}" },
  yes: { en: "The rule holds. It would not hold if: {change}.", zh: "规则成立。满足以下变化后将不再成立：{change}。" },
  no: { en: "The rule does not hold. It would hold if: {change}.", zh: "规则不成立。满足以下条件后将成立：{change}。" },
  always: {
    en: "The rule holds. No possible change of its conditions was found that would make it fail.",
    zh: "规则成立。未找到可使其不再成立的条件变化。",
  },
  never: {
    en: "The rule does not hold. No possible change of its conditions was found that would make it hold.",
    zh: "规则不成立。未找到可使其成立的条件变化。",
  },
  flip: { en: "{words} (now: {seen})", zh: "{words}（现在：{seen}）" },
  joint: { en: "; ", zh: "；" },
} satisfies Record<string, LocalizedText>;

/** Options of {@link explainRule}. */
export interface ExplainOptions extends EvaluateOptions, Omit<WordingOptions, "schema"> {}

const EXPLAIN_OPTIONS: OptionShape<ExplainOptions> = { ...WORDING_OPTIONS, ...EVALUATE_OPTIONS };

/**
 * Explains why a rule holds for a subject at an instant, or why not. It gives the result of each node, the value seen, the
 * value required, and the fewest leaves that would have to change to change the result. Equal leaves are one, and leaves
 * that test the same field, metric or timeline only change together in a way that some value allows.
 *
 * @param subject - a subject, or a prepared one, whose `knownAt` counts
 * @param options - `asOf`: only what had happened by then counts; `schema`; `locale`; `names` that people use
 * @returns plain JSON; its `holds` is the result of {@link evaluateRule}
 * @throws ClienteleError `invalid_rule`; `invalid_option`; `invalid_instant`
 * @example
 * const loyal: Rule = { version: 1, kind: "metric", metric: { measure: "count", types: ["order.placed"], window: { kind: "last", duration: { days: 365 } } }, test: { is: "atLeast", value: 3 } };
 * const subject = { id: "c1", attributes: {}, history: [{ id: "o1", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} }] };
 * const { holds, tree, change } = explainRule(loyal, subject, { asOf: 1000, schema: standardCatalog });
 * holds // => false
 * tree.sentence // => "order.placed happened once in the last 365 days; required: at least 3 times"
 * change[0].wanted // => "at least 3 times"
 */
export function explainRule(rule: Rule, subject: Subject | PreparedSubject, options: ExplainOptions): RuleExplanation {
  const { asOf, schema, calendars, locale, names } = requireOptions(options, EXPLAIN_OPTIONS, {
    mandatory: ["asOf", "schema"],
  });
  const catalog = catalogOf(schema);
  requireValidRule(rule, catalog);
  const at = toMilliseconds(asOf, "asOf");
  const { bound, requireCovered } = bindCalendars(currentRule(rule), calendars);
  requireCovered(at);
  const context = contextOf(prepareSubject(subject), at, wordingOf({ locale, names, schema: catalog }), catalog);
  const { wording } = context;
  const { node: tree, answer } = explainNode(context, bound, "", false);
  const leaves = [...context.leaves.values()];
  const now = leaves.map(({ holds }) => holds);
  const linked = possibleAnswers(
    leaves.map(({ expression }) => expression),
    now,
    context,
  );
  const flips = fewestFlips(answer, now, linked, !tree.holds);
  const change = (flips ?? []).map((index) => flipOf(wording, leaves[index]!));
  const text = tree.holds ? (flips === undefined ? texts.always : texts.yes) : flips === undefined ? texts.never : texts.no;
  const sentence = say(wording, text, { change: change.map((flip) => flip.sentence).join(say(wording, texts.joint)) });
  return { holds: tree.holds, asOf: new Date(at).toISOString(), sentence, tree, change };
}

/**
 * Returns the conditions that decide the result of a rule, one sentence each in English and Chinese: those that hold where
 * the rule holds, those that fail where it fails.
 *
 * @param rule - valid under the schema
 */
export function decidingReasons(
  rule: Rule,
  subject: PreparedSubject,
  { asOf, schema, calendars, names }: { readonly asOf: number } & Pick<ExplainOptions, "schema" | "calendars" | "names">,
): readonly LocalizedText[] {
  const catalog = catalogOf(schema);
  const { bound, requireCovered } = bindCalendars(currentRule(rule), calendars);
  requireCovered(asOf);
  const leaves = (locale: string): readonly ExplainedNode[] => {
    const { node } = explainNode(
      contextOf(subject, asOf, wordingOf({ locale, names, schema: catalog }), catalog),
      bound,
      "",
      false,
    );
    return decidingLeaves(node, node.holds);
  };
  const chinese = leaves("zh");
  const reasons = leaves("en").map(({ sentence }, index) => ({ en: sentence, zh: chinese[index]!.sentence }));
  return [...new Map(reasons.map((reason) => [reason.en, reason])).values()];
}

/** Returns the leaves that agree with the result of every node above them; below a `not` they must disagree. */
function decidingLeaves(node: ExplainedNode, wanted: boolean): readonly ExplainedNode[] {
  if (node.holds !== wanted) return [];
  if (node.parts === undefined) return [node];
  return node.parts.flatMap((part) => decidingLeaves(part, node.kind === "not" ? !wanted : wanted));
}

function contextOf(prepared: PreparedSubject, asOf: number, plain: Wording, catalog: Catalog): ExplainContext {
  prepared.visible = EVERYTHING;
  moveTo(prepared, asOf);
  const wording: Wording = {
    ...plain,
    attributeSeen: (path) => {
      const field = catalog.attributes[path]!;
      return seenOf(plain, valueAtPath(prepared.attributes, pathKeys(path) ?? []), kindOfField(field)).text;
    },
  };
  return { wording, catalog, subject: prepared, asOf, leaves: new Map() };
}

/** A leaf of the rule, once for all places where it stands. */
interface DistinctLeaf {
  readonly index: number;
  readonly expression: Leaf;
  readonly explained: ExplainedLeaf;
  readonly holds: boolean;
  readonly paths: string[];
}

interface ExplainContext extends LeafContext {
  /** Leaves by their normal form. */
  readonly leaves: Map<string, DistinctLeaf>;
}

interface Explained {
  readonly node: ExplainedNode;
  readonly answer: AnswerTree;
}

/** Explains a node; `negated` below an odd number of `not`s, where the rule requires the opposite. */
function explainNode(context: ExplainContext, expression: Expression, path: string, negated: boolean): Explained {
  const { wording } = context;
  const { kind } = expression;
  switch (kind) {
    case "all":
    case "any":
    case "atLeast": {
      const place = joinPath(path, "of");
      const parts = expression.of.map((part, index) => explainNode(context, part, joinPath(place, index), negated));
      const total = parts.length;
      const minimum = kind === "all" ? total : kind === "any" ? 1 : expression.count;
      const holding = parts.filter(({ node }) => node.holds).length;
      const wanted = negated
        ? say(wording, minimum === 1 ? texts.none : minimum === total ? texts.notAll : texts.atMost, { count: minimum - 1 })
        : say(wording, texts[kind], { count: minimum });
      return {
        node: {
          path,
          kind,
          holds: holding >= minimum,
          sentence: say(wording, texts.parts, { holding, total, wanted }),
          wanted,
          parts: parts.map(({ node }) => node),
        },
        answer: { minimum, parts: parts.map(({ answer }) => answer) },
      };
    }
    case "not": {
      const part = explainNode(context, expression.of, joinPath(path, "of"), !negated);
      const wanted = say(wording, negated ? texts.notNot : texts.not);
      const sentence = say(wording, part.node.holds ? texts.partHolds : texts.partFails, { wanted });
      return {
        node: { path, kind, holds: !part.node.holds, sentence, wanted, parts: [part.node] },
        answer: { not: part.answer },
      };
    }
    default: {
      const leaf = distinctLeaf(context, expression, path);
      const { seen, wanted, unwanted, sentence, unwantedSentence } = leaf.explained;
      const words = negated ? { sentence: unwantedSentence, wanted: unwanted } : { sentence, wanted };
      return { node: { path, kind, holds: leaf.holds, ...words, seen }, answer: { leaf: leaf.index } };
    }
  }
}

function distinctLeaf(context: ExplainContext, expression: Leaf, path: string): DistinctLeaf {
  const form = normalForm(expression);
  const known = context.leaves.get(form);
  if (known !== undefined) {
    known.paths.push(path);
    return known;
  }
  const leaf: DistinctLeaf = {
    index: context.leaves.size,
    expression,
    explained: explainLeaf(context, expression),
    holds: compileInZones(expression, fullContext(context.catalog)).holds(context.subject, context.asOf),
    paths: [path],
  };
  context.leaves.set(form, leaf);
  return leaf;
}

function flipOf(wording: Wording, { expression, explained, holds, paths }: DistinctLeaf): LeafFlip {
  const { seen, wanted, unwanted } = explained;
  const words = holds ? oppositeWords(wording, expression) : nodeWords(wording, expression);
  return {
    path: paths[0]!,
    paths,
    to: !holds,
    seen,
    wanted: holds ? unwanted : wanted,
    sentence: say(wording, texts.flip, { words, seen: seen.text }),
  };
}
