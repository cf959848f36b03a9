import { type Duration, type LocalizedText, MILLISECONDS_PER } from "../../kernel/index.js";
import {
  aBoolean,
  aDuration,
  aLevel,
  anObject,
  aSeed,
  aText,
  durationMilliseconds,
  listOf,
  type OptionShape,
  requireOptions,
} from "../../kernel/internal.js";
import type { ScoreColumns } from "../../models/index.js";
import { type Interval, quantile, shareDifference, wilsonInterval } from "../../statistics/index.js";
import { pooledShareDifference } from "../../statistics/internal.js";
import { matchStays, type PlayStay, type PlayUse, sortUses, type SortedUses, staysIn } from "./play-stays.js";
import type { StagePaths } from "./stage-paths.js";
import { requireStage, stageNames } from "./visits.js";

/** Options of {@link stagePlayEffects}. */
export interface PlayEffectOptions {
  /** Stage whose plays are evaluated. */
  readonly stage: string;
  /** Stages that the plays are meant to lead to. */
  readonly better: readonly string[];
  /** Follow-up time after the use; defaults to 60 days. */
  readonly within?: Duration | undefined;
  /** Whether the held-out customers were drawn at random; defaults to false, which counts them as chosen. */
  readonly randomized?: boolean | undefined;
  /** Value of each customer before the use: another figure in which both groups should be similar. */
  readonly value?: ScoreColumns | undefined;
  /** Seed of the matching that is used if no customer was held out; defaults to 1. */
  readonly seed?: number | string | undefined;
  /** Coverage of the intervals; defaults to .95. */
  readonly level?: number | undefined;
}

const OPTIONS: OptionShape<PlayEffectOptions> = {
  stage: aText,
  better: listOf(aText),
  within: aDuration,
  randomized: aBoolean,
  value: anObject,
  seed: aSeed,
  level: aLevel,
};

/** One group of the comparison. */
export interface PlayArm {
  readonly customers: number;
  /** Number of customers whose first move within the time led to a better stage. */
  readonly better: number;
  /** Number of customers whose first move within the time led elsewhere. */
  readonly elsewhere: number;
  /** Share of `better`, with the Wilson interval; `null` without customers. */
  readonly share: Interval | null;
}

/** A figure from before the use in which both groups should be similar. */
export interface PlayBalance {
  readonly figure: "days-in-stage" | "value";
  readonly treated: number;
  readonly compared: number;
  /** Difference of the means in standard deviations; beyond .1 the groups are not similar. */
  readonly difference: number;
}

/** Effect of a play on the customers of its stage. */
export interface PlayEffect {
  readonly play: string;
  readonly treated: PlayArm;
  /** Held-out customers; if there are none, untreated customers who had been in the stage for as long. */
  readonly compared: PlayArm;
  /** Kind of comparison: `randomized` proves an effect; `chosen` and `matched` only show an association. */
  readonly comparison: "randomized" | "chosen" | "matched";
  /** Share of better moves with the play minus the share without, with the Newcombe interval; `null` if a group is empty. */
  readonly difference: Interval | null;
  /** The same difference within thirds of days in the stage (and of value), pooled: what remains when these are similar. */
  readonly adjusted: Interval | null;
  readonly balance: readonly PlayBalance[];
  /** Explains what the figures prove and what they do not. */
  readonly caution: LocalizedText;
  /** Uses by outcome; they add up to `all`. `unmatched` counts treated customers without a match. */
  readonly uses: {
    readonly all: number;
    readonly outside: number;
    readonly repeated: number;
    readonly tooRecent: number;
    readonly unmatched: number;
    readonly counted: number;
  };
}

const cautions = {
  randomized: {
    en: "The held-out customers were drawn at random, so the difference measures the effect of the play, within its interval.",
    zh: "对照组为随机抽取，因此该差异（在区间范围内）就是打法的效果。",
  },
  unlike: {
    en: "The held-out customers should be a random draw, but the groups differed before the play. Check the draw, and use the adjusted difference.",
    zh: "对照组本应随机抽取，但两组客户事先就有差异。请检查抽样，并以校正后的差异为准。",
  },
  chosen: {
    en: "The held-out customers were not drawn at random, so the groups may differ in ways that the data do not show. The difference does not prove an effect.",
    zh: "对照组并非随机抽取，两组客户可能存在数据未反映的差异。该差异不能证明打法有效。",
  },
  matched: {
    en: "No customers were held out, so the comparison is with customers who had been in the stage for as long. The difference does not prove an effect. Next time, hold out a random tenth.",
    zh: "没有设置对照组，因此与在该阶段停留同样久的客户比较。该差异不能证明打法有效。下次请随机留出一成客户作为对照。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Measures whether the plays of a stage work: did treated customers leave the stage for a better one more often, within a
 * time, than held-out customers? A customer counts once per play, from the first use in the stage. Uses whose follow-up the
 * paths do not cover are left out of both groups, whatever their outcome. Only a random hold-out proves an effect; the result
 * says which kind of comparison it is.
 *
 * @param paths - from {@link stagePaths}
 * @param uses - treated and held-out customers, with the instant of each use
 * @param options - `stage`, and the `better` stages
 * @returns one effect per play, the largest difference first
 * @throws ClienteleError `invalid_option`, `invalid_instant`, `invalid_duration`
 * @see Newcombe (1998) for the interval; Greenland, Robins (1985) for the pooled difference; Austin (2009), Balance diagnostics; Li, Propert, Rosenbaum (2001) for the matches
 * @example
 * const DAY = 86_400_000;
 * const order = (id: string, day: number) => ({ id: `${id}@${day}`, customerId: id, type: "order.placed", at: new Date(day * DAY), properties: {} });
 * const customers = ["a", "b", "c", "d"].map((id, row) => ({ id, attributes: {}, history: row < 2 ? [order(id, 0), order(id, 100)] : [order(id, 0)] }));
 * const paths = stagePaths(retailLifecycle(), customers, { to: 200 * DAY });
 * const uses = customers.map(({ id }, row) => ({ subjectId: id, play: "retain", at: 95 * DAY, treated: row < 2 }));
 * const [effect] = stagePlayEffects(paths, uses, { stage: "at-risk", better: ["repeat", "loyal"], randomized: true });
 * [effect.treated.better, effect.compared.better, effect.difference?.estimate] // => [2, 0, 1]
 */
export function stagePlayEffects(paths: StagePaths, uses: Iterable<PlayUse>, options: PlayEffectOptions): PlayEffect[] {
  const given = requireOptions(options, OPTIONS, { mandatory: ["stage", "better"] });
  const { within = { days: 60 }, randomized = false, seed = 1, level = 0.95 } = given;
  const follow = durationMilliseconds(within, "within");
  const names = stageNames(paths);
  const stage = requireStage(names, given.stage, "stage");
  const better = new Set(given.better.map((name) => requireStage(names, name, "better")));
  const stays = staysIn(paths, stage);
  const { value } = given;
  const values = value && new Map(value.ids.map((id, row) => [id, value.values[row]!]));
  const valueOf = values && (({ visit }: PlayStay) => finite(values.get(paths.ids[visit.row]!)));
  return [...sortUses(paths, stays, uses, follow)]
    .map(([play, sorted]) => effectOf(play, sorted))
    .sort((left, right) => estimateOf(right) - estimateOf(left) || (left.play < right.play ? -1 : 1));

  function effectOf(play: string, sorted: SortedUses): PlayEffect {
    const everyTreated = sorted.stays.filter(({ treated }) => treated);
    const heldOut = sorted.stays.filter(({ treated }) => !treated);
    const isMatched = heldOut.length === 0;
    const matched = isMatched ? matchStays(paths, stays, everyTreated, follow, seed) : undefined;
    const sides: Sides = [matched?.treated ?? everyTreated, matched?.matches ?? heldOut];
    const [treated, compared] = sides.map((side) => armOf(side, better, follow, level)) as [PlayArm, PlayArm];
    const balance = [
      balanceOf("days-in-stage", sides, daysInStage),
      ...(valueOf === undefined ? [] : [balanceOf("value", sides, valueOf)]),
    ].filter((entry) => entry !== null);
    const comparison = isMatched ? "matched" : randomized ? "randomized" : "chosen";
    const isUnlike = comparison === "randomized" && balance.some(({ difference }) => Math.abs(difference) > noticeable(sides));
    const hasBoth = treated.customers > 0 && compared.customers > 0;
    const count = (side: readonly PlayStay[]) => {
      const { better: successes, customers: trials } = armOf(side, better, follow, level);
      return { successes, trials };
    };
    return {
      play,
      treated,
      compared,
      comparison,
      difference: hasBoth ? shareDifference(count(sides[0]), count(sides[1]), { level }) : null,
      adjusted: hasBoth
        ? pooledShareDifference(
            strataOf(sides, valueOf === undefined ? [daysInStage] : [daysInStage, valueOf]).map(([one, two]) => [
              count(one),
              count(two),
            ]),
            { level },
          )
        : null,
      balance,
      caution: cautions[isUnlike ? "unlike" : comparison],
      uses: {
        all: sorted.uses,
        outside: sorted.outside,
        repeated: sorted.repeated,
        tooRecent: sorted.tooRecent,
        unmatched: everyTreated.length - treated.customers,
        counted: treated.customers + heldOut.length,
      },
    };
  }
}

/** Treated customers, and the customers they are compared with. */
type Sides = readonly [readonly PlayStay[], readonly PlayStay[]];

function armOf(side: readonly PlayStay[], better: ReadonlySet<number>, follow: number, level: number): PlayArm {
  let up = 0;
  let elsewhere = 0;
  for (const { visit, at } of side) {
    if (visit.next < 0 || visit.to > at + follow) continue;
    if (better.has(visit.next)) up++;
    else elsewhere++;
  }
  const { length } = side;
  return { customers: length, better: up, elsewhere, share: length === 0 ? null : wilsonInterval(up, length, { level }) };
}

function daysInStage({ visit, at }: PlayStay): number {
  return (at - visit.from) / MILLISECONDS_PER.days;
}

function balanceOf(figure: PlayBalance["figure"], sides: Sides, measure: (stay: PlayStay) => number): PlayBalance | null {
  const [one, two] = sides.map((side) => momentsOf(side.map(measure)));
  if (one === undefined || two === undefined || sides.some(({ length }) => length === 0)) return null;
  const spread = Math.sqrt((one.variance + two.variance) / 2);
  const distance = one.mean - two.mean;
  return { figure, treated: one.mean, compared: two.mean, difference: spread > 0 ? distance / spread : Math.sign(distance) };
}

function momentsOf(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}

/** Difference that a random draw of this size exceeds once in twenty times, but at least .1. */
function noticeable([one, two]: Sides): number {
  return Math.max(0.1, 1.96 * Math.sqrt(1 / one.length + 1 / two.length));
}

/** Splits both groups by thirds of each figure over all customers. */
function strataOf(sides: Sides, figures: readonly ((stay: PlayStay) => number)[]): (readonly [PlayStay[], PlayStay[]])[] {
  const cuts = figures.map((figure) => {
    const all = sides.flat().map(figure);
    return [quantile(all, 1 / 3), quantile(all, 2 / 3)];
  });
  const strata = new Map<number, readonly [PlayStay[], PlayStay[]]>();
  sides.forEach((side, position) => {
    for (const stay of side) {
      const key = figures.reduce((sum, figure, index) => 3 * sum + cuts[index]!.filter((cut) => figure(stay) > cut).length, 0);
      const stratum = strata.get(key) ?? [[], []];
      strata.set(key, stratum);
      stratum[position as 0 | 1].push(stay);
    }
  });
  return [...strata.values()];
}

function estimateOf({ difference }: PlayEffect): number {
  return difference?.estimate ?? -2;
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0;
}
