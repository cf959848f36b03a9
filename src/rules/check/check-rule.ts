import { ClienteleError, type Problem } from "../../kernel/index.js";
import { joinPath, pathKeys, problemSummary } from "../../kernel/internal.js";
import type { Catalog } from "../language/catalog.js";
import type { Expression, LaterStep, Metric, Rule, SequenceExpression, Step, Test } from "../language/expression.js";
import { coversType } from "../language/interaction-types.js";
import { type KnownValues, propertyValues } from "../language/metric-value.js";
import { checkFigures } from "./check-figures.js";
import { checkMetric } from "./check-metric.js";
import { checkAttributePath } from "./check-reference.js";
import { checkBusinessWithin, checkElapsedMeasure } from "./check-business-time.js";
import { checkRuleDuration } from "./check-scalar.js";
import { checkShare } from "./check-share.js";
import { checkState } from "./check-state.js";
import { checkSame, checkStep } from "./check-step.js";
import { checkTest } from "./check-test.js";
import { checkWindow } from "./check-window.js";
import {
  checkKeys,
  checkList,
  ownKey,
  report,
  reportWrong,
  type RuleBounds,
  type RuleCheck,
  ruleCheck,
  suggestion,
} from "./rule-check.js";

/** Checks the form of a rule and, with a catalog, its meaning. Never throws, whatever the input. */
export function problemsOfRule(input: unknown, catalog: Catalog | undefined, bounds?: RuleBounds): readonly Problem[] {
  return checkedRule(input, catalog, bounds).problems;
}

/** Checks a rule as {@link problemsOfRule} does, and returns the warnings as well. */
export function checkedRule(
  input: unknown,
  catalog: Catalog | undefined,
  bounds?: RuleBounds,
): Pick<RuleCheck, "problems" | "warnings"> {
  const check = ruleCheck(catalog, bounds);
  try {
    checkRoot(check, input);
  } catch {
    // Getters and proxies may throw; nothing that JSON can hold does.
    report(check, "", UNREADABLE);
  }
  return check;
}

/** Message for a value that is not plain data. */
export const UNREADABLE = "Must be plain data without functions, getters or proxies.";

function checkRoot(check: RuleCheck, input: unknown): void {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    reportWrong(check, "", "an object with `version: 2` and a `kind`", input);
    return;
  }
  const version = Object.hasOwn(input, "version") ? (input as { version?: unknown }).version : undefined;
  if (version !== 1 && version !== 2)
    reportWrong(check, "version", "1 or 2", version, "Add `version: 2` to the root of the rule.");
  checkExpression(check, input, "", 1);
}

/**
 * Checks that a value is a rule.
 *
 * @throws ClienteleError `invalid_rule` with every problem
 */
export function requireValidRule(input: unknown, catalog: Catalog | undefined): asserts input is Rule {
  const problems = problemsOfRule(input, catalog);
  if (problems.length > 0) throw invalidRule(problems);
}

/** Returns the error that lists every problem of a rule. */
export function invalidRule(problems: readonly Problem[], summary = "Invalid rule."): ClienteleError<"invalid_rule"> {
  return new ClienteleError("invalid_rule", problemSummary(summary, problems), { problems });
}

type NodeCheck = (check: RuleCheck, node: Record<string, unknown>, path: string, depth: number) => void;

const kinds: Readonly<Record<Expression["kind"], NodeCheck>> = {
  all: (check, node, path, depth) => checkParts(check, node, path, depth, ["kind", "of"]),
  any: (check, node, path, depth) => checkParts(check, node, path, depth, ["kind", "of"]),
  atLeast: (check, node, path, depth) => {
    checkParts(check, node, path, depth, ["kind", "of", "count"]);
    const parts = Array.isArray(node.of) ? node.of.length : 0;
    if (!Number.isInteger(node.count) || (node.count as number) < 1 || (node.count as number) > parts)
      reportWrong(check, joinPath(path, "count"), `an integer from 1 to the number of parts (${parts})`, node.count);
  },
  not: (check, node, path, depth) => {
    if (checkKeys(check, node, path, rootKeys(path, ["kind", "of"])))
      checkExpression(check, node.of, joinPath(path, "of"), depth + 1);
  },
  attribute: (check, node, path) => {
    if (!checkKeys(check, node, path, rootKeys(path, ["kind", "path", "test"]))) return;
    const field = checkAttributePath(check, node.path, joinPath(path, "path"));
    checkTest(check, node.test, joinPath(path, "test"), field?.type, false, field);
  },
  metric: (check, node, path) => {
    if (!checkKeys(check, node, path, rootKeys(path, ["kind", "metric", "test"]))) return;
    const type = checkMetric(check, node.metric, joinPath(path, "metric"));
    checkTest(check, node.test, joinPath(path, "test"), type, false, type && valuesOfMetric(check, node.metric as Metric));
    checkElapsedMeasure(check, node, path);
  },
  figures: (check, node, path, depth) => checkFigures(check, node, path, rootKeys(path, ["kind"]), depth + 1),
  sequence: (check, node, path) => {
    if (!checkKeys(check, node, path, rootKeys(path, ["kind", "steps", "within?", "window?", "anchor?", "same?"]))) return;
    const place = joinPath(path, "steps");
    if (checkList(check, node.steps, place, 2)) {
      const types = node.steps.map((step, index) => checkStep(check, step, `${place}[${index}]`, index === 0));
      if (Object.hasOwn(node, "same")) checkSame(check, node.same, joinPath(path, "same"), types);
    }
    const before = check.problems.length;
    checkSequenceTimes(check, node, path);
    if (check.problems.length === before && node.anchor === "last")
      checkCanHold(check, node as unknown as SequenceExpression, path);
  },
  absence: (check, node, path) => {
    if (!checkKeys(check, node, path, rootKeys(path, ["kind", "first", "missing", "within", "window?", "anchor?", "same?"])))
      return;
    const first = checkStep(check, node.first, joinPath(path, "first"), true);
    const missing = checkStep(check, node.missing, joinPath(path, "missing"), false);
    if (Object.hasOwn(node, "same")) checkSame(check, node.same, joinPath(path, "same"), [first, missing]);
    checkSequenceTimes(check, node, path);
  },
  share: (check, node, path) => {
    if (checkKeys(check, node, path, rootKeys(path, ["kind", "salt", "share", "hash"]))) checkShare(check, node, path);
  },
  state: (check, node, path) => {
    if (!checkKeys(check, node, path, rootKeys(path, ["kind", "key", "test", "for?", "began?", "ended?"]))) return;
    if (typeof node.key !== "string" || node.key === "" || pathKeys(node.key.replaceAll(".", "-")) === undefined)
      reportWrong(check, joinPath(path, "key"), "the key of a timeline such as stage:retail", node.key);
    const before = check.problems.length;
    checkTest(check, node.test, joinPath(path, "test"), "state");
    if (typeof node.key === "string" && check.problems.length === before) checkState(check, node.key, node.test as Test, path);
    const [time, ...others] = ["for", "began", "ended"].filter((key) => Object.hasOwn(node, key));
    if (time !== undefined) checkRuleDuration(check, node[time], joinPath(path, time));
    for (const other of others)
      report(check, joinPath(path, other), `A test of a timeline has \`${time}\` or \`${other}\`, not both.`, "Join two tests.");
  },
};

/** Returns the values that the first or last of a property takes. */
function valuesOfMetric({ catalog }: RuleCheck, { measure, property, types }: Metric): KnownValues | undefined {
  if ((measure !== "first" && measure !== "last") || property === undefined) return undefined;
  return propertyValues(catalog!, types ?? [], property);
}

function rootKeys(path: string, keys: readonly string[]): readonly string[] {
  return path === "" ? ["version", ...keys] : keys;
}

function checkExpression(check: RuleCheck, value: unknown, path: string, depth: number): void {
  check.nodes++;
  if (check.nodes > check.bounds.nodes) {
    if (check.nodes === check.bounds.nodes + 1) report(check, path, `A rule must have at most ${check.bounds.nodes} nodes.`);
    return;
  }
  if (depth > check.bounds.depth) {
    report(check, path, `A rule must have at most ${check.bounds.depth} nested levels.`);
    return;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    reportWrong(check, path, "an object with a `kind`", value);
    return;
  }
  const kind = ownKey(value, "kind");
  if (typeof kind === "string" && Object.hasOwn(kinds, kind)) {
    kinds[kind as Expression["kind"]](check, value as Record<string, unknown>, path, depth);
    return;
  }
  const message = kind === undefined ? "This key is missing." : "Unknown kind of node.";
  report(check, joinPath(path, "kind"), message, suggestion(kind, Object.keys(kinds)));
}

function checkParts(check: RuleCheck, node: Record<string, unknown>, path: string, depth: number, keys: readonly string[]): void {
  if (!checkKeys(check, node, path, rootKeys(path, keys))) return;
  if (checkList(check, node.of, joinPath(path, "of"), 1))
    node.of.forEach((part, index) => checkExpression(check, part, `${joinPath(path, "of")}[${index}]`, depth + 1));
}

/**
 * Refuses a sequence from the last A that requires a later A: where the window reaches to `asOf`, that later A would itself
 * be the last one.
 */
function checkCanHold(check: RuleCheck, { steps, window }: SequenceExpression, path: string): void {
  if (window !== undefined && !["last", "since", "this"].includes(window.kind)) return;
  const [first, ...later] = steps as [LaterStep, ...LaterStep[]];
  if (!isSound(check, path)) return;
  let isLater = false;
  for (const [index, step] of later.entries()) {
    isLater ||= step.atOrAfter !== true;
    if (!isLater || !isAlways(step, first)) continue;
    report(
      check,
      joinPath(path, `steps[${index + 1}]`),
      'Can never follow: with `anchor: "last"` the sequence starts at the last interaction of its first step, and every later one of this step would be that last one.',
      'Use `anchor: "any"`.',
    );
    return;
  }
}

/** Whether nothing was reported at a place or below it. */
function isSound({ problems }: RuleCheck, path: string): boolean {
  return !problems.some((problem) => problem.path.startsWith(path));
}

/** Whether every interaction of a step is one of another step. */
function isAlways(step: Step, other: Step): boolean {
  const conditions = ({ where }: Step): string => JSON.stringify(where) ?? "";
  return (
    step.types.every((type) => coversType(other.types, type)) &&
    (other.where === undefined || conditions(other) === conditions(step))
  );
}

const TOO_LONG = "The time between the steps must not be longer than their window.";

function checkSequenceTimes(check: RuleCheck, node: Record<string, unknown>, path: string): void {
  const within = Object.hasOwn(node, "within") ? checkRuleDuration(check, node.within, joinPath(path, "within")) : undefined;
  if (Object.hasOwn(node, "window")) {
    const length = checkWindow(check, node.window, joinPath(path, "window"));
    if (within !== undefined && length !== undefined && within > length) report(check, joinPath(path, "within"), TOO_LONG);
  }
  checkBusinessWithin(check, node, path, TOO_LONG);
  if (Object.hasOwn(node, "anchor") && node.anchor !== "last" && node.anchor !== "any")
    reportWrong(check, joinPath(path, "anchor"), '"last" or "any"', node.anchor);
}
