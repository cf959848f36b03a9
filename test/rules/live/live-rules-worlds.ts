import type { FactInput, Interaction } from "clientele/models";
import { compileMetrics, compileRule, type Expression, type Metric, prepareSubject, type Rule } from "clientele/rules";
import fc from "fast-check";
import {
  applyFacts,
  defineLiveRules,
  type FoundFacts,
  type LiveChange,
  type LiveNeed,
  type LiveOptions,
  type LiveResult,
  type LiveRules,
  type LiveState,
} from "clientele/rules/live";
import { typeMatcher } from "../../../src/rules/internal.js";
import {
  AS_OF,
  expressionsOf,
  leafArbitrary,
  metricArbitrary,
  schema,
  subjectArbitrary,
} from "../../fixtures/arbitrary-rules.js";

export const DAY = 86_400_000;
/** End of the look ahead of these tests. */
export const HORIZON = 40 * DAY;

/** Counts that share streams and windows with others, as the thresholds of many rules do. */
const sharedCount = fc
  .tuple(
    fc.constantFrom(["order"], ["view"], ["order", "view"], ["*"]),
    fc.constantFrom(
      {},
      { window: { kind: "last", duration: { days: 7 } } },
      { window: { kind: "last", duration: { days: 30 } } },
    ),
    fc.constantFrom("equals", "notEquals", "atLeast", "moreThan", "atMost", "lessThan"),
    fc.constantFrom(0, 1, 2, 2, 3, 5, 8, 1.5),
  )
  .map(
    ([types, window, is, value]) =>
      ({ kind: "metric", metric: { measure: "count", types, ...window }, test: { is, value } }) as Expression,
  );

/** Sums and counts whose windows reach behind the log. */
const sharedSum = fc
  .tuple(
    fc.constantFrom(["order"], ["order", "view"], ["*"]),
    fc.constantFrom({ measure: "sum", property: "price" }, { measure: "average", property: "price" }, { measure: "count" }),
    fc.constantFrom({ days: 7 }, { days: 30 }, { days: 365 }),
    fc.constantFrom("atLeast", "moreThan", "lessThan"),
    fc.constantFrom(0, 1, 2, 10, 70, 99),
  )
  .map(
    ([types, measure, duration, is, value]) =>
      ({ kind: "metric", metric: { ...measure, types, window: { kind: "last", duration } }, test: { is, value } }) as Expression,
  );

const isSteps = (leaf: Expression): boolean => leaf.kind === "sequence" || leaf.kind === "absence";

/** Leaves that stored state answers, drawn from those of the whole language. */
export const liveLeaf: fc.Arbitrary<Expression> = fc.oneof(
  { weight: 2, arbitrary: leafArbitrary.filter((leaf) => leaf.kind === "attribute" && isLive(leaf)) },
  { weight: 5, arbitrary: leafArbitrary.filter((leaf) => leaf.kind === "metric" && isLive(leaf)) },
  { weight: 2, arbitrary: leafArbitrary.filter((leaf) => isSteps(leaf) && isLive(leaf)) },
  { weight: 2, arbitrary: sharedCount },
  { weight: 1, arbitrary: sharedSum },
);

function isLive(leaf: Expression): boolean {
  try {
    return defineLiveRules({ id: "s", rules: { r: { ...leaf, version: 2 } as Rule } }, { schema }).needsHistory.length === 0;
  } catch {
    return false;
  }
}

const liveExpression = expressionsOf(liveLeaf, { withCrossShrink: true });
const liveRule = fc
  .oneof({ weight: 2, arbitrary: liveLeaf }, { weight: 1, arbitrary: liveExpression })
  .map((expression) => ({ ...expression, version: 2 }) as Rule);

/** Some rules of a set. */
export const liveRules: fc.Arbitrary<Readonly<Record<string, Rule>>> = fc
  .array(liveRule, { minLength: 1, maxLength: 6 })
  .map((rules) => Object.fromEntries(rules.map((rule, index) => [`r${index}`, rule])));

/** Some figures of a set. */
export const liveFigures: fc.Arbitrary<Readonly<Record<string, Metric>>> = fc
  .array(
    fc.oneof(
      sharedSum.map((leaf) => (leaf as Extract<Expression, { kind: "metric" }>).metric),
      metricArbitrary.filter((metric) => isLive({ kind: "metric", metric, test: { is: "present" } })),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((metrics) => Object.fromEntries(metrics.map((metric, index) => [`f${index}`, metric])));

/** A customer of the tests: a profile, and facts with ties in time, in order. */
export interface World {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly history: readonly Interaction[];
}

/** Customers with more facts than logs are long. */
export const world: fc.Arbitrary<World> = fc
  .tuple(fc.array(subjectArbitrary, { minLength: 1, maxLength: 3 }), fc.constantFrom(1, 1, DAY, 10 * DAY))
  .map(([subjects, grid]) => ({
    attributes: subjects[0]!.attributes,
    history: inOrder(
      subjects.flatMap(({ history }, index) =>
        history.map((fact) => ({ ...fact, at: onGrid(fact.at, grid), id: `${"ba😀"[index] ?? "c"}${fact.id}` })),
      ),
    ),
  }));

/** Facts on a grid share their instants. */
function onGrid(at: Date, grid: number): Date {
  return new Date(Math.floor(at.getTime() / grid) * grid);
}

/** Orders facts as the history has them. */
export function inOrder(facts: readonly Interaction[]): readonly Interaction[] {
  return prepareSubject({ id: "", attributes: {}, history: [...facts].reverse() }).history;
}

/** The facts of a history that a call lacks. */
export function find(history: readonly Interaction[], needs: readonly LiveNeed[]): FoundFacts[] {
  return needs.map((need) => {
    const matches = typeMatcher(need.types);
    const facts = history.filter(
      ({ at, type }) =>
        matches(type) && (need.from === null || at.getTime() >= need.from.getTime()) && at.getTime() < need.to.getTime(),
    );
    return { need, facts };
  });
}

/** Makes a call, reading what it lacks from a history. */
export function withReads(history: readonly Interaction[], call: (found: readonly FoundFacts[]) => LiveResult): LiveResult {
  let result = call([]);
  // What is read may show that another span is needed as well.
  for (let reads = 0; result.needs.length > 0; reads++) {
    if (reads === 3) throw new Error(`still lacks ${JSON.stringify(result.needs)}`);
    result = call(find(history, result.needs));
  }
  return result;
}

/** Applies facts, reading what is lacking from the facts that the state knows. */
export function applied(
  set: LiveRules,
  state: LiveState,
  facts: readonly FactInput[],
  history: readonly Interaction[],
  options: LiveOptions,
): LiveResult {
  return withReads(history, (found) => applyFacts(set, state, facts, { ...options, found }));
}

/** The reference: memberships from the whole history. */
export function membershipsFromScratch(
  rules: Readonly<Record<string, Rule>>,
  { attributes, history }: World,
  asOf: number,
): readonly string[] {
  const subject = prepareSubject({ id: "s", attributes, history });
  return Object.entries(rules)
    .filter(([, rule]) => compiledRule(rule).matches(subject, asOf))
    .map(([id]) => id);
}

/** The reference: the next change of any rule from the whole history. */
export function nextFromScratch(
  rules: Readonly<Record<string, Rule>>,
  { attributes, history }: World,
  asOf: number,
): number | null {
  const subject = prepareSubject({ id: "s", attributes, history });
  const found = Object.values(rules).map((rule) => compiledRule(rule).nextChange(subject, asOf, asOf + HORIZON));
  const instants = found.filter((instant) => instant !== null);
  return instants.length === 0 ? null : Math.min(...instants);
}

const compiled = new WeakMap<Rule, ReturnType<typeof compileRule>>();
function compiledRule(rule: Rule): ReturnType<typeof compileRule> {
  let known = compiled.get(rule);
  if (known === undefined) {
    known = compileRule(rule, { schema });
    compiled.set(rule, known);
  }
  return known;
}

/** The reference: values of figures from the whole history. */
export function figuresFromScratch(figures: Readonly<Record<string, Metric>>, { attributes, history }: World, asOf: number) {
  const values = compileMetrics(figures, { schema })(prepareSubject({ id: "s", attributes, history }), asOf);
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Follows changes to the memberships at an instant. */
export function membershipsAt(changes: readonly LiveChange[], rules: readonly string[], instant: number): readonly string[] {
  const held = new Set<string>();
  for (const { rule, value, at } of changes) {
    if (at.getTime() > instant) continue;
    if (value) held.add(rule);
    else held.delete(rule);
  }
  return rules.filter((rule) => held.has(rule));
}

export { AS_OF, schema };
