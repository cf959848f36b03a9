import { type CalendarUnit, type Duration, type InstantInput } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import type { Metric, Rule, Test, WindowAnchor, WindowSpec } from "../language/expression.js";
import type { FieldAt, FieldPath, FieldPathTo } from "./field-paths.js";
import type { KnownName, NameOf } from "./known-name.js";
import { type DurationTests, type InstantTests, type NumberTests, type TestsOf, testsFor } from "./tests.js";
import { buildWhere, type WhereClause } from "./where.js";

type TypeOf<Interactions> = keyof Interactions & string;

/** One type or several. */
export type Types<Type> = Type | readonly Type[];

/** The properties that interactions of these types have. */
export type PropertiesOf<Interactions, Type> = Interactions[Type & keyof Interactions];

/** The currency that an amount is in. */
export interface AmountOptions {
  readonly currency?: string | undefined;
}

/** Which interactions a metric looks at, then the tests of its value. Each call gives a new metric. */
export type MetricChain<Interactions, Type extends string, Path extends string, Tests> = Tests &
  MetricWindows<Interactions, Type, Path, Tests> & {
    /** The metric alone, for `metricsToSql` and for tables of figures. */
    readonly metric: Metric;
  };

/** The windows of a metric; without one it looks at all history. */
export interface MetricWindows<Interactions, Type extends string, Path extends string, Tests> {
  /** Only interactions that meet a condition. */
  where(clause: WhereClause<PropertiesOf<Interactions, Type>>): MetricChain<Interactions, Type, Path, Tests>;
  /** `(asOf − duration, asOf]` */
  last(duration: Duration): MetricChain<Interactions, Type, Path, Tests>;
  /** `[from, to)` */
  during(from: InstantInput, to: InstantInput): MetricChain<Interactions, Type, Path, Tests>;
  /** `[from, asOf]` */
  since(from: InstantInput): MetricChain<Interactions, Type, Path, Tests>;
  /** Before `to`. */
  until(to: InstantInput): MetricChain<Interactions, Type, Path, Tests>;
  /** This day, week, month, quarter or year of a zone, up to now. */
  this(unit: CalendarUnit, zone: string): MetricChain<Interactions, Type, Path, Tests>;
  /** The whole unit before this one. */
  previous(unit: CalendarUnit, zone: string): MetricChain<Interactions, Type, Path, Tests>;
  /** `[anchor, anchor + duration)` from the first or last interaction of a type, or from an instant among the attributes. */
  within(
    duration: Duration,
    of:
      | { readonly first: Types<TypeOf<Interactions>> }
      | { readonly last: Types<TypeOf<Interactions>> }
      | { readonly attribute: Path },
  ): MetricChain<Interactions, Type, Path, Tests>;
}

/** Figures over the history. */
export interface MetricBuilder<Interactions, Path extends string> {
  /** How many. */
  count<const Type extends NameOf<TypeOf<Interactions>>>(
    types: Types<KnownName<Type, TypeOf<Interactions>>>,
  ): MetricChain<Interactions, Type, Path, NumberTests<Rule, Path>>;
  /** Sum of a property; an amount of money names its currency. */
  sum<const Type extends NameOf<TypeOf<Interactions>>>(
    types: Types<KnownName<Type, TypeOf<Interactions>>>,
    property: FieldPathTo<PropertiesOf<Interactions, Type>, number>,
    options?: AmountOptions,
  ): MetricChain<Interactions, Type, Path, NumberTests<Rule, Path>>;
  /** Mean of a property; missing over none. */
  average<const Type extends NameOf<TypeOf<Interactions>>>(
    types: Types<KnownName<Type, TypeOf<Interactions>>>,
    property: FieldPathTo<PropertiesOf<Interactions, Type>, number>,
    options?: AmountOptions,
  ): MetricChain<Interactions, Type, Path, NumberTests<Rule, Path>>;
  /** Smallest value of a property. */
  minimum<const Type extends NameOf<TypeOf<Interactions>>>(
    types: Types<KnownName<Type, TypeOf<Interactions>>>,
    property: FieldPathTo<PropertiesOf<Interactions, Type>, number>,
    options?: AmountOptions,
  ): MetricChain<Interactions, Type, Path, NumberTests<Rule, Path>>;
  /** Largest value of a property. */
  maximum<const Type extends NameOf<TypeOf<Interactions>>>(
    types: Types<KnownName<Type, TypeOf<Interactions>>>,
    property: FieldPathTo<PropertiesOf<Interactions, Type>, number>,
    options?: AmountOptions,
  ): MetricChain<Interactions, Type, Path, NumberTests<Rule, Path>>;
  /** How many different values of a property. */
  distinct<const Type extends NameOf<TypeOf<Interactions>>>(
    types: Types<KnownName<Type, TypeOf<Interactions>>>,
    property: FieldPath<PropertiesOf<Interactions, Type>>,
  ): MetricChain<Interactions, Type, Path, NumberTests<Rule, Path>>;
  /** When the first happened. */
  first<const Type extends NameOf<TypeOf<Interactions>>>(
    types: Types<KnownName<Type, TypeOf<Interactions>>>,
  ): MetricChain<Interactions, Type, Path, InstantTests<Rule>>;
  /** A property of the first. */
  first<const Type extends NameOf<TypeOf<Interactions>>, Property extends FieldPath<PropertiesOf<Interactions, Type>>>(
    types: Types<KnownName<Type, TypeOf<Interactions>>>,
    property: Property,
  ): MetricChain<Interactions, Type, Path, TestsOf<FieldAt<PropertiesOf<Interactions, Type>, Property>, Rule, Path>>;
  /** When the last happened. */
  last<const Type extends NameOf<TypeOf<Interactions>>>(
    types: Types<KnownName<Type, TypeOf<Interactions>>>,
  ): MetricChain<Interactions, Type, Path, InstantTests<Rule>>;
  /** A property of the last. */
  last<const Type extends NameOf<TypeOf<Interactions>>, Property extends FieldPath<PropertiesOf<Interactions, Type>>>(
    types: Types<KnownName<Type, TypeOf<Interactions>>>,
    property: Property,
  ): MetricChain<Interactions, Type, Path, TestsOf<FieldAt<PropertiesOf<Interactions, Type>, Property>, Rule, Path>>;
  /** Time since the first. */
  timeSinceFirst<const Type extends NameOf<TypeOf<Interactions>>>(
    types: Types<KnownName<Type, TypeOf<Interactions>>>,
  ): MetricChain<Interactions, Type, Path, DurationTests<Rule>>;
  /** Time since the last (recency). */
  timeSinceLast<const Type extends NameOf<TypeOf<Interactions>>>(
    types: Types<KnownName<Type, TypeOf<Interactions>>>,
  ): MetricChain<Interactions, Type, Path, DurationTests<Rule>>;
  /** Different local days on which one happened. */
  daysActive<const Type extends NameOf<TypeOf<Interactions>>>(
    types: Types<KnownName<Type, TypeOf<Interactions>>>,
    zone: string,
  ): MetricChain<Interactions, Type, Path, NumberTests<Rule, Path>>;
  /** Longest time between one and the next; the open gap since the last is none. */
  longestGap<const Type extends NameOf<TypeOf<Interactions>>>(
    types: Types<KnownName<Type, TypeOf<Interactions>>>,
  ): MetricChain<Interactions, Type, Path, DurationTests<Rule>>;
  /** Mean time between one and the next. */
  meanGap<const Type extends NameOf<TypeOf<Interactions>>>(
    types: Types<KnownName<Type, TypeOf<Interactions>>>,
  ): MetricChain<Interactions, Type, Path, DurationTests<Rule>>;
  /** Count, or sum of a property, in the rolling window against the window before, as a ratio. Give the window by `.last`. */
  trend<const Type extends NameOf<TypeOf<Interactions>>>(
    types: Types<KnownName<Type, TypeOf<Interactions>>>,
    property?: FieldPathTo<PropertiesOf<Interactions, Type>, number>,
    options?: AmountOptions,
  ): MetricChain<Interactions, Type, Path, NumberTests<Rule, Path>>;
  /** Since when the subject is known: `createdAt`, else the first interaction. */
  knownFor(): DurationTests<Rule> & { readonly metric: Metric };
}

/** How the chain is made at run time; the public types above say what fits. */
export function metricBuilder(emit: (metric: Metric) => (test: Test) => Rule): Record<string, unknown> {
  const chain = (metric: Metric): Record<string, unknown> => {
    const over = (window: WindowSpec): Record<string, unknown> => chain({ ...metric, window });
    const iso = (instant: InstantInput): string => new Date(toMilliseconds(instant)).toISOString();
    return {
      ...testsFor(emit(metric)),
      metric,
      where: (clause: WhereClause<object>) => chain({ ...metric, where: buildWhere(clause) }),
      last: (duration: Duration) => over({ kind: "last", duration }),
      during: (from: InstantInput, to: InstantInput) => over({ kind: "between", from: iso(from), to: iso(to) }),
      since: (from: InstantInput) => over({ kind: "since", from: iso(from) }),
      until: (to: InstantInput) => over({ kind: "until", to: iso(to) }),
      this: (unit: CalendarUnit, zone: string) => over({ kind: "this", unit, zone }),
      previous: (unit: CalendarUnit, zone: string) => over({ kind: "previous", unit, zone }),
      within: (duration: Duration, of: Record<string, Types<string>>) => over({ kind: "within", duration, of: anchor(of) }),
    };
  };
  const plain = (measure: Metric["measure"]) => (types: Types<string>) => chain({ measure, types: listOf(types) });
  const withProperty =
    (measure: Metric["measure"]) =>
    (types: Types<string>, property?: string, { currency }: AmountOptions = {}) =>
      chain({
        measure,
        types: listOf(types),
        ...(property !== undefined && { property }),
        ...(currency !== undefined && { currency }),
      });
  return {
    count: plain("count"),
    timeSinceFirst: plain("timeSinceFirst"),
    timeSinceLast: plain("timeSinceLast"),
    longestGap: plain("longestGap"),
    meanGap: plain("meanGap"),
    daysActive: (types: Types<string>, zone: string) => chain({ measure: "daysActive", types: listOf(types), zone }),
    knownFor: () => ({ ...testsFor(emit({ measure: "knownFor" })), metric: { measure: "knownFor" } }),
    ...Object.fromEntries(
      (["sum", "average", "minimum", "maximum", "distinct", "first", "last", "trend"] as const).map((measure) => [
        measure,
        withProperty(measure),
      ]),
    ),
  };
}

/** One type or several as a list. */
export function listOf<Type>(types: Types<Type>): readonly Type[] {
  return Array.isArray(types) ? types : [types as Type];
}

function anchor(of: Record<string, Types<string>>): WindowAnchor {
  if ("attribute" in of) return { attribute: of.attribute as string };
  return "first" in of ? { first: listOf(of.first) } : { last: listOf(of.last as Types<string>) };
}
