import { compareCodePoints } from "../../kernel/index.js";
import { aBoolean, aNonNegativeNumber, aProbability, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { compareLists, type FrequentItemsets } from "./frequent-itemsets.js";

/** Options of {@link associationRules}: which rules it keeps. */
export interface AssociationRuleOptions {
  /** Minimum support, from 0 to 1; defaults to 0, which keeps the support of the itemsets. */
  readonly minSupport?: number | undefined;
  /** Minimum confidence, from 0 to 1; defaults to 0. */
  readonly minConfidence?: number | undefined;
  /** Minimum lift; defaults to 0. */
  readonly minLift?: number | undefined;
  /**
   * Drops a rule unless its confidence exceeds that of every rule with a smaller left side and the same right side by more
   * than this. At 0, rules that are no better than a shorter one are dropped. Defaults to no such check.
   */
  readonly minImprovement?: number | undefined;
  /** Whether to keep rules with an empty left side, which say how frequent an item is; defaults to `true`. */
  readonly emptyLeft?: boolean | undefined;
}

const ASSOCIATION_RULE_OPTIONS: OptionShape<AssociationRuleOptions> = {
  minSupport: aProbability,
  minConfidence: aProbability,
  minLift: aNonNegativeNumber,
  minImprovement: aNonNegativeNumber,
  emptyLeft: aBoolean,
};

/** Rule that baskets with all items of the left side often hold the item of the right side too, with its measures. */
export interface AssociationRule {
  /** In code-point order. */
  readonly left: readonly string[];
  readonly right: string;
  /** Baskets that hold both sides. */
  readonly count: number;
  /** Share of the baskets that hold both sides. */
  readonly support: number;
  /** Share of the baskets that hold the left side. */
  readonly coverage: number;
  /** Share of the baskets with the left side that hold the right side too. */
  readonly confidence: number;
  /** Confidence divided by the share of the right side; 1 means chance. */
  readonly lift: number;
  /** Support minus the support by chance, left × right. */
  readonly leverage: number;
  /** (1 − right) / (1 − confidence); infinite at confidence 1, which JSON writes as `null`. */
  readonly conviction: number;
  /** Baskets with both sides divided by baskets with either. */
  readonly jaccard: number;
  /** From −1 (never together) through 0 (chance) to 1 (always together). */
  readonly zhang: number;
}

/** Association rules, the highest confidence first: a model for `recommend`. */
export interface AssociationRulesModel {
  readonly kind: "association-rules";
  readonly version: 1;
  readonly baskets: number;
  /** Frequent single items, the most frequent first. */
  readonly items: readonly string[];
  /** Baskets with each item. */
  readonly counts: readonly number[];
  /** By confidence, then support, then code-point order. */
  readonly rules: readonly AssociationRule[];
}

/**
 * Derives rules with one item on the right side from frequent itemsets, with the common measures.
 *
 * @param found - from `frequentItemsets`; with `maxItems: 1` every rule has an empty left side
 * @throws ClienteleError `invalid_option`
 * @see Agrawal, Imieliński, Swami (1993), Mining association rules; Brin et al. (1997) on conviction; Piatetsky-Shapiro (1991) on leverage
 * @example
 * const found = frequentItemsets([["tea", "cup"], ["tea", "cup"], ["tea"], ["jam"]], { minSupport: 0.5 });
 * const [rule] = associationRules(found, { emptyLeft: false }).rules;
 * rule // => { left: ["cup"], right: "tea", count: 2, support: 0.5, coverage: 0.5, confidence: 1, lift: 1.3333, leverage: 0.125, conviction: Infinity, jaccard: 0.6667, zhang: 0.5 }
 */
export function associationRules(found: FrequentItemsets, options: AssociationRuleOptions = {}): AssociationRulesModel {
  const {
    minSupport = 0,
    minConfidence = 0,
    minLift = 0,
    minImprovement,
    emptyLeft = true,
  } = requireOptions(options, ASSOCIATION_RULE_OPTIONS);
  const { baskets, itemsets } = found;
  const counts = new Map(itemsets.map(({ items, count }) => [keyOf(items), count]));
  const confidences = new Map<string, number>();
  const rules: AssociationRule[] = [];
  for (const { items, count } of itemsets) {
    for (const right of items) {
      const left = items.filter((item) => item !== right);
      const leftCount = left.length === 0 ? baskets : counts.get(keyOf(left))!;
      const rule = measured(left, right, count, leftCount, counts.get(keyOf([right]))!, baskets);
      confidences.set(`${keyOf(left)}\n${right}`, rule.confidence);
      if (rule.support < minSupport || rule.confidence < minConfidence || rule.lift < minLift) continue;
      if (left.length === 0 && !emptyLeft) continue;
      rules.push(rule);
    }
  }
  const kept = minImprovement === undefined ? rules : rules.filter((rule) => improves(rule, confidences, minImprovement));
  const singles = itemsets.filter(({ items }) => items.length === 1);
  return {
    kind: "association-rules",
    version: 1,
    baskets,
    items: singles.map(({ items }) => items[0]!),
    counts: singles.map(({ count }) => count),
    rules: kept.sort(
      (a, b) =>
        b.confidence - a.confidence ||
        b.support - a.support ||
        compareLists(a.left, b.left) ||
        compareCodePoints(a.right, b.right),
    ),
  };
}

function keyOf(items: readonly string[]): string {
  return JSON.stringify(items);
}

function measured(
  left: readonly string[],
  right: string,
  count: number,
  leftCount: number,
  rightCount: number,
  baskets: number,
): AssociationRule {
  const support = count / baskets;
  const coverage = leftCount / baskets;
  const share = rightCount / baskets;
  const confidence = count / leftCount;
  const leverage = support - coverage * share;
  const span = Math.max(support * (1 - coverage), coverage * (share - support));
  return {
    left,
    right,
    count,
    support,
    coverage,
    confidence,
    lift: (count * baskets) / (leftCount * rightCount),
    leverage,
    conviction: count === leftCount ? Number.POSITIVE_INFINITY : (1 - share) / (1 - confidence),
    jaccard: count / (leftCount + rightCount - count),
    zhang: span === 0 ? 0 : leverage / span,
  };
}

/** Tells whether a rule exceeds every rule with one item less on its left side. Itemsets are closed under subsets, so all are known. */
function improves({ left, right, confidence }: AssociationRule, confidences: ReadonlyMap<string, number>, by: number): boolean {
  return left.every((dropped) => {
    const general = confidences.get(`${keyOf(left.filter((item) => item !== dropped))}\n${right}`)!;
    return confidence - general > by;
  });
}
