import type { LocalizedText } from "../../kernel/index.js";
import type { ChurnSignal } from "./churn-signal.js";

/** A range of the score. */
export interface ChurnBand {
  /** Stable, for programs. */
  readonly id: string;
  readonly label: LocalizedText;
  /** Lowest score of it. */
  readonly from: number;
}

/** What `defineChurnPolicy` takes; plain JSON. */
export interface ChurnPolicyDefinition {
  readonly id: string;
  /** Whole, from 1; raise it with every change. 1 unless given. */
  readonly version?: number | undefined;
  readonly signals: readonly ChurnSignal[];
  /** Ascending, the first from 0; low, watch (25), high (50) and critical (75) unless given. */
  readonly bands?: readonly ChurnBand[] | undefined;
  /** Below this confidence the answer is "unknown"; .15 unless given. */
  readonly leastConfidence?: number | undefined;
  /** When an alert is raised and cleared. */
  readonly alert?: AlertRule | undefined;
}

/** Hysteresis: an alert opens at one score and closes only at a lower one, so that a customer does not flap. */
export interface AlertRule {
  /** Raised from this score on. */
  readonly raiseAt: number;
  /** Cleared below this score; lower than `raiseAt`. */
  readonly clearBelow: number;
  /** Not raised again until so many days after it was cleared; 0 unless given. */
  readonly restDays?: number;
}

/** A policy that passed its checks, frozen; plain data. */
export interface ChurnPolicy {
  readonly id: string;
  readonly version: number;
  readonly signals: readonly ChurnSignal[];
  readonly bands: readonly ChurnBand[];
  readonly leastConfidence: number;
  readonly alert: AlertRule;
}

/** Bands unless a policy has its own. */
export const defaultBands: readonly ChurnBand[] = [
  { id: "low", label: { en: "Low", zh: "低风险" }, from: 0 },
  { id: "watch", label: { en: "Watch", zh: "关注" }, from: 25 },
  { id: "high", label: { en: "High", zh: "高风险" }, from: 50 },
  { id: "critical", label: { en: "Critical", zh: "极高风险" }, from: 75 },
];

/** What a customer is in of whom too little is known: neither safe nor at risk. */
export const unknownBand: Omit<ChurnBand, "from"> = { id: "unknown", label: { en: "Unknown", zh: "未知" } };
