import type { Duration } from "../../kernel/index.js";
import type { Catalog } from "../language/catalog.js";
import { requireValidRule } from "../check/check-rule.js";
import type { Expression, Rule, Step, WindowSpec } from "../language/expression.js";
import type { FieldAt, FieldPath } from "./field-paths.js";
import type { KnownName, NameOf } from "./known-name.js";
import { listOf, type MetricBuilder, metricBuilder, type PropertiesOf, type Types } from "./metrics.js";
import { type StateTests, type TestsOf, testsFor } from "./tests.js";
import { buildWhere, type WhereClause } from "./where.js";

/** The typed builder of a schema: what it returns is a rule, plain JSON, exactly as the parser accepts it. */
export interface RuleBuilder<Attributes, Interactions> {
  /** A field of the subject by its path. */
  attribute<const Path extends NameOf<FieldPath<Attributes>>>(
    path: KnownName<Path, FieldPath<Attributes>>,
  ): TestsOf<FieldAt<Attributes, Path>, Rule, FieldPath<Attributes>>;
  /** Figures over the history. */
  readonly metric: MetricBuilder<Interactions, FieldPath<Attributes>>;
  /** First this, then that: steps strictly later one than the other. */
  sequence<const Type extends NameOf<keyof Interactions & string>>(
    types: Types<KnownName<Type, keyof Interactions & string>>,
    where?: WhereClause<PropertiesOf<Interactions, Type>>,
  ): SequenceBuilder<Interactions>;
  /** A timeline's value: a stage, a segment, a score. */
  state(key: string): StateTests<Rule> & {
    /** The test has held without a break for at least this long. */ for(duration: Duration): StateTests<Rule>;
  };
  /** True when every part is. */
  all(...of: readonly Expression[]): Rule;
  /** True when one part is. */
  any(...of: readonly Expression[]): Rule;
  /** True exactly where the part is false. */
  not(of: Expression): Rule;
  /** True when at least `count` parts are. */
  atLeast(count: number, ...of: readonly Expression[]): Rule;
}

/** The first step of a sequence, in a window of its own. */
export interface SequenceBuilder<Interactions> {
  /** The first step lies in `(asOf − duration, asOf]`. */
  last(duration: Duration): SequenceBuilder<Interactions>;
  /** Starts from any such interaction; the last one unless told. */
  fromAny(): SequenceBuilder<Interactions>;
  /** What comes next. */
  then<const Type extends NameOf<keyof Interactions & string>>(
    types: Types<KnownName<Type, keyof Interactions & string>>,
    where?: WhereClause<PropertiesOf<Interactions, Type>>,
  ): SequenceSteps<Interactions>;
  /** What does not come: false until the time is over, true from then. */
  thenNo<const Type extends NameOf<keyof Interactions & string>>(
    types: Types<KnownName<Type, keyof Interactions & string>>,
    where?: WhereClause<PropertiesOf<Interactions, Type>>,
  ): { /** In (A, A + duration). */ within(duration: Duration): Rule };
}

/** The steps after the first. */
export interface SequenceSteps<Interactions> {
  then<const Type extends NameOf<keyof Interactions & string>>(
    types: Types<KnownName<Type, keyof Interactions & string>>,
    where?: WhereClause<PropertiesOf<Interactions, Type>>,
  ): SequenceSteps<Interactions>;
  /** The last step lies in (A, A + duration). */
  within(duration: Duration): Rule;
  /** However long it takes. */
  atAnyTime(): Rule;
}

/** Makes the builder of a catalog. Each rule is checked as it is built. */
export function ruleBuilder<Attributes, Interactions>(catalog: Catalog): RuleBuilder<Attributes, Interactions> {
  const rule = (expression: Expression): Rule => {
    const built = { version: 1 as const, ...expression };
    requireValidRule(built, catalog);
    return built;
  };
  const builder = {
    attribute: (path: string) => testsFor((test) => rule({ kind: "attribute", path, test })),
    metric: metricBuilder((metric) => (test) => rule({ kind: "metric", metric, test })),
    sequence: (types: string | readonly string[], where?: WhereClause<object>) =>
      sequenceBuilder({ first: stepOf(types, where) }, rule),
    state: (key: string) => ({
      ...testsFor((test) => rule({ kind: "state", key, test })),
      for: (duration: Duration) => testsFor((test) => rule({ kind: "state", key, test, for: duration })),
    }),
    all: (...of: readonly Expression[]) => rule({ kind: "all", of: of.map(withoutVersion) }),
    any: (...of: readonly Expression[]) => rule({ kind: "any", of: of.map(withoutVersion) }),
    not: (of: Expression) => rule({ kind: "not", of: withoutVersion(of) }),
    atLeast: (count: number, ...of: readonly Expression[]) => rule({ kind: "atLeast", count, of: of.map(withoutVersion) }),
  };
  return builder as unknown as RuleBuilder<Attributes, Interactions>;
}

/** Only the root of a rule bears the version. */
function withoutVersion(expression: Expression): Expression {
  if (!("version" in expression)) return expression;
  const { version: _, ...rest } = expression as Rule;
  return rest;
}

function stepOf(types: string | readonly string[], where: WhereClause<object> | undefined): Step {
  return { types: listOf(types), ...(where !== undefined && { where: buildWhere(where) }) };
}

interface SequenceStart {
  readonly first: Step;
  readonly window?: WindowSpec;
  readonly anchor?: "any";
}

function sequenceBuilder(start: SequenceStart, rule: (expression: Expression) => Rule): Record<string, unknown> {
  const { first, ...bounds } = start;
  const steps = (later: readonly Step[]): Record<string, unknown> => ({
    then: (types: string | readonly string[], where?: WhereClause<object>) => steps([...later, stepOf(types, where)]),
    within: (within: Duration) => rule({ kind: "sequence", steps: [first, ...later], within, ...bounds }),
    atAnyTime: () => rule({ kind: "sequence", steps: [first, ...later], ...bounds }),
  });
  return {
    last: (duration: Duration) => sequenceBuilder({ ...start, window: { kind: "last", duration } }, rule),
    fromAny: () => sequenceBuilder({ ...start, anchor: "any" }, rule),
    // biome-ignore lint/suspicious/noThenProperty: the word of the language; no builder is ever awaited.
    then: (types: string | readonly string[], where?: WhereClause<object>) => steps([stepOf(types, where)]),
    thenNo: (types: string | readonly string[], where?: WhereClause<object>) => ({
      within: (within: Duration) => rule({ kind: "absence", first, missing: stepOf(types, where), within, ...bounds }),
    }),
  };
}
