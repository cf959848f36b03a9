import { compareCodePoints } from "../../kernel/index.js";
import { aNonNegativeNumber, aNumber, mapOf, type OptionShape, requireOption, requireOptions } from "../../kernel/internal.js";

/** Spend of a channel and the customers whom it acquired. */
export interface ChannelAcquisition {
  readonly channel: string;
  /** In minor units. */
  readonly spent: number;
  /** Number of customers whom the channel acquired. */
  readonly customers: number;
  /** Spend per customer, in minor units, not rounded; `null` without a customer. */
  readonly cost: number | null;
}

/**
 * Returns the customer acquisition cost by channel, the largest spend first. Customers of a channel without spend cost 0.
 * Channels without a new customer are listed, too.
 *
 * @param spent - spend of the period by channel, in minor units of one currency
 * @param acquired - new customers of the period with the channel that acquired them
 * @throws ClienteleError `invalid_option` for a spend that is not a number of at least 0
 * @example
 * const channels = acquisitionCosts({ search: 9000 }, [{ id: "ann", channel: "search" }, { id: "bob", channel: "search" }]);
 * channels // => [{ channel: "search", spent: 9000, customers: 2, cost: 4500 }]
 */
export function acquisitionCosts(
  spent: Readonly<Record<string, number>>,
  acquired: Iterable<{ readonly id: string; readonly channel: string }>,
): ChannelAcquisition[] {
  requireOption("spent", spent, mapOf(anAmount));
  const customers = new Map(Object.keys(spent).map((channel) => [channel, new Set<string>()]));
  for (const { id, channel } of acquired) {
    const found = customers.get(channel) ?? new Set<string>();
    customers.set(channel, found.add(id));
  }
  return [...customers]
    .map(([channel, { size }]) => {
      const amount = Object.hasOwn(spent, channel) ? spent[channel]! : 0;
      return { channel, spent: amount, customers: size, cost: size === 0 ? null : amount / size };
    })
    .sort((left, right) => right.spent - left.spent || compareCodePoints(left.channel, right.channel));
}

const anAmount = aNonNegativeNumber;

const RETURN_OPTIONS: OptionShape<{ readonly lifetimeValue?: number | undefined }> = { lifetimeValue: /* @__PURE__ */ aNumber() };

/** Return on the acquisition of a customer. */
export interface AcquisitionReturn {
  /** Lifetime value divided by acquisition cost; `null` when the cost is 0. */
  readonly ratio: number | null;
  /** First period, counted from 1, at the end of which the cumulative margin covers the cost; 0 when the cost is 0, `null` when no period does. */
  readonly paybackPeriods: number | null;
  /** Margin of all periods minus the cost, in minor units. */
  readonly net: number;
}

/**
 * Returns the ratio of lifetime value to acquisition cost (CLV to CAC) and the payback time.
 *
 * @param cost - cost of acquiring the customer, in minor units
 * @param margins - actual or expected margin of each period since, in minor units, discounted or not
 * @param options - `lifetimeValue` in minor units. It defaults to the sum of the margins
 * @throws ClienteleError `invalid_option`
 * @example
 * acquisitionReturn(100, [40, 40, 40]) // => { ratio: 1.2, paybackPeriods: 3, net: 20 }
 */
export function acquisitionReturn(
  cost: number,
  margins: ArrayLike<number>,
  options: { readonly lifetimeValue?: number | undefined } = {},
): AcquisitionReturn {
  requireOption("cost", cost, anAmount);
  const { lifetimeValue } = requireOptions(options, RETURN_OPTIONS);
  let sum = 0;
  let paybackPeriods: number | null = cost === 0 ? 0 : null;
  for (let period = 0; period < margins.length; period++) {
    sum += margins[period]!;
    if (paybackPeriods === null && sum >= cost) paybackPeriods = period + 1;
  }
  return { ratio: cost === 0 ? null : (lifetimeValue ?? sum) / cost, paybackPeriods, net: sum - cost };
}
