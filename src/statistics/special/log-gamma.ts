import { outsideDomain } from "../domain.js";
import { stirlingRemainder } from "./stirling-remainder.js";

/** ln √(2π) */
export const LOG_SQRT_TWO_PI = 0.9189385332046728;

/** (−1)ᵏ (ζ(k) − 1) / k for k = 2, 3, …: the series of ln Γ(2 + z), which converges like (z / 2)ᵏ. */
const TAYLOR_AT_TWO: readonly number[] = [
  0.32246703342411322, -0.067352301053198095, 0.020580808427784548, -0.0073855510286739853, 0.0028905103307415233,
  -0.001192753911703261, 0.00050966952474304242, -0.00022315475845357938, 9.9457512781808534e-5, -4.4926236738133142e-5,
  2.0507212775670692e-5, -9.4394882752683959e-6, 4.3748667899074878e-6, -2.0392157538013662e-6, 9.5514121304074198e-7,
  -4.492469198764566e-7, 2.1207184805554666e-7, -1.00432248239681e-7, 4.7698101693639806e-8, -2.2711094608943165e-8,
  1.0838659214896954e-8, -5.1834750419700467e-9, 2.4836745438024783e-9, -1.1921401405860912e-9, 5.731367241678862e-10,
  -2.7595228851242331e-10,
];

/** Returns ln Γ(2 + z) for |z| ≤ ½, exact to the last digits also near its zero (z = 0). */
function logGammaNearTwo(z: number): number {
  let sum = 0;
  for (let index = TAYLOR_AT_TWO.length - 1; index >= 0; index--) sum = sum * z + TAYLOR_AT_TWO[index]!;
  return z * (0.42278433509846713 + z * sum);
}

/**
 * Returns the natural logarithm of the gamma function, ln Γ(x), for x > 0.
 *
 * It uses a Taylor series around 2 below 2.5 (which keeps the relative precision near the zeros at 1 and 2), the recurrence up to
 * 8 and Stirling's series above. The relative error is below 1e-15.
 *
 * @param x - greater than 0
 * @throws ClienteleError `outside_domain`
 * @see Abramowitz, Stegun (1964), 6.1.33 and 6.1.41
 * @example
 * logGamma(5) // => 3.1780538303479458
 * logGamma(1) // => 0
 * logGamma(0.5) // => 0.5723649429247001
 */
export function logGamma(x: number): number {
  if (!(x > 0 && x < Infinity)) throw outsideDomain("x", x, "a positive finite number");
  if (x >= 8) return (x - 0.5) * Math.log(x) - x + LOG_SQRT_TWO_PI + stirlingRemainder(x);
  if (x < 0.5) return logGammaNearTwo(x) - Math.log1p(x) - Math.log(x);
  if (x < 1.5) return logGammaNearTwo(x - 1) - Math.log1p(x - 1);
  let product = 1;
  let shifted = x;
  while (shifted > 2.5) {
    shifted -= 1;
    product *= shifted;
  }
  return logGammaNearTwo(shifted - 2) + Math.log(product);
}
