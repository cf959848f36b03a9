import { requireOptions } from "../../../kernel/internal.js";
import type { ChurnSignal } from "../churn-signal.js";
import { countOf, SIGNAL_OPTIONS, type SignalOptions, spanText } from "./signal-options.js";

/**
 * Signal of failed payments (扣款失败).
 *
 * @throws ClienteleError `invalid_option`, `invalid_duration`
 * @example
 * failedPayments().cause // => "payment"
 */
export function failedPayments(options: SignalOptions = {}): ChurnSignal {
  const {
    points = 30,
    types = ["subscription.payment-failed"],
    within = { days: 30 },
    severity = [
      [0, 0],
      [1, 0.5],
      [3, 1],
    ],
  } = requireOptions(options, SIGNAL_OPTIONS);
  const span = spanText(within);
  return {
    id: "failed-payments",
    label: { en: "Payments fail", zh: "扣款失败" },
    reason: { en: `{value} {value:payment|payments} failed in the last ${span.en}.`, zh: `近 ${span.zh}扣款失败 {value} 次。` },
    cause: "payment",
    source: { kind: "metric", metric: countOf(types, within) },
    severity,
    points,
    evidence: "when-raised",
  };
}
