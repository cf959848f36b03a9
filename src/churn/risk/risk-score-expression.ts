import type { ScoreCondition, ScoreExpression } from "../../rules/index.js";
import type {
  BoostedTreesModel,
  Calibration,
  ClassifierModel,
  IsotonicCalibration,
  LogisticRegressionModel,
  TreeNode,
  TreeSplit,
} from "../../statistics/index.js";

const number = (value: number): ScoreExpression => ({ kind: "number", value });
const input = (name: string): ScoreExpression => ({ kind: "input", name });
const add = (...of: readonly ScoreExpression[]): ScoreExpression => ({ kind: "add", of });
const times = (...of: readonly ScoreExpression[]): ScoreExpression => ({ kind: "multiply", of });

/**
 * Returns a fitted risk model as an expression for `scoreToSql`; a database then computes the same probability as memory does, to
 * 1e-9. The inputs are the features of the model, one row per customer. NULL is a missing value: trees have a branch for it, a
 * logistic regression gives NULL.
 *
 * @param model - a logistic regression, boosted trees, or either with a calibration
 * @returns the probability, between 0 and 1
 * @example
 * const model = { kind: "logistic-regression", version: 1, features: ["silentWeeks"], intercept: -2, coefficients: { silentWeeks: 0.5 }, means: { silentWeeks: 3 } } as const;
 * evaluateScore(riskScoreExpression(model), { silentWeeks: 4 }) // => 0.5
 */
export function riskScoreExpression(model: ClassifierModel): ScoreExpression {
  if (model.kind !== "calibrated") return { kind: "logistic", of: logOddsExpression(model) };
  return calibratedExpression(model.calibration, logOddsExpression(model.model));
}

function logOddsExpression(model: LogisticRegressionModel | BoostedTreesModel): ScoreExpression {
  if (model.kind === "boosted-trees") {
    const names = model.features.map(input);
    return add(number(model.base), ...model.trees.map((tree) => treeExpression(tree, names)));
  }
  const terms = model.features.map((name) => times(number(model.coefficients[name]!), input(name)));
  return add(number(model.intercept), ...terms);
}

function treeExpression(node: TreeNode, names: readonly ScoreExpression[]): ScoreExpression {
  if ("value" in node) return number(node.value);
  const [left, right] = [treeExpression(node.left, names), treeExpression(node.right, names)];
  const value = names[node.feature]!;
  if (node.oneOf !== undefined) return eitherOf(node.oneOf, value, left, right);
  return presentOrMissing(node, value, left, right);
}

/** A comparison with a missing value is false, so its direction decides which branch a missing value takes. */
function presentOrMissing(
  split: TreeSplit,
  value: ScoreExpression,
  left: ScoreExpression,
  right: ScoreExpression,
): ScoreExpression {
  const limit = number(split.atMost!);
  if (split.missing === "right")
    return { kind: "if", when: { is: "atMost", left: value, right: limit }, then: left, else: right };
  return { kind: "if", when: { is: "moreThan", left: value, right: limit }, then: right, else: left };
}

/** Tests one category after the other, because score conditions have no "or". */
function eitherOf(
  categories: readonly number[],
  value: ScoreExpression,
  yes: ScoreExpression,
  no: ScoreExpression,
): ScoreExpression {
  // Each term is 1 if the value is that category; at most one can be.
  const met = categories.map((category): ScoreExpression => {
    const when: ScoreCondition = { is: "equals", left: value, right: number(category) };
    return { kind: "if", when, then: number(1), else: number(0) };
  });
  if (met.length === 0) return no;
  return { kind: "if", when: { is: "atLeast", left: add(...met), right: number(1) }, then: yes, else: no };
}

function calibratedExpression(calibration: Calibration, logOdds: ScoreExpression): ScoreExpression {
  if (calibration.kind === "platt-calibration") {
    return { kind: "logistic", of: add(number(calibration.intercept), times(number(calibration.slope), logOdds)) };
  }
  const probability = "uncalibrated probability";
  return {
    kind: "let",
    name: probability,
    be: { kind: "logistic", of: logOdds },
    in: piecewise(calibration, input(probability)),
  };
}

/** A line through points, found by binary search: the number of comparisons grows with the logarithm of the points. */
function piecewise({ from, to }: IsotonicCalibration, probability: ScoreExpression): ScoreExpression {
  const last = from.length - 1;
  const between = (low: number, high: number): ScoreExpression => {
    if (high - low > 1) {
      const middle = (low + high) >> 1;
      const when: ScoreCondition = { is: "lessThan", left: probability, right: number(from[middle]!) };
      return { kind: "if", when, then: between(low, middle), else: between(middle, high) };
    }
    const rise = to[high]! - to[low]!;
    if (rise === 0) return number(to[low]!);
    const along: ScoreExpression = { kind: "subtract", left: probability, right: number(from[low]!) };
    const share: ScoreExpression = { kind: "divide", left: along, right: number(from[high]! - from[low]!) };
    return add(number(to[low]!), times(number(rise), share));
  };
  const inside = last === 0 ? number(to[0]!) : between(0, last);
  const below: ScoreCondition = { is: "atMost", left: probability, right: number(from[0]!) };
  const above: ScoreCondition = { is: "atLeast", left: probability, right: number(from[last]!) };
  const known: ScoreExpression = {
    kind: "if",
    when: below,
    then: number(to[0]!),
    else: { kind: "if", when: above, then: number(to[last]!), else: inside },
  };
  // A missing probability stays missing.
  const missing: ScoreCondition = { is: "missing", of: probability };
  return { kind: "if", when: missing, then: probability, else: known };
}
