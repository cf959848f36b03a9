import type { CalendarUnit, Duration } from "../../kernel/index.js";

/**
 * A question about one subject at one instant, as plain JSON. The root has `version: 2`; every node below it is an
 * {@link Expression}. Build a rule with `schema.rules`, or read one with `parseRule`. In a rule of version 1, a sequence
 * without an anchor starts at the last first step.
 */
export type Rule = Expression & { readonly version: 1 | 2 };

/** A node of a rule. */
export type Expression = AllExpression | AnyExpression | NotExpression | AtLeastExpression | Leaf;

/** A node that tests the subject. */
export type Leaf =
  | AttributeExpression
  | MetricExpression
  | FiguresExpression
  | SequenceExpression
  | AbsenceExpression
  | StateExpression
  | ShareExpression;

/** Holds when every part holds. */
export interface AllExpression {
  readonly kind: "all";
  readonly of: readonly Expression[];
}
/** Holds when at least one part holds. */
export interface AnyExpression {
  readonly kind: "any";
  readonly of: readonly Expression[];
}
/** Holds exactly when its part does not. */
export interface NotExpression {
  readonly kind: "not";
  readonly of: Expression;
}
/** Holds when at least `count` parts hold. */
export interface AtLeastExpression {
  readonly kind: "atLeast";
  readonly count: number;
  readonly of: readonly Expression[];
}
/** A test of one field of the subject. */
export interface AttributeExpression {
  readonly kind: "attribute";
  /** Keys joined by dots (`address.country`). */
  readonly path: string;
  readonly test: Test;
}
/** A test of a metric of the history. */
export interface MetricExpression {
  readonly kind: "metric";
  readonly metric: Metric;
  readonly test: Test;
}
/**
 * A comparison of two figures of one kind: numbers, money of one currency, lengths of time, dates or instants. It does not hold
 * where a figure is missing.
 */
export interface FiguresExpression {
  readonly kind: "figures";
  readonly left: Figure;
  readonly is: FigureComparison;
  readonly right: Figure;
  /** Time zone whose local date of an instant is compared with a date; only there where a date meets an instant. */
  readonly zone?: string;
}
/** A sequence of steps, each strictly later than the one before unless it is `atOrAfter`. */
export interface SequenceExpression {
  readonly kind: "sequence";
  /** Two or more; the first one is never `atOrAfter`. */
  readonly steps: readonly LaterStep[];
  /** The last step lies in (A, A + within), where A is the first. */
  readonly within?: RuleDuration;
  /** Bounds the first step only. */
  readonly window?: WindowSpec;
  /** Starts at the last first step in the window, or at any; defaults to `"any"`, in version 1 to `"last"`. */
  readonly anchor?: "last" | "any";
  /** All steps carry the same value of this property; a first step without it is followed by nothing. */
  readonly same?: SameProperty;
}
/** A step without another after it within a time. It does not hold until that time is over. */
export interface AbsenceExpression {
  readonly kind: "absence";
  readonly first: Step;
  readonly missing: LaterStep;
  readonly within: RuleDuration;
  /** Bounds the first step only. */
  readonly window?: WindowSpec;
  /** Starts at the last first step in the window, or at any; defaults to `"last"`. */
  readonly anchor?: "last" | "any";
  /**
   * Only a missing step with the same value of this property follows. The anchor `"last"` is then the last first step of each
   * value, and a first step without a value is followed by nothing.
   */
  readonly same?: SameProperty;
}
/**
 * A test of a timeline's value (`stage:retail`, `segment:vip`, `score:churn`): of the value now, of how long it has held, or of
 * a recent change. It has at most one of `for`, `began` and `ended`.
 */
export interface StateExpression {
  readonly kind: "state";
  readonly key: string;
  readonly test: Test;
  /** Minimum time for which the test has held without a break. */
  readonly for?: RuleDuration;
  /** The test began to hold in `(asOf − began, asOf]`, whether it still holds or not. */
  readonly began?: RuleDuration;
  /** The test ceased to hold in `(asOf − ended, asOf]`, whether it holds again or not. */
  readonly ended?: RuleDuration;
}

/**
 * A random share of all subjects, decided by their identifiers alone: the same subjects at every instant and in every
 * database. A larger share with the same salt contains the smaller one; shares with different salts are independent.
 */
export interface ShareExpression {
  readonly kind: "share";
  /** Names the draw: a campaign, an experiment. */
  readonly salt: string;
  /** From 0 (nobody) to 1 (everybody). */
  readonly share: number;
  readonly hash: ShareHash;
}

/**
 * Names the function that places a subject: `fnv1a-fmix32` is the 32-bit FNV-1a hash of the UTF-8 bytes of the salt, one byte
 * 0, and the identifier, followed by the finalizer of MurmurHash3, as a fraction of 2^32.
 */
export type ShareHash = "fnv1a-fmix32";

/** An interaction of one of several types that meets conditions. */
export interface Step {
  /** Interaction types; `order.*` is a family, and `*` any interaction. */
  readonly types: readonly string[];
  readonly where?: Where;
}

/** A step after another. */
export interface LaterStep extends Step {
  /** Admits another interaction at the same instant; otherwise the step is strictly later. */
  readonly atOrAfter?: boolean;
}

/** A property whose value several interactions share: of one name in all of them, or of another name in the first one. */
export type SameProperty = string | { readonly first: string; readonly then: string };

/** Name of what a metric computes. */
export type Measure =
  | "count"
  | "sum"
  | "average"
  | "minimum"
  | "maximum"
  | "distinct"
  | "first"
  | "last"
  | "timeSinceFirst"
  | "timeSinceLast"
  | "daysActive"
  | "longestGap"
  | "meanGap"
  | "longestBreak"
  | "fewestPerPeriod"
  | "trend"
  | "unanswered"
  | "knownFor";

/** A value computed from the interactions of some types in a window. */
export interface Metric {
  readonly measure: Measure;
  /**
   * Interaction types; every measure except `knownFor` has at least one. `order.*` is every type that begins with `order.`,
   * and `*` any interaction whatever. Each interaction counts once.
   */
  readonly types?: readonly string[];
  /** Property that the measure reads; optional for `first`, `last` and `trend`. */
  readonly property?: string;
  /** Currency of the amounts; amounts in other currencies count as missing. */
  readonly currency?: string;
  readonly where?: Where;
  /** Defaults to all history. */
  readonly window?: WindowSpec;
  /** Time zone of the days that `daysActive` counts. */
  readonly zone?: ZoneSpec;
  /** What answers an interaction that `unanswered` counts: the first such step after it. */
  readonly answer?: LaterStep;
  /** An answer carries the same value of this property; an interaction without it is never answered. */
  readonly same?: SameProperty;
  /** Minimum age of the interactions that `unanswered` counts. */
  readonly openFor?: RuleDuration;
  /** Periods that `fewestPerPeriod` counts in; it has no window. */
  readonly periods?: PeriodsSpec;
}

/** Time zone: the IANA name of one, or the one of each subject. */
export type ZoneSpec = string | SubjectZone;

/** The zone that an attribute of the subject names. */
export interface SubjectZone {
  /** Path of a text. Where the schema declares its values, any other value is unknown. */
  readonly attribute: string;
  /** Zone of a subject whose own is missing or unknown. */
  readonly fallback: string;
}

/** The last periods of equal kind, without a gap between them. */
export type PeriodsSpec =
  /** `(asOf − k × duration, asOf − (k − 1) × duration]` for k from 1 to `count`. */
  | { readonly count: number; readonly duration: Duration }
  /** The last whole calendar units, `[start, end)`; the current one is not among them. */
  | { readonly count: number; readonly unit: CalendarUnit; readonly zone: ZoneSpec };

/** Name of a comparison of two figures. */
export type FigureComparison = "equals" | "notEquals" | "atLeast" | "moreThan" | "atMost" | "lessThan";

/**
 * A value that is compared with another, or computed from others. It is missing where a part is missing, where a number is
 * divided by zero, and where a result is not a finite number.
 */
export type Figure =
  /** An attribute; an amount in another currency than `currency` counts as missing. */
  | { readonly attribute: string; readonly currency?: string }
  | { readonly metric: Metric }
  /** A number, an amount of money in minor units, a duration, a date (YYYY-MM-DD) or an instant (ISO 8601). */
  | { readonly value: number | string | Duration; readonly currency?: string }
  /** Numbers, amounts or durations; or an instant and durations. Durations are added in whole milliseconds. */
  | { readonly sum: readonly Figure[] }
  /** As a sum; between two instants a duration, and between two dates a duration of whole days. */
  | { readonly difference: readonly [Figure, Figure] }
  /** One division of doubles. */
  | { readonly ratio: readonly [Figure, Figure] };

/** A span of time. Every window ends at `asOf` at the latest. */
export type WindowSpec =
  /** `(asOf − duration, asOf]` */
  | { readonly kind: "last"; readonly duration: RuleDuration }
  /** `(asOf − from, asOf − to]`, where `from` is longer than `to`: both of exact units, or of one calendar. */
  | { readonly kind: "ago"; readonly from: RuleDuration; readonly to: RuleDuration }
  /** `[from, to)` */
  | { readonly kind: "between"; readonly from: string; readonly to: string }
  /** `[from, asOf]` */
  | { readonly kind: "since"; readonly from: string }
  /** Before `to`. */
  | { readonly kind: "until"; readonly to: string }
  /** `[start of the unit, asOf]` */
  | { readonly kind: "this"; readonly unit: CalendarUnit; readonly zone: ZoneSpec }
  /** The whole unit before the current one. */
  | { readonly kind: "previous"; readonly unit: CalendarUnit; readonly zone: ZoneSpec }
  /** `[anchor, anchor + duration)` */
  | { readonly kind: "within"; readonly duration: Duration; readonly of: WindowAnchor }
  /** `[anchor + from, anchor + to)` */
  | { readonly kind: "after"; readonly from: Duration; readonly to: Duration; readonly of: WindowAnchor };

/** Start of a relative window. */
export type WindowAnchor =
  | { readonly first: readonly string[] }
  | { readonly last: readonly string[] }
  | { readonly attribute: string };

/** Conditions on one interaction. */
export type Where =
  | { readonly kind: "all"; readonly of: readonly Where[] }
  | { readonly kind: "any"; readonly of: readonly Where[] }
  | { readonly kind: "not"; readonly of: Where }
  | { readonly kind: "property"; readonly path: string; readonly test: Test }
  | { readonly kind: "channel"; readonly test: Test };

/** A length of open time of a business calendar. */
export interface BusinessDuration {
  /** A positive number of hours, in whole milliseconds. */
  readonly businessHours: number;
  /** Name of the calendar, whose open hours are the option `calendars`. */
  readonly calendar: string;
}

/** A length of exact units, or of business time. */
export type RuleDuration = Duration | BusinessDuration;

/** Conditions on one item of a list of objects. Paths start at the item. */
export type ItemWhere =
  | { readonly kind: "all" | "any"; readonly of: readonly ItemWhere[] }
  | { readonly kind: "not"; readonly of: ItemWhere }
  | { readonly kind: "property"; readonly path: string; readonly test: Test };

/** A constant in a test. */
export type Scalar = string | number | boolean;

/** Right-hand side of a comparison: a constant, a duration (for lengths of time), or another attribute of the subject. */
export type Operand = Scalar | RuleDuration | AttributeOperand;

/** Another attribute of the subject in a comparison. */
export interface AttributeOperand {
  readonly attribute: string;
}

/** A test of one value. A missing value fails every test except `missing`. */
export type Test =
  | { readonly is: "equals" | "notEquals"; readonly value: Operand; readonly ignoreCase?: boolean }
  | { readonly is: "oneOf" | "notOneOf"; readonly values: readonly Scalar[]; readonly ignoreCase?: boolean }
  | { readonly is: "atLeast" | "moreThan" | "atMost" | "lessThan"; readonly value: Operand }
  /** Both ends included. */
  | { readonly is: "between"; readonly from: Operand; readonly to: Operand }
  | { readonly is: "contains" | "startsWith" | "endsWith"; readonly value: string; readonly ignoreCase?: boolean }
  /** `*` stands for any text. */
  | { readonly is: "like"; readonly value: string; readonly ignoreCase?: boolean }
  | { readonly is: "has"; readonly value: Scalar }
  | { readonly is: "hasAny" | "hasAll"; readonly values: readonly Scalar[] }
  | { readonly is: "size"; readonly test: NumberTest }
  /** One item of a list of objects satisfies all the conditions. */
  | { readonly is: "someItem"; readonly where: ItemWhere }
  /** The number of items that satisfy conditions; 0 for a missing list. */
  | { readonly is: "itemCount"; readonly test: NumberTest; readonly where?: ItemWhere }
  | { readonly is: "missing" }
  | { readonly is: "present" }
  /** Strictly before or after an instant (ISO 8601) or a date (YYYY-MM-DD). */
  | { readonly is: "before" | "after"; readonly value: string }
  /** `(asOf − duration, asOf]` and `(asOf, asOf + duration]`; for a date, in whole days of the zone. */
  | { readonly is: "withinLast" | "withinNext"; readonly duration: Duration; readonly zone?: ZoneSpec }
  /** In the current, the previous or the next calendar unit of the zone, `[start, end)` in each case. */
  | { readonly is: "calendar"; readonly which: CalendarChoice; readonly unit: CalendarUnit; readonly zone: ZoneSpec }
  /** A part of a date, or of an instant in a zone. */
  | { readonly is: "part"; readonly part: DatePart; readonly test: NumberTest; readonly zone?: ZoneSpec }
  /** Whole years since a date. */
  | { readonly is: "age"; readonly test: NumberTest; readonly zone: ZoneSpec; readonly leapDay?: LeapDay }
  /** The day and month of the date, or of an instant in the zone, recur today or within the next `days` local days, or in a range of them. */
  | { readonly is: "anniversary"; readonly days: number | DayRange; readonly zone: ZoneSpec; readonly leapDay?: LeapDay }
  /** They recur in the current, the previous or the next calendar unit. */
  | {
      readonly is: "anniversary";
      readonly which: CalendarChoice;
      readonly unit: CalendarUnit;
      readonly zone: ZoneSpec;
      readonly leapDay?: LeapDay;
    };

/** Local days counted from today, both ends included; days before today are negative. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

/** The calendar unit around `asOf`, or the one before or after it. */
export type CalendarChoice = "this" | "previous" | "next";

/**
 * A part of a date or an instant: its month (1–12), day of the month (1–31), weekday (1 is Monday, 7 is Sunday), or, of an
 * instant only, its hour (0–23). Instants outside of the years 1901 to 2099 have no parts and fail every test of one.
 */
export type DatePart = "month" | "dayOfMonth" | "weekday" | "hour";

/** Name of a test. */
export type TestName = Test["is"];

/** A test of an integer. */
export type NumberTest =
  | { readonly is: "equals" | "notEquals" | "atLeast" | "moreThan" | "atMost" | "lessThan"; readonly value: number }
  | { readonly is: "between"; readonly from: number; readonly to: number };

/** Anniversary of 29 February in years without that day. */
export type LeapDay = "02-28" | "03-01";
