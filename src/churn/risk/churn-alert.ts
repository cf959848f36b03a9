import { MILLISECONDS_PER } from "../../kernel/index.js";
import type { ChurnPolicy } from "../policy/churn-policy.js";
import type { ChurnRisk } from "./churn-risk.js";
import { compiledPolicyOf } from "../policy/define-churn-policy.js";

/** Where a customer's alert stands: plain JSON, kept by the host between two looks. */
export interface ChurnAlert {
  readonly customerId: string;
  readonly isRaised: boolean;
  /** Epoch milliseconds at which it was raised or cleared; `null` before it ever was. */
  readonly since: number | null;
}

/** What {@link advanceAlert} returns. */
export interface AlertAdvance {
  readonly alert: ChurnAlert;
  /** What happened just now: send it once. */
  readonly event: "raised" | "cleared" | null;
}

/**
 * Brings a customer's alert up to a result, with hysteresis: raised from one score on, cleared only below a lower one, and
 * after that at rest for a while. Unknown changes nothing: silence of the data is no all-clear.
 *
 * @param alert - of the call before; `null` at first
 * @param risk - the customer's result now
 * @throws ClienteleError `undefined_churn_policy`
 * @example
 * const policy = defineChurnPolicy({ id: "service", signals: [complaints({ points: 100 })], alert: { raiseAt: 50, clearBelow: 30 } });
 * const complained = { id: "i1", customerId: "c1", type: "complaint.raised", at: new Date(0), properties: {} };
 * const risk = churnRisk(policy, { id: "c1", attributes: {}, history: [complained] }, { asOf: 0 });
 * advanceAlert(policy, null, risk).event // => "raised"
 */
export function advanceAlert(policy: ChurnPolicy, alert: ChurnAlert | null, risk: ChurnRisk): AlertAdvance {
  const { raiseAt, clearBelow, restDays = 0 } = compiledPolicyOf(policy).policy.alert;
  const before = alert ?? { customerId: risk.customerId, isRaised: false, since: null };
  const { score, asOf } = risk;
  const moved = (isRaised: boolean): AlertAdvance => ({
    alert: { customerId: risk.customerId, isRaised, since: asOf },
    event: isRaised ? "raised" : "cleared",
  });
  if (score === null) return { alert: before, event: null };
  if (before.isRaised) return score < clearBelow ? moved(false) : { alert: before, event: null };
  const isRested = before.since === null || asOf - before.since >= restDays * MILLISECONDS_PER.days;
  return score >= raiseAt && isRested ? moved(true) : { alert: before, event: null };
}
