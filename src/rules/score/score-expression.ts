import { ClienteleError } from "../../kernel/index.js";
import { joinPath } from "../../kernel/internal.js";

/**
 * An arithmetic expression over a row of numbers, as plain JSON. A fitted model becomes one to score in a database. A missing
 * input makes the results that depend on it missing, and so does a division by zero or the logarithm of zero.
 */
export type ScoreExpression =
  | { readonly kind: "number"; readonly value: number }
  /** A number of the row, by name. */
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "add" | "multiply" | "least" | "greatest"; readonly of: readonly ScoreExpression[] }
  | { readonly kind: "subtract" | "divide" | "power"; readonly left: ScoreExpression; readonly right: ScoreExpression }
  /** `exp` clamps its argument between −700 and 700, beyond which databases overflow. */
  | { readonly kind: "negate" | "ln" | "exp" | "logistic" | "absolute" | "floor"; readonly of: ScoreExpression }
  | { readonly kind: "if"; readonly when: ScoreCondition; readonly then: ScoreExpression; readonly else: ScoreExpression }
  /** The value, or another value where it is missing. */
  | { readonly kind: "otherwise"; readonly of: ScoreExpression; readonly missing: ScoreExpression }
  /** Names a value: an input of this name in `in` is the value. It is computed once. */
  | { readonly kind: "let"; readonly name: string; readonly be: ScoreExpression; readonly in: ScoreExpression };

/** A condition in a score; a comparison with a missing value is false. */
export type ScoreCondition =
  | {
      readonly is: "atLeast" | "moreThan" | "atMost" | "lessThan" | "equals";
      readonly left: ScoreExpression;
      readonly right: ScoreExpression;
    }
  | { readonly is: "missing"; readonly of: ScoreExpression };

const LARGEST_EXPONENT = 700;

/** Clamps an exponent to the range where `exp` is finite and normal in every database. */
export function clampExponent(value: number): number {
  return Math.max(-LARGEST_EXPONENT, Math.min(LARGEST_EXPONENT, value));
}

/** Computes 1 / (1 + e^−x) without loss of digits. */
function logistic(value: number): number {
  const exponential = Math.exp(-Math.abs(clampExponent(value)));
  return value >= 0 ? 1 / (1 + exponential) : exponential / (1 + exponential);
}

/**
 * Evaluates a score for one row, as the SQL of `scoreToSql` does.
 *
 * @param inputs - name → number; absent, `null` and NaN are missing
 * @returns the score, or `undefined` where it is missing
 * @throws ClienteleError `invalid_score` for an unknown kind of node
 * @example
 * const score: ScoreExpression = { kind: "logistic", of: { kind: "multiply", of: [{ kind: "input", name: "orders" }, { kind: "number", value: 0 }] } };
 * evaluateScore(score, { orders: 3 }) // => 0.5
 * evaluateScore(score, {}) // => undefined
 */
export function evaluateScore(
  expression: ScoreExpression,
  inputs: Readonly<Record<string, number | null | undefined>>,
): number | undefined {
  const value = evaluate(expression, inputs, "");
  return Number.isNaN(value) ? undefined : value;
}

/** Evaluates a node; NaN is missing. */
function evaluate(
  expression: ScoreExpression,
  inputs: Readonly<Record<string, number | null | undefined>>,
  path: string,
): number {
  const at = (child: ScoreExpression, key: string): number => evaluate(child, inputs, joinPath(path, key));
  const all = (children: readonly ScoreExpression[]): number[] =>
    children.map((child, index) => evaluate(child, inputs, `${joinPath(path, "of")}[${index}]`));
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "input": {
      const value = Object.hasOwn(inputs, expression.name) ? inputs[expression.name] : undefined;
      return value ?? Number.NaN;
    }
    case "add":
      return all(expression.of).reduce((sum, value) => sum + value);
    case "multiply":
      return all(expression.of).reduce((product, value) => product * value);
    case "least":
      return Math.min(...all(expression.of));
    case "greatest":
      return Math.max(...all(expression.of));
    case "subtract":
      return at(expression.left, "left") - at(expression.right, "right");
    case "divide": {
      const divisor = at(expression.right, "right");
      return divisor === 0 ? Number.NaN : at(expression.left, "left") / divisor;
    }
    case "power": {
      const base = at(expression.left, "left");
      // Databases disagree on a base that is not positive.
      return base > 0 ? base ** at(expression.right, "right") : Number.NaN;
    }
    case "negate":
      return -at(expression.of, "of");
    case "ln": {
      const value = at(expression.of, "of");
      return value > 0 ? Math.log(value) : Number.NaN;
    }
    case "exp":
      return Math.exp(clampExponent(at(expression.of, "of")));
    case "logistic":
      return logistic(at(expression.of, "of"));
    case "absolute":
      return Math.abs(at(expression.of, "of"));
    case "floor":
      return Math.floor(at(expression.of, "of"));
    case "if":
      return holds(expression.when, inputs, joinPath(path, "when")) ? at(expression.then, "then") : at(expression.else, "else");
    case "otherwise": {
      const value = at(expression.of, "of");
      return Number.isNaN(value) ? at(expression.missing, "missing") : value;
    }
    case "let":
      return evaluate(expression.in, { ...inputs, [expression.name]: at(expression.be, "be") }, joinPath(path, "in"));
    default:
      throw new ClienteleError("invalid_score", "Unknown kind of node in a score.", { path }, path);
  }
}

function holds(condition: ScoreCondition, inputs: Readonly<Record<string, number | null | undefined>>, path: string): boolean {
  if (condition.is === "missing") return Number.isNaN(evaluate(condition.of, inputs, joinPath(path, "of")));
  const left = evaluate(condition.left, inputs, joinPath(path, "left"));
  const right = evaluate(condition.right, inputs, joinPath(path, "right"));
  switch (condition.is) {
    case "atLeast":
      return left >= right;
    case "moreThan":
      return left > right;
    case "atMost":
      return left <= right;
    case "lessThan":
      return left < right;
    case "equals":
      return left === right;
  }
}
