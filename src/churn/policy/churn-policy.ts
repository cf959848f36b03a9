import type { LocalizedText } from "../../kernel/index.js";
import type { ChurnSignal } from "./churn-signal.js";

/** Range of the score, from its lowest score up to the next band. */
export interface ChurnBand {
  /** Stable identifier, for programs. */
  readonly id: string;
  readonly label: LocalizedText;
  /** Lowest score of the band, included. */
  readonly from: number;
}

/** Definition of a churn policy, as `defineChurnPolicy` takes it: plain JSON. */
export interface ChurnPolicyDefinition {
  readonly id: string;
  /** Integer of at least 1; raise it with every change. Defaults to 1. */
  readonly version?: number | undefined;
  readonly signals: readonly ChurnSignal[];
  /** Bands in ascending order, the first from 0. Defaults to low (0), watch (25), high (50) and critical (75). */
  readonly bands?: readonly ChurnBand[] | undefined;
  /** Minimum `knownShare` of a score; below it the band is "unknown". Defaults to 0.15. */
  readonly minKnownShare?: number | undefined;
  /** Scores at which an alert is raised and cleared. Defaults to 50 and 35. */
  readonly alert?: AlertRule | undefined;
}

/** Hysteresis of an alert: it is raised at one score and cleared only at a lower one, so that it does not flap. */
export interface AlertRule {
  /** Lowest score that raises the alert. */
  readonly raiseAt: number;
  /** The alert is cleared below this score, which must be lower than `raiseAt`. */
  readonly clearBelow: number;
  /** Days after clearing in which the alert is not raised again. Defaults to 0. */
  readonly restDays?: number | undefined;
}

/** Checked and frozen churn policy, with its defaults filled in; plain data. */
export interface ChurnPolicy {
  readonly id: string;
  readonly version: number;
  readonly signals: readonly ChurnSignal[];
  readonly bands: readonly ChurnBand[];
  readonly minKnownShare: number;
  readonly alert: AlertRule;
}

/** Bands of a policy that defines none. */
export const defaultBands: readonly ChurnBand[] = [
  { id: "low", label: { en: "Low", zh: "低风险" }, from: 0 },
  { id: "watch", label: { en: "Watch", zh: "需关注" }, from: 25 },
  { id: "high", label: { en: "High", zh: "高风险" }, from: 50 },
  { id: "critical", label: { en: "Critical", zh: "极高风险" }, from: 75 },
];

/** Band of a customer of whom too little is known: neither safe nor at risk. */
export const unknownBand: Omit<ChurnBand, "from"> = { id: "unknown", label: { en: "Unknown", zh: "未知" } };
