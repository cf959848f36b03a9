import { requirePositive } from "../domain.js";

/**
 * Returns the digamma function ψ(x) = d/dx ln Γ(x) for x > 0: recurrence up to 8, then the asymptotic series.
 * The absolute error is below 2e-15 · max(1, |ψ|).
 *
 * @param x - greater than 0
 * @throws ClienteleError `outside_domain`
 * @see Abramowitz, Stegun (1964), 6.3.5 and 6.3.18
 * @example
 * digamma(1) // => -0.5772156649015329
 */
export function digamma(x: number): number {
  requirePositive("x", x);
  let shift = 0;
  let shifted = x;
  while (shifted < 8) {
    shift += 1 / shifted;
    shifted += 1;
  }
  const square = 1 / (shifted * shifted);
  const series =
    square *
    (1 / 12 -
      square *
        (1 / 120 -
          square *
            (1 / 252 -
              square *
                (1 / 240 - square * (1 / 132 - square * (691 / 32760 - square * (1 / 12 - square * 0.44325980392156863)))))));
  return Math.log(shifted) - 0.5 / shifted - series - shift;
}
