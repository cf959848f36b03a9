import { countUpTo } from "../../kernel/internal.js";
import { type Interaction, transactionsOf } from "../../models/index.js";
import type { PreparedSubject } from "../../rules/index.js";
import { summarizeTransactions } from "../../value/index.js";
import { changedDays, factsOfDays, type NamedFacts } from "./changed-days.js";
import {
  isPurchaseFact,
  type LedgerOptions,
  type PurchaseFacts,
  purchaseFactsOf,
  type PurchaseLedger,
  purchaseLedger,
  type PurchaseTotals,
} from "./purchase-ledger.js";

/** Returns the totals at an instant, which is not before that of the last call. */
export type TotalsAt = (instant: number) => PurchaseTotals;

/** What is known about the totals of a customer. */
export interface KnownTotals {
  /** Totals at `from`; `null` if unknown. */
  readonly before: PurchaseTotals | null;
  /** Epoch milliseconds of the first question, or −∞ before the start of the history. */
  readonly from: number;
  /** Epoch milliseconds of the last question. */
  readonly asOf: number;
}

/** Returns the totals of a customer, as {@link summarizedTotals} counts them, at a cost that depends on the new facts. */
export function purchaseTotals(subject: PreparedSubject, known: KnownTotals, options: LedgerOptions): TotalsAt {
  const { from, asOf } = known;
  const summarized: TotalsAt = (instant) => summarizedTotals(subject, instant, options);
  const choose = (): TotalsAt => {
    const before = known.before ?? (from === Number.NEGATIVE_INFINITY ? null : summarized(from));
    if (before !== null && purchaseInstants(subject.history, from, asOf).length === 0) return () => before;
    const purchases = purchaseFactsOf(subject.history);
    if (!purchases.isSafe) return summarized;
    return before === null
      ? totalsFrom(purchaseLedger(options), purchases)
      : totalsSince(purchases, before, { from, asOf }, options);
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

/** Returns the instants after `from` and up to `to` at which something was bought or paid back, in order. */
export function purchaseInstants(history: readonly Interaction[], from: number, to: number): number[] {
  const facts = history.slice(countUpTo(history, from), countUpTo(history, to));
  return [...new Set(facts.filter(isPurchaseFact).map(({ at }) => at.getTime()))];
}

/** Counts purchases fact by fact, from those that a ledger has. */
function totalsFrom(ledger: PurchaseLedger, { facts, orderIds }: NamedFacts): TotalsAt {
  let next = 0;
  return (instant) => {
    for (; next < facts.length && facts[next]!.at.getTime() <= instant; next++) ledger.add(facts[next]!, orderIds[next]);
    return ledger.totals();
  };
}

/**
 * Continues totals. Only the days that a new fact may change are counted: its own, and those of the other facts of its order.
 * All other days stay as they were. If the last day with a purchase is paid back, the whole history is counted, because nothing
 * else knows the day before it.
 */
function totalsSince(
  purchases: PurchaseFacts,
  before: PurchaseTotals,
  { from, asOf }: Omit<KnownTotals, "before">,
  options: LedgerOptions,
): TotalsAt {
  const { clock } = options;
  const fromStart = (): TotalsAt => totalsFrom(purchaseLedger(options), purchases);
  const changed = changedDays(purchases, { from, asOf }, clock);
  if (changed === null) return fromStart();
  const days = new Set(changed.days.keys());
  const { old, open } = factsOfDays(purchases, changed, countUpTo(purchases.facts, from));
  const ledger = purchaseLedger({ ...options, days });
  ledger.addOrders(old);
  const near = totalsFrom(ledger, open);
  const start = near(from);
  const dayOf = (instant: number | null): number => (instant === null ? Number.NEGATIVE_INFINITY : clock.day(instant));
  const lastDay = dayOf(before.lastPurchaseAt);
  let whole: TotalsAt | undefined;
  return (instant) => {
    if (whole !== undefined) return whole(instant);
    const now = near(instant);
    const day = dayOf(now.lastPurchaseAt);
    if (days.has(lastDay) && day < lastDay) {
      whole = fromStart();
      return whole(instant);
    }
    return {
      netRevenue: before.netRevenue + (now.netRevenue - start.netRevenue),
      purchases: before.purchases + (now.purchases - start.purchases),
      lastPurchaseAt: day > lastDay || days.has(lastDay) ? now.lastPurchaseAt : before.lastPurchaseAt,
    };
  };
}
