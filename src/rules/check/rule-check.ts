import { type Problem } from "../../kernel/index.js";
import { joinPath, nearestName } from "../../kernel/internal.js";
import type { Catalog } from "../language/catalog.js";

/** How large a rule may be. */
export interface RuleBounds {
  /** Nodes above one another, 32 unless told. */
  readonly depth?: number;
  /** Nodes in all, 1,000 unless told. */
  readonly nodes?: number;
  /** Values in one list, 10,000 unless told. */
  readonly values?: number;
}

/** What a check walks with: the problems found so far, and what the rule is checked against. */
export interface RuleCheck {
  readonly problems: Problem[];
  /** Absent: only the form is checked. */
  readonly catalog: Catalog | undefined;
  readonly bounds: Required<RuleBounds>;
  nodes: number;
}

/** Notes a problem. */
export function report(check: RuleCheck, path: string, message: string, hint?: string): void {
  check.problems.push({ path, message, ...(hint !== undefined && { hint }) });
}

/** How many unknown keys of one object are told, each by itself. */
const MOST_UNKNOWN_KEYS = 20;

/** A plain object with exactly these keys (`?` marks optional ones); reports everything else. */
export function checkKeys(
  check: RuleCheck,
  value: unknown,
  path: string,
  keys: readonly string[],
): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    report(check, path, "Give an object.");
    return false;
  }
  const names = keys.map((key) => key.replace("?", ""));
  const unknown = Object.keys(value).filter((key) => !names.includes(key));
  for (const key of unknown.slice(0, MOST_UNKNOWN_KEYS))
    report(check, joinPath(path, key), "This key is not known here.", suggestion(key, names));
  if (unknown.length > MOST_UNKNOWN_KEYS)
    report(check, path, `${unknown.length - MOST_UNKNOWN_KEYS} more keys are not known here.`);
  let complete = true;
  for (const key of keys) {
    if (!key.endsWith("?") && !Object.hasOwn(value, key)) {
      report(check, joinPath(path, key), "This key is missing.");
      complete = false;
    }
  }
  return complete;
}

/** "Did you mean" for a name, or the whole choice when it is short. */
export function suggestion(name: unknown, names: readonly string[]): string | undefined {
  // Not `String(name)`: an object from JSON may have a `toString` of its own that is no function.
  const near = typeof name === "string" ? nearestName(name, names) : undefined;
  if (near !== undefined) return `Did you mean "${near}"?`;
  return names.length <= 12 ? `Choose from: ${names.join(", ")}.` : undefined;
}

/** A list with at least `least` items within bounds. */
export function checkList(check: RuleCheck, value: unknown, path: string, least: number): value is readonly unknown[] {
  if (!Array.isArray(value)) report(check, path, "Give a list.");
  else if (value.length < least)
    report(check, path, least === 1 ? "Give at least one; an empty list has no meaning." : `Give at least ${least}.`);
  else if (value.length > check.bounds.values) report(check, path, `Give at most ${check.bounds.values} values.`);
  else if (Object.keys(value).length !== value.length) report(check, path, "Give a list without gaps, and without keys.");
  else return true;
  return false;
}
