import { expectedPurchasesWhileAlive } from "./beta-geometric.js";

/** Frequencies above this are too rare for a table. */
const MAX_FREQUENCY = 512;
/** Number of customers per frequency and cell from which a polynomial pays. */
const ONE_BY_ONE = 48;
/** Number of cells per unit of v = ln(rate / t). */
const CELLS = 4;
const LOWEST_CELL = -40;
const HIGHEST_CELL = 120;
const POINTS = 14;
/** Largest error of a polynomial, relative to the largest value in its cell. */
const REST = 2e-15;

/** Coefficients of Chebyshev polynomials; `null` when the cell is computed customer by customer. */
type Cell = Float64Array | null;

/**
 * Returns the function of expected purchases while alive, by frequency x and rate, for a population. For a given x it is a smooth
 * function of v = ln(rate / t), analytic in a strip of half-width π. On fixed cells of width 1/4 a polynomial replaces it, to the
 * last digits of a double; where that is not possible, and for the first customers of a cell, the sum itself is computed. A batch
 * therefore equals one customer to about 1e-14.
 *
 * @param first - number that is added to b besides x: 1 when a customer may leave after the first purchase
 * @param t - the horizon, the same for all customers
 */
export function purchasesByFrequency(
  { r, a, b }: { readonly r: number; readonly a: number; readonly b: number },
  first: 0 | 1,
  t: number,
): (x: number, rate: number) => number {
  const width = HIGHEST_CELL - LOWEST_CELL;
  const seen: (Int32Array | undefined)[] = [];
  const cells: (Cell | undefined)[][] = [];
  const direct = (x: number, rate: number): number => expectedPurchasesWhileAlive(r + x, rate, a, b + x + first, t);
  return (x, rate) => {
    const v = CELLS * Math.log(rate / t);
    const floor = Math.floor(v);
    const index = floor - LOWEST_CELL;
    if (!(x <= MAX_FREQUENCY && index >= 0 && index < width)) return direct(x, rate);
    const counts = (seen[x] ??= new Int32Array(width));
    if (counts[index]! < ONE_BY_ONE) {
      counts[index]!++;
      return direct(x, rate);
    }
    const row = (cells[x] ??= []);
    let cell = row[index];
    if (cell === undefined) {
      cell = chebyshev((at) => direct(x, t * Math.exp(at / CELLS)), floor);
      row[index] = cell;
    }
    return cell === null ? direct(x, rate) : clenshaw(cell, 2 * (v - floor) - 1);
  };
}

/** Returns the polynomial through a function on [from, from + 1]; `null` when its last coefficients are not negligible. */
function chebyshev(valueAt: (at: number) => number, from: number): Cell {
  const values = Array.from({ length: POINTS }, (_, point) =>
    valueAt(from + (1 + Math.cos((Math.PI * (point + 0.5)) / POINTS)) / 2),
  );
  const smallest = Math.min(...values);
  const coefficients = Float64Array.from({ length: POINTS }, (_, order) => {
    const sum = values.reduce((all, value, point) => all + value * Math.cos((Math.PI * order * (point + 0.5)) / POINTS), 0);
    return ((order === 0 ? 1 : 2) * sum) / POINTS;
  });
  const rest = Math.abs(coefficients[POINTS - 1]!) + Math.abs(coefficients[POINTS - 2]!);
  // the values themselves are rounded by a few units in the last place of the largest
  if (!(smallest > 0 && rest <= REST * Math.max(...values) && Math.max(...values) <= 4 * smallest)) return null;
  let length = POINTS;
  while (length > 4 && Math.abs(coefficients[length - 1]!) < 1e-16 * smallest) length--;
  return coefficients.subarray(0, length);
}

/** Returns Σ cₙ Tₙ(u), by the recurrence of Clenshaw. */
function clenshaw(coefficients: Float64Array, u: number): number {
  let next = 0;
  let afterNext = 0;
  const twice = 2 * u;
  for (let order = coefficients.length - 1; order > 0; order--) {
    const current = coefficients[order]! + twice * next - afterNext;
    afterNext = next;
    next = current;
  }
  return coefficients[0]! + u * next - afterNext;
}
