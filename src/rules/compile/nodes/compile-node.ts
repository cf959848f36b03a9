import type { Catalog } from "../../language/catalog.js";
import type { Expression, MetricExpression } from "../../language/expression.js";
import { metricType } from "../../language/metric-value.js";
import { forNode, isLeaf, type NodeTable } from "../../language/node-table.js";
import { attributeNode, typesIn } from "./compile-attribute.js";
import { figuresNode } from "./compile-figures.js";
import { compileMetric } from "../history/compile-metric.js";
import { absenceNode, sequenceNode } from "../history/compile-sequence.js";
import { shareNode } from "./compile-share.js";
import { stateNode } from "./compile-state.js";
import { compileTest } from "../tests/compile-test.js";
import { type CompiledNode, earliestAfter, NEVER, never } from "../subject/compiled-node.js";
import { perZone } from "../tests/per-zone.js";
import type { PreparedSubject } from "../subject/prepared-subject.js";

const compilers: NodeTable<[catalog: Catalog], CompiledNode> = {
  all: junction,
  any: junction,
  atLeast: junction,
  not: ({ of }, catalog) => {
    const part = compileNode(of, catalog);
    return { holds: (subject, asOf) => !part.holds(subject, asOf), next: part.next };
  },
  attribute: attributeNode,
  metric: metricNode,
  figures: (node, catalog) => figuresNode(node, catalog),
  sequence: sequenceNode,
  absence: absenceNode,
  state: stateNode,
  share: shareNode,
};

/** Compiles one node of a rule. */
export function compileNode(expression: Expression, catalog: Catalog): CompiledNode {
  const compiledFor = isLeaf(expression) ? perZone(expression, catalog, (each) => compileNode(each, catalog)) : undefined;
  if (compiledFor !== undefined) {
    return {
      holds: (subject, asOf) => compiledFor(subject).holds(subject, asOf),
      next: (subject, asOf) => compiledFor(subject).next(subject, asOf),
    };
  }
  return forNode(compilers, expression, catalog);
}

function junction(expression: Extract<Expression, { kind: "all" | "any" | "atLeast" }>, catalog: Catalog): CompiledNode {
  const parts = expression.of.map((part) => compileNode(part, catalog));
  const holds = parts.map((part) => part.holds);
  const timed = parts.map((part) => part.next).filter((next) => next !== never);
  const next =
    timed.length === 0
      ? never
      : (subject: PreparedSubject, asOf: number) =>
          timed.reduce((earliest, each) => Math.min(earliest, each(subject, asOf)), NEVER);
  if (expression.kind === "atLeast") {
    const { count } = expression;
    return {
      holds: (subject, asOf) => {
        let found = 0;
        for (const each of holds) if (each(subject, asOf) && ++found >= count) return true;
        return false;
      },
      next,
    };
  }
  const stopsAt = expression.kind === "any";
  return { holds: inTurn(holds, stopsAt), next };
}

/** Evaluates one part after the other until the result of one is `stopsAt`. Most rules have two or three parts, so these are written out. */
function inTurn(parts: readonly CompiledNode["holds"][], stopsAt: boolean): CompiledNode["holds"] {
  const [first, second, third] = parts as [CompiledNode["holds"], CompiledNode["holds"], CompiledNode["holds"]];
  if (parts.length === 1) return first;
  if (parts.length === 2)
    return stopsAt
      ? (subject, asOf) => first(subject, asOf) || second(subject, asOf)
      : (subject, asOf) => first(subject, asOf) && second(subject, asOf);
  if (parts.length === 3) {
    return stopsAt
      ? (subject, asOf) => first(subject, asOf) || second(subject, asOf) || third(subject, asOf)
      : (subject, asOf) => first(subject, asOf) && second(subject, asOf) && third(subject, asOf);
  }
  const half = parts.length >> 1;
  const [left, right] = [inTurn(parts.slice(0, half), stopsAt), inTurn(parts.slice(half), stopsAt)];
  return stopsAt
    ? (subject, asOf) => left(subject, asOf) || right(subject, asOf)
    : (subject, asOf) => left(subject, asOf) && right(subject, asOf);
}

function metricNode({ metric, test }: MetricExpression, catalog: Catalog): CompiledNode {
  const { value, next, since } = compileMetric(metric, catalog);
  const compiledTest = compileTest(test, metricType(catalog, metric), typesIn(catalog));
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
