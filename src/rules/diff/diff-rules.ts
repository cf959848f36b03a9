import type { LocalizedText } from "../../kernel/index.js";
import { joinPath } from "../../kernel/internal.js";
import { requireValidRule } from "../check/check-rule.js";
import { currentRule } from "../language/current-version.js";
import type { Expression, Rule } from "../language/expression.js";
import { nodeWords } from "../wording/node-words.js";
import { say, type Wording, type WordingOptions, wordingOf } from "../wording/wording.js";
import { matchParts } from "./matched-parts.js";
import { type PlacedNode, type SimpleNode, simplified } from "../language/normal-form.js";

/** A difference between two versions of a rule. */
export interface RuleChange {
  /** `recombined`: a junction requires another number of its parts (all, at least one, at least k). */
  readonly kind: "added" | "removed" | "changed" | "recombined";
  /** The node before; absent when it is new. */
  readonly before?: PlacedNode;
  /** The node after; absent when it was removed. */
  readonly after?: PlacedNode;
  readonly sentence: string;
}

type Junction = Extract<Expression, { kind: "all" | "any" | "atLeast" }>;

const texts = {
  addedToAll: { en: "added: {words}", zh: "新增：{words}" },
  addedToAny: { en: "added as an alternative: {words}", zh: "新增备选：{words}" },
  addedToAtLeast: {
    en: "added to the conditions of which at least {count} must hold: {words}",
    zh: "在至少满足 {count} 项的条件中新增：{words}",
  },
  removedFromAll: { en: "removed: {words}", zh: "移除：{words}" },
  removedFromAny: { en: "removed as an alternative: {words}", zh: "移除备选：{words}" },
  removedFromAtLeast: {
    en: "removed from the conditions of which at least {count} must hold: {words}",
    zh: "从至少满足 {count} 项的条件中移除：{words}",
  },
  changed: { en: "changed: {before} → {after}", zh: "修改：{before} → {after}" },
  recombined: {
    en: "changed how many conditions must hold: {before} → {after}",
    zh: "修改须满足的条件数：{before} → {after}",
  },
  all: { en: "all", zh: "全部" },
  any: { en: "at least one", zh: "至少 1 项" },
  atLeast: { en: "at least {count}", zh: "至少 {count} 项" },
} satisfies Record<string, LocalizedText>;

/**
 * Returns the changes from one version of a rule to another, in words and as data. It compares meanings: the order of parts,
 * types and values does not matter, nor do the unit in which a duration is written, double negations, nested junctions of one
 * kind, a negation moved into a junction, or "one of" a single value.
 *
 * @param options - `locale`, `names` and `schema`, as for {@link describeRule}
 * @returns the changes from the root down; an empty list when both rules mean the same
 * @throws ClienteleError `invalid_rule`; `invalid_option`
 * @example
 * const has = (value: string): Expression => ({ kind: "attribute", path: "tags", test: { is: "has", value } });
 * const before: Rule = { version: 1, kind: "all", of: [has("vip"), has("b2b")] };
 * diffRules(before, { version: 1, kind: "all", of: [has("b2b"), has("vip")] }) // => []
 * diffRules(before, { version: 1, kind: "any", of: [has("b2b"), has("gold")] }).map((change) => change.sentence) // => ["changed how many conditions must hold: all → at least one", 'changed: tags includes "vip" → tags includes "gold"']
 */
export function diffRules(before: Rule, after: Rule, options?: WordingOptions): readonly RuleChange[] {
  const wording = wordingOf(options);
  requireValidRule(before, undefined);
  requireValidRule(after, undefined);
  const changes: RuleChange[] = [];
  diffNodes(wording, simplified({ path: "", node: bare(before) }), simplified({ path: "", node: bare(after) }), changes);
  return changes;
}

/** Removes the version, which only the root of a rule has. */
function bare(rule: Rule): Expression {
  const { version: _, ...node } = currentRule(rule) as Rule;
  return node;
}

function diffNodes(wording: Wording, before: SimpleNode, after: SimpleNode, changes: RuleChange[]): void {
  if (before.form === after.form) return;
  if (isJunction(before) && isJunction(after)) {
    const words = { before: wantedOf(wording, before.node), after: wantedOf(wording, after.node) };
    if (words.before !== words.after)
      changes.push({
        kind: "recombined",
        before: placed(before),
        after: placed(after),
        sentence: say(wording, texts.recombined, words),
      });
    diffParts(wording, before.parts, after.parts, before.node, after.node, changes);
  } else if (isJunction(after) && hasEqual(after, before)) {
    diffParts(wording, [before], after.parts, after.node, after.node, changes);
  } else if (isJunction(before) && hasEqual(before, after)) {
    diffParts(wording, before.parts, [after], before.node, before.node, changes);
  } else {
    const [from, to] = before.node.kind === "not" && after.node.kind === "not" ? [inner(before), inner(after)] : [before, after];
    const words = { before: nodeWords(wording, from.node), after: nodeWords(wording, to.node) };
    changes.push({ kind: "changed", before: placed(from), after: placed(to), sentence: say(wording, texts.changed, words) });
  }
}

function diffParts(
  wording: Wording,
  before: readonly SimpleNode[],
  after: readonly SimpleNode[],
  from: Junction,
  to: Junction,
  changes: RuleChange[],
): void {
  const { changed, removed, added } = matchParts(before, after);
  for (const [left, right] of changed) diffNodes(wording, left, right, changes);
  for (const part of removed) {
    const text = { all: texts.removedFromAll, any: texts.removedFromAny, atLeast: texts.removedFromAtLeast }[from.kind];
    changes.push({ kind: "removed", before: placed(part), sentence: partWords(wording, text, part.node, from) });
  }
  for (const part of added) {
    const text = { all: texts.addedToAll, any: texts.addedToAny, atLeast: texts.addedToAtLeast }[to.kind];
    changes.push({ kind: "added", after: placed(part), sentence: partWords(wording, text, part.node, to) });
  }
}

function partWords(wording: Wording, text: LocalizedText, part: Expression, junction: Junction): string {
  return say(wording, text, { words: nodeWords(wording, part), count: junction.kind === "atLeast" ? junction.count : "" });
}

function isJunction(node: SimpleNode): node is SimpleNode & { readonly node: Junction; readonly parts: readonly SimpleNode[] } {
  return node.parts !== undefined;
}

/** Whether a node is one of the parts of a conjunction or disjunction that was added around it. */
function hasEqual({ node, parts }: SimpleNode, { form }: SimpleNode): boolean {
  return node.kind !== "atLeast" && parts!.some((part) => part.form === form);
}

/** Returns the node as it stands in its rule. */
function placed({ path, original }: SimpleNode): PlacedNode {
  return { path, node: original };
}

/** Returns the leaf of a negation. */
function inner({ path, node, original, form }: SimpleNode): SimpleNode {
  const { of } = node as Extract<Expression, { kind: "not" }>;
  return { path: original.kind === "not" ? joinPath(path, "of") : path, node: of, original: of, form };
}

function wantedOf(wording: Wording, junction: Junction): string {
  return say(wording, texts[junction.kind], { count: junction.kind === "atLeast" ? junction.count : "" });
}
