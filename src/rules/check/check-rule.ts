import { ClienteleError, type Problem } from "../../kernel/index.js";
import { joinPath, pathKeys } from "../../kernel/internal.js";
import type { Catalog } from "../language/catalog.js";
import { checkMetric, checkWhere } from "./check-metric.js";
import { checkAttributePath, checkTypes } from "./check-reference.js";
import { checkDuration } from "./check-scalar.js";
import { checkTest } from "./check-test.js";
import { checkWindow } from "./check-window.js";
import type { Rule } from "../language/expression.js";
import { checkKeys, checkList, report, type RuleBounds, type RuleCheck, suggestion } from "./rule-check.js";

/** Checks a rule's form and, with a catalog, its meaning. Never throws, whatever it is given. */
export function problemsOfRule(input: unknown, catalog: Catalog | undefined, bounds: RuleBounds = {}): readonly Problem[] {
  const check: RuleCheck = { problems: [], catalog, bounds: { depth: 32, nodes: 1_000, values: 10_000, ...bounds }, nodes: 0 };
  try {
    checkRoot(check, input);
  } catch {
    // Getters and proxies may throw; nothing that JSON can hold does.
    report(check, "", "This cannot be read as plain data.");
  }
  return check.problems;
}

function checkRoot(check: RuleCheck, input: unknown): void {
  if (typeof input !== "object" || input === null || Array.isArray(input))
    report(check, "", "A rule is an object with `version: 1` and a `kind`.");
  else {
    const version = Object.hasOwn(input, "version") ? (input as { version?: unknown }).version : undefined;
    if (version !== 1)
      report(check, "version", "This version of the language is 1.", "Add `version: 1` to the root of the rule.");
    checkExpression(check, input, "", 1);
  }
}

/** Throws `invalid_rule` with every problem. */
export function requireValidRule(input: unknown, catalog: Catalog | undefined, bounds?: RuleBounds): asserts input is Rule {
  const problems = problemsOfRule(input, catalog, bounds);
  if (problems.length > 0) throw invalidRule(problems);
}

/** The error that lists every problem. */
export function invalidRule(problems: readonly Problem[]): ClienteleError<"invalid_rule"> {
  const listed = problems
    .slice(0, 5)
    .map(({ path, message, hint }) => `${path === "" ? "(root)" : path}: ${message}${hint === undefined ? "" : ` ${hint}`}`);
  const more = problems.length > 5 ? ` And ${problems.length - 5} more.` : "";
  return new ClienteleError("invalid_rule", `The rule is not valid. ${listed.join(" ")}${more}`, { problems });
}

const kinds: Readonly<Record<string, (check: RuleCheck, node: Record<string, unknown>, path: string, depth: number) => void>> = {
  all: (check, node, path, depth) => checkParts(check, node, path, depth, ["kind", "of"]),
  any: (check, node, path, depth) => checkParts(check, node, path, depth, ["kind", "of"]),
  atLeast: (check, node, path, depth) => {
    checkParts(check, node, path, depth, ["kind", "of", "count"]);
    const parts = Array.isArray(node.of) ? node.of.length : 0;
    if (!Number.isInteger(node.count) || (node.count as number) < 1 || (node.count as number) > parts) {
      report(check, joinPath(path, "count"), `Give a whole number from 1 to the number of parts (${parts}).`);
    }
  },
  not: (check, node, path, depth) => {
    if (checkKeys(check, node, path, rootKeys(path, ["kind", "of"])))
      checkExpression(check, node.of, joinPath(path, "of"), depth + 1);
  },
  attribute: checkAttribute,
  metric: (check, node, path) => {
    if (!checkKeys(check, node, path, rootKeys(path, ["kind", "metric", "test"]))) return;
    const type = checkMetric(check, node.metric, joinPath(path, "metric"));
    checkTest(check, node.test, joinPath(path, "test"), type);
  },
  sequence: (check, node, path) => {
    if (!checkKeys(check, node, path, rootKeys(path, ["kind", "steps", "within?", "window?", "anchor?"]))) return;
    if (checkList(check, node.steps, joinPath(path, "steps"), 2))
      node.steps.forEach((step, index) => checkStep(check, step, `${joinPath(path, "steps")}[${index}]`));
    checkSequenceTimes(check, node, path);
  },
  absence: (check, node, path) => {
    if (!checkKeys(check, node, path, rootKeys(path, ["kind", "first", "missing", "within", "window?", "anchor?"]))) return;
    checkStep(check, node.first, joinPath(path, "first"));
    checkStep(check, node.missing, joinPath(path, "missing"));
    checkSequenceTimes(check, node, path);
  },
  state: (check, node, path) => {
    if (!checkKeys(check, node, path, rootKeys(path, ["kind", "key", "test", "for?"]))) return;
    if (typeof node.key !== "string" || node.key === "" || pathKeys(node.key.replaceAll(".", "-")) === undefined) {
      report(check, joinPath(path, "key"), "Give the key of a timeline, such as stage:retail.");
    }
    checkTest(check, node.test, joinPath(path, "test"), "state");
    if (Object.hasOwn(node, "for")) checkDuration(check, node.for, joinPath(path, "for"));
  },
};

function rootKeys(path: string, keys: readonly string[]): readonly string[] {
  return path === "" ? ["version", ...keys] : keys;
}

function checkExpression(check: RuleCheck, value: unknown, path: string, depth: number): void {
  check.nodes++;
  if (check.nodes > check.bounds.nodes) {
    if (check.nodes === check.bounds.nodes + 1) report(check, path, `A rule has at most ${check.bounds.nodes} nodes.`);
    return;
  }
  if (depth > check.bounds.depth) {
    report(check, path, `A rule is at most ${check.bounds.depth} nodes deep.`);
    return;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    report(check, path, "Give an object with a `kind`.");
    return;
  }
  const kind: unknown = Object.hasOwn(value, "kind") ? (value as { kind?: unknown }).kind : undefined;
  if (typeof kind !== "string" || !Object.hasOwn(kinds, kind)) {
    report(
      check,
      joinPath(path, "kind"),
      kind === undefined ? "This key is missing." : "This kind of node does not exist.",
      suggestion(kind, Object.keys(kinds)),
    );
    return;
  }
  kinds[kind]!(check, value as Record<string, unknown>, path, depth);
}

function checkParts(check: RuleCheck, node: Record<string, unknown>, path: string, depth: number, keys: readonly string[]): void {
  if (!checkKeys(check, node, path, rootKeys(path, keys))) return;
  if (checkList(check, node.of, joinPath(path, "of"), 1))
    node.of.forEach((part, index) => checkExpression(check, part, `${joinPath(path, "of")}[${index}]`, depth + 1));
}

function checkAttribute(check: RuleCheck, node: Record<string, unknown>, path: string): void {
  if (!checkKeys(check, node, path, rootKeys(path, ["kind", "path", "test"]))) return;
  const field = checkAttributePath(check, node.path, joinPath(path, "path"));
  checkTest(check, node.test, joinPath(path, "test"), field?.type);
}

function checkStep(check: RuleCheck, value: unknown, path: string): void {
  if (!checkKeys(check, value, path, ["types", "where?"])) return;
  const types = checkTypes(check, value.types, joinPath(path, "types")) ? value.types : undefined;
  if (Object.hasOwn(value, "where")) checkWhere(check, value.where, joinPath(path, "where"), types, 1);
}

function checkSequenceTimes(check: RuleCheck, node: Record<string, unknown>, path: string): void {
  const within = Object.hasOwn(node, "within") ? checkDuration(check, node.within, joinPath(path, "within")) : undefined;
  if (Object.hasOwn(node, "window")) {
    const length = checkWindow(check, node.window, joinPath(path, "window"));
    if (within !== undefined && length !== undefined && within > length) {
      report(check, joinPath(path, "within"), "The time between the steps is longer than the window that they lie in.");
    }
  }
  if (Object.hasOwn(node, "anchor") && node.anchor !== "last" && node.anchor !== "any")
    report(check, joinPath(path, "anchor"), 'Give "last" or "any".');
}
