import { requireOptions } from "../../../kernel/internal.js";
import type { ChurnSignal } from "../churn-signal.js";
import { countOf, ORDERS, SIGNAL_OPTIONS, type SignalOptions, spanText } from "./signal-options.js";

/**
 * Signal of discount dependence (折扣依赖): share of the year's orders that had a discount.
 *
 * @throws ClienteleError `invalid_option`, `invalid_duration`
 * @example
 * discountDependence().severity // => [[0.5, 0], [1, 1]]
 */
export function discountDependence(options: SignalOptions = {}): ChurnSignal {
  const {
    points = 10,
    types = ORDERS,
    within = { days: 365 },
    severity = [
      [0.5, 0],
      [1, 1],
    ],
  } = requireOptions(options, SIGNAL_OPTIONS);
  const span = spanText(within);
  const orders = countOf(types, within);
  return {
    id: "discount-dependence",
    label: { en: "Depends on discounts", zh: "依赖折扣" },
    reason: {
      en: `{percent} of the orders in the last ${span.en} had a discount.`,
      zh: `近 ${span.zh}有 {percent} 的订单使用了折扣。`,
    },
    cause: "price",
    source: {
      kind: "ratio",
      of: { ...orders, where: { kind: "property", path: "discount", test: { is: "moreThan", value: 0 } } },
      to: orders,
    },
    severity,
    points,
  };
}
