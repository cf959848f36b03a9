import { type Duration, MILLISECONDS_PER } from "../../../kernel/index.js";
import {
  aNumber,
  anything,
  aText,
  durationMilliseconds,
  listOf,
  type OptionKind,
  type OptionShape,
} from "../../../kernel/internal.js";
import type { Metric } from "../../../rules/index.js";
import type { SeverityCurve } from "../churn-signal.js";

/** Settings that every ready signal takes. */
export interface WeightOptions {
  /** Points of the score at severity 1. */
  readonly points?: number | undefined;
  /** Severity of the figure, as points `[figure, severity]`. */
  readonly severity?: SeverityCurve | undefined;
}

/** Settings of a ready signal that looks back over a span of time. */
export interface SpanOptions extends WeightOptions {
  /** Time to look back over. */
  readonly within?: Duration | undefined;
}

/** Settings of a ready signal that counts interactions in a span of time. */
export interface SignalOptions extends SpanOptions {
  /** Types of the interactions to look at. */
  readonly types?: readonly string[] | undefined;
}

/** Points of a signal. */
export const aPointCount: OptionKind = {
  expected: "a number above 0 and at most 100",
  accepts: (value) => typeof value === "number" && value > 0 && value <= 100,
};

/** Types of interactions. */
export const someTypes = listOf(aText);

export const WEIGHT_OPTIONS: OptionShape<WeightOptions> = { points: aPointCount, severity: listOf(listOf(aNumber())) };
/** `durationMilliseconds` checks the span. */
export const SPAN_OPTIONS: OptionShape<SpanOptions> = { ...WEIGHT_OPTIONS, within: anything };
export const SIGNAL_OPTIONS: OptionShape<SignalOptions> = { ...SPAN_OPTIONS, types: someTypes };

export const ORDERS = ["order.placed"];
export const NINETY_DAYS: Duration = { days: 90 };

/** Severity of a decline: a drop by a third is still quiet, a drop to a tenth is as severe as it gets. */
export const DECLINE: SeverityCurve = [
  [0.1, 1],
  [0.67, 0],
];

export function countOf(types: readonly string[], within: Duration): Metric {
  return { measure: "count", types, window: { kind: "last", duration: within } };
}

/** Number of interactions in a span, divided by the number in the span before it. */
export function trendOf(types: readonly string[], within: Duration): Metric {
  return { measure: "trend", types, window: { kind: "last", duration: within } };
}

/**
 * A span of time as it stands in a sentence ("the last 90 days").
 *
 * @throws ClienteleError `invalid_duration`
 */
export function spanText(within: Duration): { readonly en: string; readonly zh: string } {
  const milliseconds = durationMilliseconds(within, "within");
  const [length, en, zh] =
    milliseconds % MILLISECONDS_PER.days === 0
      ? [milliseconds / MILLISECONDS_PER.days, "day", "天"]
      : [milliseconds / MILLISECONDS_PER.hours, "hour", "小时"];
  const shown = Math.round(length * 10) / 10;
  return { en: shown === 1 ? en : `${shown} ${en}s`, zh: `${shown} ${zh}` };
}
