import type { CalendarUnit, Duration, InstantInput } from "../../kernel/index.js";
import { anything, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import type {
  CalendarChoice,
  DatePart,
  DayRange,
  FigureComparison,
  ItemWhere,
  LeapDay,
  NumberTest,
  Operand,
  RuleDuration,
  Scalar,
  Test,
  ZoneSpec,
} from "../language/expression.js";
import type { FieldAt, FieldPath } from "./field-paths.js";
import type { KnownName, NameOf } from "./known-name.js";
import { type AttributeReference, type FigureInput, type FigureOperand, type FigureOptions, isFigure } from "./figures.js";

/** A constant, or what it can be compared with: another attribute, a metric or a figure; constants only in a `where`. */
export type Compared<Constant, Path extends string> = [Path] extends [never] ? Constant : Constant | FigureOperand<Path>;

/** Options of a comparison of text. */
export interface TextOptions {
  /** Ignores the case of A–Z only, since databases disagree on other letters. */
  readonly ignoreCase?: boolean | undefined;
}

/** Options of a test that reads a calendar. */
export interface ZoneOptions {
  /** Time zone whose dates count; it may be the one of each subject. */
  readonly zone: ZoneSpec;
}

/** Options of an age or an anniversary. */
export interface DateOptions extends ZoneOptions {
  /** Anniversary of 29 February in other years; defaults to 28 February. */
  readonly leapDay?: LeapDay | undefined;
}

/** Tests of any value. */
export interface PresenceTests<Out> {
  /** The value is absent, `null`, NaN, or of another type. */
  isMissing(): Out;
  /** The value is present and of its type. */
  isPresent(): Out;
}

/** Tests of a number. A missing number fails them all. */
export interface NumberTests<Out, Path extends string = never> extends PresenceTests<Out> {
  equals(value: Compared<number, Path>): Out;
  notEquals(value: Compared<number, Path>): Out;
  isOneOf(values: readonly number[]): Out;
  isNotOneOf(values: readonly number[]): Out;
  atLeast(value: Compared<number, Path>): Out;
  moreThan(value: Compared<number, Path>): Out;
  atMost(value: Compared<number, Path>): Out;
  lessThan(value: Compared<number, Path>): Out;
  /** Both ends included. */
  between(from: number | AttributeReference<Path>, to: number | AttributeReference<Path>): Out;
}

/** Tests of the day and month of a date, or of an instant in the zone, which recur every year (birthdays). */
export interface AnniversaryTests<Out> {
  /** Today or within the next local days. */
  anniversaryWithin(days: number, options: DateOptions): Out;
  /** In a range of local days counted from today, both ends included; days before today are negative. */
  anniversaryBetween(from: number, to: number, options: DateOptions): Out;
  /** Exactly so many local days ago; 0 is today. */
  anniversaryAgo(days: number, options: DateOptions): Out;
  /** In the calendar unit of today. */
  anniversaryInThis(unit: CalendarUnit, options: DateOptions): Out;
  /** In the calendar unit before the one of today. */
  anniversaryInPrevious(unit: CalendarUnit, options: DateOptions): Out;
  /** In the calendar unit after the one of today: a birthday next month. */
  anniversaryInNext(unit: CalendarUnit, options: DateOptions): Out;
}

/** Tests of a text or a date (`YYYY-MM-DD`). A missing value fails them all. */
export interface TextTests<Value extends string, Out, Path extends string = never>
  extends PresenceTests<Out>,
    AnniversaryTests<Out> {
  equals(value: Value | AttributeReference<Path>, options?: TextOptions): Out;
  notEquals(value: Value | AttributeReference<Path>, options?: TextOptions): Out;
  isOneOf(values: readonly Value[], options?: TextOptions): Out;
  isNotOneOf(values: readonly Value[], options?: TextOptions): Out;
  /** In code-point order. */
  atLeast(value: string): Out;
  moreThan(value: string): Out;
  atMost(value: string): Out;
  lessThan(value: string): Out;
  between(from: string, to: string): Out;
  contains(text: string, options?: TextOptions): Out;
  startsWith(text: string, options?: TextOptions): Out;
  endsWith(text: string, options?: TextOptions): Out;
  /** `*` stands for any text. */
  isLike(pattern: string, options?: TextOptions): Out;
  /** Date only: strictly before another; before an instant by its local date in a zone. */
  before(date: Compared<string, Path>, options?: FigureOptions): Out;
  /** Date only: strictly after another; after an instant by its local date in a zone. */
  after(date: Compared<string, Path>, options?: FigureOptions): Out;
  /** Date only: within the last local days, today included. */
  withinLast(duration: Duration, options: ZoneOptions): Out;
  /** Date only: within the next local days, from tomorrow on. */
  withinNext(duration: Duration, options: { readonly zone: ZoneSpec }): Out;
  /** Date only: in the calendar unit of today, as a whole. */
  inThis(unit: CalendarUnit, options: ZoneOptions): Out;
  /** Date only: in the calendar unit before the one of today. */
  inPrevious(unit: CalendarUnit, options: ZoneOptions): Out;
  /** Date only: in the calendar unit after the one of today. */
  inNext(unit: CalendarUnit, options: ZoneOptions): Out;
  /** Date only: its month, 1 to 12. */
  month(): WholeNumberTests<Out>;
  /** Date only: its day of the month, 1 to 31. */
  dayOfMonth(): WholeNumberTests<Out>;
  /** Date only: its weekday, 1 (Monday) to 7 (Sunday). */
  weekday(): WholeNumberTests<Out>;
  /** Date only: whole years since the date. */
  age(options: DateOptions): WholeNumberTests<Out>;
}

/** Tests of true and false. */
export interface BooleanTests<Out> extends PresenceTests<Out> {
  equals(value: boolean): Out;
  notEquals(value: boolean): Out;
  isTrue(): Out;
  isFalse(): Out;
}

/** Tests of an instant. */
export interface InstantTests<Out, Path extends string = never> extends PresenceTests<Out>, AnniversaryTests<Out> {
  /** Strictly before another; before a date by the local date in a zone. */
  before(instant: Compared<InstantInput, Path>, options?: FigureOptions): Out;
  /** Strictly after another; after a date by the local date in a zone. */
  after(instant: Compared<InstantInput, Path>, options?: FigureOptions): Out;
  /** In `(asOf − duration, asOf]`. */
  withinLast(duration: Duration): Out;
  /** In `(asOf, asOf + duration]`. */
  withinNext(duration: Duration): Out;
  /** In the calendar unit of `asOf`, as a whole: this month up to its end. */
  inThis(unit: CalendarUnit, options: ZoneOptions): Out;
  /** In the calendar unit before the one of `asOf`. */
  inPrevious(unit: CalendarUnit, options: ZoneOptions): Out;
  /** In the calendar unit after the one of `asOf`. */
  inNext(unit: CalendarUnit, options: ZoneOptions): Out;
  /** Its month in a zone, 1 to 12. */
  month(options: ZoneOptions): WholeNumberTests<Out>;
  /** Its day of the month in a zone, 1 to 31. */
  dayOfMonth(options: ZoneOptions): WholeNumberTests<Out>;
  /** Its weekday in a zone, 1 (Monday) to 7 (Sunday). */
  weekday(options: ZoneOptions): WholeNumberTests<Out>;
  /** Its hour in a zone, 0 to 23. */
  hour(options: ZoneOptions): WholeNumberTests<Out>;
}

/** Tests of a length of time. */
export interface DurationTests<Out, Path extends string = never> extends PresenceTests<Out> {
  equals(value: Compared<RuleDuration, Path>): Out;
  notEquals(value: Compared<RuleDuration, Path>): Out;
  atLeast(value: Compared<RuleDuration, Path>): Out;
  moreThan(value: Compared<RuleDuration, Path>): Out;
  atMost(value: Compared<RuleDuration, Path>): Out;
  lessThan(value: Compared<RuleDuration, Path>): Out;
  between(from: RuleDuration, to: RuleDuration): Out;
}

/** Tests of a list. */
export interface ListTests<Element extends Scalar, Out> extends PresenceTests<Out> {
  has(value: Element): Out;
  hasAny(values: readonly Element[]): Out;
  hasAll(values: readonly Element[]): Out;
  /** Number of elements. */
  size(): WholeNumberTests<Out>;
}

/** Tests of an integer that is never missing. */
export interface WholeNumberTests<Out> {
  equals(value: number): Out;
  notEquals(value: number): Out;
  atLeast(value: number): Out;
  moreThan(value: number): Out;
  atMost(value: number): Out;
  lessThan(value: number): Out;
  between(from: number, to: number): Out;
}

/** Tests of a timeline's value. */
export interface StateTests<Out> extends PresenceTests<Out> {
  isTrue(): Out;
  isFalse(): Out;
  equals(value: Scalar): Out;
  notEquals(value: Scalar): Out;
  isOneOf(values: readonly Scalar[]): Out;
  isNotOneOf(values: readonly Scalar[]): Out;
  atLeast(value: number): Out;
  moreThan(value: number): Out;
  atMost(value: number): Out;
  lessThan(value: number): Out;
  between(from: number, to: number): Out;
}

/** Builds conditions on one item of a list of objects. */
export interface ItemBuilder<Item> {
  /** A field of the item, by path. */
  <const Path extends NameOf<FieldPath<Item>>>(path: KnownName<Path, FieldPath<Item>>): TestsOf<FieldAt<Item, Path>, ItemWhere>;
  all(...of: readonly ItemWhere[]): ItemWhere;
  any(...of: readonly ItemWhere[]): ItemWhere;
  not(of: ItemWhere): ItemWhere;
}

/** Conditions on an item. */
export type ItemClause<Item> = (item: ItemBuilder<Item>) => ItemWhere;

/** Tests of a list of objects. */
export interface ItemTests<Item, Out> extends PresenceTests<Out> {
  /** Number of items. */
  size(): WholeNumberTests<Out>;
  /** One and the same item satisfies all the conditions. */
  someItem(clause: ItemClause<Item>): Out;
  /** Number of items that satisfy conditions; 0 for a missing list. */
  itemCount(clause?: ItemClause<Item>): WholeNumberTests<Out>;
}

/** The tests of a field with an unknown name, so that the compiler shows the name as the only error. */
export type UnknownTests<Out> = Readonly<Record<string, (...values: readonly unknown[]) => Out>>;

/** The tests that apply to a type of value. */
export type TestsOf<Value, Out, Path extends string = never> = [Value] extends [never]
  ? UnknownTests<Out>
  : [Value] extends [boolean]
    ? BooleanTests<Out>
    : [Value] extends [number]
      ? NumberTests<Out, Path>
      : [Value] extends [string]
        ? TextTests<Value, Out, Path>
        : [Value] extends [Date]
          ? InstantTests<Out, Path>
          : [Value] extends [readonly (infer Element)[]]
            ? [Element] extends [string | number]
              ? ListTests<Element, Out>
              : ItemTests<Element, Out>
            : PresenceTests<Out>;

/**
 * Makes every test at run time; the public types above restrict them.
 *
 * @param figures - emits a comparison with a metric or a figure; absent where there is none
 */
export function testsFor<Out>(emit: (test: Test) => Out, figures?: FigureComparisons<Out>) {
  const withFigure =
    <Rest extends readonly unknown[]>(is: FigureComparison, plain: (value: Operand, ...rest: Rest) => Out) =>
    (value: Operand, ...rest: Rest): Out =>
      figures !== undefined && isFigure(value) ? figures[is](value as FigureInput<string>) : plain(value, ...rest);
  const compare = (is: "atLeast" | "moreThan" | "atMost" | "lessThan") => withFigure(is, (value) => emit({ is, value }));
  const text = (is: "contains" | "startsWith" | "endsWith" | "like") => (value: string, options?: TextOptions) =>
    emit({ is, value, ...fold(options) });
  const side = (is: "before" | "after") => (value: InstantInput | FigureOperand<string>, options?: FigureOptions) => {
    if (figures !== undefined && typeof value === "object" && !(value instanceof Date))
      return figures[is === "before" ? "lessThan" : "moreThan"](value, options);
    return emit({ is, value: typeof value === "string" ? value : new Date(toMilliseconds(value as InstantInput)).toISOString() });
  };
  const near = (is: "withinLast" | "withinNext") => (duration: Duration, options?: ZoneOptions) => {
    const { zone } = requireOptions(options, ZONE_OPTION);
    return emit({ is, duration, ...(zone !== undefined && { zone }) });
  };
  const calendar = (which: CalendarChoice) => (unit: CalendarUnit, options: ZoneOptions) => {
    const { zone } = requireOptions(options, ZONE_OPTION, { mandatory: ["zone"] });
    return emit({ is: "calendar", which, unit, zone });
  };
  const anniversary = (days: number | DayRange, options: DateOptions) =>
    emit({ is: "anniversary", days, ...calendarOf(options) });
  const anniversaryIn = (which: CalendarChoice) => (unit: CalendarUnit, options: DateOptions) =>
    emit({ is: "anniversary", which, unit, ...calendarOf(options) });
  const part = (name: DatePart) => (options?: ZoneOptions) => {
    const { zone } = requireOptions(options, ZONE_OPTION);
    return wholeNumberTests((test) => emit({ is: "part", part: name, test, ...(zone !== undefined && { zone }) }));
  };
  return {
    isMissing: () => emit({ is: "missing" }),
    isPresent: () => emit({ is: "present" }),
    isTrue: () => emit({ is: "equals", value: true }),
    isFalse: () => emit({ is: "equals", value: false }),
    equals: withFigure("equals", (value, options?: TextOptions) => emit({ is: "equals", value, ...fold(options) })),
    notEquals: withFigure("notEquals", (value, options?: TextOptions) => emit({ is: "notEquals", value, ...fold(options) })),
    isOneOf: (values: readonly Scalar[], options?: TextOptions) => emit({ is: "oneOf", values, ...fold(options) }),
    isNotOneOf: (values: readonly Scalar[], options?: TextOptions) => emit({ is: "notOneOf", values, ...fold(options) }),
    atLeast: compare("atLeast"),
    moreThan: compare("moreThan"),
    atMost: compare("atMost"),
    lessThan: compare("lessThan"),
    between: (from: Operand, to: Operand) => emit({ is: "between", from, to }),
    contains: text("contains"),
    startsWith: text("startsWith"),
    endsWith: text("endsWith"),
    isLike: text("like"),
    has: (value: Scalar) => emit({ is: "has", value }),
    hasAny: (values: readonly Scalar[]) => emit({ is: "hasAny", values }),
    hasAll: (values: readonly Scalar[]) => emit({ is: "hasAll", values }),
    size: () => wholeNumberTests((test) => emit({ is: "size", test })),
    someItem: (clause: ItemClause<object>) => emit({ is: "someItem", where: itemWhere(clause) }),
    itemCount: (clause?: ItemClause<object>) => {
      const where = clause === undefined ? {} : { where: itemWhere(clause) };
      return wholeNumberTests((test) => emit({ is: "itemCount", test, ...where }));
    },
    before: side("before"),
    after: side("after"),
    withinLast: near("withinLast"),
    withinNext: near("withinNext"),
    inThis: calendar("this"),
    inPrevious: calendar("previous"),
    inNext: calendar("next"),
    month: part("month"),
    dayOfMonth: part("dayOfMonth"),
    weekday: part("weekday"),
    hour: part("hour"),
    age: (options: DateOptions) => {
      const calendar = calendarOf(options);
      return wholeNumberTests((test) => emit({ is: "age", test, ...calendar }));
    },
    anniversaryWithin: (days: number, options: DateOptions) => anniversary(days, options),
    anniversaryBetween: (from: number, to: number, options: DateOptions) => anniversary({ from, to }, options),
    anniversaryAgo: (days: number, options: DateOptions) => anniversary({ from: 0 - days, to: 0 - days }, options),
    anniversaryInThis: anniversaryIn("this"),
    anniversaryInPrevious: anniversaryIn("previous"),
    anniversaryInNext: anniversaryIn("next"),
  };
}

function itemWhere(clause: ItemClause<object>): ItemWhere {
  const item = Object.assign((path: string) => testsFor((test): ItemWhere => ({ kind: "property", path, test })), {
    all: (...of: readonly ItemWhere[]): ItemWhere => ({ kind: "all", of }),
    any: (...of: readonly ItemWhere[]): ItemWhere => ({ kind: "any", of }),
    not: (of: ItemWhere): ItemWhere => ({ kind: "not", of }),
  });
  return clause(item as unknown as ItemBuilder<object>);
}

/** Comparisons with figures. */
type FigureComparisons<Out> = Readonly<Record<FigureComparison, (value: FigureInput<string>, options?: FigureOptions) => Out>>;

// The check of the rule tells what is wrong with a value.
const ZONE_OPTION: OptionShape<ZoneOptions> = { zone: anything };
const TEXT_OPTIONS: OptionShape<TextOptions> = { ignoreCase: anything };
const DATE_OPTIONS: OptionShape<DateOptions> = { zone: anything, leapDay: anything };

function calendarOf(options: DateOptions): DateOptions {
  const { zone, leapDay } = requireOptions(options, DATE_OPTIONS, { mandatory: ["zone"] });
  return { zone, ...(leapDay !== undefined && { leapDay }) };
}

function fold(options: TextOptions | undefined): TextOptions {
  const { ignoreCase } = requireOptions(options, TEXT_OPTIONS);
  return ignoreCase === undefined ? {} : { ignoreCase };
}

function wholeNumberTests<Out>(emit: (test: NumberTest) => Out): WholeNumberTests<Out> {
  const compare = (is: "equals" | "notEquals" | "atLeast" | "moreThan" | "atMost" | "lessThan") => (value: number) =>
    emit({ is, value });
  return {
    equals: compare("equals"),
    notEquals: compare("notEquals"),
    atLeast: compare("atLeast"),
    moreThan: compare("moreThan"),
    atMost: compare("atMost"),
    lessThan: compare("lessThan"),
    between: (from, to) => emit({ is: "between", from, to }),
  };
}
