import { isCalendarDate } from "../../kernel/internal.js";
import type { CatalogField } from "./catalog.js";
import type { Figure, FigureComparison, FiguresExpression, Measure, Metric } from "./expression.js";
import type { RuleFields } from "./rule-fields.js";

/** What a figure counts in. Amounts of money are of one unit when their currency is the same, or stands in the same field. */
export type FigureUnit = "number" | "duration" | "date" | "instant" | `money ${string}`;

/** How a figure changes while nothing happens: not at all, at a constant rate, in one direction, or in any way. */
export type FigureMotion = "still" | "steady" | "monotone" | "any";

/** A figure that is read, not computed from others. */
export type FigureValue = Extract<Figure, { attribute: string } | { metric: Metric } | { value: unknown }>;

/** The same comparison, read from the other side. */
export const turnedComparison: Readonly<Record<FigureComparison, FigureComparison>> = {
  equals: "equals",
  notEquals: "notEquals",
  moreThan: "lessThan",
  atLeast: "atMost",
  lessThan: "moreThan",
  atMost: "atLeast",
};

/** The figures that a figure is computed from; none for a value. */
export function partsOf(figure: Figure): readonly Figure[] {
  if ("sum" in figure) return figure.sum;
  if ("difference" in figure) return figure.difference;
  return "ratio" in figure ? figure.ratio : [];
}

/** Returns the values that figures read, in order. */
export function valuesOf(figures: readonly Figure[]): readonly FigureValue[] {
  return figures.flatMap((figure) => {
    const parts = partsOf(figure);
    return parts.length === 0 ? [figure as FigureValue] : valuesOf(parts);
  });
}

/** Returns the unit of a figure; `undefined` where its parts do not fit each other, or it is no figure at all. */
export function unitOf(figure: Figure, fields: RuleFields): FigureUnit | undefined {
  const units = partsOf(figure).map((part) => unitOf(part, fields));
  if (units.includes(undefined)) return undefined;
  const [first, second] = units as [FigureUnit, FigureUnit];
  const isOne = units.every((unit) => unit === first);
  if ("sum" in figure) {
    const rest = units.filter((unit) => unit !== "duration");
    if (rest.length === 1 && rest[0] === "instant") return "instant";
    return isOne && first !== "instant" && first !== "date" ? first : undefined;
  }
  if ("difference" in figure) {
    if (isDay(first) && isDay(second)) return "duration";
    return first === "instant" && second === "duration" ? first : isOne ? first : undefined;
  }
  if ("ratio" in figure) {
    if (isDay(first) || isDay(second)) return undefined;
    return isOne ? "number" : second === "number" ? first : undefined;
  }
  if ("attribute" in figure) return unitOfField(fields.attribute(figure.attribute)!, figure.currency);
  return "metric" in figure ? unitOfMetric(figure.metric, fields) : unitOfValue(figure);
}

/** Whether two figures can be compared with each other. */
export function areComparable(left: FigureUnit, right: FigureUnit): boolean {
  return left === right || (isDay(left) && isDay(right));
}

function isDay(unit: FigureUnit): boolean {
  return unit === "date" || unit === "instant";
}

/** Whether a date meets an instant somewhere in a comparison, which needs a time zone. */
export function needsZone({ left, right }: Pick<FiguresExpression, "left" | "right">, fields: RuleFields): boolean {
  const meet = (pair: readonly Figure[]): boolean => {
    const [one, other] = pair.map((figure) => unitOf(figure, fields));
    return one !== other && isDay(one!) && isDay(other!);
  };
  const within = (figure: Figure): boolean => ("difference" in figure && meet(figure.difference)) || partsOf(figure).some(within);
  return meet([left, right]) || within(left) || within(right);
}

/** Returns the unit of a constant. */
export function unitOfValue({ value, currency }: Extract<Figure, { value: unknown }>): FigureUnit {
  if (typeof value === "string") return isCalendarDate(value) ? "date" : "instant";
  return typeof value === "object" ? "duration" : currency === undefined ? "number" : `money ${currency}`;
}

function unitOfField({ type, currency: path }: CatalogField, currency: string | undefined): FigureUnit | undefined {
  if (type === "instant" || type === "date") return type;
  if (type !== "number" && type !== "integer") return undefined;
  return path === undefined ? "number" : `money ${currency ?? `in ${path}`}`;
}

/** Measures whose value is of the unit of their property. */
const OF_PROPERTY: ReadonlySet<Measure> = new Set(["sum", "average", "minimum", "maximum", "first", "last"]);

/** Returns the field of the property whose unit a metric has. */
function fieldOf({ measure, property, types = [] }: Metric, fields: RuleFields): CatalogField | undefined {
  return property === undefined || !OF_PROPERTY.has(measure) ? undefined : fields.property(types, property);
}

/** Whether a metric gives amounts of money whose currency it does not name. */
export function lacksCurrency(metric: Metric, fields: RuleFields): boolean {
  return metric.currency === undefined && fieldOf(metric, fields)?.currency !== undefined;
}

function unitOfMetric(metric: Metric, fields: RuleFields): FigureUnit | undefined {
  const type = fields.metricType(metric);
  if (type === "duration" || type === "instant" || type === "date") return type;
  if (type !== "number" && type !== "integer") return undefined;
  if (fieldOf(metric, fields)?.currency === undefined) return "number";
  return metric.currency === undefined ? undefined : `money ${metric.currency}`;
}

/**
 * Returns the decimals of a figure, by which it is scaled to an integer before it is added; `undefined` for a double without
 * a limit of decimals. Lengths of time are added in whole milliseconds.
 */
export function decimalsOf(figure: Figure, fields: RuleFields): number | undefined {
  const unit = unitOf(figure, fields);
  if (unit === "duration" || unit === "instant" || unit === "date") return 0;
  if ("value" in figure) return decimalsOfNumber(figure.value as number);
  if ("attribute" in figure) return decimalsOfField(fields.attribute(figure.attribute)!);
  if ("metric" in figure) {
    if (fields.metricType(figure.metric) === "integer") return 0;
    const field = figure.metric.measure === "average" ? undefined : fieldOf(figure.metric, fields);
    return field && decimalsOfField(field);
  }
  if ("ratio" in figure) return undefined;
  const decimals = partsOf(figure).map((part) => decimalsOf(part, fields));
  return decimals.includes(undefined) ? undefined : Math.max(...(decimals as number[]));
}

function decimalsOfField({ type, decimals }: CatalogField): number | undefined {
  return type === "integer" ? 0 : decimals;
}

/** Returns the decimals of a constant; `undefined` for more than six. */
function decimalsOfNumber(value: number): number | undefined {
  for (let decimals = 0; decimals <= 6; decimals++) if (Number(value.toFixed(decimals)) === value) return decimals;
  return undefined;
}

/** Measures that grow with every millisecond. */
const GROWING: ReadonlySet<Measure> = new Set(["timeSinceFirst", "timeSinceLast", "knownFor"]);

/** Returns how a figure changes while nothing happens and no window moves over an interaction. */
export function motionOf(figure: Figure): FigureMotion {
  if ("metric" in figure) return GROWING.has(figure.metric.measure) ? "steady" : "still";
  const motions = partsOf(figure).map(motionOf);
  const moving = motions.filter((motion) => motion !== "still");
  if (moving.length === 0) return "still";
  if ("ratio" in figure) {
    const [over, under] = motions as [FigureMotion, FigureMotion];
    if (under === "still") return over;
    return under === "steady" && (over === "still" || over === "steady") ? "monotone" : "any";
  }
  return moving.every((motion) => motion === "steady") ? "steady" : moving.length === 1 ? moving[0]! : "any";
}

/** Whether the instants at which the result of a comparison may change can be found. */
export function isPredictable(left: FigureMotion, right: FigureMotion): boolean {
  if (left === "any" || right === "any") return false;
  return left === "still" || right === "still" || (left === "steady" && right === "steady");
}
