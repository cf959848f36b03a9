import { LARGEST_INSTANT } from "../../../kernel/index.js";
import { LOOK_AHEAD } from "../../../kernel/internal.js";
import { type FigureMotion } from "../../language/figures.js";
import { type CompiledNode, earliestAfter, NEVER } from "../subject/compiled-node.js";
import type { PreparedSubject } from "../subject/prepared-subject.js";

/** A compiled figure, and how it changes with time. */
export interface MovingFigure {
  /** `undefined` is missing. */
  readonly value: (subject: PreparedSubject, asOf: number) => number | undefined;
  /** First instant after `asOf` at which the value may jump, apart from its motion. */
  readonly next: CompiledNode["next"];
  readonly motion: FigureMotion;
  /** Change per millisecond of a steady figure. */
  readonly rate: (subject: PreparedSubject, asOf: number) => number;
}

/** Returns the function that gives the next instant at which the order of two figures may change. */
export function boundaryOfFigures(left: MovingFigure, right: MovingFigure): CompiledNode["next"] {
  const jump: CompiledNode["next"] =
    left.next === right.next ? left.next : (subject, asOf) => Math.min(left.next(subject, asOf), right.next(subject, asOf));
  if (left.motion === "still" && right.motion === "still") return jump;
  const crossing = left.motion === "still" || right.motion === "still" ? firstCrossing : crossingOfSteady;
  return (subject, asOf) => {
    const limit = Math.min(jump(subject, asOf), asOf + 10 * LOOK_AHEAD, LARGEST_INSTANT);
    return Math.min(limit, crossing(left, right, subject, asOf, limit));
  };
}

/**
 * Returns the first instant before a limit at which the order of two figures is another than now. At most one of them moves,
 * and in one direction; so does its double, since a rounded result never turns back.
 */
function firstCrossing(left: MovingFigure, right: MovingFigure, subject: PreparedSubject, asOf: number, limit: number): number {
  const orderAt = (instant: number): number | undefined => {
    const [one, other] = [left.value(subject, instant), right.value(subject, instant)];
    return one === undefined || other === undefined ? undefined : Math.sign(one - other);
  };
  const now = orderAt(asOf);
  let low = asOf;
  let high = limit - 1;
  if (now === undefined || high <= asOf || orderAt(high) === now) return NEVER;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (orderAt(middle) === now) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Returns the next instant at which two figures that both move steadily may meet. Near that instant it returns one millisecond
 * after the other, since rounding may put them in any order there.
 */
function crossingOfSteady(left: MovingFigure, right: MovingFigure, subject: PreparedSubject, asOf: number): number {
  const [one, other] = [left.value(subject, asOf), right.value(subject, asOf)];
  if (one === undefined || other === undefined) return NEVER;
  const [speed, otherSpeed] = [left.rate(subject, asOf), right.rate(subject, asOf)];
  const approach = otherSpeed - speed;
  const [sameSpeed, rounding] = [2 ** -40, 2 ** -48];
  // Figures of one speed keep their distance.
  if (Math.abs(approach) <= sameSpeed * (Math.abs(speed) + Math.abs(otherSpeed))) return NEVER;
  const distance = (one - other) / approach;
  const unsure = 1 + (1 + rounding * (Math.abs(one) + Math.abs(other))) / Math.abs(approach);
  const start = asOf + Math.floor(distance - unsure);
  return start > asOf ? start : asOf < asOf + distance + unsure ? asOf + 1 : NEVER;
}

/** Returns the next instant at which a steady figure may reach, be or leave zero. */
export function zeroOf(figure: MovingFigure, subject: PreparedSubject, asOf: number): number {
  const [value, rate] = [figure.value(subject, asOf), figure.rate(subject, asOf)];
  if (value === undefined || rate === 0) return NEVER;
  const zero = asOf - value / rate;
  const near = Math.floor(zero);
  return earliestAfter(asOf, [near - 1, near, near + 1, near + 2]);
}
