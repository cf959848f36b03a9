import type { Duration, InstantInput } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import type { LeapDay, NumberTest, Operand, Scalar, Test } from "../language/expression.js";

/** Another attribute of the subject to compare with. */
export interface AttributeReference<Path extends string> {
  readonly attribute: Path;
}

/** How to compare text. */
export interface TextOptions {
  /** Folds A–Z only: every engine agrees on no other letters. */
  readonly ignoreCase?: boolean | undefined;
}

/** Where and when a birthday is. */
export interface DateOptions {
  /** Zone whose calendar counts. */
  readonly zone: string;
  /** 28 February unless told. */
  readonly leapDay?: LeapDay | undefined;
}

/** What every value can be asked. */
export interface PresenceTests<Out> {
  /** Not there, `null`, NaN, or of another type. */
  isMissing(): Out;
  /** There, and of its type. */
  isPresent(): Out;
}

/** Tests of a number. A missing one fails them all. */
export interface NumberTests<Out, Path extends string = never> extends PresenceTests<Out> {
  equals(value: number | AttributeReference<Path>): Out;
  notEquals(value: number | AttributeReference<Path>): Out;
  isOneOf(values: readonly number[]): Out;
  isNotOneOf(values: readonly number[]): Out;
  atLeast(value: number | AttributeReference<Path>): Out;
  moreThan(value: number | AttributeReference<Path>): Out;
  atMost(value: number | AttributeReference<Path>): Out;
  lessThan(value: number | AttributeReference<Path>): Out;
  /** Both ends included. */
  between(from: number | AttributeReference<Path>, to: number | AttributeReference<Path>): Out;
}

/** Tests of a text or a date (`YYYY-MM-DD`). A missing one fails them all. */
export interface TextTests<Value extends string, Out, Path extends string = never> extends PresenceTests<Out> {
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
  /** Of a date: strictly before another. */
  before(date: string): Out;
  /** Of a date: strictly after another. */
  after(date: string): Out;
  /** Of a date: within the last local days, today included. */
  withinLast(duration: Duration, options: { readonly zone: string }): Out;
  /** Of a date: within the next local days, tomorrow the first. */
  withinNext(duration: Duration, options: { readonly zone: string }): Out;
  /** Of a date: whole years since. */
  age(options: DateOptions): WholeNumberTests<Out>;
  /** Of a date: its day and month come within the next local days, today included. */
  anniversaryWithin(days: number, options: DateOptions): Out;
}

/** Tests of true and false. */
export interface BooleanTests<Out> extends PresenceTests<Out> {
  equals(value: boolean): Out;
  notEquals(value: boolean): Out;
  isTrue(): Out;
  isFalse(): Out;
}

/** Tests of an instant. */
export interface InstantTests<Out> extends PresenceTests<Out> {
  before(instant: InstantInput): Out;
  after(instant: InstantInput): Out;
  /** `(asOf − duration, asOf]` */
  withinLast(duration: Duration): Out;
  /** `(asOf, asOf + duration]` */
  withinNext(duration: Duration): Out;
}

/** Tests of a length of time. */
export interface DurationTests<Out> extends PresenceTests<Out> {
  equals(value: Duration): Out;
  notEquals(value: Duration): Out;
  atLeast(value: Duration): Out;
  moreThan(value: Duration): Out;
  atMost(value: Duration): Out;
  lessThan(value: Duration): Out;
  between(from: Duration, to: Duration): Out;
}

/** Tests of a list. */
export interface ListTests<Element extends Scalar, Out> extends PresenceTests<Out> {
  has(value: Element): Out;
  hasAny(values: readonly Element[]): Out;
  hasAll(values: readonly Element[]): Out;
  /** How many elements. */
  size(): WholeNumberTests<Out>;
}

/** Tests of a whole number that is always there. */
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

/** The tests of a field whose name is unknown: the name is the one error that the compiler shows. */
export type UnknownTests<Out> = Readonly<Record<string, (...values: readonly unknown[]) => Out>>;

/** The tests that a type of value takes. */
export type TestsOf<Value, Out, Path extends string = never> = [Value] extends [never]
  ? UnknownTests<Out>
  : [Value] extends [boolean]
    ? BooleanTests<Out>
    : [Value] extends [number]
      ? NumberTests<Out, Path>
      : [Value] extends [string]
        ? TextTests<Value, Out, Path>
        : [Value] extends [Date]
          ? InstantTests<Out>
          : [Value] extends [readonly (infer Element)[]]
            ? [Element] extends [string | number]
              ? ListTests<Element, Out>
              : PresenceTests<Out> & Pick<ListTests<never, Out>, "size">
            : PresenceTests<Out>;

/** Every test, for whatever type of value; the public types show only those that fit. */
export function testsFor<Out>(emit: (test: Test) => Out) {
  const compare = (is: "atLeast" | "moreThan" | "atMost" | "lessThan") => (value: Operand) => emit({ is, value });
  const text =
    (is: "contains" | "startsWith" | "endsWith" | "like") =>
    (value: string, options: TextOptions = {}) =>
      emit({ is, value, ...fold(options) });
  const side = (is: "before" | "after") => (value: InstantInput | string) =>
    emit({ is, value: typeof value === "string" ? value : new Date(toMilliseconds(value)).toISOString() });
  const near =
    (is: "withinLast" | "withinNext") =>
    (duration: Duration, options: { readonly zone?: string | undefined } = {}) =>
      emit({ is, duration, ...(options.zone !== undefined && { zone: options.zone }) });
  return {
    isMissing: () => emit({ is: "missing" }),
    isPresent: () => emit({ is: "present" }),
    isTrue: () => emit({ is: "equals", value: true }),
    isFalse: () => emit({ is: "equals", value: false }),
    equals: (value: Operand, options: TextOptions = {}) => emit({ is: "equals", value, ...fold(options) }),
    notEquals: (value: Operand, options: TextOptions = {}) => emit({ is: "notEquals", value, ...fold(options) }),
    isOneOf: (values: readonly Scalar[], options: TextOptions = {}) => emit({ is: "oneOf", values, ...fold(options) }),
    isNotOneOf: (values: readonly Scalar[], options: TextOptions = {}) => emit({ is: "notOneOf", values, ...fold(options) }),
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
    before: side("before"),
    after: side("after"),
    withinLast: near("withinLast"),
    withinNext: near("withinNext"),
    age: ({ zone, leapDay }: DateOptions) =>
      wholeNumberTests((test) => emit({ is: "age", test, zone, ...(leapDay !== undefined && { leapDay }) })),
    anniversaryWithin: (days: number, { zone, leapDay }: DateOptions) =>
      emit({ is: "anniversary", days, zone, ...(leapDay !== undefined && { leapDay }) }),
  };
}

function fold({ ignoreCase }: TextOptions): TextOptions {
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
