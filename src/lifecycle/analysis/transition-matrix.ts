import { type Duration, type InstantInput } from "../../kernel/index.js";
import { durationMilliseconds, toMilliseconds } from "../../kernel/internal.js";
import { type Interval, poissonInterval, wilsonInterval } from "../../statistics/index.js";
import type { StagePaths } from "./stage-paths.js";
import { visitsOf } from "./visits.js";

/** How often one stage follows another. */
export interface StageMove {
  readonly from: string;
  readonly to: string;
  /** Moves that were made. */
  readonly count: number;
  /** Of all moves out of `from`: the share that went to `to`, with Wilson's interval. */
  readonly share: Interval;
  /** Moves a unit of time spent in `from`, with the exact Poisson interval. */
  readonly rate: Interval;
}

/** What {@link transitionMatrix} returns. */
export interface TransitionMatrix {
  readonly stages: readonly string[];
  /** Moves, row (from) by column (to). */
  readonly counts: readonly (readonly number[])[];
  /** Every move that was made at least once, in the order of the stages. */
  readonly moves: readonly StageMove[];
  /** Time spent in each stage by all subjects together, in units; stays that still last included. */
  readonly exposure: readonly number[];
  /** The unit of rates and exposure. */
  readonly per: Duration;
}

/** Which moves to count. */
export interface TransitionMatrixOptions {
  /** Moves from this instant on; the beginning unless told. */
  readonly from?: InstantInput | undefined;
  /** Moves before this instant; the end of the paths unless told. */
  readonly to?: InstantInput | undefined;
  /** Unit of time of the rates; 30 days. */
  readonly per?: Duration | undefined;
  /** Coverage of the intervals; .95. */
  readonly level?: number | undefined;
}

/**
 * Which stage follows which, how often, and how fast: counts, shares of the moves out of a stage, and rates per time spent
 * in it, each with its interval. Time in a stage that still lasts counts towards the rates (it is time at risk).
 *
 * @param paths - from {@link stagePaths}
 * @throws ClienteleError `invalid_instant`, `invalid_duration`, `outside_domain` for an impossible level
 * @see Wilson (1927) for shares; Garwood (1936) for rates
 * @example
 * const order = { id: "a", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
 * const paths = stagePaths(retailLifecycle(), [{ id: "c1", attributes: {}, history: [order] }], { to: 100 * 86_400_000 });
 * transitionMatrix(paths).moves.map(({ from, to, count }) => [from, to, count]) // => [["prospect", "first-time", 1], ["first-time", "at-risk", 1]]
 */
export function transitionMatrix(paths: StagePaths, options: TransitionMatrixOptions = {}): TransitionMatrix {
  const { per = { days: 30 }, level = 0.95 } = options;
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
          // A stage that is only passed through is left at once: its rate has no bound.
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
