import type { SchemaOption } from "../language/catalog.js";
import { ClienteleError, type Problem } from "../../kernel/index.js";
import { joinPath } from "../../kernel/internal.js";
import type { Catalog } from "../language/catalog.js";
import { checkAttributePath } from "../check/check-reference.js";
import { problemsOfRule } from "../check/check-rule.js";
import { catalogOf } from "../language/catalog.js";
import type { Expression, Operand, Rule } from "../language/expression.js";
import { report, type RuleCheck, suggestion } from "../check/rule-check.js";
import { coercedValue, expectedValue, valuesOf } from "./coerced-value.js";
import { conditionOf, expressionOf, operators } from "./operators.js";

/** How to read a query. */
export interface QueryBuilderOptions extends SchemaOption {
  /**
   * What `!=`, `notIn`, `notBetween` and `doesNot…` answer where the field has no value: `"fails"` as the builder's SQL
   * does (and this language's own `notEquals`), `"passes"` as its MongoDB and JavaScript exports do.
   */
  readonly missing?: "fails" | "passes" | undefined;
}

/** Groups above one another: with the nodes that operators become, within the depth of a rule. */
const DEEPEST = 24;

/**
 * Imports a query of react-querybuilder: groups with `combinator` (or with combinators between their rules) and `not`,
 * rules with `field`, `operator`, `value` and `valueSource`. Muted rules and groups are left out, as its own exports do.
 *
 * A value given as text is brought to the field's type only where nothing is lost. `not` on a group is the complement:
 * it is true where the group is false, missing values or not, other than SQL's `NOT`.
 *
 * @param query - what the builder holds, or its JSON
 * @param schema - tells the fields and their types
 * @throws ClienteleError `invalid_rule` with every problem at its path in the query
 * @see https://react-querybuilder.js.org/docs/typescript
 * @example
 * const query = { combinator: "and", rules: [{ field: "tags", operator: "contains", value: "vip" }, { field: "kind", operator: "!=", value: "person" }] };
 * describeRule(ruleFromQueryBuilder(query, { schema: standardCatalog })) // => 'tags has "vip" and kind is known and is not "person"'
 */
export function ruleFromQueryBuilder(query: unknown, options: QueryBuilderOptions): Rule {
  const catalog = catalogOf(options.schema);
  const check: RuleCheck = { problems: [], catalog, bounds: { depth: DEEPEST, nodes: 1_000, values: 10_000 }, nodes: 0 };
  const expression = readPlain({ check, catalog, missing: options.missing ?? "fails" }, query);
  if (expression !== undefined && check.problems.length === 0) {
    const rule = { version: 1 as const, ...expression };
    for (const { message } of problemsOfRule(rule, catalog)) report(check, "", message);
    if (check.problems.length === 0) return rule;
  }
  throw queryError(check.problems);
}

function queryError(problems: readonly Problem[]): ClienteleError<"invalid_rule"> {
  const listed = problems.slice(0, 5).map(({ path, message }) => `${path === "" ? "(root)" : path}: ${message}`);
  return new ClienteleError("invalid_rule", `The query cannot be a rule. ${listed.join(" ")}`, { problems });
}

function readPlain(reading: Reading, query: unknown): Expression | undefined {
  try {
    return readGroup(reading, query, "", 1);
  } catch {
    // Getters and proxies may throw; nothing that JSON can hold does.
    report(reading.check, "", "This cannot be read as plain data.");
    return undefined;
  }
}

interface Reading {
  readonly check: RuleCheck;
  readonly catalog: Catalog;
  readonly missing: "fails" | "passes";
}

function readGroup(reading: Reading, group: unknown, path: string, depth: number): Expression | undefined {
  const { check } = reading;
  if (!isObject(group) || !Array.isArray(group.rules)) {
    report(check, path, "Give a group: an object with `combinator` and `rules`.");
    return undefined;
  }
  if (depth > DEEPEST) {
    report(check, path, `Groups stand at most ${DEEPEST} deep.`);
    return undefined;
  }
  const before = check.problems.length;
  if (Object.hasOwn(group, "not") && typeof group.not !== "boolean") report(check, joinPath(path, "not"), "Give true or false.");
  const isIndependent = group.combinator === undefined;
  if (!isIndependent) requireCombinator(check, group.combinator, joinPath(path, "combinator"));
  const alternatives = readParts(reading, group.rules as readonly unknown[], joinPath(path, "rules"), depth, isIndependent);
  if (alternatives.flat().length === 0) {
    if (check.problems.length > before) return undefined;
    report(check, joinPath(path, "rules"), "An empty group has no meaning; remove it, or put a rule in it.");
    return undefined;
  }
  const groups = alternatives.filter((parts) => parts.length > 0);
  const whole = isIndependent
    ? together(
        "any",
        groups.map((parts) => together("all", parts)),
      )
    : together(group.combinator === "or" ? "any" : "all", groups[0]!);
  return group.not === true ? { kind: "not", of: whole } : whole;
}

/** The parts of a group; with combinators between them, one list for each stretch that `and` holds together. */
function readParts(
  reading: Reading,
  rules: readonly unknown[],
  path: string,
  depth: number,
  isIndependent: boolean,
): readonly (readonly Expression[])[] {
  const { check } = reading;
  const alternatives: Expression[][] = [[]];
  rules.forEach((rule, index) => {
    const place = joinPath(path, index);
    if (isIndependent && index % 2 === 1) {
      requireCombinator(check, rule, place);
      // A muted neighbor takes nothing with it: an empty stretch is dropped.
      if (rule === "or") alternatives.push([]);
      return;
    }
    if (isObject(rule) && rule.muted === true) return;
    if (++check.nodes > check.bounds.nodes) {
      if (check.nodes === check.bounds.nodes + 1) report(check, place, `A query has at most ${check.bounds.nodes} rules.`);
      return;
    }
    const isGroup = isObject(rule) && Object.hasOwn(rule, "rules");
    const part = isGroup ? readGroup(reading, rule, place, depth + 1) : readRule(reading, rule, place);
    if (part !== undefined) alternatives.at(-1)!.push(part);
  });
  if (isIndependent && rules.length % 2 === 0 && rules.length > 0)
    report(check, path, "Rules and combinators take turns, with a rule at both ends.");
  return alternatives;
}

function requireCombinator(check: RuleCheck, value: unknown, path: string): void {
  if (value !== "and" && value !== "or") report(check, path, "Combinators are and, or.", suggestion(value, ["and", "or"]));
}

function together(kind: "all" | "any", of: readonly Expression[]): Expression {
  return of.length === 1 ? of[0]! : { kind, of };
}

function readRule({ check, catalog, missing }: Reading, rule: unknown, path: string): Expression | undefined {
  if (!isObject(rule)) {
    report(check, path, "Give a rule with `field`, `operator` and `value`, or a group.");
    return undefined;
  }
  const before = check.problems.length;
  const field = checkAttributePath(check, rule.field, joinPath(path, "field"));
  const { operator } = rule;
  if (typeof operator !== "string" || !Object.hasOwn(operators, operator)) {
    report(check, joinPath(path, "operator"), "This operator is not known.", suggestion(operator, Object.keys(operators)));
    return undefined;
  }
  if (Object.hasOwn(rule, "match"))
    report(check, joinPath(path, "match"), "Conditions on the elements of a list have no meaning here.");
  if (field === undefined) return undefined;
  const { takes, types, fields } = operators[operator]!;
  if (types !== undefined && !types.includes(field.type)) {
    report(check, joinPath(path, "operator"), `A field of type ${field.type} does not take ${operator}.`);
    return undefined;
  }
  const isField = rule.valueSource === "field";
  if (isField && (fields !== true || field.type === "instant" || (field.type === "date" && !/^!?=$/.test(operator)))) {
    report(check, joinPath(path, "valueSource"), `The operator ${operator} of a ${field.type} takes a value, no other field.`);
    return undefined;
  }
  const place = joinPath(path, "value");
  const given = takes === 0 ? [] : takes === 1 ? [rule.value] : valuesOf(rule.value);
  if (given === undefined || (takes === "many" && given.length === 0) || (takes === 2 && given.length !== 2)) {
    report(check, place, takes === 2 ? "Give two values." : "Give one value or more: a list, or a text with commas.");
    return undefined;
  }
  const isList = Array.isArray(rule.value) && takes !== 1;
  const values = given.map((value, index): Operand | undefined => {
    const at = isList ? joinPath(place, index) : place;
    if (isField) return checkAttributePath(check, value, at) && { attribute: value as string };
    const coerced = coercedValue(value, field.type);
    if (coerced === undefined) report(check, at, expectedValue[field.type]);
    return coerced;
  });
  if (check.problems.length > before) return undefined;
  const expression = expressionOf(conditionOf(operator, values as readonly Operand[], field.type, missing), rule.field as string);
  const found = problemsOfRule({ version: 1, ...expression }, catalog);
  for (const message of new Set(found.map((problem) => problem.message))) report(check, place, message);
  return found.length > 0 ? undefined : expression;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
