import type { Duration, LocalizedText } from "../../kernel/index.js";
import type { Metric } from "../../rules/index.js";
import type { PurchaseRhythm } from "./purchase-rhythm.js";

/** Where a signal's figure comes from. A figure that is missing makes the signal unknown, never quiet. */
export type SignalSource =
  /** A rule metric; a length of time is taken in `unit`, days unless told. */
  | { readonly kind: "metric"; readonly metric: Metric; readonly unit?: Duration }
  /** One metric divided by another; missing where that is 0. */
  | { readonly kind: "ratio"; readonly of: Metric; readonly to: Metric }
  /** One metric less another. */
  | { readonly kind: "difference"; readonly of: Metric; readonly less: Metric }
  /** The chance that a gap between purchases is as long as the current one, by the customer's own rhythm. */
  | { readonly kind: "rhythm"; readonly types: readonly string[]; readonly rhythm: PurchaseRhythm }
  /** A column that the host brings: P(alive), a usage figure of a warehouse. */
  | { readonly kind: "column"; readonly name: string };

/**
 * How grave a figure is: straight lines between points `[figure, severity]`, figures ascending, severities from 0 to 1; beyond
 * the ends it stays what it is there.
 */
export type SeverityCurve = readonly (readonly [figure: number, severity: number])[];

/** Why customers leave: what a retention plan answers to. */
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

/** A warning that a customer may leave, as plain JSON. Hosts write their own in the same form. */
export interface ChurnSignal {
  /** Stable, for programs. */
  readonly id: string;
  readonly label: LocalizedText;
  /** What was seen, `{value}` standing for the figure. */
  readonly reason: LocalizedText;
  readonly cause: ChurnCause;
  readonly source: SignalSource;
  readonly severity: SeverityCurve;
  /** Points of the score at severity 1. */
  readonly points: number;
  /** Unknown until so long after the first of these interactions: a new customer is never silent. */
  readonly notBefore?: { readonly types: readonly string[]; readonly after: Duration };
  /**
   * `"always"` unless told: that nothing is wrong is known too. `"when-raised"` for events such as complaints: that there was
   * none says nothing about a customer of whom nothing is known.
   */
  readonly tells?: "always" | "when-raised";
}

/**
 * The severity of a figure on a curve.
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
