import { ClienteleError, compareCodePoints, MILLISECONDS_PER, type Window } from "../../kernel/index.js";
import type { Interaction } from "../../models/index.js";
import { betaQuantile, incompleteBeta } from "../../statistics/internal.js";

/** Two windows to compare, and how. */
export interface ProductDemandOptions {
  /** The earlier window, `from` inclusive, `to` exclusive. */
  readonly before: Window;
  readonly after: Window;
  /** Segment of a customer, to see demand by segment; `undefined` for none. */
  readonly segmentOf?: (customerId: string) => string | undefined;
  /** Of the intervals; .95 when absent. */
  readonly level?: number | undefined;
}

/** Demand for one product in two windows. */
export interface ProductDemand {
  readonly productId: string;
  /** `null` is everybody, or customers without a segment. */
  readonly segment: string | null;
  /** Orders that hold the product. */
  readonly before: number;
  readonly after: number;
  readonly unitsBefore: number;
  readonly unitsAfter: number;
  /** Orders a day after over orders a day before; `null` when there were none before. */
  readonly ratio: number | null;
  /** Of the ratio; an end is `null` where the data do not bound it. */
  readonly interval: { readonly low: number | null; readonly high: number | null };
  /** Two-sided, exact, of no change. */
  readonly pValue: number;
  /** By whether the interval leaves 1 out. */
  readonly trend: "rising" | "falling" | "unclear";
}

/**
 * Products whose demand rises or falls between two windows (of any lengths), over all and by segment, with exact
 * intervals: orders are Poisson, so that those after among all are binomial. Surest first.
 *
 * @param interactions - `order.placed` with lines
 * @throws ClienteleError `invalid_option` for a window without length or a level outside 0 to 1
 * @see Przyborowski, Wilenski (1940), Homogeneity of results in testing samples from Poisson series
 * @example
 * const order = (id: string, day: number) => ({
 *   id, customerId: "ann", type: "order.placed", at: new Date(day * 864e5),
 *   properties: { orderId: id, total: 100, currency: "EUR", lines: [{ productId: "tea", quantity: 2, unitPrice: 50 }] },
 * });
 * const history = [order("1", 1), ...Array.from({ length: 12 }, (_, n) => order(`n${n}`, 10 + n / 2))];
 * const [tea] = productDemand(history, { before: { from: 0, to: 8 * 864e5 }, after: { from: 8 * 864e5, to: 16 * 864e5 } });
 * [tea.before, tea.after, tea.ratio, tea.trend] // => [1, 12, 12, "rising"]
 */
export function productDemand(interactions: Iterable<Interaction>, options: ProductDemandOptions): ProductDemand[] {
  const { segmentOf, level = 0.95 } = options;
  if (!(level > 0 && level < 1)) {
    throw new ClienteleError("invalid_option", `level must lie between 0 and 1, got ${String(level)}.`, {
      option: "level",
      value: level,
    });
  }
  const windows = [requireWindow(options.before, "before"), requireWindow(options.after, "after")] as const;
  const found = new Map<
    string,
    { productId: string; segment: string | null; orders: [number, number]; units: [number, number] }
  >();
  const count = (productId: string, segment: string | null, which: 0 | 1, units: number): void => {
    const key = JSON.stringify([segment, productId]);
    let entry = found.get(key);
    if (entry === undefined) {
      entry = { productId, segment, orders: [0, 0], units: [0, 0] };
      found.set(key, entry);
    }
    entry.orders[which]++;
    entry.units[which] += units;
  };
  for (const { type, customerId, at, properties } of interactions) {
    const { lines } = properties as { lines?: readonly { productId: string; quantity: number }[] };
    if (type !== "order.placed" || lines === undefined) continue;
    const time = at.getTime();
    const which = windows.findIndex(({ from, to }) => time >= from && time < to) as -1 | 0 | 1;
    if (which === -1) continue;
    const units = new Map<string, number>();
    for (const { productId, quantity } of lines) units.set(productId, (units.get(productId) ?? 0) + quantity);
    for (const [productId, sum] of units) {
      count(productId, segmentOf?.(customerId) ?? null, which, sum);
    }
  }
  const exposure = windows.map(({ from, to }) => (to - from) / MILLISECONDS_PER.days) as [number, number];
  return [...found.values()]
    .map(({ productId, segment, orders, units }): ProductDemand => {
      const compared = compareRates(orders, exposure, level);
      const { low, high } = compared.interval;
      const trend = low !== null && low > 1 ? "rising" : high !== null && high < 1 ? "falling" : "unclear";
      return {
        productId,
        segment,
        before: orders[0],
        after: orders[1],
        unitsBefore: units[0],
        unitsAfter: units[1],
        ...compared,
        trend,
      };
    })
    .sort(
      (left, right) =>
        left.pValue - right.pValue ||
        compareCodePoints(left.productId, right.productId) ||
        compareCodePoints(left.segment ?? "", right.segment ?? ""),
    );
}

function requireWindow(window: Window, name: string): Window {
  if (window.to > window.from && Number.isFinite(window.to - window.from)) return window;
  throw new ClienteleError("invalid_option", `Window ${name} must have two finite ends, the first before the second.`, {
    option: name,
    value: window,
  });
}

/** Ratio of two Poisson rates, with Clopper and Pearson's interval carried over from the binomial. */
function compareRates(
  [x, y]: readonly [number, number],
  [before, after]: readonly [number, number],
  level: number,
): { ratio: number | null; interval: { low: number | null; high: number | null }; pValue: number } {
  const n = x + y;
  const odds = (share: number): number => (share / (1 - share)) * (before / after);
  const tail = (1 - level) / 2;
  const interval = {
    low: y === 0 ? 0 : odds(betaQuantile(tail, y, n - y + 1)),
    high: x === 0 ? null : odds(betaQuantile(1 - tail, y + 1, n - y)),
  };
  const share = after / (before + after);
  // P(Y ≥ y) and P(Y ≤ y) of the binomial, as incomplete betas
  const atLeast = y === 0 ? 1 : incompleteBeta(share, y, n - y + 1);
  const atMost = y === n ? 1 : 1 - incompleteBeta(share, y + 1, n - y);
  return { ratio: x === 0 ? null : (y / after) * (before / x), interval, pValue: Math.min(1, 2 * Math.min(atLeast, atMost)) };
}
