import type { CalendarUnit, Duration } from "../../kernel/index.js";

/**
 * A question about one subject at one instant, as plain JSON. The root carries `version: 1`; everything beneath is an
 * {@link Expression}. Build one with `schema.rules`, or read one with `parseRule`.
 */
export type Rule = Expression & { readonly version: 1 };

/** A node of a rule. */
export type Expression = AllExpression | AnyExpression | NotExpression | AtLeastExpression | Leaf;

/** A node that looks at the subject. */
export type Leaf = AttributeExpression | MetricExpression | SequenceExpression | AbsenceExpression | StateExpression;

/** True when every part is. */
export interface AllExpression {
  readonly kind: "all";
  readonly of: readonly Expression[];
}
/** True when one part is. */
export interface AnyExpression {
  readonly kind: "any";
  readonly of: readonly Expression[];
}
/** The complement: true exactly where its part is false. */
export interface NotExpression {
  readonly kind: "not";
  readonly of: Expression;
}
/** True when at least `count` parts are. */
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
/** A test of a figure over the history. */
export interface MetricExpression {
  readonly kind: "metric";
  readonly metric: Metric;
  readonly test: Test;
}
/** First this, then that: every step strictly later than the one before. */
export interface SequenceExpression {
  readonly kind: "sequence";
  /** Two or more. */
  readonly steps: readonly Step[];
  /** The last step lies in (A, A + within). */
  readonly within?: Duration;
  /** Bounds the first step (A) only. */
  readonly window?: WindowSpec;
  /** From the last A in the window (default), or from any. */
  readonly anchor?: "last" | "any";
}
/** First this, then not that within a time: false until the time is over, true from then. */
export interface AbsenceExpression {
  readonly kind: "absence";
  readonly first: Step;
  readonly missing: Step;
  readonly within: Duration;
  /** Bounds the first step only. */
  readonly window?: WindowSpec;
  readonly anchor?: "last" | "any";
}
/** A test of a timeline's value (`stage:retail`, `segment:vip`, `score:churn`). */
export interface StateExpression {
  readonly kind: "state";
  readonly key: string;
  readonly test: Test;
  /** The test has held without a break for at least this long. */
  readonly for?: Duration;
}

/** An interaction of one of some types, with conditions on its properties. */
export interface Step {
  readonly types: readonly string[];
  readonly where?: Where;
}

/** What a metric computes. */
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
  | "trend"
  | "knownFor";

/** A figure over the interactions of some types in a window. */
export interface Metric {
  readonly measure: Measure;
  /** Interaction types; every measure but `knownFor` has at least one. */
  readonly types?: readonly string[];
  /** Property that sum, average, minimum, maximum, distinct work on; first, last and trend by choice. */
  readonly property?: string;
  /** Currency that an amount is in; other currencies count as missing. */
  readonly currency?: string;
  readonly where?: Where;
  /** All history without. */
  readonly window?: WindowSpec;
  /** Zone of the days that `daysActive` counts. */
  readonly zone?: string;
}

/** Which interactions a metric looks at. All of them end at `asOf`. */
export type WindowSpec =
  /** `(asOf − duration, asOf]` */
  | { readonly kind: "last"; readonly duration: Duration }
  /** `[from, to)` */
  | { readonly kind: "between"; readonly from: string; readonly to: string }
  /** `[from, asOf]` */
  | { readonly kind: "since"; readonly from: string }
  /** before `to` */
  | { readonly kind: "until"; readonly to: string }
  /** `[start of the unit, asOf]` */
  | { readonly kind: "this"; readonly unit: CalendarUnit; readonly zone: string }
  /** the whole unit before this one */
  | { readonly kind: "previous"; readonly unit: CalendarUnit; readonly zone: string }
  /** `[anchor, anchor + duration)` */
  | { readonly kind: "within"; readonly duration: Duration; readonly of: WindowAnchor };

/** What a relative window starts at. */
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

/** A constant that a test compares with. */
export type Scalar = string | number | boolean;

/** What an ordering test compares with: a constant, a duration (for times), or another attribute of the subject. */
export type Operand = Scalar | Duration | { readonly attribute: string };

/** A test of one value. A missing value fails every test but `missing`. */
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
  | { readonly is: "missing" }
  | { readonly is: "present" }
  /** Strictly before or after an instant (ISO 8601) or a date (YYYY-MM-DD). */
  | { readonly is: "before" | "after"; readonly value: string }
  /** `(asOf − duration, asOf]` and `(asOf, asOf + duration]`; of a date, in whole days of the zone. */
  | { readonly is: "withinLast" | "withinNext"; readonly duration: Duration; readonly zone?: string }
  /** Whole years since a date. */
  | { readonly is: "age"; readonly test: NumberTest; readonly zone: string; readonly leapDay?: LeapDay }
  /** The date's day and month come within the next `days` local days, today included. */
  | { readonly is: "anniversary"; readonly days: number; readonly zone: string; readonly leapDay?: LeapDay };

/** Name of a test. */
export type TestName = Test["is"];

/** A test of a whole number. */
export type NumberTest =
  | { readonly is: "equals" | "notEquals" | "atLeast" | "moreThan" | "atMost" | "lessThan"; readonly value: number }
  | { readonly is: "between"; readonly from: number; readonly to: number };

/** When somebody born on 29 February has their birthday in other years. */
export type LeapDay = "02-28" | "03-01";
