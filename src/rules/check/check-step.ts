import { joinPath } from "../../kernel/internal.js";
import type { CatalogField } from "../language/catalog.js";
import { measures } from "../language/metric-value.js";
import { checkProperty, checkTypes } from "./check-reference.js";
import { kindOf } from "./check-test.js";
import { checkWhere } from "./check-where.js";
import { checkKeys, report, reportWrong, type RuleCheck } from "./rule-check.js";

/** Checks a step of a sequence, and returns its interaction types if they are valid. */
export function checkStep(check: RuleCheck, value: unknown, path: string, isFirst: boolean): readonly string[] | undefined {
  if (!checkKeys(check, value, path, ["types", "where?", ...(isFirst ? [] : ["atOrAfter?"])])) return undefined;
  if (!isFirst && Object.hasOwn(value, "atOrAfter") && typeof value.atOrAfter !== "boolean")
    reportWrong(check, joinPath(path, "atOrAfter"), "true or false", value.atOrAfter);
  const types = checkTypes(check, value.types, joinPath(path, "types")) ? value.types : undefined;
  if (Object.hasOwn(value, "where")) checkWhere(check, value.where, joinPath(path, "where"), types);
  return types;
}

/** Types of properties whose values can be equal. */
const comparable = measures.distinct.propertyTypes!;

/**
 * Checks the property whose value several steps share.
 *
 * @param types - interaction types of each step; `undefined` where they are not valid
 */
export function checkSame(
  check: RuleCheck,
  value: unknown,
  path: string,
  [first, ...later]: readonly (readonly string[] | undefined)[],
): void {
  if (typeof value === "string") {
    checkShared(
      check,
      [first, ...later].map((types) => sharedField(check, value, path, types)),
      path,
    );
    return;
  }
  if (typeof value !== "object" || value === null) {
    reportWrong(check, path, "a property, or { first, then } where it has another name in the first step", value);
    return;
  }
  if (!checkKeys(check, value, path, ["first", "then"])) return;
  const then = joinPath(path, "then");
  const field = sharedField(check, value.first, joinPath(path, "first"), first);
  checkShared(check, [field, ...later.map((types) => sharedField(check, value.then, then, types))], then);
}

function sharedField(
  check: RuleCheck,
  value: unknown,
  path: string,
  types: readonly string[] | undefined,
): CatalogField | undefined {
  // A property that several steps lack is one problem.
  if (check.problems.some((problem) => problem.path === path)) return undefined;
  const field = checkProperty(check, value, path, types);
  if (field === undefined || comparable.includes(field.type)) return field;
  report(check, path, `Steps can share a property of type ${comparable.join(", ")}, not ${field.type}.`);
  return undefined;
}

function checkShared(check: RuleCheck, fields: readonly (CatalogField | undefined)[], path: string): void {
  const kinds = [...new Set(fields.flatMap((field) => (field === undefined ? [] : [kindOf(field.type)])))];
  if (kinds.length > 1) report(check, path, `The steps share no property of one type; they have ${kinds.join(", ")}.`);
}
