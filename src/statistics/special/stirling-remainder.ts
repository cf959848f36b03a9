/**
 * Returns the remainder of Stirling's formula, ln Γ(x) − [(x − ½) ln x − x + ½ ln 2π], for x ≥ 8.
 *
 * Differences of log-gammas at large arguments cancel almost completely; differences of this remainder do not.
 *
 * @param x - at least 8
 * @see Abramowitz, Stegun (1964), 6.1.41
 * @example
 * stirlingRemainder(10) // => 0.008330563433362871
 */
export function stirlingRemainder(x: number): number {
  const inverse = 1 / x;
  const square = inverse * inverse;
  return (
    inverse *
    (1 / 12 -
      square *
        (1 / 360 -
          square *
            (1 / 1260 -
              square *
                (1 / 1680 -
                  square *
                    (1 / 1188 -
                      square * (691 / 360360 - square * (1 / 156 - square * (3617 / 122400 - square * 0.17964437236883057))))))))
  );
}
