import { requireBothClasses } from "../learning/outcomes.js";
import { runsOf, scoreOrder } from "../learning/score-order.js";

/**
 * Returns the average precision, the area under the precision-recall curve: the precision at each threshold, weighted by the
 * recall that it adds. For rare events it is more telling than the AUC; a score without skill has the share of events.
 *
 * @param scores - higher for a more probable event
 * @param outcomes - 1 where the event happened, otherwise 0
 * @throws ClienteleError `one_class_only`; `outside_domain`; `mismatched_dimensions`
 * @see Davis, Goadrich (2006), The relationship between precision-recall and ROC curves (why not to interpolate)
 * @example
 * averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) // => 0.8333
 */
export function averagePrecision(scores: ArrayLike<number>, outcomes: ArrayLike<number>): number {
  const { positives } = requireBothClasses(outcomes, scores.length);
  const order = scoreOrder(scores);
  const runs = runsOf(scores, order);
  let found = 0;
  let area = 0;
  for (let run = runs.length - 2; run >= 0; run--) {
    let inside = 0;
    for (let place = runs[run]!; place < runs[run + 1]!; place++) inside += outcomes[order[place]!]!;
    found += inside;
    area += (inside / positives) * (found / (order.length - runs[run]!));
  }
  return area;
}
