import { ClienteleError, compareCodePoints } from "../../kernel/index.js";

/** What a channel spent and whom it brought. */
export interface ChannelAcquisition {
  readonly channel: string;
  /** Minor units. */
  readonly spent: number;
  readonly customers: number;
  /** Spent for each customer, minor units, not rounded; `null` when it brought nobody. */
  readonly cost: number | null;
}

/**
 * Customer acquisition cost by channel. Customers of a channel without spend cost 0; spend that brought nobody stays in sight.
 *
 * @param spent - channel → minor units of the period
 * @param acquired - the new customers of the period with the channel that brought them
 * @throws ClienteleError `invalid_option` for a spend that is negative or no number
 * @example
 * const channels = acquisitionCosts({ search: 9000 }, [{ id: "ann", channel: "search" }, { id: "bob", channel: "search" }]);
 * channels // => [{ channel: "search", spent: 9000, customers: 2, cost: 4500 }]
 */
export function acquisitionCosts(
  spent: Readonly<Record<string, number>>,
  acquired: Iterable<{ readonly id: string; readonly channel: string }>,
): ChannelAcquisition[] {
  const customers = new Map<string, Set<string>>();
  for (const [channel, amount] of Object.entries(spent)) {
    if (!(amount >= 0 && amount < Infinity)) {
      throw new ClienteleError("invalid_option", `Spend of channel "${channel}" must be a number of at least 0.`, {
        option: "spent",
        value: amount,
      });
    }
    customers.set(channel, new Set());
  }
  for (const { id, channel } of acquired) {
    const found = customers.get(channel) ?? new Set();
    customers.set(channel, found.add(id));
  }
  return [...customers]
    .map(([channel, { size }]) => {
      const amount = Object.hasOwn(spent, channel) ? spent[channel]! : 0;
      return { channel, spent: amount, customers: size, cost: size === 0 ? null : amount / size };
    })
    .sort((left, right) => right.spent - left.spent || compareCodePoints(left.channel, right.channel));
}

/** Whether an acquisition pays. */
export interface AcquisitionReturn {
  /** Lifetime value over acquisition cost; `null` where the cost is 0. */
  readonly ratio: number | null;
  /** The first period at whose end the cumulated margin covers the cost, counted from 1; `null` when none does, 0 when it cost nothing. */
  readonly paybackPeriods: number | null;
  /** Margin of all periods less the cost, minor units. */
  readonly net: number;
}

/**
 * CLV to CAC and the time to pay back.
 *
 * @param cost - of acquiring the customer, minor units
 * @param margins - margin of each period since, actual or expected, minor units; discount them first if you wish
 * @param lifetimeValue - minor units; the sum of the margins when absent
 * @throws ClienteleError `invalid_option` for a cost that is negative or no number
 * @example
 * acquisitionReturn(100, [40, 40, 40]) // => { ratio: 1.2, paybackPeriods: 3, net: 20 }
 */
export function acquisitionReturn(cost: number, margins: ArrayLike<number>, lifetimeValue?: number): AcquisitionReturn {
  if (!(cost >= 0 && cost < Infinity)) {
    throw new ClienteleError("invalid_option", `cost must be a number of at least 0, got ${String(cost)}.`, {
      option: "cost",
      value: cost,
    });
  }
  let sum = 0;
  let paybackPeriods: number | null = cost === 0 ? 0 : null;
  for (let period = 0; period < margins.length; period++) {
    sum += margins[period]!;
    if (paybackPeriods === null && sum >= cost) paybackPeriods = period + 1;
  }
  return { ratio: cost === 0 ? null : (lifetimeValue ?? sum) / cost, paybackPeriods, net: sum - cost };
}
