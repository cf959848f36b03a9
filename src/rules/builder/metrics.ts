import { type CalendarUnit, type Duration, type InstantInput } from "../../kernel/index.js";
import { anything, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import type {
  FiguresExpression,
  Metric,
  PeriodsSpec,
  Rule,
  RuleDuration,
  SameProperty,
  Step,
  Test,
  WindowAnchor,
  WindowSpec,
  ZoneSpec,
} from "../language/expression.js";
import type { FieldAt, FieldPath, FieldPathTo } from "./field-paths.js";
import { comparisonsOf } from "./figures.js";
import type { InteractionName, PropertiesOf } from "./interaction-names.js";
import type { KnownName, NameOf } from "./known-name.js";
import { type DurationTests, type InstantTests, type NumberTests, type TestsOf, testsFor } from "./tests.js";
import { buildWhere, type WhereClause } from "./where.js";

/** One type or several. */
export type Types<Type> = Type | readonly Type[];

/** Options of a metric of amounts. */
export interface AmountOptions {
  /** Currency of the amounts; amounts in other currencies count as missing. */
  readonly currency?: string | undefined;
}

/** The check of the rule tells what is wrong with a value. */
const AMOUNT_OPTIONS: OptionShape<AmountOptions> = { currency: anything };

/** What answers the interactions that `unanswered` counts. */
export interface AnswerOptions<Interactions, Type extends string, Answer extends string> {
  /** Types of the answer, which is strictly later. */
  readonly by: Types<KnownName<Answer, InteractionName<Interactions>>>;
  /** Conditions on the answer. */
  readonly where?: WhereClause<PropertiesOf<Interactions, Answer>> | undefined;
  /**
   * A property with the same value in both; an interaction without it is never answered. Without this option, any answer
   * answers everything before it.
   */
  readonly same?:
    | FieldPath<PropertiesOf<Interactions, Type | Answer>>
    | {
        readonly first: FieldPath<PropertiesOf<Interactions, Type>>;
        readonly then: FieldPath<PropertiesOf<Interactions, Answer>>;
      }
    | undefined;
  /** Admits another interaction at the same instant as an answer. */
  readonly atOrAfter?: boolean | undefined;
  /** Counts only what has been open for at least this time. */
  readonly openFor?: RuleDuration | undefined;
}

const ANSWER_OPTIONS: OptionShape<GivenAnswer> = {
  by: anything,
  where: anything,
  same: anything,
  atOrAfter: anything,
  openFor: anything,
};

/** The {@link AnswerOptions} at run time. */
interface GivenAnswer {
  readonly by: Types<string>;
  readonly where?: WhereClause<object> | undefined;
  readonly same?: SameProperty | undefined;
  readonly atOrAfter?: boolean | undefined;
  readonly openFor?: RuleDuration | undefined;
}

/** A span of time after an anchor. */
export interface DurationSpan {
  readonly from: Duration;
  readonly to: Duration;
}

/** The conditions and the window of a metric, and the tests of its value. Each call returns a new metric. */
export type MetricChain<Interactions, Type extends string, Path extends string, Tests> = Tests &
  MetricWindows<Interactions, Type, Path, Tests> & {
    /** The metric without a test, for `metricsToSql` and `compileMetrics`. */
    readonly metric: Metric;
  };

/** A metric over periods, and the tests of its value. */
export type PeriodMetric<Interactions, Type extends string, Path extends string> = NumberTests<Rule, Path> & {
  readonly metric: Metric;
  /** Restricts the metric to interactions that meet a condition. */
  where(clause: WhereClause<PropertiesOf<Interactions, Type>>): PeriodMetric<Interactions, Type, Path>;
};

/** The windows of a metric; defaults to all history. */
export interface MetricWindows<Interactions, Type extends string, Path extends string, Tests> {
  /** Restricts the metric to interactions that meet a condition. */
  where(clause: WhereClause<PropertiesOf<Interactions, Type>>): MetricChain<Interactions, Type, Path, Tests>;
  /** The window `(asOf − duration, asOf]`. */
  last(duration: RuleDuration): MetricChain<Interactions, Type, Path, Tests>;
  /** The window `(asOf − from, asOf − to]`: `.ago({ days: 60 }, { days: 30 })` is between 60 and 30 days ago. */
  ago(from: RuleDuration, to: RuleDuration): MetricChain<Interactions, Type, Path, Tests>;
  /** The window `[from, to)`. */
  during(from: InstantInput, to: InstantInput): MetricChain<Interactions, Type, Path, Tests>;
  /** The window `[from, asOf]`. */
  since(from: InstantInput): MetricChain<Interactions, Type, Path, Tests>;
  /** Everything before `to`. */
  until(to: InstantInput): MetricChain<Interactions, Type, Path, Tests>;
  /** The current day, week, month, quarter or year in a zone, up to `asOf`. */
  this(unit: CalendarUnit, zone: ZoneSpec): MetricChain<Interactions, Type, Path, Tests>;
  /** The whole unit before the current one. */
  previous(unit: CalendarUnit, zone: ZoneSpec): MetricChain<Interactions, Type, Path, Tests>;
  /**
   * The window `[anchor, anchor + duration)` from the first or last interaction of a type, or from an attribute; with `from`
   * and `to`, the window `[anchor + from, anchor + to)`.
   */
  within(
    duration: Duration | DurationSpan,
    of:
      | { readonly first: Types<InteractionName<Interactions>> }
      | { readonly last: Types<InteractionName<Interactions>> }
      | { readonly attribute: Path },
  ): MetricChain<Interactions, Type, Path, Tests>;
}

/**
 * Metrics of the history: of one or several types of interactions, of a family (`order.*`), or of any interaction (`*`). Each
 * interaction counts once.
 */
export interface MetricBuilder<Interactions, Path extends string> {
  /** Number of interactions. */
  count<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
  ): MetricChain<Interactions, Type, Path, NumberTests<Rule, Path>>;
  /** Sum of a property; an amount of money needs a currency. */
  sum<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
    property: FieldPathTo<PropertiesOf<Interactions, Type>, number>,
    options?: AmountOptions,
  ): MetricChain<Interactions, Type, Path, NumberTests<Rule, Path>>;
  /** Mean of a property; missing over no values. */
  average<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
    property: FieldPathTo<PropertiesOf<Interactions, Type>, number>,
    options?: AmountOptions,
  ): MetricChain<Interactions, Type, Path, NumberTests<Rule, Path>>;
  /** Smallest value of a property. */
  minimum<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
    property: FieldPathTo<PropertiesOf<Interactions, Type>, number>,
    options?: AmountOptions,
  ): MetricChain<Interactions, Type, Path, NumberTests<Rule, Path>>;
  /** Largest value of a property. */
  maximum<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
    property: FieldPathTo<PropertiesOf<Interactions, Type>, number>,
    options?: AmountOptions,
  ): MetricChain<Interactions, Type, Path, NumberTests<Rule, Path>>;
  /** Number of distinct values of a property. */
  distinct<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
    property: FieldPath<PropertiesOf<Interactions, Type>>,
  ): MetricChain<Interactions, Type, Path, NumberTests<Rule, Path>>;
  /** Instant of the first interaction. */
  first<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
  ): MetricChain<Interactions, Type, Path, InstantTests<Rule, Path>>;
  /** A property of the first interaction. */
  first<const Type extends NameOf<InteractionName<Interactions>>, Property extends FieldPath<PropertiesOf<Interactions, Type>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
    property: Property,
  ): MetricChain<Interactions, Type, Path, TestsOf<FieldAt<PropertiesOf<Interactions, Type>, Property>, Rule, Path>>;
  /** Instant of the last interaction. */
  last<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
  ): MetricChain<Interactions, Type, Path, InstantTests<Rule, Path>>;
  /** A property of the last interaction. */
  last<const Type extends NameOf<InteractionName<Interactions>>, Property extends FieldPath<PropertiesOf<Interactions, Type>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
    property: Property,
  ): MetricChain<Interactions, Type, Path, TestsOf<FieldAt<PropertiesOf<Interactions, Type>, Property>, Rule, Path>>;
  /** Time since the first interaction. */
  timeSinceFirst<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
  ): MetricChain<Interactions, Type, Path, DurationTests<Rule, Path>>;
  /** Time since the last interaction (recency). */
  timeSinceLast<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
  ): MetricChain<Interactions, Type, Path, DurationTests<Rule, Path>>;
  /** Number of local days with an interaction. */
  daysActive<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
    zone: ZoneSpec,
  ): MetricChain<Interactions, Type, Path, NumberTests<Rule, Path>>;
  /** Longest time between consecutive interactions; the time since the last one does not count. */
  longestGap<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
  ): MetricChain<Interactions, Type, Path, DurationTests<Rule, Path>>;
  /** Mean time between consecutive interactions. */
  meanGap<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
  ): MetricChain<Interactions, Type, Path, DurationTests<Rule, Path>>;
  /** Longest distance between an interaction in the window and the one before it, which may lie before the window. */
  longestBreak<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
  ): MetricChain<Interactions, Type, Path, DurationTests<Rule, Path>>;
  /** Smallest number of interactions in any of the last periods: rolling ones, or whole calendar units. It has no window. */
  fewestPerPeriod<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
    periods: PeriodsSpec,
  ): PeriodMetric<Interactions, Type, Path>;
  /** Ratio of the count, or of the sum of a property, in a rolling window to the window before. Needs `.last(…)`. */
  trend<const Type extends NameOf<InteractionName<Interactions>>>(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
    property?: FieldPathTo<PropertiesOf<Interactions, Type>, number>,
    options?: AmountOptions,
  ): MetricChain<Interactions, Type, Path, NumberTests<Rule, Path>>;
  /** Number of interactions that no answer followed up to `asOf`: tickets that are not resolved, invoices that are not paid. */
  unanswered<
    const Type extends NameOf<InteractionName<Interactions>>,
    const Answer extends NameOf<InteractionName<Interactions>>,
  >(
    types: Types<KnownName<Type, InteractionName<Interactions>>>,
    options: AnswerOptions<Interactions, Type, Answer>,
  ): MetricChain<Interactions, Type, Path, NumberTests<Rule, Path>>;
  /** Time since the subject became known: since `createdAt`, or since the first interaction without one. */
  knownFor(): DurationTests<Rule, Path> & { readonly metric: Metric };
}

/** Makes the metrics at run time; the public types above restrict them. */
export function metricBuilder(
  emit: (metric: Metric) => (test: Test) => Rule,
  compare: (figures: FiguresExpression) => Rule,
): Record<string, unknown> {
  const testsOf = (metric: Metric) => testsFor(emit(metric), comparisonsOf({ metric }, compare));
  const chain = (metric: Metric): Record<string, unknown> => {
    const over = (window: WindowSpec): Record<string, unknown> => chain({ ...metric, window });
    const iso = (instant: InstantInput): string => new Date(toMilliseconds(instant)).toISOString();
    return {
      ...testsOf(metric),
      metric,
      where: (clause: WhereClause<object>) => chain({ ...metric, where: buildWhere(clause) }),
      last: (duration: RuleDuration) => over({ kind: "last", duration }),
      ago: (from: RuleDuration, to: RuleDuration) => over({ kind: "ago", from, to }),
      during: (from: InstantInput, to: InstantInput) => over({ kind: "between", from: iso(from), to: iso(to) }),
      since: (from: InstantInput) => over({ kind: "since", from: iso(from) }),
      until: (to: InstantInput) => over({ kind: "until", to: iso(to) }),
      this: (unit: CalendarUnit, zone: ZoneSpec) => over({ kind: "this", unit, zone }),
      previous: (unit: CalendarUnit, zone: ZoneSpec) => over({ kind: "previous", unit, zone }),
      within: (span: Duration | DurationSpan, of: Record<string, Types<string>>) =>
        over(
          "from" in span
            ? { kind: "after", from: span.from, to: span.to, of: anchor(of) }
            : { kind: "within", duration: span, of: anchor(of) },
        ),
    };
  };
  const plain = (measure: Metric["measure"]) => (types: Types<string>) => chain({ measure, types: listOf(types) });
  const withProperty = (measure: Metric["measure"]) => (types: Types<string>, property?: string, options?: AmountOptions) => {
    const { currency } = requireOptions(options, AMOUNT_OPTIONS);
    return chain({
      measure,
      types: listOf(types),
      ...(property !== undefined && { property }),
      ...(currency !== undefined && { currency }),
    });
  };
  return {
    count: plain("count"),
    timeSinceFirst: plain("timeSinceFirst"),
    timeSinceLast: plain("timeSinceLast"),
    longestGap: plain("longestGap"),
    meanGap: plain("meanGap"),
    longestBreak: plain("longestBreak"),
    fewestPerPeriod: (types: Types<string>, periods: PeriodsSpec) =>
      chain({ measure: "fewestPerPeriod", types: listOf(types), periods }),
    daysActive: (types: Types<string>, zone: ZoneSpec) => chain({ measure: "daysActive", types: listOf(types), zone }),
    unanswered: (types: Types<string>, options: GivenAnswer) => {
      const { by, where, same, atOrAfter, openFor } = requireOptions(options, ANSWER_OPTIONS, { mandatory: ["by"] });
      return chain({
        measure: "unanswered",
        types: listOf(types),
        answer: { ...stepOf(by, where), ...(atOrAfter !== undefined && { atOrAfter }) },
        ...(same !== undefined && { same }),
        ...(openFor !== undefined && { openFor }),
      });
    },
    knownFor: () => ({ ...testsOf({ measure: "knownFor" }), metric: { measure: "knownFor" } }),
    ...Object.fromEntries(
      (["sum", "average", "minimum", "maximum", "distinct", "first", "last", "trend"] as const).map((measure) => [
        measure,
        withProperty(measure),
      ]),
    ),
  };
}

/** Makes a step of a sequence, or what answers an interaction. */
export function stepOf(types: string | readonly string[], where: WhereClause<object> | undefined): Step {
  return { types: listOf(types), ...(where !== undefined && { where: buildWhere(where) }) };
}

/** Returns one type or several as a list. */
export function listOf<Type>(types: Types<Type>): readonly Type[] {
  return Array.isArray(types) ? types : [types as Type];
}

function anchor(of: Record<string, Types<string>>): WindowAnchor {
  if ("attribute" in of) return { attribute: of.attribute as string };
  return "first" in of ? { first: listOf(of.first) } : { last: listOf(of.last as Types<string>) };
}
