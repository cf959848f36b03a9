import { MILLISECONDS_PER } from "../../../kernel/index.js";
import { pathKeys, valueAtPath } from "../../../kernel/internal.js";
import { dayOfDate } from "../../language/anniversary.js";
import { localDayOf } from "../../language/local-day.js";
import type { Figure, FigureComparison, FiguresExpression, Metric } from "../../language/expression.js";
import { constantOf } from "../../language/figure-constant.js";
import { decimalsOf, type FigureValue, motionOf, unitOf } from "../../language/figures.js";
import type { RuleFields } from "../../language/rule-fields.js";
import { readerOf, type Seen } from "../../language/value-reading.js";
import { compileMetric } from "../history/compile-metric.js";
import type { CompileContext } from "../context/ability.js";
import type { CompiledMetric } from "../context/compiled.js";
import { type CompiledNode, never } from "../subject/compiled-node.js";
import { boundaryOfFigures, type MovingFigure, zeroOf } from "./figure-motion.js";
import { orderings } from "../tests/number-test.js";
import type { PreparedSubject } from "../subject/prepared-subject.js";

/** Reads the raw value of an attribute or a metric. */
export interface FigureReaders {
  readonly attribute: (path: string) => (subject: PreparedSubject) => unknown;
  readonly metric: (metric: Metric) => CompiledMetric;
}

interface FigureContext {
  readonly fields: RuleFields;
  readonly zone: string | undefined;
  readonly readers: FigureReaders;
}

/** Returns whether a comparison holds, by the sign of left minus right. */
function comparisonOf(is: FigureComparison): (sign: number) => boolean {
  if (is === "equals") return (sign) => sign === 0;
  return is === "notEquals" ? (sign) => sign !== 0 : orderings[is];
}

/** Compiles a comparison of two figures. The rule must have passed its checks. */
export function figuresNode(
  { left, is, right, zone }: FiguresExpression,
  compileContext: CompileContext,
  readers: FigureReaders = figureReaders(compileContext),
): CompiledNode {
  const context = { fields: compileContext.fields, zone, readers };
  const [one, other] = onOneScale([left, right], context);
  const passes = comparisonOf(is);
  return {
    holds: (subject, asOf) => {
      const first = one.value(subject, asOf);
      const second = first === undefined ? undefined : other.value(subject, asOf);
      return second !== undefined && passes(first! - second);
    },
    next: boundaryOfFigures(one, other),
  };
}

/** Compiles one figure: numbers and amounts as they are, durations and instants in milliseconds, dates in days. */
export function compileFigure(
  figure: Figure,
  { fields }: CompileContext,
  zone: string | undefined,
  readers: FigureReaders,
): MovingFigure {
  return compiled(figure, { fields, zone, readers });
}

/** Returns the readers of a subject's own values. */
export function figureReaders(context: CompileContext): FigureReaders {
  return {
    attribute: (path) => {
      const keys = pathKeys(path) ?? [];
      return ({ attributes }) => valueAtPath(attributes, keys);
    },
    metric: (metric) => compileMetric(metric, context),
  };
}

function compiled(figure: Figure, context: FigureContext): MovingFigure {
  if ("sum" in figure) return added(figure, figure.sum, context, 1);
  if ("difference" in figure) return difference(figure, context);
  if ("ratio" in figure) return ratio(figure.ratio, context);
  return read(figure, context);
}

function difference(figure: Extract<Figure, { difference: unknown }>, context: FigureContext): MovingFigure {
  const { difference: parts } = figure;
  const units = parts.map((part) => unitOf(part, context.fields));
  if (!units.includes("date")) return added(figure, parts, context, -1);
  const [one, other] = onOneScale(parts, context);
  return still(
    (subject, asOf) => {
      const [first, second] = [one.value(subject, asOf), other.value(subject, asOf)];
      return first === undefined || second === undefined ? undefined : (first - second) * MILLISECONDS_PER.days;
    },
    [one, other],
  );
}

/** Adds parts as integers that are scaled by their decimals, so that memory and SQL add the same; `sign` is that of all but the first. */
function added(figure: Figure, parts: readonly Figure[], context: FigureContext, sign: 1 | -1): MovingFigure {
  const of = parts.map((part) => compiled(part, context));
  const decimals = decimalsOf(figure, context.fields);
  const scale = 10 ** (decimals ?? 0);
  // Rounds half up, as the SQL does.
  const scaled = decimals === undefined ? (value: number) => value : (value: number) => Math.floor(value * scale + 0.5);
  const value: MovingFigure["value"] = (subject, asOf) => {
    let total = 0;
    for (let index = 0; index < of.length; index++) {
      const part = of[index]!.value(subject, asOf);
      if (part === undefined) return undefined;
      total += index === 0 ? scaled(part) : sign * scaled(part);
    }
    return finite(total / scale);
  };
  return {
    value,
    next: earliestOf(of),
    motion: motionOf(figure),
    rate: (subject, asOf) => of.reduce((rate, part, index) => rate + (index === 0 ? 1 : sign) * part.rate(subject, asOf), 0),
  };
}

function ratio(parts: readonly [Figure, Figure], context: FigureContext): MovingFigure {
  const [over, under] = parts.map((part) => compiled(part, context)) as [MovingFigure, MovingFigure];
  const next = earliestOf([over, under]);
  return {
    value: (subject, asOf) => {
      const divisor = under.value(subject, asOf);
      const first = divisor === undefined || divisor === 0 ? undefined : over.value(subject, asOf);
      return first === undefined ? undefined : finite(first / divisor!);
    },
    // The result jumps where a growing divisor passes zero.
    next: under.motion === "still" ? next : (subject, asOf) => Math.min(next(subject, asOf), zeroOf(under, subject, asOf)),
    motion: motionOf({ ratio: parts }),
    rate: (subject, asOf) => {
      const divisor = under.value(subject, asOf);
      return divisor === undefined ? 0 : over.rate(subject, asOf) / divisor;
    },
  };
}

/** Compiles two figures that are compared: of a date and an instant, the instant becomes its local date. */
function onOneScale(parts: readonly [Figure, Figure], context: FigureContext): readonly [MovingFigure, MovingFigure] {
  const units = parts.map((part) => unitOf(part, context.fields));
  const [one, other] = parts.map((part) => compiled(part, context)) as [MovingFigure, MovingFigure];
  if (units[0] === units[1] || !units.includes("date")) return [one, other];
  const zone = context.zone!;
  const local = (figure: MovingFigure): MovingFigure =>
    still(
      (subject, asOf) => {
        const instant = figure.value(subject, asOf);
        return instant === undefined ? undefined : localDayOf(zone, instant);
      },
      [figure],
    );
  return units[0] === "instant" ? [local(one), other] : [one, local(other)];
}

function read(figure: FigureValue, context: FigureContext): MovingFigure {
  const { fields, readers } = context;
  if ("value" in figure) {
    const constant = constantOf(figure);
    return { value: () => constant, next: never, motion: "still", rate: () => 0 };
  }
  if ("metric" in figure) {
    const { value, next, since } = readers.metric(figure.metric);
    return {
      value: (subject, asOf) => numberOf(value(subject, asOf)),
      next,
      motion: motionOf(figure),
      rate: since === undefined ? () => 0 : () => 1,
    };
  }
  const field = fields.attribute(figure.attribute)!;
  const reader = readerOf(field);
  const raw = readers.attribute(figure.attribute);
  const { currency } = figure;
  const currencyOf = currency === undefined || field.currency === undefined ? undefined : readers.attribute(field.currency);
  return still((subject) => {
    if (currencyOf !== undefined && currencyOf(subject) !== currency) return undefined;
    return numberOf(reader(raw(subject)));
  }, []);
}

function still(value: MovingFigure["value"], parts: readonly MovingFigure[]): MovingFigure {
  return { value, next: earliestOf(parts), motion: "still", rate: () => 0 };
}

/** A date becomes its days since 1970. */
function numberOf(seen: Seen): number | undefined {
  return typeof seen === "number" ? seen : typeof seen === "string" ? dayOfDate(seen) : undefined;
}

/** A result that is not a finite number is missing. */
function finite(value: number): number | undefined {
  return value - value === 0 ? value : undefined;
}

function earliestOf(parts: readonly MovingFigure[]): CompiledNode["next"] {
  const timed = parts.map(({ next }) => next).filter((next) => next !== never);
  if (timed.length === 0) return never;
  if (timed.length === 1) return timed[0]!;
  return (subject, asOf) => timed.reduce((earliest, next) => Math.min(earliest, next(subject, asOf)), Number.POSITIVE_INFINITY);
}
