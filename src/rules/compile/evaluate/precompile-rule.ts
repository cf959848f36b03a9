import { compareCodePoints } from "../../../kernel/index.js";
import { requireValidRule } from "../../check/check-rule.js";
import type { Calendars } from "../../language/business-time.js";
import { type CatalogField, requiredCatalog, type SchemaOption } from "../../language/catalog.js";
import { currentRule } from "../../language/current-version.js";
import type { Rule } from "../../language/expression.js";
import { fieldsOf } from "../../language/metric-value.js";
import {
  collectedFields,
  type CollectedFields,
  PRECOMPILED_VERSION,
  type PrecompiledRule,
} from "../../language/precompiled-rule.js";
import { isBusinessDuration } from "../../language/span.js";
import { subjectZonesIn } from "../../language/subject-zone.js";
import { zonedRule } from "../../language/zoned-rule.js";
import { allAbilities } from "../abilities/all-abilities.js";
import { withCore } from "../abilities/core.js";
import type { AbilityTables } from "../context/ability.js";
import { boundTime, evaluationOf } from "./rule-evaluation.js";

/**
 * Checks a rule against a schema and returns it as plain JSON that the evaluators of `clientele/rules/evaluate` read without
 * checking it again: the rule, the fields that it reads, and the names of the abilities that it needs. The same rule and
 * schema give the same JSON.
 *
 * @param options - `schema`: gives the paths of the rule their types
 * @throws ClienteleError `invalid_rule` with every problem and its path; `invalid_option`
 * @example
 * const silent: Rule = { version: 2, kind: "metric", metric: { measure: "count", types: ["order.placed"], window: { kind: "last", duration: { days: 60 } } }, test: { is: "equals", value: 0 } };
 * precompileRule(silent, { schema: standardCatalog }).abilities // => ["histories"]
 */
export function precompileRule(rule: Rule, options: SchemaOption): PrecompiledRule {
  const catalog = requiredCatalog(options);
  requireValidRule(rule, catalog);
  const { version: _, ...expression } = JSON.parse(JSON.stringify(currentRule(rule))) as Rule;
  const marked = zonedRule(expression);
  const used = new Set<string>();
  const found: CollectedFields = { attributes: {}, properties: {}, metrics: {} };
  // Compiling it tells what it needs, whatever the open hours are.
  const context = {
    fields: collectedFields(fieldsOf(catalog), found),
    abilities: withCore(allAbilities.map((ability) => recording(ability, used))),
  };
  const time = boundTime(marked, context, calendarsIn(marked));
  evaluationOf(time?.bound ?? marked, context, time);
  const zones = new Set([...subjectZonesIn(marked)].map(({ attribute }) => attribute));
  return {
    kind: "precompiledRule",
    version: PRECOMPILED_VERSION,
    abilities: [...used].sort(compareCodePoints),
    rule: { ...marked },
    attributes: mapped(found.attributes, (field, path) => evaluatedField(field, zones.has(path))),
    properties: mapped(found.properties, (field) => evaluatedField(field, false)),
    metrics: found.metrics,
  };
}

function mapped<Value>(table: Readonly<Record<string, Value>>, map: (value: Value, key: string) => Value): Record<string, Value> {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, map(value, key)]));
}

/** Returns an ability whose functions note its name when they are called. */
function recording(ability: AbilityTables, used: Set<string>): AbilityTables {
  const { name, bind } = ability;
  const tables = mapped(ability as unknown as Readonly<Record<string, unknown>>, (table) =>
    typeof table !== "object"
      ? table
      : mapped(table as Readonly<Record<string, (...parts: unknown[]) => unknown>>, (compile) => (...parts) => {
          used.add(name);
          return compile(...parts);
        }),
  ) as unknown as AbilityTables;
  if (bind === undefined) return tables;
  return {
    ...tables,
    bind: (part, calendars) => {
      const time = bind(part, calendars);
      if (time.bound !== part) used.add(name);
      return time;
    },
  };
}

/** Returns a calendar without open hours for each name in a rule. */
function calendarsIn(part: unknown): Calendars {
  if (isBusinessDuration(part)) return { [part.calendar]: { from: 0, to: 0, intervals: [] } };
  if (typeof part !== "object" || part === null) return {};
  return Object.assign({}, ...Object.values(part).map(calendarsIn)) as Calendars;
}

/** Returns what evaluating a rule needs of a field. Of the values, only those of a time zone decide anything. */
function evaluatedField({ values, retiredValues, items, ...field }: CatalogField, isZone: boolean): CatalogField {
  return {
    ...field,
    ...(items !== undefined && { items: mapped(items, ({ type }) => ({ type })) }),
    ...(isZone && values !== undefined && { values }),
    ...(isZone && retiredValues !== undefined && { retiredValues }),
  };
}
