import type { Metric } from "../../language/expression.js";
import { subjectZoneIn } from "../../language/subject-zone.js";
import type { CompileContext } from "../context/ability.js";
import type { CompiledMetric } from "../context/compiled.js";
import { perZone } from "../tests/per-zone.js";
import { compileMetric } from "./compile-metric.js";

/** Compiles a metric in which a zone of the subject may stand. */
export function compileZonedMetric(metric: Metric, context: CompileContext): CompiledMetric {
  const zone = subjectZoneIn(metric);
  if (zone === undefined) return compileMetric(metric, context);
  const compiledFor = perZone(metric, zone, context.fields, (each) => compileZonedMetric(each, context));
  return {
    value: (subject, asOf) => compiledFor(subject).value(subject, asOf),
    next: (subject, asOf) => compiledFor(subject).next(subject, asOf),
    since: (subject, asOf) => compiledFor(subject).since?.(subject, asOf),
  };
}
