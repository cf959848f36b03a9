import { dayText, LARGEST_INSTANT } from "../../kernel/index.js";
import { dayOfDate } from "../language/anniversary.js";
import type { ValueRange } from "./candidate-values.js";

/** A value that a figure reads and that may change. */
export interface FigureVariable {
  readonly range: ValueRange;
  readonly present: unknown;
}

/** Values of a variable that is missing, or zero where something is divided by it. */
const DEFAULTS: Partial<Readonly<Record<ValueRange["type"], unknown>>> = {
  number: 1,
  integer: 1,
  duration: 86_400_000,
  instant: 0,
  date: "2000-01-01",
};

/** Returns the present value of each variable, or some other value where it is missing or zero. */
export function presentValues(variables: readonly FigureVariable[]): readonly unknown[] {
  return variables.map(({ range, present }) =>
    numberOf(range, present) === undefined || present === 0 ? (DEFAULTS[range.type] ?? present) : present,
  );
}

/**
 * Returns, for each variable, the values on both sides of those at which a comparison changes while the others stay as they
 * are.
 *
 * @param holds - whether the comparison holds for some values of the variables
 */
export function turningPoints(
  variables: readonly FigureVariable[],
  holds: (values: readonly unknown[]) => boolean,
): readonly (readonly unknown[])[] {
  const bases = [variables.map(({ present }) => present), presentValues(variables)];
  return variables.map(({ range }, index) => {
    if (DEFAULTS[range.type] === undefined) return [];
    const points = bases.flatMap((base) =>
      turnsOf(range, numberOf(range, base[index]) ?? 0, (value) => holds(base.with(index, value))),
    );
    return [...new Set(points)];
  });
}

function turnsOf(range: ValueRange, present: number, holds: (value: unknown) => boolean): unknown[] {
  const whole = range.type !== "number";
  const samples = samplesAround(range, present, whole);
  const found: unknown[] = samples.map((sample) => valueOf(range, sample));
  for (let index = 1; index < samples.length; index++) {
    let [low, high] = [samples[index - 1]!, samples[index]!];
    const before = holds(valueOf(range, low));
    if (holds(valueOf(range, high)) === before) continue;
    for (;;) {
      const middle = whole ? Math.floor((low + high) / 2) : (low + high) / 2;
      if (middle <= low || middle >= high) break;
      if (holds(valueOf(range, middle)) === before) low = middle;
      else high = middle;
    }
    found.push(valueOf(range, low), valueOf(range, high));
  }
  return found;
}

/** Returns numbers in order, ever farther from the present one. */
function samplesAround({ type, min = -BOUND, max = BOUND }: ValueRange, present: number, whole: boolean): number[] {
  const bound = type === "date" ? 700_000 : type === "instant" ? LARGEST_INSTANT : BOUND;
  const steps = Array.from({ length: 13 }, (_, exponent) => 16 ** exponent / (whole ? 1 : 64));
  const numbers = [0, 1, present, ...steps.flatMap((step) => [present - step, present + step])];
  const inRange = numbers.filter((each) => each >= Math.max(min, -bound) && each <= Math.min(max, bound));
  return [...new Set(whole ? inRange.map(Math.round) : inRange)].sort((left, right) => left - right);
}

const BOUND = 2 ** 50;

function numberOf({ type }: ValueRange, value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime();
  if (typeof value === "number") return value;
  return type === "date" && typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) ? dayOfDate(value) : undefined;
}

function valueOf({ type }: ValueRange, value: number): unknown {
  return type === "date" ? dayText(value) : value;
}
