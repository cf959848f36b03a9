import { MILLISECONDS_PER } from "../../kernel/index.js";
import { aNumber, aPositiveNumber, mapOf, oneOf, type OptionShape, orNull } from "../../kernel/internal.js";
import { PURCHASE, type ReadInteraction } from "./item-interaction.js";

/** How much an interaction says about a customer's taste. */
export interface Weighting {
  /** Weight per type of interaction, negative for a type that speaks against the item. A type that is not listed counts as 0. */
  readonly types: Readonly<Record<string, number>>;
  /** Days after which an interaction counts half; `null` if it never fades. */
  readonly halfLifeDays: number | null;
  /** What becomes of a customer's sum over an item: at most 1, always 1, the sum itself, or log(1 + sum). */
  readonly scale: "capped" | "binary" | "sum" | "log";
}

/** Options that set a {@link Weighting}. */
export interface WeightingOptions {
  /** Defaults to {@link standardWeights}, which it replaces as a whole. */
  readonly types?: Readonly<Record<string, number>> | undefined;
  /** Defaults to `null`: interactions never fade. */
  readonly halfLifeDays?: number | null | undefined;
  /** Defaults to `"capped"`; `fitContent` defaults to `"log"`. */
  readonly scale?: Weighting["scale"] | undefined;
}

/** Weights in which a view says less than a cart, a cart less than a purchase, and a return cancels the purchase. */
export const standardWeights: Readonly<Record<string, number>> = {
  "product.viewed": 0.1,
  "cart.added": 0.4,
  "cart.removed": -0.3,
  [PURCHASE]: 1,
  "product.reviewed": 1,
  "product.disliked": -1,
  "order.cancelled": -1,
  "order.refunded": -1,
  "return.received": -1,
};

const SCALES: Readonly<Record<Weighting["scale"], (sum: number) => number>> = {
  // Ten purchases count like one, and a view counts less than a purchase.
  capped: (sum) => Math.min(1, sum),
  binary: () => 1,
  sum: (sum) => sum,
  log: Math.log1p,
};

/** Kinds of {@link WeightingOptions}; every fit that reads a log takes them. */
export const WEIGHTING_OPTIONS: OptionShape<WeightingOptions> = {
  types: mapOf(aNumber()),
  halfLifeDays: orNull(aPositiveNumber),
  scale: oneOf(Object.keys(SCALES)),
};

/** Returns the weighting of checked options. A sum of 0 or less leaves the item out, whatever the scale. */
export function weightingOf(options: WeightingOptions = {}): Weighting {
  const { types = standardWeights, halfLifeDays = null, scale = "capped" } = options;
  return { types: { ...types }, halfLifeDays, scale };
}

/** Returns the share of an interaction that is left after a time: 1 at once, ½ after a half-life. */
export function decay(milliseconds: number, halfLifeDays: number | null): number {
  return halfLifeDays === null ? 1 : 2 ** (-milliseconds / (halfLifeDays * MILLISECONDS_PER.days));
}

/** Returns a customer's sum over an item on the scale of the weighting; 0 if the sum is not positive. */
export function scaled(sum: number, scale: Weighting["scale"]): number {
  return sum > 0 ? SCALES[scale](sum) : 0;
}

/** The items that a customer likes, as positions in a catalog. */
export interface Taste {
  readonly positions: readonly number[];
  /** Strength of each, above 0. */
  readonly values: readonly number[];
}

/** Reads a taste from a history under a weighting; items outside the catalog are passed over. */
export function tasteOf(
  history: readonly ReadInteraction[],
  positions: ReadonlyMap<string, number>,
  weighting: Weighting,
  asOf: number,
): Taste {
  const { types, halfLifeDays, scale } = weighting;
  const found: number[] = [];
  const sums: number[] = [];
  const places = new Map<number, number>();
  let known = "";
  let typeWeight = 0;
  for (const { itemId, at, type, weight } of history) {
    const position = positions.get(itemId);
    if (position === undefined) continue;
    // Neighboring rows are mostly of one type.
    if (type !== known) {
      known = type;
      typeWeight = Object.hasOwn(types, type) ? types[type]! : 0;
    }
    if (typeWeight === 0) continue;
    const amount = typeWeight * weight * decay(asOf - at, halfLifeDays);
    const place = places.get(position);
    if (place === undefined) {
      places.set(position, found.push(position) - 1);
      sums.push(amount);
    } else sums[place]! += amount;
  }
  const taste = { positions: [] as number[], values: [] as number[] };
  for (let place = 0; place < found.length; place++) {
    const value = scaled(sums[place]!, scale);
    if (value === 0) continue;
    taste.positions.push(found[place]!);
    taste.values.push(value);
  }
  return taste;
}
