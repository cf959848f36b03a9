import { ClienteleError, type LocalClock, MILLISECONDS_PER } from "../../kernel/index.js";
import { requireOneOf } from "../../kernel/internal.js";
import type { Purchases } from "../../models/index.js";
import { type SeasonalClock, seasonalDays, seasonalInstants } from "./seasonal-clock.js";

/** What counts as one transaction: all purchases of a local day or of a local week, or each order. */
export type TransactionGrain = "day" | "week" | "order";

/** Names of the grains. */
export const GRAINS: readonly TransactionGrain[] = ["day", "week", "order"];

/** Position of each purchase on the axis of days, and which purchases are transactions. */
export interface Buckets {
  /** Whether purchases at one position are one transaction. */
  readonly merge: boolean;
  /** Whether a purchase with a net amount of 0 and no refund is a transaction too. */
  readonly countFree: boolean;
  /** Day number of an instant: an integer for days and weeks (their Monday), with a fraction for orders. */
  of(milliseconds: number): number;
  /** Time at a position, in days: the position itself, or what a seasonal clock shows there. */
  time(position: number): number;
}

/**
 * Returns the buckets of a grain, in civil or in seasonal time.
 *
 * @throws ClienteleError `invalid_option`
 */
export function bucketsOf(grain: TransactionGrain, clock: LocalClock, countFree: boolean, season?: SeasonalClock): Buckets {
  if (season !== undefined && season.zone !== clock.zone) {
    const message = `\`clock\` is in the zone ${season.zone} and the summary in ${clock.zone}. Define the clock in the zone of the summary.`;
    throw new ClienteleError("invalid_option", message, { option: "clock", value: season.zone }, "clock");
  }
  const time = season === undefined ? (position: number) => position : seasonalDays(season);
  switch (requireOneOf("grain", grain, GRAINS)) {
    case "day":
      return { merge: true, countFree, of: clock.day, time };
    case "week":
      // Day −3 was a Monday.
      return { merge: true, countFree, of: (milliseconds) => Math.floor((clock.day(milliseconds) + 3) / 7) * 7 - 3, time };
    case "order": {
      const at = season === undefined ? time : seasonalInstants(season);
      return {
        merge: false,
        countFree,
        of: (milliseconds) => milliseconds / MILLISECONDS_PER.days,
        time: season === undefined ? time : (position) => at(position * MILLISECONDS_PER.days),
      };
    }
  }
}

/** Totals of the transactions of one customer. */
export interface PurchaseHistory {
  /** Transactions that count. */
  count: number;
  /** Day numbers of the first and the last. */
  first: number;
  last: number;
  /** Epoch milliseconds of their first rows. */
  firstAt: number;
  lastAt: number;
  /** Net amount of transactions 2, 3, …, in minor units. */
  repeatNet: number;
  /** Net amount of all rows, in minor units. */
  revenue: number;
  /** Σ ln(gap in units); −∞ when two transactions share an instant. */
  logGaps: number;
  /** Number of input rows in transactions that count. */
  rows: number;
}

/**
 * Sums up the transactions of customer `c`. Entries of one bucket form one transaction; transactions without a positive net
 * amount are left out.
 *
 * @param daysPerUnit - length of the unit of the gaps, in days
 */
export function purchaseHistory(purchases: Purchases, c: number, buckets: Buckets, daysPerUnit: number): PurchaseHistory {
  const { starts, at, gross, net, rows, loneRefund } = purchases;
  const history = { count: 0, first: 0, last: 0, firstAt: 0, lastAt: 0, repeatNet: 0, revenue: 0, logGaps: 0, rows: 0 };
  const end = starts[c + 1]!;
  let bucket = Number.NEGATIVE_INFINITY;
  for (let entry = starts[c]!; entry < end; ) {
    const startedAt = at[entry]!;
    // Zones have set their calendar back a day: day numbers must not run backwards.
    bucket = Math.max(bucket, buckets.of(startedAt));
    let amount = 0;
    let full = 0;
    let refundsOnly = true;
    let inputRows = 0;
    do {
      full += gross[entry]!;
      refundsOnly &&= loneRefund[entry] === 1;
      amount += net[entry]!;
      inputRows += rows[entry]!;
      entry++;
    } while (buckets.merge && entry < end && buckets.of(at[entry]!) <= bucket);
    history.revenue += amount;
    const free = buckets.countFree && full === 0 && amount === 0 && !refundsOnly;
    if (amount <= 0 && !free) continue;
    if (history.count === 0) {
      history.first = bucket;
      history.firstAt = startedAt;
    } else {
      history.repeatNet += amount;
      history.logGaps += Math.log((buckets.time(bucket) - buckets.time(history.last)) / daysPerUnit);
    }
    history.count++;
    history.last = bucket;
    history.lastAt = startedAt;
    history.rows += inputRows;
  }
  return history;
}
