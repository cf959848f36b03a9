import type { LocalizedText } from "../../kernel/index.js";
import { joinPath, type OptionShape, pathKeys, requireOptions, toMilliseconds, valueAtPath } from "../../kernel/internal.js";
import type { Subject } from "../../models/index.js";
import { requireValidRule } from "../check/check-rule.js";
import { compileNode } from "../compile/compile-node.js";
import { EVALUATE_OPTIONS, type EvaluateOptions } from "../compile/compile-rule.js";
import { EVERYTHING, moveTo, type PreparedSubject, prepareSubject } from "../compile/prepared-subject.js";
import { catalogOf } from "../language/catalog.js";
import type { Expression, Leaf, Rule } from "../language/expression.js";
import { nodeWords } from "../wording/node-words.js";
import { kindOfField } from "../wording/value-words.js";
import { say, type Wording, WORDING_OPTIONS, type WordingOptions, wordingOf } from "../wording/wording.js";
import { explainLeaf } from "./explain-leaf.js";
import type { ExplainedNode, LeafFlip, RuleExplanation } from "./explained.js";
import type { ExplainedLeaf, LeafContext } from "./leaf-context.js";
import { seenOf } from "./seen-value.js";
import { type AnswerTree, fewestFlips } from "./smallest-change.js";

const texts = {
  all: { en: "all conditions", zh: "全部满足" },
  any: { en: "at least one condition", zh: "至少满足 1 项" },
  atLeast: { en: "at least {count} {count:condition|conditions}", zh: "至少满足 {count} 项" },
  not: { en: "the condition must not hold", zh: "条件不满足" },
  parts: {
    en: "{holding} of {total} {total:condition|conditions} {holding:holds|hold}; required: {wanted}",
    zh: "{total} 项条件中满足 {holding} 项；要求{wanted}",
  },
  partHolds: { en: "the condition holds; required: {wanted}", zh: "条件满足；要求{wanted}" },
  partFails: { en: "the condition does not hold; required: {wanted}", zh: "条件不满足；要求{wanted}" },
  yes: { en: "The rule holds. It would not hold if: {change}.", zh: "规则成立。满足以下变化后将不再成立：{change}。" },
  no: { en: "The rule does not hold. It would hold if: {change}.", zh: "规则不成立。满足以下条件后将成立：{change}。" },
  flipTrue: { en: "{words} (now: {seen})", zh: "{words}（现在：{seen}）" },
  flipFalse: { en: "not ({words}) (now: {seen})", zh: "并非（{words}）（现在：{seen}）" },
  joint: { en: "; ", zh: "；" },
} satisfies Record<string, LocalizedText>;

/** Options of {@link explainRule}. */
export interface ExplainOptions extends EvaluateOptions, Omit<WordingOptions, "schema"> {}

const EXPLAIN_OPTIONS: OptionShape<ExplainOptions> = { ...WORDING_OPTIONS, ...EVALUATE_OPTIONS };

/**
 * Explains why a rule holds for a subject at an instant, or why not. It gives the result of each node, the value seen, the
 * value required, and the fewest leaves that would have to change to change the result.
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
  const { asOf, schema, locale, names } = requireOptions(options, EXPLAIN_OPTIONS, {
    mandatory: ["asOf", "schema"],
  });
  const catalog = catalogOf(schema);
  requireValidRule(rule, catalog);
  const at = toMilliseconds(asOf, "asOf");
  const prepared = prepareSubject(subject);
  prepared.visible = EVERYTHING;
  moveTo(prepared, at);
  const plain = wordingOf({ locale, names, schema: catalog });
  const wording: Wording = {
    ...plain,
    attributeSeen: (path) => {
      const field = catalog.attributes[path]!;
      return seenOf(plain, valueAtPath(prepared.attributes, pathKeys(path) ?? []), kindOfField(field)).text;
    },
  };
  const { node: tree, answer } = explainNode({ wording, catalog, subject: prepared, asOf: at }, rule, "");
  const change = fewestFlips(answer, !tree.holds);
  const sentence = say(wording, tree.holds ? texts.yes : texts.no, {
    change: change.map((flip) => flip.sentence).join(say(wording, texts.joint)),
  });
  return { holds: tree.holds, asOf: new Date(at).toISOString(), sentence, tree, change };
}

interface Explained {
  readonly node: ExplainedNode;
  readonly answer: AnswerTree<LeafFlip>;
}

function explainNode(context: LeafContext, expression: Expression, path: string): Explained {
  const { wording } = context;
  const { kind } = expression;
  switch (kind) {
    case "all":
    case "any":
    case "atLeast": {
      const place = joinPath(path, "of");
      const parts = expression.of.map((part, index) => explainNode(context, part, joinPath(place, index)));
      const total = parts.length;
      const minimum = kind === "all" ? total : kind === "any" ? 1 : expression.count;
      const holding = parts.filter(({ node }) => node.holds).length;
      const wanted = say(wording, texts[kind], { count: minimum });
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
      const part = explainNode(context, expression.of, joinPath(path, "of"));
      const wanted = say(wording, texts.not);
      const sentence = say(wording, part.node.holds ? texts.partHolds : texts.partFails, { wanted });
      return {
        node: { path, kind, holds: !part.node.holds, sentence, wanted, parts: [part.node] },
        answer: { not: part.answer },
      };
    }
    default: {
      const holds = compileNode(expression, context.catalog).holds(context.subject, context.asOf);
      const leaf = explainLeaf(context, expression);
      const { sentence, wanted, seen } = leaf;
      return {
        node: { path, kind, holds, sentence, wanted, seen },
        answer: { leaf: flipOf(wording, expression, leaf, path, !holds), holds },
      };
    }
  }
}

function flipOf(
  wording: Wording,
  expression: Leaf,
  { seen, wanted, unwanted }: ExplainedLeaf,
  path: string,
  to: boolean,
): LeafFlip {
  const sentence = say(wording, to ? texts.flipTrue : texts.flipFalse, {
    words: nodeWords(wording, expression),
    seen: seen.text,
  });
  return { path, to, seen, wanted: to ? wanted : unwanted, sentence };
}
