import type { Problem } from "../../kernel/index.js";
import { type OptionShape, optionsOf, requireOptions } from "../../kernel/internal.js";
import type { ParseResult } from "../../models/index.js";
import { aSchema, type CatalogSource, catalogOf, requiredCatalog, type SchemaOption } from "../language/catalog.js";
import type { Rule } from "../language/expression.js";
import { checkedRule, invalidRule, problemsOfRule, UNREADABLE } from "./check-rule.js";
import { plainCopy } from "./plain-copy.js";
import { RULE_BOUNDS, type RuleBounds } from "./rule-check.js";

/** Options of {@link parseRule}. */
export interface ParseRuleOptions {
  /** Checks the paths, types and values of the rule; without it only the form is checked. */
  readonly schema?: CatalogSource | undefined;
  /** Maximum size of the rule. */
  readonly bounds?: RuleBounds | undefined;
}

const PARSE_OPTIONS: OptionShape<ParseRuleOptions> = { schema: aSchema, bounds: optionsOf(RULE_BOUNDS) };

/**
 * Reads a rule from unknown input, typically JSON that a person edited. It reports every problem with its path and, if there
 * is one, the nearest name. The result is a copy.
 *
 * @throws ClienteleError `invalid_rule` with every problem
 * @example
 * parseRule({ version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } }).kind // => "attribute"
 * parseRule({ version: 1, kind: "atribute" }) // => throws invalid_rule
 */
export function parseRule(input: unknown, options?: ParseRuleOptions): Rule {
  const { rule, problems } = readRule(input, options);
  if (problems.length > 0) throw invalidRule(problems);
  return rule;
}

/** Reads a rule as {@link parseRule} does, but returns the problems instead of throwing them. */
export function safeParseRule(input: unknown, options?: ParseRuleOptions): ParseResult<Rule> {
  const { rule, problems } = readRule(input, options);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: rule };
}

/**
 * Checks before it copies, because refusing a huge input is cheaper than copying it. Then it checks the copy that it
 * returns, because a getter may answer differently the second time.
 */
function readRule(input: unknown, options: ParseRuleOptions | undefined): { rule: Rule; problems: readonly Problem[] } {
  const { schema, bounds } = requireOptions(options, PARSE_OPTIONS);
  const catalog = schema && catalogOf(schema);
  const problems = problemsOfRule(input, catalog, bounds);
  if (problems.length > 0) return { rule: input as Rule, problems };
  const copy = plainCopy(input);
  if (copy === undefined) return { rule: input as Rule, problems: [{ path: "", message: UNREADABLE }] };
  return { rule: copy.value as Rule, problems: problemsOfRule(copy.value, catalog, bounds) };
}

/** A problem of a rule under a schema. */
export interface RuleProblem extends Problem {
  /** A `warning` names what does not exist now, but may come to exist or did exist; the rule is valid all the same. */
  readonly severity: "error" | "warning";
}

/**
 * Returns every problem of a rule under a schema. A list without errors means that the rule can be compiled. Warnings name
 * timelines and values that the rule may wait for in vain: keys that the schema does not declare, and retired values.
 *
 * @example
 * const rule: Rule = { version: 1, kind: "attribute", path: "tag", test: { is: "has", value: "vip" } };
 * validateRule(rule, { schema: standardCatalog })[0].hint // => "Did you mean attribute(\"tags\")?"
 */
export function validateRule(rule: Rule, options: SchemaOption): readonly RuleProblem[] {
  const { problems, warnings } = checkedRule(rule, requiredCatalog(options));
  return [
    ...problems.map((problem) => ({ ...problem, severity: "error" as const })),
    ...warnings.map((problem) => ({ ...problem, severity: "warning" as const })),
  ];
}
