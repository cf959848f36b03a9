import type { SchemaOption } from "../language/catalog.js";
import type { Problem } from "../../kernel/index.js";
import type { ParseResult } from "../../models/index.js";
import { invalidRule, problemsOfRule } from "./check-rule.js";
import { type CatalogSource, catalogOf } from "../language/catalog.js";
import type { Rule } from "../language/expression.js";
import { plainCopy } from "./plain-copy.js";
import type { RuleBounds } from "./rule-check.js";

/** How to read a rule. */
export interface ParseRuleOptions {
  /** Checks paths, types and values against it; without, only the form is checked. */
  readonly schema?: CatalogSource | undefined;
  /** How large the rule may be. */
  readonly bounds?: RuleBounds | undefined;
}

/**
 * Reads a rule from unknown input, typically JSON that a person edited. Every problem is reported with its path and,
 * where one is near, the right spelling. The result is a copy.
 *
 * @throws ClienteleError `invalid_rule` with every problem
 * @example
 * parseRule({ version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } }).kind // => "attribute"
 * parseRule({ version: 1, kind: "atribute" }) // => throws invalid_rule
 */
export function parseRule(input: unknown, options: ParseRuleOptions = {}): Rule {
  const { rule, problems } = readRule(input, options);
  if (problems.length > 0) throw invalidRule(problems);
  return rule;
}

/** As {@link parseRule}, but returns the problems instead of throwing. */
export function safeParseRule(input: unknown, options: ParseRuleOptions = {}): ParseResult<Rule> {
  const { rule, problems } = readRule(input, options);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: rule };
}

/**
 * Checks before it copies, because a huge input is cheaper to refuse than to copy; then checks the copy that it returns,
 * because a getter may answer otherwise the second time.
 */
function readRule(input: unknown, { schema, bounds }: ParseRuleOptions): { rule: Rule; problems: readonly Problem[] } {
  const catalog = schema && catalogOf(schema);
  const problems = problemsOfRule(input, catalog, bounds);
  if (problems.length > 0) return { rule: input as Rule, problems };
  const copy = plainCopy(input);
  if (copy === undefined) return { rule: input as Rule, problems: [{ path: "", message: "This cannot be read as plain data." }] };
  return { rule: copy.value as Rule, problems: problemsOfRule(copy.value, catalog, bounds) };
}

/**
 * Everything that is wrong with a rule under a schema; an empty list means that it can be compiled.
 *
 * @example
 * const rule: Rule = { version: 1, kind: "attribute", path: "tag", test: { is: "has", value: "vip" } };
 * validateRule(rule, { schema: standardCatalog })[0].hint // => "Did you mean attribute(\"tags\")?"
 */
export function validateRule(rule: Rule, { schema }: SchemaOption): readonly Problem[] {
  return problemsOfRule(rule, catalogOf(schema));
}
