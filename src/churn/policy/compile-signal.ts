import { type Duration, MILLISECONDS_PER } from "../../kernel/index.js";
import { durationMilliseconds } from "../../kernel/internal.js";
import type { Metric, ScoreExpression } from "../../rules/index.js";
import type { ChurnSignal, SeverityCurve } from "./churn-signal.js";
import {
  daysOf,
  gapStatistic,
  OWN_RHYTHM_FROM,
  type PurchaseRhythm,
  SHORTEST,
  statisticOfTail,
  tailOf,
} from "./purchase-rhythm.js";

/** A number that a signal reads of a customer, by name. */
export type SignalInput =
  | { readonly kind: "metric"; readonly name: string; readonly metric: Metric }
  /** Closed gaps between purchase days: how many, or the sum of their logarithms. */
  | {
      readonly kind: "gaps";
      readonly name: string;
      readonly of: "gaps" | "logGaps";
      readonly types: readonly string[];
      readonly zone: string;
    }
  | { readonly kind: "column"; readonly name: string };

/** The inputs of a population: a column an input, NaN where it is missing. */
export type InputColumns = readonly ArrayLike<number>[];

/** A signal, compiled to read columns and to be written as SQL. */
export interface CompiledSignal {
  readonly signal: ChurnSignal;
  readonly inputs: readonly SignalInput[];
  /** What the curve is read at, of each row; NaN where the signal is unknown. */
  readonly statistics: (columns: InputColumns, rows: number) => Float64Array;
  readonly curve: SeverityCurve;
  /** What a person reads, of a statistic: a ratio, a count, days, a chance. */
  readonly figure: (statistic: number) => number;
  /** How far an answer can be relied on, 0 to 1; wholly where absent. */
  readonly reliability?: (columns: InputColumns, row: number) => number;
  readonly severityExpression: ScoreExpression;
  /** Missing where the signal is unknown: far shorter than its severity. */
  readonly reliabilityExpression: ScoreExpression;
}

/** Reliability of a rhythm that is the population's only. */
const BORROWED = 0.25;

/** What a signal computes before the curve: from its own inputs, in their order. */
interface Statistic {
  readonly inputs: readonly SignalInput[];
  /** Column by column, because a loop over one kind of arithmetic is several times faster than a call a row. */
  readonly fill: (columns: InputColumns, into: Float64Array) => void;
  readonly expression: ScoreExpression;
  readonly curve: SeverityCurve;
  readonly figure?: (statistic: number) => number;
  readonly reliability?: (columns: InputColumns, row: number) => number;
  readonly reliabilityExpression?: ScoreExpression;
  /** Missing where the statistic is; itself unless something shorter is. */
  readonly present?: ScoreExpression;
}

/**
 * Compiles a signal; its inputs stand from `first` on among those of its policy.
 *
 * @param signal - checked
 */
export function compileSignal(signal: ChurnSignal, first: number): CompiledSignal {
  const { inputs, fill, expression, curve, figure, reliability, ...rest } = statisticOf(signal, first);
  const guard = signal.notBefore;
  const since = first + inputs.length;
  const least = guard === undefined ? 0 : durationMilliseconds(guard.after);
  const all: SignalInput[] = [...inputs];
  if (guard !== undefined)
    all.push({ kind: "metric", name: `${signal.id}.since`, metric: { measure: "timeSinceFirst", types: guard.types } });
  const whereOpen = (of: ScoreExpression): ScoreExpression =>
    guard === undefined
      ? of
      : {
          kind: "if",
          when: { is: "atLeast", left: input(`${signal.id}.since`), right: constant(least) },
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
      // NaN compares false: of whom not even the beginning is known, nothing is.
      if (guard !== undefined)
        for (let row = 0; row < rows; row++) if (!(columns[since]![row]! >= least)) statistics[row] = Number.NaN;
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

/** The curve is told by chances and read by the gap statistic, whose quantiles are constants: so it is plain SQL too. */
function rhythmStatistic(
  id: string,
  types: readonly string[],
  rhythm: PurchaseRhythm,
  curve: SeverityCurve,
  first: number,
): Statistic {
  const { mean, within, between, zone } = rhythm;
  const pull = within / between;
  const ownShare = (gaps: number): number => (gaps < OWN_RHYTHM_FROM ? BORROWED : Math.max(BORROWED, gaps / (gaps + pull)));
  const isBorrowed = { is: "lessThan", left: input(`${id}.gaps`), right: constant(OWN_RHYTHM_FROM) } as const;
  const own: ScoreExpression = { kind: "if", when: isBorrowed, then: constant(0), else: input(`${id}.gaps`) };
  const ownLogs: ScoreExpression = { kind: "if", when: isBorrowed, then: constant(0), else: input(`${id}.logGaps`) };
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
      when: isBorrowed,
      then: constant(BORROWED),
      else: { kind: "greatest", of: [constant(BORROWED), { kind: "divide", left: own, right: trust }] },
    },
    expression: {
      kind: "divide",
      left: {
        kind: "subtract",
        left: { kind: "otherwise", of: { kind: "ln", of: days }, missing: constant(Math.log(SHORTEST)) },
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

/** Whether a metric is a length of time, which comes in milliseconds. */
export function isLength({ measure }: Metric): boolean {
  return isGrowing({ measure }) || measure === "longestGap" || measure === "meanGap";
}

/** Whether time alone makes a metric grow with every millisecond. */
export function isGrowing({ measure }: Pick<Metric, "measure">): boolean {
  return measure === "timeSinceFirst" || measure === "timeSinceLast" || measure === "knownFor";
}

function unitOf(unit: Duration = { days: 1 }): number {
  return durationMilliseconds(unit);
}

export function constant(value: number): ScoreExpression {
  return { kind: "number", value };
}

export function input(name: string): ScoreExpression {
  return { kind: "input", name };
}

/** A division by zero is missing, everywhere. */
export const missing: ScoreExpression = {
  kind: "divide",
  left: { kind: "number", value: 0 },
  right: { kind: "number", value: 0 },
};

/** The curve as conditions, from its first knot to its last; missing where `present` is. */
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
