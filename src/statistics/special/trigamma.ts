import { requirePositive } from "../domain.js";

/**
 * Returns the trigamma function ψ′(x), the second derivative of ln Γ(x), for x > 0. The relative error is below 1e-14.
 *
 * @param x - greater than 0
 * @throws ClienteleError `outside_domain`
 * @see Abramowitz, Stegun (1964), 6.4.6 and 6.4.12
 * @example
 * trigamma(1) // => 1.6449340668482264
 */
export function trigamma(x: number): number {
  requirePositive("x", x);
  let shift = 0;
  let shifted = x;
  while (shifted < 10) {
    shift += 1 / (shifted * shifted);
    shifted += 1;
  }
  const square = 1 / (shifted * shifted);
  const series =
    square *
    (1 / 6 -
      square *
        (1 / 30 -
          square *
            (1 / 42 - square * (1 / 30 - square * (5 / 66 - square * (691 / 2730 - square * (7 / 6 - square * (3617 / 510))))))));
  return shift + 1 / shifted + 0.5 * square + series / shifted;
}
