import { type InstantInput } from "../../kernel/index.js";
import { countUpTo, LOOK_AHEAD, toMilliseconds } from "../../kernel/internal.js";
import type { Subject } from "../../models/index.js";
import { type Catalog, catalogOf, type CatalogSource, type SchemaOption } from "../language/catalog.js";
import { requireValidRule } from "../check/check-rule.js";
import { attributeNode, typesIn } from "./compile-attribute.js";
import { compileMetric } from "./compile-metric.js";
import { absenceNode, sequenceNode } from "./compile-sequence.js";
import { stateNode } from "./compile-state.js";
import { compileTest, earliestAfter } from "./compile-test.js";
import { type CompiledNode, NEVER, never } from "./compiled-node.js";
import type { Expression, MetricExpression, Rule } from "../language/expression.js";
import { metricType } from "../language/metric-value.js";
import { EVERYTHING, moveTo, prepareSubject, type PreparedSubject, type Visible } from "./prepared-subject.js";
import { type RuleReads, readsOf } from "../language/rule-reads.js";

/** A rule, compiled to closures: no code is generated, so that it runs under a strict content-security policy. */
export interface CompiledRule {
  readonly rule: Rule;
  /** What the rule looks at. */
  readonly reads: RuleReads;
  /** Whether it holds for a subject at an instant (epoch milliseconds). */
  readonly matches: (subject: PreparedSubject, asOf: number, visible?: Visible) => boolean;
  /** The same for bare attributes of a subject without history or timelines: the fastest way over many profiles. */
  readonly matchesAttributes: (attributes: Readonly<Record<string, unknown>>, asOf: number) => boolean;
  /** The first instant after `asOf`, up to `until`, at which time alone changes the answer; `null` if none. */
  readonly nextChange: (subject: PreparedSubject, asOf: number, until?: number, visible?: Visible) => number | null;
}

/** Options of {@link evaluateRule}. */
export interface EvaluateOptions extends SchemaOption {
  /** What had happened by then counts, nothing later. */
  readonly asOf: InstantInput;
}

/** Options of {@link nextChangeAt}. */
export interface NextChangeOptions extends EvaluateOptions {
  /** How far to look; defaults to ten years after `asOf`. */
  readonly until?: InstantInput | undefined;
}

/**
 * Compiles a rule against a schema. Everything is checked once, here; evaluation afterwards never throws.
 *
 * @param rule - parsed or built
 * @param options - `schema`: what the paths and types of the rule mean; a schema, or its catalog
 * @throws ClienteleError `invalid_rule` with every problem and its path
 * @example
 * const rule = compileRule({ version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } }, { schema: standardCatalog });
 * rule.matches(prepareSubject({ id: "c1", attributes: { tags: ["vip"] }, history: [] }), 0) // => true
 */
export function compileRule(rule: Rule, { schema }: SchemaOption): CompiledRule {
  const catalog = catalogOf(schema);
  requireValidRule(rule, catalog);
  const node = compileNode(rule, catalog);
  const matches: CompiledRule["matches"] = (subject, asOf, visible = EVERYTHING) => {
    subject.visible = visible;
    moveTo(subject, asOf);
    return node.holds(subject, asOf);
  };
  // One subject for all profiles: evaluation is synchronous and keeps nothing of it.
  const profile = prepareSubject({ id: "", attributes: {}, history: [] });
  return {
    rule,
    reads: readsOf(rule),
    matches,
    matchesAttributes: (attributes, asOf) => {
      profile.attributes = attributes;
      return node.holds(profile, asOf);
    },
    nextChange: (subject, asOf, until = asOf + LOOK_AHEAD, visible = EVERYTHING) => {
      const interactions = Math.min(visible.interactions, visibleCount(subject, asOf));
      const frozen = { interactions, until: Math.min(visible.until, asOf) };
      const now = matches(subject, asOf, frozen);
      for (let at = node.next(subject, asOf); at <= until; at = node.next(subject, at)) {
        if (node.holds(subject, at) !== now) return at;
      }
      return null;
    },
  };
}

/** How many interactions of a history had happened by an instant. */
function visibleCount({ history }: PreparedSubject, asOf: number): number {
  return countUpTo(history, asOf);
}

const compiled = new WeakMap<Rule, { catalog: Catalog; rule: CompiledRule }>();

function compiledOnce(rule: Rule, source: CatalogSource): CompiledRule {
  const catalog = catalogOf(source);
  const known = compiled.get(rule);
  if (known?.catalog === catalog) return known.rule;
  const fresh = compileRule(rule, { schema: catalog });
  compiled.set(rule, { catalog, rule: fresh });
  return fresh;
}

/**
 * Whether a rule holds for one subject at an instant. For many subjects or many instants compile once with {@link compileRule}.
 *
 * @param options - `asOf`: what had happened by then counts, nothing later; `schema`: what the rule's words mean
 * @throws ClienteleError `invalid_rule`, `invalid_instant`
 * @example
 * const silent: Rule = { version: 1, kind: "metric", metric: { measure: "count", types: ["order.placed"], window: { kind: "last", duration: { days: 60 } } }, test: { is: "equals", value: 0 } };
 * evaluateRule(silent, { id: "c1", attributes: {}, history: [] }, { asOf: 0, schema: standardCatalog }) // => true
 */
export function evaluateRule(rule: Rule, subject: Subject | PreparedSubject, { asOf, schema }: EvaluateOptions): boolean {
  return compiledOnce(rule, schema).matches(prepareSubject(subject), toMilliseconds(asOf, "asOf"));
}

/**
 * The exact next instant at which a rule's answer changes if nothing more happens; `null` if it does not before `until`.
 *
 * @param options - `asOf`, `schema`, and `until`: how far to look; defaults to ten years
 * @throws ClienteleError `invalid_rule`, `invalid_instant`
 * @example
 * const at = new Date(Date.UTC(2026, 0, 1));
 * const subject = { id: "c1", attributes: {}, history: [{ id: "o1", customerId: "c1", type: "order.placed", at, properties: {} }] };
 * const silent: Rule = { version: 1, kind: "metric", metric: { measure: "count", types: ["order.placed"], window: { kind: "last", duration: { days: 60 } } }, test: { is: "equals", value: 0 } };
 * nextChangeAt(silent, subject, { asOf: at, schema: standardCatalog }) // => new Date("2026-03-02T00:00:00Z")
 */
export function nextChangeAt(rule: Rule, subject: Subject | PreparedSubject, options: NextChangeOptions): Date | null {
  const from = toMilliseconds(options.asOf, "asOf");
  const until = options.until === undefined ? undefined : toMilliseconds(options.until, "until");
  const next = compiledOnce(rule, options.schema).nextChange(prepareSubject(subject), from, until);
  return next === null ? null : new Date(next);
}

/** Compiles one node of a rule. */
export function compileNode(expression: Expression, catalog: Catalog): CompiledNode {
  switch (expression.kind) {
    case "all":
    case "any":
    case "atLeast":
      return junction(expression, catalog);
    case "not": {
      const part = compileNode(expression.of, catalog);
      return { holds: (subject, asOf) => !part.holds(subject, asOf), next: part.next };
    }
    case "attribute":
      return attributeNode(expression, catalog);
    case "metric":
      return metricNode(expression, catalog);
    case "sequence":
      return sequenceNode(expression, catalog);
    case "absence":
      return absenceNode(expression, catalog);
    case "state":
      return stateNode(expression);
  }
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

/** Asks one part after the other until one answers `stopsAt`. Two and three parts are spelled out: they are most rules. */
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
  const { thresholds } = compiledTest;
  return {
    holds: (subject, asOf) => compiledTest.passes(value(subject, asOf), subject, asOf),
    next: (subject, asOf) => {
      let earliest = next(subject, asOf);
      if (compiledTest.next !== null) earliest = Math.min(earliest, compiledTest.next(value(subject, asOf), asOf));
      const from = since?.(subject, asOf);
      // A comparison with c can change as the time since comes to c, and as it leaves it.
      if (from !== undefined)
        earliest = Math.min(
          earliest,
          earliestAfter(
            asOf,
            thresholds.flatMap((length) => [from + length, from + length + 1]),
          ),
        );
      return earliest;
    },
  };
}
