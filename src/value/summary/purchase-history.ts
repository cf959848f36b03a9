import { ClienteleError, type LocalClock, MILLISECONDS_PER } from "../../kernel/index.js";
import type { Purchases } from "../../models/index.js";
import { type SeasonalClock, seasonalDays, seasonalInstants } from "./seasonal-clock.js";

/** What counts as one transaction: everything of a local day or week, or each order. */
export type TransactionGrain = "day" | "week" | "order";

/** Where on the axis of days a purchase stands, and which purchases are transactions. */
export interface Buckets {
  /** Whether purchases at one place are one transaction. */
  readonly merge: boolean;
  /** Whether what was given away for nothing is a transaction too. */
  readonly countFree: boolean;
  /** Day number of an instant: whole for days and weeks (their Monday), with fraction for orders. */
  of(milliseconds: number): number;
  /** The time at a place, in days: the place itself, or what a seasonal clock shows there. */
  time(place: number): number;
}

/** The buckets of a grain, in civil or in seasonal time. */
export function bucketsOf(grain: TransactionGrain, clock: LocalClock, countFree: boolean, season?: SeasonalClock): Buckets {
  if (season !== undefined && season.zone !== clock.zone) {
    throw new ClienteleError("invalid_option", `The seasonal clock is of ${season.zone}, the summary of ${clock.zone}.`, {
      option: "clock",
      value: season.zone,
    });
  }
  const time = season === undefined ? (place: number) => place : seasonalDays(season);
  switch (grain) {
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
        time: season === undefined ? time : (place) => at(place * MILLISECONDS_PER.days),
      };
    }
    default:
      throw new ClienteleError("invalid_option", "A grain is day, week or order.", { option: "grain", value: grain });
  }
}

/** One customer's transactions, summed up. */
export interface PurchaseHistory {
  /** Transactions that count. */
  count: number;
  /** Day numbers of the first and the last. */
  first: number;
  last: number;
  /** Epoch milliseconds of their first rows. */
  firstAt: number;
  lastAt: number;
  /** Net of transactions 2, 3, …, minor units. */
  repeatNet: number;
  /** Net of everything, minor units. */
  revenue: number;
  /** Σ ln(gap in units); −∞ when two share an instant. */
  logGaps: number;
  /** Rows of the input in transactions that count. */
  rows: number;
}

/**
 * The transactions of customer `c`: entries of one bucket together, those that net to nothing left out.
 *
 * @param daysPerUnit - length of the unit of the gaps
 */
export function purchaseHistory(purchases: Purchases, c: number, buckets: Buckets, daysPerUnit: number): PurchaseHistory {
  const { starts, at, gross, net, rows, loneRefund } = purchases;
  const history = { count: 0, first: 0, last: 0, firstAt: 0, lastAt: 0, repeatNet: 0, revenue: 0, logGaps: 0, rows: 0 };
  const end = starts[c + 1]!;
  let bucket = Number.NEGATIVE_INFINITY;
  for (let entry = starts[c]!; entry < end; ) {
    const startedAt = at[entry]!;
    // Where a zone once set its calendar back a day, days must not run backwards.
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
