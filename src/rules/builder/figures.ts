import type { Duration, InstantInput } from "../../kernel/index.js";
import { anything, isCalendarDate, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import type { Figure, FigureComparison, FiguresExpression, Metric, Rule } from "../language/expression.js";
import type { KnownName, NameOf } from "./known-name.js";

/** Another attribute of the subject to compare with. */
export interface AttributeReference<Path extends string> {
  readonly attribute: Path;
}

/** A metric, such as `metric.count("order.placed")`, in the place of a value. */
export interface MetricReference {
  readonly metric: Metric;
}

/** A figure made with `figure`, in the place of a value. */
export interface FigureReference {
  readonly figure: Figure;
}

/** What a value can be compared with besides a constant: another attribute, a metric or a figure. */
export type FigureOperand<Path extends string> =
  | (AttributeReference<Path> & { readonly currency?: string })
  | MetricReference
  | FigureReference;

/** A figure, or a constant: a number, an amount with its currency, a duration, a date (`YYYY-MM-DD`) or an instant. */
export type FigureInput<Path extends string> =
  | FigureOperand<Path>
  | number
  | string
  | Date
  | Duration
  | { readonly value: number; readonly currency: string };

/** Options of a comparison of figures. */
export interface FigureOptions {
  /** Time zone whose local date of an instant is compared with a date. */
  readonly zone?: string | undefined;
}

/** A figure, and its comparisons. It can stand in the place of a value and within another figure. */
export interface FigureTests<Path extends string> extends FigureReference {
  equals(value: FigureInput<Path>, options?: FigureOptions): Rule;
  notEquals(value: FigureInput<Path>, options?: FigureOptions): Rule;
  atLeast(value: FigureInput<Path>, options?: FigureOptions): Rule;
  moreThan(value: FigureInput<Path>, options?: FigureOptions): Rule;
  atMost(value: FigureInput<Path>, options?: FigureOptions): Rule;
  lessThan(value: FigureInput<Path>, options?: FigureOptions): Rule;
  /** Strictly before a date or an instant. */
  before(value: FigureInput<Path>, options?: FigureOptions): Rule;
  /** Strictly after a date or an instant. */
  after(value: FigureInput<Path>, options?: FigureOptions): Rule;
}

/** Figures computed from others. A figure is missing where one of its parts is missing. */
export interface FigureBuilder<Path extends string> {
  /** An attribute; an amount in another currency than `currency` counts as missing. */
  attribute<const Name extends NameOf<Path>>(
    path: KnownName<Name, Path>,
    options?: { readonly currency?: string | undefined },
  ): FigureTests<Path>;
  /** Sum of numbers, amounts or durations, or an instant and durations. */
  sum(...of: readonly FigureInput<Path>[]): FigureTests<Path>;
  /** The first without the second; between two dates or instants, the length of time. */
  difference(from: FigureInput<Path>, without: FigureInput<Path>): FigureTests<Path>;
  /** The first divided by the second; missing where the second is 0. */
  ratio(over: FigureInput<Path>, under: FigureInput<Path>): FigureTests<Path>;
}

type Compare = (figures: FiguresExpression) => Rule;

/** The check of the rule tells what is wrong with a value. */
const FIGURE_OPTIONS: OptionShape<FigureOptions> = { zone: anything };
const CURRENCY_OPTION: OptionShape<{ readonly currency?: string | undefined }> = { currency: anything };

/** Makes the figures at run time; the public types above restrict them. */
export function figureBuilder(rule: Compare): FigureBuilder<string> {
  const figure = (made: Figure): FigureTests<string> => ({ ...comparisonsOf(made, rule), figure: made });
  return {
    attribute: (path, options) => {
      const { currency } = requireOptions(options, CURRENCY_OPTION);
      return figure({ attribute: path, ...(currency !== undefined && { currency }) });
    },
    sum: (...of) => figure({ sum: of.map(figureOf) }),
    difference: (from, without) => figure({ difference: [figureOf(from), figureOf(without)] }),
    ratio: (over, under) => figure({ ratio: [figureOf(over), figureOf(under)] }),
  };
}

/** Returns the comparisons of a figure with others. */
export function comparisonsOf(left: Figure, rule: Compare): Omit<FigureTests<string>, "figure"> {
  const compare = (is: FigureComparison) => (value: FigureInput<string>, options?: FigureOptions) => {
    const { zone } = requireOptions(options, FIGURE_OPTIONS);
    return rule({ kind: "figures", left, is, right: figureOf(value), ...(zone !== undefined && { zone }) });
  };
  return {
    equals: compare("equals"),
    notEquals: compare("notEquals"),
    atLeast: compare("atLeast"),
    moreThan: compare("moreThan"),
    atMost: compare("atMost"),
    lessThan: compare("lessThan"),
    before: compare("lessThan"),
    after: compare("moreThan"),
  };
}

/** Whether a value is a metric or a figure, which only a comparison of figures can name. */
export function isFigure(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    ("metric" in value || "figure" in value || ("attribute" in value && "currency" in value))
  );
}

function figureOf(input: FigureInput<string>): Figure {
  if (typeof input === "number") return { value: input };
  if (input instanceof Date) return { value: isoOf(input) };
  if (typeof input === "string") return { value: isCalendarDate(input) ? input : isoOf(input) };
  if ("figure" in input) return input.figure;
  if ("metric" in input) return { metric: input.metric };
  if ("attribute" in input || "value" in input) return input;
  return { value: input };
}

function isoOf(instant: InstantInput): string {
  return new Date(toMilliseconds(instant)).toISOString();
}
