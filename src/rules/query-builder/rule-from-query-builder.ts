import { anything, aZone, joinPath, mapOf, oneOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { checkAttributePath } from "../check/check-reference.js";
import { invalidRule, problemsOfRule, UNREADABLE } from "../check/check-rule.js";
import { report, reportWrong, type RuleCheck, ruleCheck, suggestion } from "../check/rule-check.js";
import { aSchema, type Catalog, catalogOf, type SchemaOption, type ValueType } from "../language/catalog.js";
import { CURRENT_VERSION } from "../language/current-version.js";
import type { Expression, Metric, Operand, Rule, Test } from "../language/expression.js";
import { metricType } from "../language/metric-value.js";
import { coercedValue, expectedValue, valuesOf } from "./coerced-value.js";
import { type Condition, conditionOf, dayCondition, denied, expressionOf, operators } from "./operators.js";
import { dayValue, relativeTest } from "./time-values.js";

/** Options of {@link ruleFromQueryBuilder}. */
export interface QueryBuilderOptions extends SchemaOption {
  /**
   * Result of `!=`, `notIn`, `notBetween` and `doesNot…` where the field has no value: `"fails"` as in the builder's SQL (and
   * in `notEquals` here), `"passes"` as in its MongoDB and JavaScript exports. Defaults to `"fails"`.
   */
  readonly missing?: "fails" | "passes" | undefined;
  /**
   * Time zone of the people who fill in the form. With it, values of `date` and `datetime-local` inputs and relative dates such as
   * `{ previous: "month" }` are read; a date in a field of instants is that local day.
   */
  readonly zone?: string | undefined;
  /** Fields of the form that are metrics: name → metric (`schema.rules.metric.count("order.placed").last({ days: 90 })`). */
  readonly fields?: Readonly<Record<string, Metric | { readonly metric: Metric }>> | undefined;
}

const QUERY_OPTIONS: OptionShape<QueryBuilderOptions> = {
  schema: aSchema,
  missing: oneOf(["fails", "passes"]),
  zone: aZone,
  fields: mapOf(anything),
};

/** Maximum number of nested groups. With the nodes that operators become, it keeps within the depth of a rule. */
const MAX_DEPTH = 24;

/**
 * Converts a query of react-querybuilder to a rule. It reads groups with `combinator` (or with combinators between their
 * rules) and `not`, and rules with `field`, `operator`, `value` and `valueSource`. Like the builder's own exports, it leaves
 * out muted rules and groups.
 *
 * A text value is converted to the type of its field only if nothing is lost. Unlike `NOT` in SQL, `not` on a group is the
 * complement: it holds exactly where the group does not, even for missing values.
 *
 * @param query - the query of the builder, or its JSON
 * @param options - `schema`: has the fields and their types; `missing`: result of a negative operator without a value; `zone`: time
 *   zone of date inputs; `fields`: fields of the form that are metrics
 * @throws ClienteleError `invalid_rule` with every problem at its path in the query; `invalid_option`
 * @see https://react-querybuilder.js.org/docs/typescript
 * @example
 * const query = { combinator: "and", rules: [{ field: "tags", operator: "contains", value: "vip" }, { field: "kind", operator: "!=", value: "person" }] };
 * describeRule(ruleFromQueryBuilder(query, { schema: standardCatalog })) // => 'tags includes "vip" and kind is known and is not "person"'
 */
export function ruleFromQueryBuilder(query: unknown, options: QueryBuilderOptions): Rule {
  const { schema, missing = "fails", zone, fields = {} } = requireOptions(options, QUERY_OPTIONS, { mandatory: ["schema"] });
  const catalog = catalogOf(schema);
  const check = ruleCheck(catalog);
  const expression = readPlain({ check, catalog, missing, zone, fields }, query);
  if (expression !== undefined && check.problems.length === 0) {
    const rule: Rule = { version: CURRENT_VERSION, ...expression };
    for (const { message } of problemsOfRule(rule, catalog)) report(check, "", message);
    if (check.problems.length === 0) return rule;
  }
  throw invalidRule(check.problems, "Invalid query.");
}

function readPlain(reading: Reading, query: unknown): Expression | undefined {
  try {
    return readGroup(reading, query, "", 1);
  } catch {
    // Getters and proxies may throw; nothing that JSON can hold does.
    report(reading.check, "", UNREADABLE);
    return undefined;
  }
}

interface Reading {
  readonly check: RuleCheck;
  readonly catalog: Catalog;
  readonly missing: "fails" | "passes";
  readonly zone: string | undefined;
  readonly fields: NonNullable<QueryBuilderOptions["fields"]>;
}

function readGroup(reading: Reading, group: unknown, path: string, depth: number): Expression | undefined {
  const { check } = reading;
  if (!isObject(group) || !Array.isArray(group.rules)) {
    reportWrong(check, path, "a group with `combinator` and `rules`", group);
    return undefined;
  }
  if (depth > MAX_DEPTH) {
    report(check, path, `A query must have at most ${MAX_DEPTH} nested groups.`);
    return undefined;
  }
  const before = check.problems.length;
  if (Object.hasOwn(group, "not") && typeof group.not !== "boolean")
    reportWrong(check, joinPath(path, "not"), "true or false", group.not);
  const isIndependent = group.combinator === undefined;
  if (!isIndependent) requireCombinator(check, group.combinator, joinPath(path, "combinator"));
  const alternatives = readParts(reading, group.rules as readonly unknown[], joinPath(path, "rules"), depth, isIndependent);
  if (alternatives.flat().length === 0) {
    if (check.problems.length > before) return undefined;
    report(check, joinPath(path, "rules"), "The group is empty. Remove it, or add a rule.");
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

/** Reads the parts of a group. With combinators between them there is one list for each run that `and` joins. */
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
      // Muting a rule must not affect its neighbors, so an empty run is dropped.
      if (rule === "or") alternatives.push([]);
      return;
    }
    if (isObject(rule) && rule.muted === true) return;
    if (++check.nodes > check.bounds.nodes) {
      if (check.nodes === check.bounds.nodes + 1) report(check, place, `A query must have at most ${check.bounds.nodes} rules.`);
      return;
    }
    const isGroup = isObject(rule) && Object.hasOwn(rule, "rules");
    const part = isGroup ? readGroup(reading, rule, place, depth + 1) : readRule(reading, rule, place);
    if (part !== undefined) alternatives.at(-1)!.push(part);
  });
  if (isIndependent && rules.length % 2 === 0 && rules.length > 0)
    report(check, path, "Rules and combinators must alternate, with a rule at both ends.");
  return alternatives;
}

function requireCombinator(check: RuleCheck, value: unknown, path: string): void {
  if (value !== "and" && value !== "or") reportWrong(check, path, '"and" or "or"', value, suggestion(value, ["and", "or"]));
}

function together(kind: "all" | "any", of: readonly Expression[]): Expression {
  return of.length === 1 ? of[0]! : { kind, of };
}

/** What a field of the form stands for: an attribute or a metric. */
interface Target {
  readonly type: ValueType;
  readonly leaf: (test: Test) => Expression;
}

function targetOf({ check, catalog, fields }: Reading, name: unknown, path: string): Target | undefined {
  if (typeof name !== "string" || !Object.hasOwn(fields, name)) {
    const field = checkAttributePath(check, name, path);
    return field && { type: field.type, leaf: (test) => ({ kind: "attribute", path: name as string, test }) };
  }
  const given = fields[name] as Metric & { readonly metric?: Metric };
  const metric = given.metric ?? given;
  const leaf = (test: Test): Expression => ({ kind: "metric", metric, test });
  const found = problemsOfRule({ version: CURRENT_VERSION, ...leaf({ is: "present" }) }, catalog);
  for (const { message } of found) report(check, path, `The metric of ${JSON.stringify(name)} is not valid. ${message}`);
  return found.length > 0 ? undefined : { type: metricType(catalog, metric), leaf };
}

function readRule(reading: Reading, rule: unknown, path: string): Expression | undefined {
  const { check, missing, zone } = reading;
  if (!isObject(rule)) {
    reportWrong(check, path, "a rule with `field`, `operator` and `value`, or a group", rule);
    return undefined;
  }
  const before = check.problems.length;
  const field = targetOf(reading, rule.field, joinPath(path, "field"));
  const { operator } = rule;
  if (typeof operator !== "string" || !Object.hasOwn(operators, operator)) {
    report(check, joinPath(path, "operator"), "Unknown operator.", suggestion(operator, Object.keys(operators)));
    return undefined;
  }
  if (Object.hasOwn(rule, "match"))
    report(check, joinPath(path, "match"), "Conditions on the elements of a list are not supported.");
  if (field === undefined) return undefined;
  const { takes, types, fields } = operators[operator]!;
  if (types !== undefined && !types.includes(field.type)) {
    report(check, joinPath(path, "operator"), `The operator "${operator}" does not apply to a field of type ${field.type}.`);
    return undefined;
  }
  const isField = rule.valueSource === "field";
  if (isField && (fields !== true || field.type === "instant" || (field.type === "date" && !/^!?=$/.test(operator)))) {
    report(
      check,
      joinPath(path, "valueSource"),
      `The operator "${operator}" on a field of type ${field.type} needs a value, not another field.`,
    );
    return undefined;
  }
  const place = joinPath(path, "value");
  const given = takes === 0 ? [] : takes === 1 ? [rule.value] : valuesOf(rule.value);
  if (given === undefined || (takes === "many" && given.length === 0) || (takes === 2 && given.length !== 2)) {
    report(
      check,
      place,
      takes === 2 ? "Must have two values." : "Must have at least one value, as a list or as text with commas.",
    );
    return undefined;
  }
  const relative = isTime(field.type) && takes === 1 && !isField ? relativeTest(rule.value, field.type, zone) : undefined;
  if (relative !== undefined) {
    if (operator !== "=" && operator !== "!=")
      report(check, joinPath(path, "operator"), `A relative date needs the operator "=" or "!=", not "${operator}".`);
    else if ("wrong" in relative) report(check, place, relative.wrong);
    if (check.problems.length > before) return undefined;
    return checkedLeaf(reading, field, operator === "=" ? (relative as Test) : denied(relative as Test, missing), place);
  }
  const days = field.type === "instant" && zone !== undefined && !isField ? given.map((value) => dayValue(value, zone)) : [];
  if (days.length > 0 && days.every((day) => day !== undefined))
    return checkedLeaf(reading, field, dayCondition(operator, days, missing), place);
  const isList = Array.isArray(rule.value) && takes !== 1;
  const values = given.map((value, index): Operand | undefined => {
    const at = isList ? joinPath(place, index) : place;
    if (isField) return checkAttributePath(check, value, at) && { attribute: value as string };
    const coerced = coercedValue(value, field.type, zone);
    if (coerced === undefined) reportWrong(check, at, expectedValue[field.type], value);
    return coerced;
  });
  if (check.problems.length > before) return undefined;
  return checkedLeaf(reading, field, conditionOf(operator, values as readonly Operand[], field.type, missing), place);
}

/** Returns a condition on a field; reports what the check of rules finds in it. */
function checkedLeaf({ check, catalog }: Reading, { leaf }: Target, condition: Condition, place: string): Expression | undefined {
  const expression = expressionOf(condition, leaf);
  const found = problemsOfRule({ version: CURRENT_VERSION, ...expression }, catalog);
  for (const message of new Set(found.map((problem) => problem.message))) report(check, place, message);
  return found.length > 0 ? undefined : expression;
}

const isTime = (type: ValueType): type is "date" | "instant" => type === "date" || type === "instant";

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
