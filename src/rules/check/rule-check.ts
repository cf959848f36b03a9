import type { Problem } from "../../kernel/index.js";
import { anInteger, joinPath, nearestName, type OptionShape, shownValue } from "../../kernel/internal.js";
import type { Catalog } from "../language/catalog.js";

/** Maximum size of a rule. */
export interface RuleBounds {
  /** Maximum number of nested levels; defaults to 32. */
  readonly maxDepth?: number | undefined;
  /** Maximum number of nodes; defaults to 1,000. */
  readonly maxNodes?: number | undefined;
  /** Maximum length of a list; defaults to 10,000. */
  readonly maxValues?: number | undefined;
}

/** Kinds of the {@link RuleBounds}. */
export const RULE_BOUNDS: OptionShape<RuleBounds> = {
  maxDepth: anInteger({ min: 1 }),
  maxNodes: anInteger({ min: 1 }),
  maxValues: anInteger({ min: 1 }),
};

/** State of a check: the problems so far, and what the rule is checked against. */
export interface RuleCheck {
  readonly problems: Problem[];
  /** What the rule reads although it does not exist now: allowed, since it may come to exist or did exist. */
  readonly warnings: Problem[];
  /** `undefined` when only the form of the rule is checked. */
  readonly catalog: Catalog | undefined;
  readonly bounds: { readonly depth: number; readonly nodes: number; readonly values: number };
  nodes: number;
}

/** Starts a check. */
export function ruleCheck(catalog: Catalog | undefined, { maxDepth, maxNodes, maxValues }: RuleBounds = {}): RuleCheck {
  const bounds = { depth: maxDepth ?? 32, nodes: maxNodes ?? 1_000, values: maxValues ?? 10_000 };
  return { problems: [], warnings: [], catalog, bounds, nodes: 0 };
}

/** Adds a problem. */
export function report(check: RuleCheck, path: string, message: string, hint?: string): void {
  check.problems.push({ path, message, ...(hint !== undefined && { hint }) });
}

/** Adds a warning. */
export function warn(check: RuleCheck, path: string, message: string, hint?: string): void {
  check.warnings.push({ path, message, ...(hint !== undefined && { hint }) });
}

/** Adds the problem that a value is not what it must be: "Must be a list, got 3." */
export function reportWrong(check: RuleCheck, path: string, expected: string, found: unknown, hint?: string): void {
  report(check, path, `Must be ${expected}, got ${shownValue(found)}.`, hint);
}

/** Maximum number of unknown keys of one object that are reported one by one. */
const MAX_UNKNOWN_KEYS = 20;

/** Whether a value is an object with exactly these keys (`?` marks optional ones); reports everything else. */
export function checkKeys(
  check: RuleCheck,
  value: unknown,
  path: string,
  keys: readonly string[],
): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    reportWrong(check, path, "an object", value);
    return false;
  }
  const names = keys.map((key) => key.replace("?", ""));
  const unknown = Object.keys(value).filter((key) => !names.includes(key));
  for (const key of unknown.slice(0, MAX_UNKNOWN_KEYS))
    report(check, joinPath(path, key), "This key is not known here.", suggestion(key, names));
  if (unknown.length > MAX_UNKNOWN_KEYS)
    report(check, path, `${unknown.length - MAX_UNKNOWN_KEYS} more keys are not known here.`);
  let complete = true;
  for (const key of keys) {
    if (!key.endsWith("?") && !Object.hasOwn(value, key)) {
      report(check, joinPath(path, key), "This key is missing.");
      complete = false;
    }
  }
  return complete;
}

/** Returns the own property of a value of any shape that tells which check applies (`kind`, `is`). */
export function ownKey(value: unknown, key: "kind" | "is"): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? value[key as never] : undefined;
}

/** Returns the hint "Did you mean …?" for a name, or all the names if they are few. */
export function suggestion(name: unknown, names: readonly string[]): string | undefined {
  // Not `String(name)`: an object from JSON may have a `toString` of its own that is not a function.
  const near = typeof name === "string" ? nearestName(name, names) : undefined;
  if (near !== undefined) return `Did you mean "${near}"?`;
  return names.length <= 12 ? `Choose from: ${names.join(", ")}.` : undefined;
}

/** Whether a value is a list with at least `min` items within bounds; reports everything else. */
export function checkList(check: RuleCheck, value: unknown, path: string, min: number): value is readonly unknown[] {
  const expected = `a list of at least ${min} ${min === 1 ? "item" : "items"}`;
  if (!Array.isArray(value)) reportWrong(check, path, expected, value);
  else if (value.length < min) report(check, path, `Must be ${expected}, got ${value.length}.`);
  else if (value.length > check.bounds.values)
    report(check, path, `Must have at most ${check.bounds.values} items, got ${value.length}.`);
  else if (Object.keys(value).length !== value.length) report(check, path, "Must be a list without gaps and without keys.");
  else return true;
  return false;
}
