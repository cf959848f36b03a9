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
 * A fitted risk as an expression for `scoreToSql`, so that a database gives the probability that memory gives, to 1e-9. Inputs are
 * the features of the model, one row a customer; NULL is missing: trees know where it goes, a logistic regression then knows
 * nothing.
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

/** A comparison with what is missing is false: asked one way it goes right, asked the other way it goes left. */
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

/** One category after the other: there is no "or" among conditions of a score. */
function eitherOf(
  categories: readonly number[],
  value: ScoreExpression,
  yes: ScoreExpression,
  no: ScoreExpression,
): ScoreExpression {
  // 1 for a category that is named: each can be met once
  const met = categories.map((category): ScoreExpression => {
    const when: ScoreCondition = { is: "equals", left: value, right: number(category) };
    return { kind: "if", when, then: number(1), else: number(0) };
  });
  if (met.length === 0) return no;
  return { kind: "if", when: { is: "atLeast", left: add(...met), right: number(1) }, then: yes, else: no };
}

function calibratedExpression(calibration: Calibration, said: ScoreExpression): ScoreExpression {
  if (calibration.kind === "platt-calibration") {
    return { kind: "logistic", of: add(number(calibration.intercept), times(number(calibration.slope), said)) };
  }
  const probability = "uncalibrated probability";
  return { kind: "let", name: probability, be: { kind: "logistic", of: said }, in: piecewise(calibration, input(probability)) };
}

/** A line through points, found by halving: a database compares as often as the logarithm of their number. */
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
  // what is not known stays so
  const missing: ScoreCondition = { is: "missing", of: probability };
  return { kind: "if", when: missing, then: probability, else: known };
}
