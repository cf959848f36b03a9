import { requireOptions, toMilliseconds } from "../../../kernel/internal.js";
import type { Subject } from "../../../models/index.js";
import { catalogOf } from "../../language/catalog.js";
import { compileRule, EVALUATE_OPTIONS, type EvaluateOptions } from "./compile-rule.js";
import type { Rule } from "../../language/expression.js";
import { matchColumns } from "./match-columns.js";
import type { PopulationColumns } from "./population-columns.js";
import { type PreparedSubject, prepareSubject } from "../subject/prepared-subject.js";

/** Result of a rule for each subject of a population. */
export interface PopulationMatches {
  readonly ids: readonly string[];
  /** 1 where the rule holds, 0 where it does not. */
  readonly matches: Uint8Array;
  /** Number of subjects for which the rule holds. */
  readonly count: number;
}

/**
 * Evaluates a rule over a whole population at one instant. Rules about attributes alone can be evaluated over columns: typed
 * arrays in, a bitmap out.
 *
 * @param population - subjects in any order, or columns made by {@link populationColumns}
 * @throws ClienteleError `invalid_rule`; `invalid_option`; `unavailable_column` when the columns lack one that the rule reads, or the rule reads history
 * @example
 * const vip: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
 * evaluatePopulation(vip, [{ id: "c1", attributes: { tags: ["vip"] }, history: [] }], { asOf: 0, schema: standardCatalog }).count // => 1
 */
export function evaluatePopulation(
  rule: Rule,
  population: Iterable<Subject | PreparedSubject> | PopulationColumns,
  options: EvaluateOptions,
): PopulationMatches {
  const { asOf, schema, calendars } = requireOptions(options, EVALUATE_OPTIONS, { mandatory: ["asOf", "schema"] });
  const compiled = compileRule(rule, { schema, calendars });
  const instant = toMilliseconds(asOf, "asOf");
  if ("ids" in population) {
    return { ids: population.ids, ...matchColumns(rule, population, instant, catalogOf(schema)) };
  }
  const ids: string[] = [];
  const found: number[] = [];
  let count = 0;
  for (const subject of population) {
    const matches = compiled.matches(prepareSubject(subject), instant);
    ids.push(subject.id);
    found.push(matches ? 1 : 0);
    if (matches) count++;
  }
  return { ids, matches: Uint8Array.from(found), count };
}
