import type { Metric } from "../../language/expression.js";
import type { PropertyField } from "../../language/rule-fields.js";
import { readerOf } from "../../language/value-reading.js";
import { type CompileContext, compilerOf, type MetricParts } from "../context/ability.js";
import type { CompiledMetric, ValueOf } from "../context/compiled.js";
import { compileWhere, propertyReader } from "./compile-where.js";
import { compileWindow } from "./compile-window.js";

/** Compiles a metric whose zones are constants. The rule must have passed its checks. */
export function compileMetric(metric: Metric, context: CompileContext): CompiledMetric {
  const { types = [], property } = metric;
  const field = property === undefined ? undefined : context.fields.property(types, property);
  const parts: MetricParts = {
    types,
    window: compileWindow(metric.window, context),
    where: compileWhere(metric.where, types, context),
    read: property === undefined || field === undefined ? undefined : valueReader(metric, field),
    field,
    context,
  };
  return compilerOf(context, "measures", metric.measure)(metric, parts);
}

/** Reads the value of a property; an amount in another currency is missing. */
function valueReader(metric: Metric, field: PropertyField): ValueOf {
  const read = readerOf(field);
  const property = propertyReader(metric.property!, field.declaring);
  if (metric.currency === undefined || field.currency === undefined) return (interaction) => read(property(interaction));
  const currencyOf = propertyReader(field.currency);
  const { currency } = metric;
  return (interaction) => (currencyOf(interaction) === currency ? read(property(interaction)) : undefined);
}
