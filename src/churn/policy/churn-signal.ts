import type { Duration, LocalizedText } from "../../kernel/index.js";
import type { Metric } from "../../rules/index.js";
import type { PurchaseRhythm } from "./purchase-rhythm.js";

/** Source of a signal's figure. A missing figure makes the signal unknown, never quiet. */
export type SignalSource =
  /** A rule metric. A length of time is read in `unit`, which defaults to days. */
  | { readonly kind: "metric"; readonly metric: Metric; readonly unit?: Duration | undefined }
  /** One metric divided by another; missing where the divisor is 0. */
  | { readonly kind: "ratio"; readonly of: Metric; readonly to: Metric }
  /** One metric minus another. */
  | { readonly kind: "difference"; readonly of: Metric; readonly less: Metric }
  /** Probability of a gap between purchases at least as long as the current one, by the customer's own rhythm. */
  | { readonly kind: "rhythm"; readonly types: readonly string[]; readonly rhythm: PurchaseRhythm }
  /** A column that the host supplies, such as P(alive) or a usage figure from a warehouse. */
  | { readonly kind: "column"; readonly name: string };

/**
 * Severity of a figure: straight lines between points `[figure, severity]`, with ascending figures and severities from 0 to 1.
 * Beyond either end the severity stays constant.
 */
export type SeverityCurve = readonly (readonly [figure: number, severity: number])[];

/** Reason why customers leave; a retention play addresses one. Hosts may name their own. */
export type ChurnCause =
  | "drifting"
  | "service"
  | "price"
  | "range"
  | "usage"
  | "payment"
  | "contract"
  | "contact"
  | "model"
  | (string & {});

/** Warning sign that a customer may leave, as plain JSON. Hosts define their own in the same form. */
export interface ChurnSignal {
  /** Stable identifier, for programs. */
  readonly id: string;
  readonly label: LocalizedText;
  /**
   * Sentence about what was observed. `{value}` is the figure with at most one decimal and `{percent}` the figure as a
   * percentage; `{value:order|orders}` chooses the singular or the plural.
   */
  readonly reason: LocalizedText;
  readonly cause: ChurnCause;
  readonly source: SignalSource;
  readonly severity: SeverityCurve;
  /** Points of the score at severity 1. */
  readonly points: number;
  /** Keeps the signal unknown for this long after the first of these interactions, so that a new customer is never silent. */
  readonly notBefore?: { readonly types: readonly string[]; readonly after: Duration } | undefined;
  /**
   * When the signal counts as evidence. `"always"` (the default): a quiet signal is evidence that nothing is wrong.
   * `"when-raised"`, for events such as complaints: that none happened says nothing about a customer without any data.
   */
  readonly evidence?: "always" | "when-raised" | undefined;
}

/**
 * Returns the severity of a figure on a curve.
 *
 * @example
 * severityOf([[1, 0], [3, 1]], 2) // => 0.5
 * severityOf([[0.2, 1], [0.8, 0]], 0.1) // => 1
 */
export function severityOf(curve: SeverityCurve, figure: number): number {
  const last = curve.length - 1;
  if (!(figure > curve[0]![0])) return curve[0]![1];
  for (let knot = 1; knot <= last; knot++) {
    const before = curve[knot - 1]!;
    const next = curve[knot]!;
    if (figure <= next[0]) return before[1] + (figure - before[0]) * ((next[1] - before[1]) / (next[0] - before[0]));
  }
  return curve[last]![1];
}
