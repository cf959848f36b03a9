import { countUpTo } from "../../kernel/internal.js";
import { type Interaction, transactionsOf } from "../../models/index.js";
import type { PreparedSubject } from "../../rules/index.js";
import { summarizeTransactions } from "../../value/index.js";
import { changedDays, factsOfDays } from "./changed-days.js";
import { isPurchaseFact, type LedgerOptions, purchaseLedger, type PurchaseTotals } from "./purchase-ledger.js";

/** Returns the totals at an instant, which is not before that of the last call. */
export type TotalsAt = (instant: number) => PurchaseTotals;

/** What is known about the totals of a customer. */
export interface KnownTotals {
  /** Totals at `from`; `null` if they must be counted from the start. */
  readonly before: PurchaseTotals | null;
  /** Epoch milliseconds after which totals are asked for. */
  readonly from: number;
  /** Epoch milliseconds of the last question. */
  readonly asOf: number;
}

/** Returns the totals of a customer, as {@link summarizedTotals} counts them, at a cost that depends on the new facts. */
export function purchaseTotals(subject: PreparedSubject, known: KnownTotals, options: LedgerOptions): TotalsAt {
  const { history } = subject;
  const { before, from, asOf } = known;
  const summarized: TotalsAt = (instant) => summarizedTotals(subject, instant, options);
  const choose = (): TotalsAt => {
    if (before === null) return hasSafeAmounts(history) ? totalsFromStart(history, options) : summarized;
    if (purchaseInstants(history, from, asOf).length === 0) return () => before;
    return hasSafeAmounts(history) ? totalsSince(history, before, known, options) : summarized;
  };
  let counted: TotalsAt | undefined;
  return (instant) => {
    try {
      counted ??= choose();
      return counted(instant);
    } catch {
      // The summary says where in the history a fact cannot be read.
      counted = summarized;
      return summarized(instant);
    }
  };
}

/**
 * Counts a whole history at once.
 *
 * @throws ClienteleError `malformed_fact`, `invalid_amount`
 */
export function summarizedTotals({ id, history }: PreparedSubject, asOf: number, options: LedgerOptions): PurchaseTotals {
  const { currency, clock } = options;
  const happened = history.filter((fact) => isPurchaseFact(fact) && fact.at.getTime() <= asOf);
  const summary = summarizeTransactions(transactionsOf(happened), { asOf, unit: "day", zone: clock.zone, currency });
  const isBuyer = summary.ids[0] === id;
  return {
    netRevenue: isBuyer ? summary.revenue[0]! : summary.report.revenueWithoutPurchase,
    purchases: isBuyer ? summary.transactions[0]! : 0,
    lastPurchaseAt: isBuyer ? summary.lastAt[0]! : null,
  };
}

/**
 * Whether no amount of a history leaves the safe integers, so that totals are exact. A cancellation pays back at most what was
 * paid, hence the factor of two.
 */
function hasSafeAmounts(history: readonly Interaction[]): boolean {
  let sum = 0;
  for (const fact of history) {
    if (!isPurchaseFact(fact)) continue;
    const { total, cost } = fact.properties;
    if (typeof total === "number") sum += Math.abs(total);
    if (typeof cost === "number") sum += Math.abs(cost);
  }
  return 2 * sum <= Number.MAX_SAFE_INTEGER;
}

/** Returns the instants after `from` and up to `to` at which something was bought or paid back, in order. */
export function purchaseInstants(history: readonly Interaction[], from: number, to: number): number[] {
  const facts = history.slice(countUpTo(history, from), countUpTo(history, to));
  return [...new Set(facts.filter(isPurchaseFact).map(({ at }) => at.getTime()))];
}

/** Counts a history from its start. */
function totalsFromStart(history: readonly Interaction[], options: LedgerOptions): TotalsAt {
  const ledger = purchaseLedger(options);
  let next = 0;
  return (instant) => {
    for (; next < history.length && history[next]!.at.getTime() <= instant; next++)
      if (isPurchaseFact(history[next]!)) ledger.add(history[next]!);
    return ledger.totals();
  };
}

/**
 * Continues totals. Only the days that a new fact may change are counted: its own, and those of the other facts of its order.
 * All other days stay as they were. If the last day with a purchase is paid back, the whole history is counted, because nothing
 * else knows the day before it.
 */
function totalsSince(
  history: readonly Interaction[],
  before: PurchaseTotals,
  { from, asOf }: KnownTotals,
  options: LedgerOptions,
): TotalsAt {
  const { clock } = options;
  const days = changedDays(history, { from, asOf }, clock);
  if (days === null) return totalsFromStart(history, options);
  const near = totalsFromStart(factsOfDays(history, days), { ...options, days: new Set(days.keys()) });
  const start = near(from);
  const dayOf = (instant: number | null): number => (instant === null ? Number.NEGATIVE_INFINITY : clock.day(instant));
  const lastDay = dayOf(before.lastPurchaseAt);
  let whole: TotalsAt | undefined;
  return (instant) => {
    if (whole !== undefined) return whole(instant);
    const now = near(instant);
    const day = dayOf(now.lastPurchaseAt);
    if (days.has(lastDay) && day < lastDay) {
      whole = totalsFromStart(history, options);
      return whole(instant);
    }
    return {
      netRevenue: before.netRevenue + (now.netRevenue - start.netRevenue),
      purchases: before.purchases + (now.purchases - start.purchases),
      lastPurchaseAt: day > lastDay || days.has(lastDay) ? now.lastPurchaseAt : before.lastPurchaseAt,
    };
  };
}
