/** Positive nodes of the 16-point Gauss–Legendre rule on [−1, 1], and their weights. */
const NODES: readonly number[] = [
  0.09501250983763744, 0.2816035507792589, 0.45801677765722737, 0.6178762444026438, 0.755404408355003, 0.8656312023878318,
  0.9445750230732326, 0.9894009349916499,
];
const WEIGHTS: readonly number[] = [
  0.1894506104550685, 0.18260341504492358, 0.16915651939500254, 0.14959598881657674, 0.12462897125553387, 0.09515851168249279,
  0.062253523938647894, 0.027152459411754095,
];

/**
 * Integrates f over [low, high] by one 16-point Gauss–Legendre rule, which is exact for polynomials of degree 31.
 *
 * @param f - smooth function
 * @param low - lower end
 * @param high - upper end
 * @example
 * integratePanel((x) => x ** 9, 0, 1) // => 0.1
 */
export function integratePanel(f: (x: number) => number, low: number, high: number): number {
  const half = (high - low) / 2;
  const middle = (high + low) / 2;
  let sum = 0;
  for (let index = 0; index < 8; index++) {
    const offset = half * NODES[index]!;
    sum += WEIGHTS[index]! * (f(middle - offset) + f(middle + offset));
  }
  return sum * half;
}

/**
 * Integrates f over [low, high] and halves panels until two levels agree.
 *
 * @param f - continuous function
 * @param low - lower end
 * @param high - upper end
 * @param tolerance - maximum error, relative to the integral
 * @example
 * integrate(Math.exp, 0, 1) // => 1.718281828459045
 */
export function integrate(f: (x: number) => number, low: number, high: number, tolerance = 1e-13): number {
  return integrateWithin(f, low, high, tolerance, 0);
}

/** Like {@link integrate} for a part of an integral that is at least `known`: a small part needs fewer digits. */
function integrateWithin(f: (x: number) => number, low: number, high: number, tolerance: number, known: number): number {
  if (low === high) return 0;
  const whole = integratePanel(f, low, high);
  return refine(f, low, high, whole, Math.max(known, Math.abs(whole)), Infinity, tolerance, 30);
}

function refine(
  f: (x: number) => number,
  low: number,
  high: number,
  coarse: number,
  scale: number,
  before: number,
  tolerance: number,
  depth: number,
): number {
  const middle = (low + high) / 2;
  const left = integratePanel(f, low, middle);
  const right = integratePanel(f, middle, high);
  const fine = left + right;
  const size = Math.max(scale, Math.abs(fine));
  const change = Math.abs(fine - coarse);
  if (depth === 0 || change <= tolerance * size || middle === low || middle === high) return fine;
  // halving that does not help has reached the rounding of f
  if (change < 1e-9 * size && change > before / 2) return fine;
  return (
    refine(f, low, middle, left, size, change, tolerance, depth - 1) +
    refine(f, middle, high, right, size, change, tolerance, depth - 1)
  );
}

/**
 * Computes ln ∫ exp(g) over the whole line, for a smooth g with one peak that falls at least linearly on both sides: finds the
 * peak and the range that matters, then integrates without overflow or underflow.
 *
 * The substitutions ln t and ln(t / (1 − t)) bring integrals over (0, ∞) and (0, 1) into this form and also remove endpoint
 * singularities.
 *
 * @param g - logarithm of the integrand; may be −Infinity far from the peak
 * @param guess - point at which g is finite
 * @example
 * logIntegrateLine((u) => -0.5 * u * u, 3) // => 0.9189385332046728
 */
export function logIntegrateLine(g: (u: number) => number, guess = 0): number {
  const peak = findPeak(g, guess);
  const top = g(peak);
  const f = (u: number): number => Math.exp(g(u) - top);
  let sum = 0;
  for (const direction of [-1, 1] as const) {
    // panels double in width away from the peak: a tail of length 1e5 must not hide the peak
    const far = reach(g, peak, top, direction, 42);
    let from = 0;
    let to = reach(g, peak, top, direction, 2);
    while (from < far) {
      to = Math.min(to, far);
      sum += Math.abs(integrateWithin(f, peak + direction * from, peak + direction * to, 1e-13, sum));
      from = to;
      to *= 2;
    }
  }
  return top + Math.log(sum);
}

/** Returns about the distance from the peak at which g has fallen by `drop`; after 42 the integrand is negligible. */
function reach(g: (u: number) => number, peak: number, top: number, direction: 1 | -1, drop: number): number {
  let far = 1e-8;
  while (far < 1e15 && g(peak + direction * far) > top - drop) far *= 2;
  let near = far / 2;
  for (let step = 0; step < 4; step++) {
    const middle = (near + far) / 2;
    if (g(peak + direction * middle) > top - drop) near = middle;
    else far = middle;
  }
  return far;
}

/** Finds the position of the highest value, precisely enough to integrate from. */
function findPeak(g: (u: number) => number, guess: number): number {
  let width = 1;
  let middle = guess;
  let height = g(middle);
  let low = middle - width;
  let high = middle + width;
  for (let step = 0; step < 200; step++) {
    const left = g(low);
    const right = g(high);
    if (left <= height && right <= height) break;
    width *= 2;
    if (left > right) {
      high = middle;
      middle = low;
      height = left;
      low = middle - width;
    } else {
      low = middle;
      middle = high;
      height = right;
      high = middle + width;
    }
  }
  for (let step = 0; step < 90 && high - low > 1e-9 * (1 + Math.abs(middle)); step++) {
    const takeRight = high - middle > middle - low;
    const candidate = takeRight ? middle + 0.381966 * (high - middle) : middle - 0.381966 * (middle - low);
    const value = g(candidate);
    if (value >= height) {
      if (takeRight) low = middle;
      else high = middle;
      middle = candidate;
      height = value;
    } else if (takeRight) high = candidate;
    else low = candidate;
  }
  return middle;
}
