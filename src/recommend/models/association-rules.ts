import { compareCodePoints } from "../../kernel/index.js";
import { compareLists, type FrequentItemsets } from "./frequent-itemsets.js";
import { invalidOption } from "../log/weighting.js";

/** Which rules {@link associationRules} keeps. */
export interface AssociationRuleOptions {
  /** Least confidence, from 0 to 1; 0 unless told. */
  readonly confidence?: number | undefined;
  /** Least lift; 0 unless told. */
  readonly lift?: number | undefined;
  /**
   * Prunes rules that add nothing: of a rule with a smaller left side and the same right side, the confidence must be
   * surpassed by so much. No pruning unless told; 0 drops what is no better.
   */
  readonly improvement?: number | undefined;
  /** Rules with nothing on the left, which say how frequent an item is; kept unless told. */
  readonly emptyLeft?: boolean | undefined;
}

/** Who has all of the left in the basket has the right too: how often, and how much more often than chance would have it. */
export interface AssociationRule {
  /** In code-point order. */
  readonly left: readonly string[];
  readonly right: string;
  /** Baskets that hold both sides. */
  readonly count: number;
  /** Share of the baskets that hold both sides. */
  readonly support: number;
  /** Share of the baskets that hold the left. */
  readonly coverage: number;
  /** Of the baskets with the left, the share with the right. */
  readonly confidence: number;
  /** Confidence over the right's own share: 1 is chance. */
  readonly lift: number;
  /** Support less what chance would bring: left × right. */
  readonly leverage: number;
  /** (1 − right) / (1 − confidence): infinite at confidence 1, and `null` in JSON. */
  readonly conviction: number;
  /** Both over either. */
  readonly jaccard: number;
  /** From −1 (never together) over 0 (chance) to 1 (always). */
  readonly zhang: number;
}

/** Rules, the surest first: a model that `recommend` takes. */
export interface AssociationRulesModel {
  readonly kind: "association-rules";
  readonly version: 1;
  readonly baskets: number;
  /** Single items of the itemsets, the most frequent first. */
  readonly items: readonly string[];
  /** Baskets with each. */
  readonly counts: readonly number[];
  /** By confidence, then support, then code-point order. */
  readonly rules: readonly AssociationRule[];
}

/**
 * Makes rules with one item on the right from frequent itemsets, with every common measure.
 *
 * @param found - from `frequentItemsets`; with `most: 1` there are no rules but the empty ones
 * @throws ClienteleError `invalid_option`
 * @see Agrawal, Imieliński, Swami (1993), Mining association rules; Brin et al. (1997) on conviction; Piatetsky-Shapiro (1991) on leverage
 * @example
 * const found = frequentItemsets([["tea", "cup"], ["tea", "cup"], ["tea"], ["jam"]], { support: 0.5 });
 * const [rule] = associationRules(found, { emptyLeft: false }).rules;
 * rule // => { left: ["cup"], right: "tea", count: 2, support: 0.5, coverage: 0.5, confidence: 1, lift: 1.3333, leverage: 0.125, conviction: Infinity, jaccard: 0.6667, zhang: 0.5 }
 */
export function associationRules(found: FrequentItemsets, options: AssociationRuleOptions = {}): AssociationRulesModel {
  const { confidence: leastConfidence = 0, lift: leastLift = 0, improvement, emptyLeft = true } = options;
  if (!(leastConfidence >= 0 && leastConfidence <= 1)) throw invalidOption("confidence", leastConfidence, "from 0 to 1");
  if (!(leastLift >= 0)) throw invalidOption("lift", leastLift, "0 or more");
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
      if (rule.confidence < leastConfidence || rule.lift < leastLift || (left.length === 0 && !emptyLeft)) continue;
      rules.push(rule);
    }
  }
  const kept = improvement === undefined ? rules : rules.filter((rule) => improves(rule, confidences, improvement));
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

/** Whether a rule is surer than each rule with one item less on its left; sets are closed under subsets, so that all are known. */
function improves({ left, right, confidence }: AssociationRule, confidences: ReadonlyMap<string, number>, by: number): boolean {
  return left.every((dropped) => {
    const general = confidences.get(`${keyOf(left.filter((item) => item !== dropped))}\n${right}`)!;
    return confidence - general > by;
  });
}
