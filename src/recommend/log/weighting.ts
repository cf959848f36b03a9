import { ClienteleError, MILLISECONDS_PER } from "../../kernel/index.js";
import { PURCHASE, type ReadInteraction } from "./item-interaction.js";

/** How much an interaction says about a customer's taste. */
export interface Weighting {
  /** Weight of a type, negative for what speaks against the item; a type that is not named counts nothing. */
  readonly types: Readonly<Record<string, number>>;
  /** Days after which an interaction counts half; `null`: it never fades. */
  readonly halfLifeDays: number | null;
  /** What a customer's sum over an item becomes: at most 1, always 1, the sum itself, or log(1 + sum). */
  readonly scale: "capped" | "binary" | "sum" | "log";
}

/** Some of a {@link Weighting}. */
export interface WeightingOptions {
  /** In place of {@link standardWeights}. */
  readonly types?: Readonly<Record<string, number>> | undefined;
  readonly halfLifeDays?: number | null | undefined;
  readonly scale?: Weighting["scale"] | undefined;
}

/** A view says less than a cart, and a cart less than a purchase; what comes back takes the purchase back. */
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

/** The weighting of a fit, checked; a sum of 0 or less leaves the item out, whatever the scale. */
export function weightingOf(options: WeightingOptions = {}): Weighting {
  const { types = standardWeights, halfLifeDays = null, scale = "capped" } = options;
  for (const [type, weight] of Object.entries(types)) {
    if (!Number.isFinite(weight)) throw invalidOption(`types.${type}`, weight, "a finite number");
  }
  if (halfLifeDays !== null && !(halfLifeDays > 0)) throw invalidOption("halfLifeDays", halfLifeDays, "more than 0, or null");
  if (!Object.hasOwn(SCALES, scale)) throw invalidOption("scale", scale, "capped, binary, sum or log");
  return { types: { ...types }, halfLifeDays, scale };
}

/** The error of an option outside its domain, in one form for the module. */
export function invalidOption(option: string, value: unknown, expected: string): ClienteleError<"invalid_option"> {
  return new ClienteleError("invalid_option", `${option} must be ${expected}, got ${String(value)}.`, { option, value });
}

/** Throws unless a count is whole and at least 1. */
export function requireCount(option: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1)) throw invalidOption(option, value, "a whole number, 1 or more");
}

/** Throws unless a number is finite and at least 0. */
export function requireNotNegative(option: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) throw invalidOption(option, value, "0 or more");
}

/** What is left of an interaction after a time: 1 at once, ½ after a half-life. */
export function decay(milliseconds: number, halfLifeDays: number | null): number {
  return halfLifeDays === null ? 1 : 2 ** (-milliseconds / (halfLifeDays * MILLISECONDS_PER.days));
}

/** A customer's sum over an item, on the scale of the weighting; 0 when nothing speaks for the item. */
export function scaled(sum: number, scale: Weighting["scale"]): number {
  return sum > 0 ? SCALES[scale](sum) : 0;
}

const SCALES: Readonly<Record<Weighting["scale"], (sum: number) => number>> = {
  // A purchase is as good as ten, a view is no purchase.
  capped: (sum) => Math.min(1, sum),
  binary: () => 1,
  sum: (sum) => sum,
  log: Math.log1p,
};

/** What a customer takes to, as positions in a catalog. */
export interface Taste {
  readonly positions: readonly number[];
  /** Above 0. */
  readonly values: readonly number[];
}

/** A history under a weighting; items outside the catalog are passed over. */
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
