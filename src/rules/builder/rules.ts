import { anything, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { Catalog } from "../language/catalog.js";
import { requireValidRule } from "../check/check-rule.js";
import { CURRENT_VERSION, currentRule } from "../language/current-version.js";
import type {
  Expression,
  LaterStep,
  Rule,
  RuleDuration,
  SameProperty,
  StateExpression,
  Step,
  WindowSpec,
} from "../language/expression.js";
import type { FieldAt, FieldPath } from "./field-paths.js";
import { comparisonsOf, type FigureBuilder, figureBuilder } from "./figures.js";
import type { KnownName, NameOf } from "./known-name.js";
import type { InteractionName, PropertiesOf } from "./interaction-names.js";
import { type MetricBuilder, metricBuilder, stepOf, type Types } from "./metrics.js";
import { type StateTests, type TestsOf, testsFor } from "./tests.js";
import type { WhereClause } from "./where.js";

/** The typed builder of a schema. It returns rules as plain JSON that `parseRule` accepts. */
export interface RuleBuilder<Attributes, Interactions> {
  /** A field of the subject, by path. */
  attribute<const Path extends NameOf<FieldPath<Attributes>>>(
    path: KnownName<Path, FieldPath<Attributes>>,
  ): TestsOf<FieldAt<Attributes, Path>, Rule, FieldPath<Attributes>>;
  /** Metrics of the history. */
  readonly metric: MetricBuilder<Interactions, FieldPath<Attributes>>;
  /** Figures computed from others: sums, differences and ratios. */
  readonly figure: FigureBuilder<FieldPath<Attributes>>;
  /** A sequence of steps, each strictly later than the one before unless it is added by `thenAtOrAfter`. */
  sequence<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
    where?: WhereClause<PropertiesOf<Interactions, Type>>,
  ): SequenceBuilder<Interactions, Type>;
  /** The value of a timeline: a stage, a segment, a score. */
  state(key: string): StateBuilder;
  /**
   * A random share of all subjects, from 0 to 1, that depends on their identifiers alone. A larger share with the same salt
   * contains the smaller one; shares with different salts are independent.
   */
  share(share: number, options: ShareOptions): Rule;
  /** Holds when every part holds. */
  all(...of: readonly Expression[]): Rule;
  /** Holds when at least one part holds. */
  any(...of: readonly Expression[]): Rule;
  /** Holds exactly when the part does not. */
  not(of: Expression): Rule;
  /** Holds when at least `count` parts hold. */
  atLeast(count: number, ...of: readonly Expression[]): Rule;
}

/** Tests of a timeline: of its value now, of how long the test has held, and of a change. */
export interface StateBuilder extends StateTests<Rule> {
  /** Minimum time for which the test has held without a break. */
  for(duration: RuleDuration): StateTests<Rule>;
  /** The test began to hold in `(asOf − duration, asOf]`, whether it still holds or not. */
  began(duration: RuleDuration): StateTests<Rule>;
  /** The test ceased to hold in `(asOf − duration, asOf]`, whether it holds again or not. */
  ended(duration: RuleDuration): StateTests<Rule>;
  /** The value became true in `(asOf − duration, asOf]`: the customer entered the segment. */
  entered(duration: RuleDuration): Rule;
  /** The value was true and ceased to be so in `(asOf − duration, asOf]`: the customer left the segment. */
  left(duration: RuleDuration): Rule;
}

/** Options of a random share. */
export interface ShareOptions {
  /** Names the draw: a campaign, an experiment. */
  readonly salt: string;
}

/** The check of the rule tells what is wrong with a value. */
const SHARE_OPTIONS: OptionShape<ShareOptions> = { salt: anything };

/** The first step of a sequence, and its window. */
export interface SequenceBuilder<Interactions, First extends string> {
  /** Restricts the first step to `(asOf − duration, asOf]`. */
  last(duration: RuleDuration): SequenceBuilder<Interactions, First>;
  /** Restricts the first step to `(asOf − from, asOf − to]`. */
  ago(from: RuleDuration, to: RuleDuration): SequenceBuilder<Interactions, First>;
  /** Starts at any such interaction. The default of a sequence; with `thenNo` the default is the last one. */
  fromAny(): SequenceBuilder<Interactions, First>;
  /** Starts at the last such interaction. The default with `thenNo`; for a sequence the default is any. */
  fromLast(): SequenceBuilder<Interactions, First>;
  /** Adds the next step, strictly later than the one before. */
  then<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
    where?: WhereClause<PropertiesOf<Interactions, Type>>,
  ): SequenceSteps<Interactions, First, Type>;
  /** Adds the next step, which may be another interaction at the same instant, as facts that are known to the day are. */
  thenAtOrAfter<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
    where?: WhereClause<PropertiesOf<Interactions, Type>>,
  ): SequenceSteps<Interactions, First, Type>;
  /** Requires that a step does not follow. The rule does not hold until the time is over. */
  thenNo<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
    where?: WhereClause<PropertiesOf<Interactions, Type>>,
  ): MissingStep<Interactions, First, Type>;
  /** Requires that a step does not follow, neither later nor as another interaction at the same instant. */
  thenNoAtOrAfter<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
    where?: WhereClause<PropertiesOf<Interactions, Type>>,
  ): MissingStep<Interactions, First, Type>;
}

/** Requires that several steps carry the same value of a property. */
export interface SharedProperty<Interactions, First extends string, Later extends string, Out> {
  /** A property of all steps. A first step without it is followed by nothing. */
  same<const Property extends NameOf<FieldPath<PropertiesOf<Interactions, First | Later>>>>(
    property: KnownName<Property, FieldPath<PropertiesOf<Interactions, First | Later>>>,
  ): Out;
  /** A property that has another name in the first step than in those after it. */
  same(property: {
    readonly first: FieldPath<PropertiesOf<Interactions, First>>;
    readonly then: FieldPath<PropertiesOf<Interactions, Later>>;
  }): Out;
}

/** A step that must not follow. */
export interface MissingStep<Interactions, First extends string, Later extends string>
  extends SharedProperty<Interactions, First, Later, MissingStep<Interactions, First, Later>> {
  /** Restricts it to the time from the first step on, which is not over before. */
  within(duration: RuleDuration): Rule;
}

/** The further steps of a sequence. */
export interface SequenceSteps<Interactions, First extends string, Later extends string>
  extends SharedProperty<Interactions, First, Later, SequenceSteps<Interactions, First, Later>> {
  then<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
    where?: WhereClause<PropertiesOf<Interactions, Type>>,
  ): SequenceSteps<Interactions, First, Later | Type>;
  /** Adds the next step, which may be another interaction at the same instant. */
  thenAtOrAfter<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
    where?: WhereClause<PropertiesOf<Interactions, Type>>,
  ): SequenceSteps<Interactions, First, Later | Type>;
  /** Restricts the last step to (A, A + duration), where A is the first. */
  within(duration: RuleDuration): Rule;
  /** Sets no limit of time. */
  atAnyTime(): Rule;
}

/** Makes the builder of a catalog. It checks each rule as it is built. */
export function ruleBuilder<Attributes, Interactions>(catalog: Catalog): RuleBuilder<Attributes, Interactions> {
  const rule = (expression: Expression): Rule => {
    const built: Rule = { version: CURRENT_VERSION, ...expression };
    requireValidRule(built, catalog);
    return built;
  };
  const builder = {
    attribute: (path: string) =>
      testsFor((test) => rule({ kind: "attribute", path, test }), comparisonsOf({ attribute: path }, rule)),
    metric: metricBuilder((metric) => (test) => rule({ kind: "metric", metric, test }), rule),
    figure: figureBuilder(rule),
    sequence: (types: string | readonly string[], where?: WhereClause<object>) =>
      sequenceBuilder({ first: stepOf(types, where) }, rule),
    state: (key: string) => {
      const tests = (time: Pick<StateExpression, "for" | "began" | "ended">) =>
        testsFor((test) => rule({ kind: "state", key, test, ...time }));
      return {
        ...tests({}),
        for: (duration: RuleDuration) => tests({ for: duration }),
        began: (duration: RuleDuration) => tests({ began: duration }),
        ended: (duration: RuleDuration) => tests({ ended: duration }),
        entered: (duration: RuleDuration) => tests({ began: duration }).isTrue(),
        left: (duration: RuleDuration) => tests({ ended: duration }).isTrue(),
      };
    },
    share: (share: number, options: ShareOptions) => {
      const { salt } = requireOptions(options, SHARE_OPTIONS, { mandatory: ["salt"] });
      return rule({ kind: "share", salt, share, hash: "fnv1a-fmix32" });
    },
    all: (...of: readonly Expression[]) => rule({ kind: "all", of: of.map(withoutVersion) }),
    any: (...of: readonly Expression[]) => rule({ kind: "any", of: of.map(withoutVersion) }),
    not: (of: Expression) => rule({ kind: "not", of: withoutVersion(of) }),
    atLeast: (count: number, ...of: readonly Expression[]) => rule({ kind: "atLeast", count, of: of.map(withoutVersion) }),
  };
  return builder as unknown as RuleBuilder<Attributes, Interactions>;
}

/** Removes the version, which only the root of a rule has. A rule of version 1 keeps its meaning. */
function withoutVersion(expression: Expression): Expression {
  if (!("version" in expression)) return expression;
  const { version: _, ...rest } = currentRule(expression as Rule) as Rule;
  return rest;
}

interface SequenceStart {
  readonly first: Step;
  readonly window?: WindowSpec;
  readonly anchor?: "any" | "last";
}

interface Shared {
  readonly same?: SameProperty;
}

function sequenceBuilder(start: SequenceStart, rule: (expression: Expression) => Rule): Record<string, unknown> {
  const { first, ...bounds } = start;
  const steps = (later: readonly LaterStep[], shared: Shared = {}): Record<string, unknown> => ({
    then: (types: string | readonly string[], where?: WhereClause<object>) => steps([...later, stepOf(types, where)], shared),
    thenAtOrAfter: (types: string | readonly string[], where?: WhereClause<object>) =>
      steps([...later, { ...stepOf(types, where), atOrAfter: true }], shared),
    same: (same: SameProperty) => steps(later, { same }),
    within: (within: RuleDuration) => rule({ kind: "sequence", steps: [first, ...later], within, ...bounds, ...shared }),
    atAnyTime: () => rule({ kind: "sequence", steps: [first, ...later], ...bounds, ...shared }),
  });
  const absence = (missing: LaterStep, shared: Shared = {}): Record<string, unknown> => ({
    same: (same: SameProperty) => absence(missing, { same }),
    within: (within: RuleDuration) => rule({ kind: "absence", first, missing, within, ...bounds, ...shared }),
  });
  return {
    last: (duration: RuleDuration) => sequenceBuilder({ ...start, window: { kind: "last", duration } }, rule),
    ago: (from: RuleDuration, to: RuleDuration) => sequenceBuilder({ ...start, window: { kind: "ago", from, to } }, rule),
    fromAny: () => sequenceBuilder({ ...start, anchor: "any" }, rule),
    fromLast: () => sequenceBuilder({ ...start, anchor: "last" }, rule),
    // biome-ignore lint/suspicious/noThenProperty: the word of the language; no builder is ever awaited.
    then: (types: string | readonly string[], where?: WhereClause<object>) => steps([stepOf(types, where)]),
    thenAtOrAfter: (types: string | readonly string[], where?: WhereClause<object>) =>
      steps([{ ...stepOf(types, where), atOrAfter: true }]),
    thenNo: (types: string | readonly string[], where?: WhereClause<object>) => absence(stepOf(types, where)),
    thenNoAtOrAfter: (types: string | readonly string[], where?: WhereClause<object>) =>
      absence({ ...stepOf(types, where), atOrAfter: true }),
  };
}
