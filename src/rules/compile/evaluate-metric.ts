import { type InstantInput } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import type { Subject } from "../../models/index.js";
import { requireValidRule } from "../check/check-rule.js";
import { compileMetric } from "./compile-metric.js";
import { catalogOf, type SchemaOption } from "../language/catalog.js";
import type { EvaluateOptions } from "./compile-rule.js";
import type { Metric } from "../language/expression.js";
import { EVERYTHING, moveTo, type PreparedSubject, prepareSubject } from "./prepared-subject.js";

/** A figure: a number (instants and lengths of time in milliseconds), a text, true or false; `undefined` is missing. */
export type MetricValue = number | string | boolean | undefined;

/**
 * Compiles named metrics for many subjects: the same figures as `metricsToSql`, in memory.
 *
 * @param metrics - name → metric (`schema.rules.metric.count("order.placed").metric`)
 * @throws ClienteleError `invalid_rule`
 * @example
 * const figures = compileMetrics({ orders: { measure: "count", types: ["order.placed"] } }, { schema: standardCatalog });
 * figures(prepareSubject({ id: "c1", attributes: {}, history: [] }), 0) // => { orders: 0 }
 */
export function compileMetrics<Name extends string>(
  metrics: Readonly<Record<Name, Metric>>,
  { schema }: SchemaOption,
): (subject: PreparedSubject, asOf: number) => Record<Name, MetricValue> {
  const catalog = catalogOf(schema);
  const compiled = Object.entries<Metric>(metrics).map(([name, metric]) => {
    requireValidRule({ version: 1, kind: "metric", metric, test: { is: "present" } }, catalog);
    return [name, compileMetric(metric, catalog).value] as const;
  });
  return (subject, asOf) => {
    subject.visible = EVERYTHING;
    moveTo(subject, asOf);
    return Object.fromEntries(compiled.map(([name, value]) => [name, withoutNegativeZero(value(subject, asOf))])) as Record<
      Name,
      MetricValue
    >;
  };
}

/** 0 is 0: a ratio of nothing to a negative sum is no other number, and databases print it without the sign. */
function withoutNegativeZero<Value>(value: Value): Value | number {
  return value === 0 ? 0 : value;
}

/**
 * One figure of one subject at an instant.
 *
 * @throws ClienteleError `invalid_rule`, `invalid_instant`
 * @example
 * evaluateMetric({ measure: "count", types: ["order.placed"] }, { id: "c1", attributes: {}, history: [] }, { asOf: 0, schema: standardCatalog }) // => 0
 */
export function evaluateMetric(
  metric: Metric,
  subject: Subject | PreparedSubject,
  { asOf, schema }: EvaluateOptions,
): MetricValue {
  return compileMetrics({ value: metric }, { schema })(prepareSubject(subject), toMilliseconds(asOf, "asOf")).value;
}
