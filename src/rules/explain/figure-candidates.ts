import { dayText, LARGEST_INSTANT } from "../../kernel/index.js";
import { dayOfDate } from "../language/anniversary.js";
import type { ValueRange } from "./candidate-values.js";

/** A value that a figure reads and that may change. */
export interface FigureVariable {
  readonly range: ValueRange;
  readonly present: unknown;
  /** Values that it may take, the constants of tests among them. */
  readonly candidates: readonly unknown[];
}

/** Values of a variable that is missing, or zero where something is divided by it. */
const DEFAULTS: Partial<Readonly<Record<ValueRange["type"], unknown>>> = {
  number: 1,
  integer: 1,
  duration: 86_400_000,
  instant: 0,
  date: "2000-01-01",
};

/** Whether values of a type are above and below each other, with others between them. */
export function isScale(type: ValueRange["type"]): boolean {
  return DEFAULTS[type] !== undefined;
}

/** Returns the present value of each variable, or some other value where it is missing or zero. */
function presentValues(variables: readonly FigureVariable[]): readonly unknown[] {
  return variables.map(({ range, present }) =>
    numberOf(range, present) === undefined || present === 0 ? (DEFAULTS[range.type] ?? present) : present,
  );
}

/** The results for some values of variables. */
export interface AnswersAt {
  readonly answers: readonly boolean[];
  /** The same text for values that nothing tells apart. */
  readonly region: string;
}

/** Values from which one variable moves that has not moved yet. */
interface Start {
  readonly values: readonly unknown[];
  readonly moved: readonly number[];
}

/**
 * Gives the results that comparisons can have, the nearest to the present values first: one variable moves to each of its
 * candidates and to each value at which a result changes, then another one moves from there, which may have to follow the first.
 *
 * @param answersTo - the results for some values of the variables
 * @param isOver - whether the search is to end
 */
export function* exploredAnswers(
  variables: readonly FigureVariable[],
  answersTo: (values: readonly unknown[]) => AnswersAt,
  isOver: () => boolean,
): Iterable<readonly boolean[]> {
  let starts: Start[] = [variables.map(({ present }) => present), presentValues(variables)].map((values) => ({
    values,
    moved: [],
  }));
  const seen = new Set<string>();
  // Values may be of any shape: they are the same if they are identical.
  const numbers = new Map<unknown, number>();
  const numberOfValue = (value: unknown): number => {
    const known = numbers.get(value) ?? numbers.size;
    numbers.set(value, known);
    return known;
  };
  for (const _ of variables) {
    const next: Start[] = [];
    for (const { values, moved } of starts) {
      for (const [index, { candidates }] of variables.entries()) {
        if (moved.includes(index)) continue;
        const stops = new Set(candidates);
        for (const { answers, stop } of answersAlong(variables, index, values, answersTo)) {
          yield answers;
          if (stop !== undefined) stops.add(stop);
        }
        for (const value of stops) {
          const there = values.with(index, value);
          const place = there.map(numberOfValue).join();
          if (seen.has(place)) continue;
          seen.add(place);
          yield answersTo(there).answers;
          next.push({ values: there, moved: [...moved, index] });
        }
        if (isOver()) return;
      }
    }
    starts = next;
  }
}

/** The results at a value of one variable. */
interface Sample extends Pick<AnswersAt, "answers"> {
  /** A value beside one at which a result changes, if the sample is one. */
  readonly stop?: unknown;
}

/**
 * Gives the results of comparisons along the values of one variable while the others stay as they are: at values ever farther
 * from the present one, and on both sides of every value at which a result is found to change.
 *
 * @param answersTo - the results for some values of the variables
 */
function* answersAlong(
  variables: readonly FigureVariable[],
  index: number,
  base: readonly unknown[],
  answersTo: (values: readonly unknown[]) => AnswersAt,
): Iterable<Sample> {
  const { range } = variables[index]!;
  if (!isScale(range.type)) return;
  const isWhole = range.type !== "number";
  const at = (number: number): Point => ({ number, ...answersTo(base.with(index, valueOf(range, number))) });
  const points = samplesAround(range, numberOf(range, base[index]) ?? 0, isWhole).map(at);
  for (const [place, point] of points.entries()) {
    yield { answers: point.answers };
    if (place === 0) continue;
    for (const [low, high] of turnsBetween(points[place - 1]!, point, at, isWhole))
      for (const { number, answers } of [rounded(low, Math.floor(low.number), at), rounded(high, Math.ceil(high.number), at)])
        yield { answers, stop: valueOf(range, number) };
  }
}

/** Returns the integer beside a point if it is of the same region; another variable may have to equal it. */
function rounded(point: Point, integer: number, at: (number: number) => Point): Point {
  if (integer === point.number) return point;
  const other = at(integer);
  return other.region === point.region ? other : point;
}

interface Point extends AnswersAt {
  readonly number: number;
}

/** Halves a range until its ends are of one region, or neighbors, which it gives. */
function* turnsBetween(
  low: Point,
  high: Point,
  at: (number: number) => Point,
  isWhole: boolean,
): Iterable<readonly [low: Point, high: Point]> {
  if (low.region === high.region) return;
  const middle = isWhole ? Math.floor((low.number + high.number) / 2) : (low.number + high.number) / 2;
  if (middle <= low.number || middle >= high.number) {
    yield [low, high];
    return;
  }
  const point = at(middle);
  yield* turnsBetween(low, point, at, isWhole);
  yield* turnsBetween(point, high, at, isWhole);
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
