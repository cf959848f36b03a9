import type { MetricExpression } from "../../language/expression.js";
import { type ElapsedTest, spansOf } from "../../language/elapsed-limits.js";
import type { CompileContext } from "../context/ability.js";
import { compileMetric } from "../history/compile-metric.js";
import { type CompiledNode, earliestAfter } from "../subject/compiled-node.js";
import { compileTest } from "../tests/compile-test.js";

/** Compiles the test of a metric. */
export function metricNode({ metric, test }: MetricExpression, context: CompileContext): CompiledNode {
  const { value, next, since } = compileMetric(metric, context);
  const tested = compileTest(test, context.fields.metricType(metric), context);
  // A growing length of time is compared with durations only.
  const spans = since === undefined ? [] : spansOf(test as ElapsedTest);
  return {
    holds: (subject, asOf) => tested.passes(value(subject, asOf), subject, asOf),
    next: (subject, asOf) => {
      let earliest = next(subject, asOf);
      if (tested.next !== null) earliest = Math.min(earliest, tested.next(value(subject, asOf), asOf));
      const from = since?.(subject, asOf);
      // A comparison with a constant can change when the length of time reaches it and when it passes it.
      if (from !== undefined)
        earliest = Math.min(
          earliest,
          earliestAfter(
            asOf,
            spans.flatMap((span) => [span.end(from), span.passed(from)]),
          ),
        );
      return earliest;
    },
  };
}
