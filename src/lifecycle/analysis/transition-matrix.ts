import { type Duration, type InstantInput } from "../../kernel/index.js";
import {
  aDuration,
  aLevel,
  anInstant,
  durationMilliseconds,
  type OptionShape,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import { type Interval, poissonInterval, wilsonInterval } from "../../statistics/index.js";
import type { StagePaths } from "./stage-paths.js";
import { visitsOf } from "./visits.js";

/** Frequency and rate at which one stage follows another. */
export interface StageMove {
  readonly from: string;
  readonly to: string;
  /** Number of moves. */
  readonly count: number;
  /** Share of the moves out of `from` that led to `to`, with the Wilson interval. */
  readonly share: Interval;
  /** Moves per unit of time spent in `from`, with the exact Poisson interval. */
  readonly rate: Interval;
}

/** Result of {@link transitionMatrix}. */
export interface TransitionMatrix {
  readonly stages: readonly string[];
  /** Number of moves, with one row per stage left and one column per stage entered. */
  readonly counts: readonly (readonly number[])[];
  /** Moves that occurred at least once, in the order of the stages. */
  readonly moves: readonly StageMove[];
  /** Total time that subjects spent in each stage, in units of `per`, including ongoing stays. */
  readonly exposure: readonly number[];
  /** Unit of rates and exposure. */
  readonly per: Duration;
}

/** Options of {@link transitionMatrix}. */
export interface TransitionMatrixOptions {
  /** Start of the period (inclusive); defaults to the start of the paths. */
  readonly from?: InstantInput | undefined;
  /** End of the period (exclusive); defaults to the end of the paths. */
  readonly to?: InstantInput | undefined;
  /** Unit of time of the rates; defaults to 30 days. */
  readonly per?: Duration | undefined;
  /** Coverage of the intervals; defaults to .95. */
  readonly level?: number | undefined;
}

const OPTIONS: OptionShape<TransitionMatrixOptions> = { from: anInstant, to: anInstant, per: aDuration, level: aLevel };

/**
 * Computes which stage follows which, how often and how fast: counts, shares of the moves out of a stage, and rates per time
 * spent in it, each with an interval. Ongoing stays count towards the rates, because they are time at risk.
 *
 * @param paths - from {@link stagePaths}
 * @throws ClienteleError `invalid_instant`, `invalid_duration`, `invalid_option`
 * @see Wilson (1927) for shares; Garwood (1936) for rates
 * @example
 * const order = { id: "a", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
 * const paths = stagePaths(retailLifecycle(), [{ id: "c1", attributes: {}, history: [order] }], { to: 100 * 86_400_000 });
 * transitionMatrix(paths).moves.map(({ from, to, count }) => [from, to, count]) // => [["prospect", "first-time", 1], ["first-time", "at-risk", 1]]
 */
export function transitionMatrix(paths: StagePaths, options: TransitionMatrixOptions = {}): TransitionMatrix {
  const { per = { days: 30 }, level = 0.95 } = requireOptions(options, OPTIONS);
  const unit = durationMilliseconds(per, "per");
  const begin = options.from === undefined ? Number.NEGATIVE_INFINITY : toMilliseconds(options.from, "from");
  const end = options.to === undefined ? Number.POSITIVE_INFINITY : toMilliseconds(options.to, "to");
  const size = paths.stages.length;
  const counts = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const exposure = new Array<number>(size).fill(0);
  for (const { stage, from, to, next } of visitsOf(paths)) {
    const stayed = Math.min(to, end) - Math.max(from, begin);
    if (stayed > 0) exposure[stage]! += stayed / unit;
    if (next >= 0 && to >= begin && to < end) counts[stage]![next]! += 1;
  }
  const moves = counts.flatMap((row, from) => {
    const left = row.reduce((sum, count) => sum + count, 0);
    return row.flatMap((count, to): StageMove[] => {
      if (count === 0) return [];
      const time = exposure[from]!;
      return [
        {
          from: paths.stages[from]!.id,
          to: paths.stages[to]!.id,
          count,
          share: wilsonInterval(count, left, { level }),
          // A stage that is only passed through at one instant has no bounded rate.
          rate:
            time > 0
              ? poissonInterval(count, time, { level })
              : { estimate: Number.POSITIVE_INFINITY, lower: Number.POSITIVE_INFINITY, upper: Number.POSITIVE_INFINITY, level },
        },
      ];
    });
  });
  return { stages: paths.stages.map(({ id }) => id), counts, moves, exposure, per };
}
