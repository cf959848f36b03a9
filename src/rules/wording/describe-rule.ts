import { requireValidRule } from "../check/check-rule.js";
import { currentRule } from "../language/current-version.js";
import type { Rule } from "../language/expression.js";
import { nodeWords } from "./node-words.js";
import { type WordingOptions, wordingOf } from "./wording.js";

/**
 * Describes a rule in one sentence, in English or Chinese, that leaves nothing out.
 *
 * @param rule - parsed or built; only its form is checked, so that a rule that no longer fits its schema can still be read
 * @param options - `locale`; `schema`, which distinguishes amounts of money from numbers; `names` that people use
 * @returns a sentence without a full stop
 * @throws ClienteleError `invalid_rule`; `invalid_option`
 * @example
 * const silent: Rule = { version: 1, kind: "metric", metric: { measure: "count", types: ["order.placed"], window: { kind: "last", duration: { days: 60 } } }, test: { is: "atMost", value: 2 } };
 * describeRule(silent) // => "order.placed happened at most 2 times in the last 60 days"
 * describeRule(silent, { locale: "zh", names: { "order.placed": { en: "order", zh: "下单" } } }) // => "最近 60 天内下单最多 2 次"
 */
export function describeRule(rule: Rule, options?: WordingOptions): string {
  const wording = wordingOf(options);
  requireValidRule(rule, undefined);
  return nodeWords(wording, currentRule(rule));
}
