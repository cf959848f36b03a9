import { ClienteleError, type InstantInput, MILLISECONDS_PER } from "../../kernel/index.js";
import { anInstant, aPositiveNumber, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import { normalCdf } from "../../statistics/internal.js";
import { type ItemInteraction, PURCHASE, type ReadInteraction, readHistory } from "../log/item-interaction.js";
import type { ItemLog } from "../log/item-log.js";
import { itemMatrix } from "../log/item-matrix.js";
import { aCount } from "../option-kinds.js";
import { baseOf, type RecommenderBase, requireKind } from "./recommender.js";

/** Options of {@link fitReplenishment}. */
export interface ReplenishmentOptions {
  /** Days that the probability of another purchase looks ahead; defaults to 30. */
  readonly horizonDays?: number | undefined;
  /** How many gaps the average of all items counts for beside those of an item; defaults to 10. */
  readonly prior?: number | undefined;
}

const REPLENISHMENT_OPTIONS: OptionShape<ReplenishmentOptions> = { horizonDays: aPositiveNumber, prior: aCount };

/** How long items last until they are bought again, and how likely another purchase is. */
export interface ReplenishmentModel extends RecommenderBase {
  readonly kind: "replenishment";
  readonly horizonDays: number;
  /** Mean of ln(days between purchases) per item, shrunk towards that of all items. */
  readonly logGap: readonly number[];
  /** Standard deviation of ln(days) within an item, the same for all items. */
  readonly spread: number;
  /** Per item, the share of purchases that are followed by another, among those with enough time for it. */
  readonly returns: readonly number[];
  /** How many gaps the item counts for beside a customer's own. */
  readonly prior: number;
}

/**
 * Fits how long items last. The gap between two purchases of an item is lognormal around the mean of the item. After each
 * purchase the customer stops buying the item with a probability that depends on the item.
 *
 * @throws ClienteleError `empty_log` if no customer bought an item twice; `invalid_option`
 * @example
 * const rows = [0, 30, 60, 90].map((day) => ({ customerId: "ann", itemId: "tea", at: day * 864e5 }));
 * const model = fitReplenishment(itemLog(rows));
 * Math.round(Math.exp(model.logGap[0])) // => 30
 */
export function fitReplenishment(log: ItemLog, options: ReplenishmentOptions = {}): ReplenishmentModel {
  const { horizonDays = 30, prior = 10 } = requireOptions(options, REPLENISHMENT_OPTIONS);
  const matrix = itemMatrix(log, { types: { [PURCHASE]: 1 } });
  const size = matrix.items.length;
  const positions = new Map(matrix.items.map((item, position) => [item, position]));
  const gaps: { item: number; log: number }[] = [];
  const ends: { item: number; days: number }[] = [];
  for (let c = 0; c < log.customers.length; c++) {
    const last = new Map<number, number>();
    for (let row = log.starts[c]!; row < log.starts[c + 1]!; row++) {
      if (log.basket[row]! < 0) continue;
      const item = positions.get(log.items[log.item[row]!]!);
      if (item === undefined) continue;
      const at = log.at[row]!;
      const before = last.get(item);
      // Two purchases within a day count as one.
      if (before !== undefined && at - before < MILLISECONDS_PER.days) continue;
      if (before !== undefined) gaps.push({ item, log: Math.log((at - before) / MILLISECONDS_PER.days) });
      last.set(item, at);
    }
    for (const [item, at] of last) ends.push({ item, days: (log.asOf - at) / MILLISECONDS_PER.days });
  }
  if (gaps.length === 0) {
    throw new ClienteleError("empty_log", "No customer bought an item twice, so there is no gap to learn from.", {
      what: "repeat purchases",
    });
  }
  const mean = gaps.reduce((sum, gap) => sum + gap.log, 0) / gaps.length;
  const sums = new Float64Array(size).fill(prior * mean);
  const counts = new Float64Array(size).fill(prior);
  for (const { item, log: value } of gaps) {
    sums[item]! += value;
    counts[item]! += 1;
  }
  const logGap = Array.from(sums, (sum, item) => sum / counts[item]!);
  const squares = gaps.reduce((sum, { item, log: value }) => sum + (value - logGap[item]!) ** 2, 0);
  // Identical gaps would make the next purchase certain at one instant.
  const spread = Math.max(0.1, Math.sqrt(squares / gaps.length));
  const done = new Float64Array(size);
  for (const { item, days } of ends) {
    // A last purchase counts as an end by the probability that another would have followed by now.
    done[item]! += days > 0 ? normalCdf((Math.log(days) - logGap[item]!) / spread) : 0;
  }
  const allDone = done.reduce((sum, value) => sum + value, 0);
  const overall = gaps.length / (gaps.length + allDone);
  return {
    kind: "replenishment",
    ...baseOf(matrix, log.asOf),
    horizonDays,
    logGap,
    spread,
    returns: Array.from(done, (value, item) => {
      const again = counts[item]! - prior;
      return (again + prior * overall) / (again + value + prior);
    }),
    prior,
  };
}

/** When a customer is expected to need an item again. */
export interface Refill {
  readonly itemId: string;
  /** Number of purchases; purchases within a day count as one. */
  readonly purchases: number;
  readonly lastAt: Date;
  /** Typical days between two purchases: the customer's own gaps, shrunk towards those of the item. */
  readonly gapDays: number;
  /** Last purchase plus a typical gap. */
  readonly dueAt: Date;
  /** Probability of a purchase within the horizon of the model. */
  readonly probability: number;
  /** `early` before three quarters of the gap have passed, `overdue` after one and a half gaps. */
  readonly state: "early" | "due" | "overdue";
}

/** Options of {@link replenishment}. */
export interface RefillOptions {
  /** Instant of the question; purchases after it are left out. */
  readonly asOf: InstantInput;
}

const REFILL_OPTIONS: OptionShape<RefillOptions> = { asOf: anInstant };

/** What {@link refillsOf} finds for one item. */
export interface RefillEstimate {
  readonly position: number;
  readonly purchases: number;
  readonly lastAt: number;
  readonly gapDays: number;
  readonly probability: number;
}

/** Returns an estimate for every item of the history that the model knows, in the order of the catalog. */
export function refillsOf(
  model: ReplenishmentModel,
  history: readonly ReadInteraction[],
  positions: ReadonlyMap<string, number>,
  asOf: number,
): RefillEstimate[] {
  const times = new Map<number, number[]>();
  for (const { itemId, at, type } of history) {
    const position = positions.get(itemId);
    if (position === undefined || type !== PURCHASE) continue;
    const own = times.get(position);
    if (own === undefined) times.set(position, [at]);
    else own.push(at);
  }
  return [...times]
    .sort(([left], [right]) => left - right)
    .map(([position, own]) => {
      own.sort((left, right) => left - right);
      let lastAt = own[0]!;
      let sum = model.prior * model.logGap[position]!;
      let purchases = 1;
      for (const at of own) {
        if (at - lastAt < MILLISECONDS_PER.days) continue;
        sum += Math.log((at - lastAt) / MILLISECONDS_PER.days);
        purchases++;
        lastAt = at;
      }
      const logGap = sum / (model.prior + purchases - 1);
      const passed = (asOf - lastAt) / MILLISECONDS_PER.days;
      const before = (days: number): number => (days > 0 ? normalCdf((Math.log(days) - logGap) / model.spread) : 0);
      const again = model.returns[position]!;
      const soon = again * (before(passed + model.horizonDays) - before(passed));
      // A customer who has been away for long has more likely stopped buying the item.
      return { position, purchases, lastAt, gapDays: Math.exp(logGap), probability: soon / (1 - again * before(passed)) };
    });
}

/**
 * Returns when a customer is expected to need bought items again, the most probable first, ties in the order of the catalog.
 *
 * @param model - from {@link fitReplenishment}
 * @param history - of one customer
 * @param options - `asOf`: the instant of the question, mandatory
 * @throws ClienteleError `unknown_recommender`, `invalid_item_interaction`, `invalid_option`, `invalid_instant`
 * @example
 * const rows = [0, 30, 60, 90].map((day) => ({ customerId: "ann", itemId: "tea", at: day * 864e5 }));
 * const [tea] = replenishment(fitReplenishment(itemLog(rows)), rows, { asOf: 115 * 864e5 });
 * [tea.state, Math.round(tea.gapDays), tea.dueAt.getTime() / 864e5] // => ["due", 30, 120]
 */
export function replenishment(model: ReplenishmentModel, history: Iterable<ItemInteraction>, options: RefillOptions): Refill[] {
  const asOf = toMilliseconds(requireOptions(options, REFILL_OPTIONS, { mandatory: ["asOf"] }).asOf, "asOf");
  requireKind(model, "replenishment");
  const positions = new Map(model.items.map((item, position) => [item, position]));
  return refillsOf(model, readHistory(history, asOf), positions, asOf)
    .sort((left, right) => right.probability - left.probability || left.position - right.position)
    .map(({ position, purchases, lastAt, gapDays, probability }): Refill => {
      const share = (asOf - lastAt) / MILLISECONDS_PER.days / gapDays;
      return {
        itemId: model.items[position]!,
        purchases,
        lastAt: new Date(lastAt),
        gapDays,
        dueAt: new Date(Math.round(lastAt + gapDays * MILLISECONDS_PER.days)),
        probability,
        state: share < 0.75 ? "early" : share < 1.5 ? "due" : "overdue",
      };
    });
}
