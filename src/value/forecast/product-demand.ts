import { ClienteleError, compareCodePoints, type InstantInput, MILLISECONDS_PER, type Window } from "../../kernel/index.js";
import {
  aFunction,
  aLevel,
  anInstant,
  type OptionShape,
  optionsOf,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import type { FactInput } from "../../models/index.js";
import { factsOf, readProperties } from "../../models/internal.js";
import { betaQuantile, incompleteBeta } from "../../statistics/internal.js";

/** Period of time, `from` inclusive, `to` exclusive. */
export interface DemandPeriod {
  readonly from: InstantInput;
  readonly to: InstantInput;
}

/** Options of {@link productDemand}. */
export interface ProductDemandOptions {
  /** The earlier period. */
  readonly before: DemandPeriod;
  /** The later period. */
  readonly after: DemandPeriod;
  /** Returns the segment of a customer, or `undefined` for none. Without it, demand is not split by segment. */
  readonly segmentOf?: ((customerId: string) => string | undefined) | undefined;
  /** Level of the intervals. Defaults to .95. */
  readonly level?: number | undefined;
}

const PERIOD: OptionShape<DemandPeriod> = { from: anInstant, to: anInstant };

const OPTIONS: OptionShape<ProductDemandOptions> = {
  before: /* @__PURE__ */ optionsOf(PERIOD),
  after: /* @__PURE__ */ optionsOf(PERIOD),
  segmentOf: aFunction,
  level: aLevel,
};

/** Ratio of two rates with its interval. A value is `null` where the data do not bound it. */
export interface RatioInterval {
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly level: number;
}

/** Demand for one product in two periods. */
export interface ProductDemand {
  readonly productId: string;
  /** The segment; `null` for all customers, or for customers without a segment. */
  readonly segment: string | null;
  /** Number of orders with the product in the earlier period. */
  readonly before: number;
  /** Number of orders with the product in the later period. */
  readonly after: number;
  /** Units sold in the earlier period. */
  readonly unitsBefore: number;
  /** Units sold in the later period. */
  readonly unitsAfter: number;
  /** Orders per day in the later period divided by those in the earlier one; `null` without an earlier order. */
  readonly ratio: number | null;
  /** Interval of the ratio. */
  readonly interval: RatioInterval;
  /** Exact two-sided test that demand did not change. */
  readonly pValue: number;
  /** `"rising"` or `"falling"` when the interval excludes 1. */
  readonly trend: "rising" | "falling" | "unclear";
}

/**
 * Compares the demand for each product between two periods of any length, overall or by segment, with exact intervals: orders
 * are Poisson, so that the number of later orders among all orders is binomial. The smallest p-value comes first.
 *
 * @param interactions - `order.placed` interactions with lines; others are ignored
 * @param options - periods, segments, level
 * @throws ClienteleError `invalid_option` for an empty period; `invalid_instant`, `malformed_fact` with the path of what cannot be read
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
export function productDemand(interactions: Iterable<FactInput>, options: ProductDemandOptions): ProductDemand[] {
  const { before, after, segmentOf, level = 0.95 } = requireOptions(options, OPTIONS, { mandatory: ["before", "after"] });
  const windows = [readPeriod(before, "before"), readPeriod(after, "after")] as const;
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
  for (const [position, fact] of factsOf(interactions, "interactions")) {
    const { type, customerId } = fact;
    if (type !== "order.placed") continue;
    const { lines } = readProperties(fact, { lines: "lines" }, `interactions[${position}]`);
    if (lines === undefined) continue;
    const time = fact.at.getTime();
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
      const { lower, upper } = compared.interval;
      const trend = lower !== null && lower > 1 ? "rising" : upper !== null && upper < 1 ? "falling" : "unclear";
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

function readPeriod(period: DemandPeriod, option: string): Window {
  const from = toMilliseconds(period.from, `${option}.from`);
  const to = toMilliseconds(period.to, `${option}.to`);
  if (from < to) return { from, to };
  const message = `\`${option}.to\` must be after \`${option}.from\`.`;
  throw new ClienteleError("invalid_option", message, { option, value: period }, option);
}

/** Ratio of two Poisson rates with the interval of Clopper and Pearson for the binomial share. */
function compareRates(
  [x, y]: readonly [number, number],
  [before, after]: readonly [number, number],
  level: number,
): Pick<ProductDemand, "ratio" | "interval" | "pValue"> {
  const n = x + y;
  const odds = (share: number): number => (share / (1 - share)) * (before / after);
  const tail = (1 - level) / 2;
  const ratio = x === 0 ? null : (y / after) * (before / x);
  const interval = {
    estimate: ratio,
    lower: y === 0 ? 0 : odds(betaQuantile(tail, y, n - y + 1)),
    upper: x === 0 ? null : odds(betaQuantile(1 - tail, y + 1, n - y)),
    level,
  };
  const share = after / (before + after);
  // P(Y ≥ y) and P(Y ≤ y) of the binomial, as incomplete betas
  const orMore = y === 0 ? 1 : incompleteBeta(share, y, n - y + 1);
  const orFewer = y === n ? 1 : 1 - incompleteBeta(share, y + 1, n - y);
  return { ratio, interval, pValue: Math.min(1, 2 * Math.min(orMore, orFewer)) };
}
