import { compareCodePoints } from "clientele/kernel";
import type { RetailLine } from "./retail-line.js";

/** A part of a cancelled line that belongs to one order. */
export interface MatchedCancellation {
  readonly cancellation: RetailLine;
  /** The order's line. */
  readonly purchase: RetailLine;
  /** Units of that line that came back, positive. */
  readonly units: number;
}

/** Cancellations with their orders. */
export interface CancellationMatches {
  readonly matched: readonly MatchedCancellation[];
  /** Lines that found no order: bought before the file begins, or never. */
  readonly unmatched: readonly RetailLine[];
  /** Matched lines that took units from more than one line of orders. */
  readonly split: number;
}

/** A total order of lines by their content alone, so that the order of the file does not matter. */
export function compareLines(left: RetailLine, right: RetailLine): number {
  return (
    left.at.getTime() - right.at.getTime() ||
    compareCodePoints(left.invoice, right.invoice) ||
    compareCodePoints(left.product, right.product) ||
    left.quantity - right.quantity ||
    left.tenths - right.tenths ||
    compareCodePoints(left.description, right.description) ||
    compareCodePoints(left.country, right.country)
  );
}

/**
 * Finds the order that a cancellation takes back: the same customer and product, bought at the same time or earlier, of
 * which at least so many units are left. The latest such line wins; where no single line has enough, the latest lines
 * give theirs together. What was taken back once cannot be taken back again.
 *
 * @param purchases - lines with a positive quantity, ordered by {@link compareLines}
 * @param cancellations - lines with a negative quantity, ordered by {@link compareLines}
 */
export function matchCancellations(purchases: readonly RetailLine[], cancellations: readonly RetailLine[]): CancellationMatches {
  const open = new Map<string, { readonly line: RetailLine; left: number }[]>();
  for (const line of cancellations) open.set(keyOf(line), []);
  for (const line of purchases) open.get(keyOf(line))?.push({ line, left: line.quantity });
  const matched: MatchedCancellation[] = [];
  const unmatched: RetailLine[] = [];
  let split = 0;
  for (const cancellation of cancellations) {
    const needed = -cancellation.quantity;
    const earlier = (open.get(keyOf(cancellation)) ?? [])
      .filter(({ line, left }) => left > 0 && line.at <= cancellation.at)
      .reverse();
    const single = earlier.find(({ left }) => left >= needed);
    const sources = single === undefined ? earlier : [single];
    if (sources.reduce((sum, { left }) => sum + left, 0) < needed) {
      unmatched.push(cancellation);
      continue;
    }
    let missing = needed;
    let parts = 0;
    for (const source of sources) {
      if (missing === 0) break;
      const units = Math.min(missing, source.left);
      source.left -= units;
      missing -= units;
      parts++;
      matched.push({ cancellation, purchase: source.line, units });
    }
    if (parts > 1) split++;
  }
  return { matched, unmatched, split };
}

function keyOf({ customerId, product }: RetailLine): string {
  return `${customerId ?? ""}\n${product}`;
}
