import type { Duration } from "../../../kernel/index.js";
import { aCurrency, type OptionShape, requireOption, requireOptions } from "../../../kernel/internal.js";
import type { Metric } from "../../../rules/index.js";
import type { ChurnSignal } from "../churn-signal.js";
import { NINETY_DAYS, SIGNAL_OPTIONS, type SignalOptions, SPAN_OPTIONS, type SpanOptions, spanText } from "./signal-options.js";

/** Settings of {@link basketShrinking}. */
export interface BasketOptions extends SpanOptions {
  /** ISO 4217 code of the orders; amounts in other currencies do not count. */
  readonly currency: string;
}

const BASKET_OPTIONS: OptionShape<BasketOptions> = { ...SPAN_OPTIONS, currency: aCurrency };

/**
 * Signal of shrinking baskets (客单价下降): the average order of the last 90 days against the average of all the customer's orders.
 *
 * @throws ClienteleError `invalid_option`, `invalid_duration`
 * @example
 * basketShrinking({ currency: "GBP" }).source.kind // => "ratio"
 */
export function basketShrinking(options: BasketOptions): ChurnSignal {
  const {
    currency,
    points = 10,
    within = NINETY_DAYS,
    severity = [
      [0.25, 1],
      [0.8, 0],
    ],
  } = requireOptions(options, BASKET_OPTIONS);
  const span = spanText(within);
  const total = {
    measure: "average",
    types: ["order.placed"],
    property: "total",
    currency: requireOption("currency", currency, aCurrency),
  } as const;
  return {
    id: "basket-shrinking",
    label: { en: "Smaller orders", zh: "订单金额变小" },
    reason: {
      en: `The average order of the last ${span.en} is at {percent} of the customer's usual one.`,
      zh: `近 ${span.zh}的平均订单金额为平时的 {percent}。`,
    },
    cause: "range",
    source: { kind: "ratio", of: { ...total, window: { kind: "last", duration: within } }, to: total },
    severity,
    points,
  };
}

/**
 * Signal of fewer categories (品类减少): different categories viewed or added to a cart, against those of the year.
 *
 * @throws ClienteleError `invalid_option`, `invalid_duration`
 * @example
 * categoriesShrinking().cause // => "range"
 */
export function categoriesShrinking(options: SignalOptions = {}): ChurnSignal {
  const {
    points = 10,
    types = ["product.viewed", "cart.added"],
    within = NINETY_DAYS,
    severity = [
      [0.1, 1],
      [0.5, 0],
    ],
  } = requireOptions(options, SIGNAL_OPTIONS);
  const span = spanText(within);
  const categories = (duration: Duration): Metric => ({
    measure: "distinct",
    types,
    property: "category",
    window: { kind: "last", duration },
  });
  return {
    id: "categories-shrinking",
    label: { en: "Looks at fewer categories", zh: "关注品类减少" },
    reason: {
      en: `Looked at {percent} of the year's categories in the last ${span.en}.`,
      zh: `近 ${span.zh}关注的品类为全年的 {percent}。`,
    },
    cause: "range",
    source: { kind: "ratio", of: categories(within), to: categories({ days: 365 }) },
    severity,
    points,
  };
}
