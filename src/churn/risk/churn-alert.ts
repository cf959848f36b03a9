import { MILLISECONDS_PER } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import type { ChurnPolicy } from "../policy/churn-policy.js";
import { compiledPolicyOf } from "../policy/define-churn-policy.js";
import type { ChurnRisk } from "./churn-risk.js";

/** State of a customer's alert, as plain JSON; the host stores it between two calls. */
export interface ChurnAlert {
  readonly customerId: string;
  readonly isRaised: boolean;
  /** Epoch milliseconds at which the alert was last raised or cleared; `null` if it never was. */
  readonly since: number | null;
}

/** Result of {@link advanceAlert}. */
export interface AlertAdvance {
  readonly alert: ChurnAlert;
  /** Change of this step, to announce once; `null` if nothing changed. */
  readonly event: "raised" | "cleared" | null;
}

/**
 * Updates a customer's alert from a churn risk, with hysteresis: it is raised at one score, cleared only below a lower one, and
 * not raised again for `restDays` after that. An unknown score changes nothing: missing data is not an all-clear.
 *
 * @param alert - the alert from the previous call; `null` at first
 * @param risk - the customer's current result
 * @throws ClienteleError `undefined_churn_policy`
 * @example
 * const policy = defineChurnPolicy({ id: "service", signals: [complaints({ points: 100 })], alert: { raiseAt: 50, clearBelow: 30 } });
 * const complaint = { id: "i1", customerId: "c1", type: "complaint.raised", at: new Date(0), properties: {} };
 * const risk = churnRisk(policy, { id: "c1", attributes: {}, history: [complaint] }, { asOf: 0 });
 * advanceAlert(policy, null, risk).event // => "raised"
 */
export function advanceAlert(policy: ChurnPolicy, alert: ChurnAlert | null, risk: ChurnRisk): AlertAdvance {
  const { raiseAt, clearBelow, restDays = 0 } = compiledPolicyOf(policy).policy.alert;
  const before = alert ?? { customerId: risk.customerId, isRaised: false, since: null };
  const { score } = risk;
  const asOf = toMilliseconds(risk.asOf, "risk.asOf");
  const changed = (isRaised: boolean): AlertAdvance => ({
    alert: { customerId: risk.customerId, isRaised, since: asOf },
    event: isRaised ? "raised" : "cleared",
  });
  if (score === null) return { alert: before, event: null };
  if (before.isRaised) return score < clearBelow ? changed(false) : { alert: before, event: null };
  const isRested = before.since === null || asOf - before.since >= restDays * MILLISECONDS_PER.days;
  return score >= raiseAt && isRested ? changed(true) : { alert: before, event: null };
}
