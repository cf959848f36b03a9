import { ClienteleError, MILLISECONDS_PER } from "../kernel/index.js";
import { PURCHASE, type ReadInteraction } from "./item-interaction.js";

/** How much an interaction says about a customer's taste. */
export interface Weighting {
  /** Weight of a type, negative for what speaks against the item; a type that is not named counts nothing. */
  readonly types: Readonly<Record<string, number>>;
  /** Days after which an interaction counts half; `null`: it never fades. */
  readonly halfLifeDays: number | null;
  /** What a customer's sum over an item becomes: 1 where it is above 0, the sum itself, or log(1 + sum). */
  readonly scale: "binary" | "sum" | "log";
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
  const { types = standardWeights, halfLifeDays = null, scale = "binary" } = options;
  for (const [type, weight] of Object.entries(types)) {
    if (!Number.isFinite(weight)) throw invalidOption(`types.${type}`, weight, "a finite number");
  }
  if (halfLifeDays !== null && !(halfLifeDays > 0)) throw invalidOption("halfLifeDays", halfLifeDays, "more than 0, or null");
  if (!["binary", "sum", "log"].includes(scale)) throw invalidOption("scale", scale, "binary, sum or log");
  return { types: { ...types }, halfLifeDays, scale };
}

/** The error of an option outside its domain, in one form for the room. */
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
  if (!(sum > 0)) return 0;
  return scale === "binary" ? 1 : scale === "sum" ? sum : Math.log1p(sum);
}

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
  const sums = new Map<number, number>();
  for (const { itemId, at, type, weight } of history) {
    const position = positions.get(itemId);
    if (position === undefined) continue;
    const typeWeight = Object.hasOwn(weighting.types, type) ? weighting.types[type]! : 0;
    if (typeWeight === 0) continue;
    sums.set(position, (sums.get(position) ?? 0) + typeWeight * weight * decay(asOf - at, weighting.halfLifeDays));
  }
  const taste = { positions: [] as number[], values: [] as number[] };
  for (const [position, sum] of sums) {
    const value = scaled(sum, weighting.scale);
    if (value === 0) continue;
    taste.positions.push(position);
    taste.values.push(value);
  }
  return taste;
}
