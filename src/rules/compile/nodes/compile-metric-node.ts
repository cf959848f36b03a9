import type { MetricExpression } from "../../language/expression.js";
import type { CompileContext } from "../context/ability.js";
import { compileMetric } from "../history/compile-metric.js";
import { type CompiledNode, earliestAfter } from "../subject/compiled-node.js";
import { compileTest } from "../tests/compile-test.js";

/** Compiles the test of a metric. */
export function metricNode({ metric, test }: MetricExpression, context: CompileContext): CompiledNode {
  const { value, next, since } = compileMetric(metric, context);
  const compiledTest = compileTest(test, context.fields.metricType(metric), context);
  const { thresholds, spans = [] } = compiledTest;
  return {
    holds: (subject, asOf) => compiledTest.passes(value(subject, asOf), subject, asOf),
    next: (subject, asOf) => {
      let earliest = next(subject, asOf);
      if (compiledTest.next !== null) earliest = Math.min(earliest, compiledTest.next(value(subject, asOf), asOf));
      const from = since?.(subject, asOf);
      // A comparison with a constant can change when the length of time reaches it and when it passes it.
      if (from !== undefined)
        earliest = Math.min(
          earliest,
          earliestAfter(asOf, [
            ...thresholds.flatMap((length) => [from + length, from + length + 1]),
            ...spans.flatMap((span) => [span.end(from), span.passed(from)]),
          ]),
        );
      return earliest;
    },
  };
}
