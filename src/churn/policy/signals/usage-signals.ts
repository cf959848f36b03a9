import { requireOptions } from "../../../kernel/internal.js";
import type { ChurnSignal } from "../churn-signal.js";
import { DECLINE, SIGNAL_OPTIONS, type SignalOptions, spanText, trendOf } from "./signal-options.js";

/**
 * Signal of falling logins (登录减少).
 *
 * @throws ClienteleError `invalid_option`, `invalid_duration`
 * @example
 * loginsFalling().points // => 20
 */
export function loginsFalling(options: SignalOptions = {}): ChurnSignal {
  const {
    points = 20,
    types = ["account.logged-in"],
    within = { days: 30 },
    severity = DECLINE,
  } = requireOptions(options, SIGNAL_OPTIONS);
  const span = spanText(within);
  return {
    id: "logins-falling",
    label: { en: "Logs in less often", zh: "登录减少" },
    reason: { en: `Logins are at {percent} of the previous ${span.en}.`, zh: `登录次数仅为前 ${span.zh}的 {percent}。` },
    cause: "usage",
    source: { kind: "metric", metric: trendOf(types, within) },
    severity,
    points,
  };
}

/**
 * Signal of falling usage (使用量下降): how often services were used.
 *
 * @throws ClienteleError `invalid_option`, `invalid_duration`
 * @example
 * usageFalling().cause // => "usage"
 */
export function usageFalling(options: SignalOptions = {}): ChurnSignal {
  const {
    points = 25,
    types = ["service.used"],
    within = { days: 30 },
    severity = DECLINE,
  } = requireOptions(options, SIGNAL_OPTIONS);
  const span = spanText(within);
  return {
    id: "usage-falling",
    label: { en: "Uses the service less", zh: "使用量下降" },
    reason: { en: `Usage is at {percent} of the previous ${span.en}.`, zh: `使用量仅为前 ${span.zh}的 {percent}。` },
    cause: "usage",
    source: { kind: "metric", metric: trendOf(types, within) },
    severity,
    points,
  };
}
