import { requireOptions, toMilliseconds } from "../../../kernel/internal.js";
import { fullContext } from "../abilities/all-abilities.js";
import type { Subject } from "../../../models/index.js";
import { requireValidRule } from "../../check/check-rule.js";
import { compileZonedMetric } from "../history/zoned-metric.js";
import { bindCalendars, type CompileOptions, requireCompileOptions } from "../../language/business-time.js";
import { EVALUATE_OPTIONS, type EvaluateOptions } from "./compile-rule.js";
import type { Metric } from "../../language/expression.js";
import { EVERYTHING, moveTo, type PreparedSubject, prepareSubject } from "../subject/prepared-subject.js";

/** Value of a metric, with instants and lengths of time in milliseconds; `undefined` is missing. */
export type MetricValue = number | string | boolean | undefined;

/**
 * Compiles named metrics for many subjects. It gives in memory the same values as `metricsToSql` in a database.
 *
 * @param metrics - name → metric (`schema.rules.metric.count("order.placed").metric`)
 * @throws ClienteleError `invalid_rule`; `invalid_option`
 * @example
 * const figures = compileMetrics({ orders: { measure: "count", types: ["order.placed"] } }, { schema: standardCatalog });
 * figures(prepareSubject({ id: "c1", attributes: {}, history: [] }), 0) // => { orders: 0 }
 */
export function compileMetrics<Name extends string>(
  metrics: Readonly<Record<Name, Metric>>,
  options: CompileOptions,
): (subject: PreparedSubject, asOf: number) => Record<Name, MetricValue> {
  const { catalog, calendars } = requireCompileOptions(options);
  const compiled = Object.entries<Metric>(metrics).map(([name, metric]) => {
    requireValidRule({ version: 1, kind: "metric", metric, test: { is: "present" } }, catalog);
    const { bound, requireCovered } = bindCalendars(metric, calendars);
    return { name, value: compileZonedMetric(bound, fullContext(catalog)).value, requireCovered };
  });
  return (subject, asOf) => {
    for (const { requireCovered } of compiled) requireCovered(asOf);
    subject.visible = EVERYTHING;
    moveTo(subject, asOf);
    return Object.fromEntries(compiled.map(({ name, value }) => [name, withoutNegativeZero(value(subject, asOf))])) as Record<
      Name,
      MetricValue
    >;
  };
}

/** Turns −0 into 0. A ratio of 0 to a negative sum is −0, which databases print without the sign. */
function withoutNegativeZero<Value>(value: Value): Value | number {
  return value === 0 ? 0 : value;
}

/**
 * Returns the value of a metric for one subject at an instant.
 *
 * @throws ClienteleError `invalid_rule`; `invalid_option`; `invalid_instant`
 * @example
 * evaluateMetric({ measure: "count", types: ["order.placed"] }, { id: "c1", attributes: {}, history: [] }, { asOf: 0, schema: standardCatalog }) // => 0
 */
export function evaluateMetric(metric: Metric, subject: Subject | PreparedSubject, options: EvaluateOptions): MetricValue {
  const { asOf, schema, calendars } = requireOptions(options, EVALUATE_OPTIONS, { mandatory: ["asOf", "schema"] });
  return compileMetrics({ value: metric }, { schema, calendars })(prepareSubject(subject), toMilliseconds(asOf, "asOf")).value;
}
