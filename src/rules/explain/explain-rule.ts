import { type InstantInput, type LocalizedText } from "../../kernel/index.js";
import { joinPath, pathKeys, toMilliseconds, valueAtPath } from "../../kernel/internal.js";
import type { Subject } from "../../models/index.js";
import { requireValidRule } from "../check/check-rule.js";
import { catalogOf } from "../language/catalog.js";
import { compileNode, type EvaluateOptions } from "../compile/compile-rule.js";
import type { Expression, Leaf, Rule } from "../language/expression.js";
import { EVERYTHING, moveTo, prepareSubject, type PreparedSubject } from "../compile/prepared-subject.js";
import { nodeWords } from "../wording/node-words.js";
import { kindOfField } from "../wording/value-words.js";
import { say, type Wording, type WordingOptions, wordingOf } from "../wording/wording.js";
import type { ExplainedNode, LeafFlip, RuleExplanation } from "./explained.js";
import { type ExplainedLeaf, explainLeaf, type LeafContext } from "./explain-leaf.js";
import { seenOf } from "./seen-value.js";
import { type AnswerTree, fewestFlips } from "./smallest-change.js";

const texts = {
  all: { en: "all of its parts", zh: "所有部分成立" },
  any: { en: "one of its parts", zh: "任一部分成立" },
  atLeast: { en: "at least {count} of its parts", zh: "至少 {count} 个部分成立" },
  not: { en: "its part not to hold", zh: "其部分不成立" },
  parts: { en: "{holding} of {total} parts hold; wanted {wanted}", zh: "{total} 个部分中有 {holding} 个成立；要求{wanted}" },
  partHolds: { en: "its part holds; wanted {wanted}", zh: "其部分成立；要求{wanted}" },
  partFails: { en: "its part does not hold; wanted {wanted}", zh: "其部分不成立；要求{wanted}" },
  yes: { en: "The rule holds. It would not if: {change}.", zh: "规则成立。若要使其不成立：{change}。" },
  no: { en: "The rule does not hold. It would if: {change}.", zh: "规则不成立。若要使其成立：{change}。" },
  flipTrue: { en: "{words} (now: {seen})", zh: "{words}（现在：{seen}）" },
  flipFalse: { en: "not ({words}) (now: {seen})", zh: "并非（{words}）（现在：{seen}）" },
  joint: { en: "; ", zh: "；" },
} satisfies Record<string, LocalizedText>;

/** Options of {@link explainRule}. */
export interface ExplainOptions extends EvaluateOptions, Omit<WordingOptions, "schema"> {}

/**
 * Why a rule holds for a subject at an instant, or why not: the answer of each node, the value seen, the value wanted,
 * and the fewest leaves that would have to change to turn the answer.
 *
 * @param subject - one of {@link Subject}, or prepared (so that `knownAt` counts)
 * @param options - `asOf`: what had happened by then counts, nothing later; `schema`; `locale`, and `names` that people use
 * @returns plain JSON; `holds` is what {@link evaluateRule} answers
 * @throws ClienteleError `invalid_rule`, `invalid_instant`
 * @example
 * const loyal: Rule = { version: 1, kind: "metric", metric: { measure: "count", types: ["order.placed"], window: { kind: "last", duration: { days: 365 } } }, test: { is: "atLeast", value: 3 } };
 * const subject = { id: "c1", attributes: {}, history: [{ id: "o1", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} }] };
 * const { holds, tree, change } = explainRule(loyal, subject, { asOf: 1000, schema: standardCatalog });
 * holds // => false
 * tree.sentence // => "order.placed happened 1 time in the last 365 days; wanted at least 3"
 * change[0].wanted // => "at least 3"
 */
export function explainRule(
  rule: Rule,
  subject: Subject | PreparedSubject,
  { asOf, schema, ...options }: ExplainOptions,
): RuleExplanation {
  const catalog = catalogOf(schema);
  requireValidRule(rule, catalog);
  const at = toMilliseconds(asOf, "asOf");
  const prepared = prepareSubject(subject);
  prepared.visible = EVERYTHING;
  moveTo(prepared, at);
  const plain = wordingOf({ ...options, schema: catalog });
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
      const least = kind === "all" ? total : kind === "any" ? 1 : expression.count;
      const holding = parts.filter(({ node }) => node.holds).length;
      const wanted = say(wording, texts[kind], { count: least });
      return {
        node: {
          path,
          kind,
          holds: holding >= least,
          sentence: say(wording, texts.parts, { holding, total, wanted }),
          wanted,
          parts: parts.map(({ node }) => node),
        },
        answer: { least, parts: parts.map(({ answer }) => answer) },
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
