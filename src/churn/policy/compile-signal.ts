import { type Duration, MILLISECONDS_PER } from "../../kernel/index.js";
import { durationMilliseconds } from "../../kernel/internal.js";
import type { Metric, ScoreExpression } from "../../rules/index.js";
import type { ChurnSignal, SeverityCurve } from "./churn-signal.js";
import {
  daysOf,
  gapStatistic,
  MIN_OWN_GAPS,
  type PurchaseRhythm,
  MIN_GAP_DAYS,
  statisticOfTail,
  tailOf,
} from "./purchase-rhythm.js";

/** Number that a signal reads from a customer, by name. */
export type SignalInput =
  | { readonly kind: "metric"; readonly name: string; readonly metric: Metric }
  /** Closed gaps between purchase days: their number, or the sum of their logarithms. */
  | {
      readonly kind: "gaps";
      readonly name: string;
      readonly of: "gaps" | "logGaps";
      readonly types: readonly string[];
      readonly zone: string;
    }
  | { readonly kind: "column"; readonly name: string };

/** Inputs of a population: one column per input, NaN where a value is missing. */
export type InputColumns = readonly ArrayLike<number>[];

/** Signal compiled to read columns, with its expressions for SQL. */
export interface CompiledSignal {
  readonly signal: ChurnSignal;
  readonly inputs: readonly SignalInput[];
  /** Returns the position of each row on the curve; NaN where the signal is unknown. */
  readonly statistics: (columns: InputColumns, rows: number) => Float64Array;
  readonly curve: SeverityCurve;
  /** Converts a statistic to the figure that people read: a ratio, a count, days, a probability. */
  readonly figure: (statistic: number) => number;
  /** Returns the reliability of a row from 0 to 1; absent where it is always 1. */
  readonly reliability?: (columns: InputColumns, row: number) => number;
  readonly severityExpression: ScoreExpression;
  /** Missing where the signal is unknown; much shorter than the severity expression. */
  readonly reliabilityExpression: ScoreExpression;
}

/** Reliability of a silence that is judged by the population's rhythm alone. */
const POPULATION_RELIABILITY = 0.25;

/** Statistic that a signal computes from its own inputs, in their order, before the curve is applied. */
interface Statistic {
  readonly inputs: readonly SignalInput[];
  /** Fills whole columns: a loop over one kind of arithmetic is several times faster than one call per row. */
  readonly fill: (columns: InputColumns, into: Float64Array) => void;
  readonly expression: ScoreExpression;
  readonly curve: SeverityCurve;
  readonly figure?: (statistic: number) => number;
  readonly reliability?: (columns: InputColumns, row: number) => number;
  readonly reliabilityExpression?: ScoreExpression;
  /** Shorter expression that is missing exactly where `expression` is; defaults to `expression` itself. */
  readonly present?: ScoreExpression;
}

/**
 * Compiles a checked signal.
 *
 * @param first - position of its first input among the inputs of the policy
 */
export function compileSignal(signal: ChurnSignal, first: number): CompiledSignal {
  const { inputs, fill, expression, curve, figure, reliability, ...rest } = statisticOf(signal, first);
  const guard = signal.notBefore;
  const since = first + inputs.length;
  const minAge = guard === undefined ? 0 : durationMilliseconds(guard.after, "notBefore.after");
  const all: SignalInput[] = [...inputs];
  if (guard !== undefined)
    all.push({ kind: "metric", name: `${signal.id}.since`, metric: { measure: "timeSinceFirst", types: guard.types } });
  const whereOpen = (of: ScoreExpression): ScoreExpression =>
    guard === undefined
      ? of
      : {
          kind: "if",
          when: { is: "atLeast", left: input(`${signal.id}.since`), right: constant(minAge) },
          then: of,
          else: missing,
        };
  return {
    signal,
    inputs: all,
    curve,
    statistics: (columns, rows) => {
      const statistics = new Float64Array(rows);
      fill(columns, statistics);
      // NaN compares false, so a customer without a first interaction is unknown.
      if (guard !== undefined)
        for (let row = 0; row < rows; row++) if (!(columns[since]![row]! >= minAge)) statistics[row] = Number.NaN;
      return statistics;
    },
    figure: figure ?? ((statistic) => statistic),
    ...(reliability !== undefined && { reliability }),
    severityExpression: whereOpen(curveExpression(curve, expression, rest.present ?? expression)),
    reliabilityExpression: whereOpen({
      kind: "if",
      when: { is: "missing", of: rest.present ?? expression },
      then: missing,
      else: rest.reliabilityExpression ?? constant(1),
    }),
  };
}

function statisticOf({ id, source, severity }: ChurnSignal, first: number): Statistic {
  const metric = (name: string, of: Metric): SignalInput => ({ kind: "metric", name, metric: of });
  switch (source.kind) {
    case "metric": {
      const unit = isLength(source.metric) ? unitOf(source.unit) : 1;
      return {
        inputs: [metric(id, source.metric)],
        fill: (columns, into) => {
          const column = columns[first]!;
          for (let row = 0; row < into.length; row++) into[row] = column[row]! / unit;
        },
        expression: unit === 1 ? input(id) : { kind: "divide", left: input(id), right: constant(unit) },
        curve: severity,
      };
    }
    case "ratio":
      return {
        inputs: [metric(`${id}.of`, source.of), metric(`${id}.to`, source.to)],
        fill: (columns, into) => {
          const [of, to] = [columns[first]!, columns[first + 1]!];
          for (let row = 0; row < into.length; row++) into[row] = to[row] === 0 ? Number.NaN : of[row]! / to[row]!;
        },
        expression: { kind: "divide", left: input(`${id}.of`), right: input(`${id}.to`) },
        curve: severity,
      };
    case "difference":
      return {
        inputs: [metric(`${id}.of`, source.of), metric(`${id}.less`, source.less)],
        fill: (columns, into) => {
          const [of, less] = [columns[first]!, columns[first + 1]!];
          for (let row = 0; row < into.length; row++) into[row] = of[row]! - less[row]!;
        },
        expression: { kind: "subtract", left: input(`${id}.of`), right: input(`${id}.less`) },
        curve: severity,
      };
    case "column":
      return {
        inputs: [{ kind: "column", name: source.name }],
        fill: (columns, into) => into.set(columns[first]!),
        expression: input(source.name),
        curve: severity,
      };
    case "rhythm":
      return rhythmStatistic(id, source.types, source.rhythm, severity, first);
  }
}

/** The curve is defined over probabilities. Its knots become quantiles of the gap statistic, so plain SQL can evaluate it. */
function rhythmStatistic(
  id: string,
  types: readonly string[],
  rhythm: PurchaseRhythm,
  curve: SeverityCurve,
  first: number,
): Statistic {
  const { mean, within, between, zone } = rhythm;
  const pull = within / between;
  const ownShare = (gaps: number): number =>
    gaps < MIN_OWN_GAPS ? POPULATION_RELIABILITY : Math.max(POPULATION_RELIABILITY, gaps / (gaps + pull));
  const usesPopulation = { is: "lessThan", left: input(`${id}.gaps`), right: constant(MIN_OWN_GAPS) } as const;
  const own: ScoreExpression = { kind: "if", when: usesPopulation, then: constant(0), else: input(`${id}.gaps`) };
  const ownLogs: ScoreExpression = { kind: "if", when: usesPopulation, then: constant(0), else: input(`${id}.logGaps`) };
  const days: ScoreExpression = { kind: "divide", left: input(`${id}.gap`), right: constant(MILLISECONDS_PER.days) };
  const trust: ScoreExpression = { kind: "add", of: [own, constant(pull)] };
  return {
    inputs: [
      { kind: "metric", name: `${id}.gap`, metric: { measure: "timeSinceLast", types } },
      { kind: "gaps", name: `${id}.gaps`, of: "gaps", types, zone },
      { kind: "gaps", name: `${id}.logGaps`, of: "logGaps", types, zone },
    ],
    fill: (columns, into) => {
      const [gap, gaps, logGaps] = [columns[first]!, columns[first + 1]!, columns[first + 2]!];
      for (let row = 0; row < into.length; row++)
        into[row] = gapStatistic(rhythm, { gaps: gaps[row]!, logGaps: logGaps[row]! }, daysOf(gap[row]!));
    },
    figure: (statistic) => tailOf(rhythm, statistic),
    reliability: (columns, row) => ownShare(columns[first + 1]![row]!),
    present: { kind: "add", of: [input(`${id}.gap`), input(`${id}.gaps`), input(`${id}.logGaps`)] },
    reliabilityExpression: {
      kind: "if",
      when: usesPopulation,
      then: constant(POPULATION_RELIABILITY),
      else: { kind: "greatest", of: [constant(POPULATION_RELIABILITY), { kind: "divide", left: own, right: trust }] },
    },
    expression: {
      kind: "divide",
      left: {
        kind: "subtract",
        left: { kind: "otherwise", of: { kind: "ln", of: days }, missing: constant(Math.log(MIN_GAP_DAYS)) },
        right: { kind: "divide", left: { kind: "add", of: [ownLogs, constant(pull * mean)] }, right: trust },
      },
      right: {
        kind: "power",
        left: {
          kind: "multiply",
          of: [constant(within), { kind: "add", of: [constant(1), { kind: "divide", left: constant(1), right: trust }] }],
        },
        right: constant(0.5),
      },
    },
    curve: curve.map(([tail, severity]) => [statisticOfTail(rhythm, tail), severity] as const).reverse(),
  };
}

/** Returns whether a metric is a length of time, measured in milliseconds. */
export function isLength({ measure }: Metric): boolean {
  return isGrowing({ measure }) || measure === "longestGap" || measure === "meanGap" || measure === "longestBreak";
}

/** Returns whether time alone increases a metric with every millisecond. */
export function isGrowing({ measure }: Pick<Metric, "measure">): boolean {
  return measure === "timeSinceFirst" || measure === "timeSinceLast" || measure === "knownFor";
}

function unitOf(unit: Duration = { days: 1 }): number {
  return durationMilliseconds(unit, "source.unit");
}

export function constant(value: number): ScoreExpression {
  return { kind: "number", value };
}

export function input(name: string): ScoreExpression {
  return { kind: "input", name };
}

/** A missing value in every dialect: a division by zero. */
export const missing: ScoreExpression = {
  kind: "divide",
  left: { kind: "number", value: 0 },
  right: { kind: "number", value: 0 },
};

/** Builds the curve as nested conditions, from its first knot to its last; missing where `present` is missing. */
function curveExpression(curve: SeverityCurve, at: ScoreExpression, present: ScoreExpression): ScoreExpression {
  let rest: ScoreExpression = constant(curve.at(-1)![1]);
  for (let knot = curve.length - 1; knot > 0; knot--) {
    const [[before, low], [next, high]] = [curve[knot - 1]!, curve[knot]!];
    const line: ScoreExpression = {
      kind: "add",
      of: [
        constant(low),
        {
          kind: "multiply",
          of: [{ kind: "subtract", left: at, right: constant(before) }, constant((high - low) / (next - before))],
        },
      ],
    };
    rest = { kind: "if", when: { is: "atMost", left: at, right: constant(next) }, then: line, else: rest };
  }
  const [first, lowest] = curve[0]!;
  const inside: ScoreExpression = {
    kind: "if",
    when: { is: "atMost", left: at, right: constant(first) },
    then: constant(lowest),
    else: rest,
  };
  return { kind: "if", when: { is: "missing", of: present }, then: missing, else: inside };
}
