import type { AssociationRulesModel } from "../models/association-rules.js";
import { PURCHASE } from "../log/item-interaction.js";
import type { Positions, Scoring, Shopper } from "./scorer.js";

/** Scores each item by the highest confidence of a rule whose left side the customer has bought. */
export function ruleScorer({ rules, items }: AssociationRulesModel, positions: Positions): Scoring {
  const byItem = new Map<string, number[]>();
  rules.forEach(({ left }, rule) => {
    const first = left[0];
    if (first === undefined) return;
    const own = byItem.get(first);
    if (own === undefined) byItem.set(first, [rule]);
    else own.push(rule);
  });
  const best = ({ history }: Shopper): Map<number, number> => {
    const owned = new Set(history.filter(({ type }) => type === PURCHASE).map(({ itemId }) => itemId));
    const found = new Map<number, number>();
    for (const itemId of owned) {
      for (const rule of byItem.get(itemId) ?? []) {
        const { left, right, confidence } = rules[rule]!;
        if (!left.every((item) => owned.has(item))) continue;
        const target = positions.get(right)!;
        const other = found.get(target);
        // Rules are ordered by confidence, with ties decided.
        if (
          other === undefined ||
          rules[other]!.confidence < confidence ||
          (rules[other]!.confidence === confidence && rule < other)
        )
          found.set(target, rule);
      }
    }
    return found;
  };
  return {
    score(shopper, scores) {
      for (const [target, rule] of best(shopper)) if (target < items.length) scores[target]! += rules[rule]!.confidence;
    },
    explain(shopper, targets, add) {
      const found = best(shopper);
      targets.forEach((target, place) => {
        const rule = rules[found.get(target) ?? -1];
        if (rule !== undefined) add(place, { kind: "rule", itemIds: rule.left, amount: rule.confidence, share: rule.confidence });
      });
    },
  };
}
