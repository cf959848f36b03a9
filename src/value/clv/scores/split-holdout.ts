import { ClienteleError, type InstantInput, localClock } from "../../../kernel/index.js";
import { anInstant, type OptionShape, requireOptions, toMilliseconds } from "../../../kernel/internal.js";
import type { TimeUnit, Transaction } from "../../../models/index.js";
import type { HoldoutData } from "./evaluate-holdout.js";
import { bucketsOf } from "../../summary/purchase-history.js";
import { daysPerUnit } from "../../summary/time-unit.js";
import {
  SUMMARY_OPTIONS,
  type SummaryOptions,
  summarizeTransactions,
  type TransactionSummary,
} from "../../summary/transaction-summary.js";

/** Options of {@link splitHoldout}. */
export interface SplitOptions<Unit extends TimeUnit = TimeUnit> extends SummaryOptions<Unit> {
  /** End of the holdout. */
  readonly until: InstantInput;
}

const SPLIT_OPTIONS: OptionShape<SplitOptions> = { ...SUMMARY_OPTIONS, until: anInstant };

/** Summary of a calibration with the later purchases of its customers, as `evaluateHoldout` reads them. */
export interface HoldoutSplit<Unit extends TimeUnit = TimeUnit> {
  /** Histories as known at the end of the calibration, without later refunds. */
  readonly calibration: TransactionSummary<Unit>;
  readonly holdout: HoldoutData & { readonly previous: Float64Array };
  /** Number of customers whose first purchase is in the holdout. They are in no forecast. */
  readonly newCustomers: number;
}

/**
 * Splits a log of transactions at an instant into a calibration and a holdout of the same customers. It also counts the period of equal
 * length before the split, for the naive forecast. Purchases are transactions as `summarizeTransactions` counts them.
 *
 * @param transactions - the whole log
 * @param options - options of `summarizeTransactions`, with `asOf` as the end of the calibration, and `until` as the end of the holdout
 * @throws ClienteleError `invalid_option` when `until` is not after `asOf`; as {@link summarizeTransactions} throws
 * @example
 * const day = (n: number) => Date.UTC(2026, 0, n, 12);
 * const rows = [1, 5, 12, 18].map((n) => ({ customerId: "ann", at: day(n), amount: 100, currency: "EUR" }));
 * const { calibration, holdout } = splitHoldout(rows, { asOf: day(10), until: day(19), unit: "day", zone: "UTC" });
 * [calibration.frequency[0], holdout.actual[0], holdout.previous[0], holdout.horizon] // => [1, 2, 1, 9]
 */
export function splitHoldout<Unit extends TimeUnit>(
  transactions: Iterable<Transaction>,
  options: SplitOptions<Unit>,
): HoldoutSplit<Unit> {
  const { until, ...summary } = requireOptions<SplitOptions, "asOf" | "until" | "unit" | "zone">(options, SPLIT_OPTIONS, {
    mandatory: ["asOf", "until", "unit", "zone"],
  }) as SplitOptions<Unit>;
  const asOf = toMilliseconds(summary.asOf, "asOf");
  const end = toMilliseconds(until, "until");
  if (!(end > asOf)) {
    throw new ClienteleError("invalid_option", "`until` must be after `asOf`.", { option: "until", value: until }, "until");
  }
  const rows = [...transactions];
  const calibration = summarizeTransactions(rows, summary);
  const later = summarizeTransactions(rows, { ...summary, asOf: end });
  const earlier = summarizeTransactions(rows, { ...summary, asOf: asOf - (end - asOf) });
  const countsOf = (columns: TransactionSummary): Map<string, number> =>
    new Map(columns.ids.map((id, row) => [id, columns.transactions[row]!]));
  const [after, before] = [countsOf(later), countsOf(earlier)];
  // a later refund may remove a purchase of the calibration: no count is below 0
  const actual = Float64Array.from(calibration.ids, (id, row) =>
    Math.max(0, (after.get(id) ?? 0) - calibration.transactions[row]!),
  );
  // the first purchase of a history is not a repeat purchase
  const previous = Float64Array.from(calibration.ids, (id, row) =>
    Math.max(0, calibration.transactions[row]! - Math.max(1, before.get(id) ?? 0)),
  );
  const known = new Set(calibration.ids);
  // measured as ages are: in civil days of the grain, or on the seasonal clock
  const { of, time } = bucketsOf(calibration.grain, localClock(summary.zone), false, summary.clock);
  return {
    calibration,
    holdout: { actual, previous, horizon: (time(of(end)) - time(of(asOf))) / daysPerUnit(summary.unit) },
    newCustomers: later.ids.filter((id) => !known.has(id)).length,
  };
}
