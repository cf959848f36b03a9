import { ClienteleError, type Duration, type LocalizedText, MILLISECONDS_PER } from "../../kernel/index.js";
import { durationMilliseconds } from "../../kernel/internal.js";
import type { ScoreColumns } from "../../models/index.js";
import { type Interval, quantile, shareDifference, wilsonInterval } from "../../statistics/index.js";
import { pooledShareDifference } from "../../statistics/internal.js";
import { matchStays, type PlayStay, type PlayUse, sortUses, type SortedUses, staysIn } from "./play-stays.js";
import type { StagePaths } from "./stage-paths.js";
import { stagePosition } from "./visits.js";

/** What to look at. */
export interface PlayEffectOptions {
  /** The stage whose plays are judged. */
  readonly stage: string;
  /** Stages that are better than it: where the plays are to lead. */
  readonly better: readonly string[];
  /** How long to follow a customer after the use; 60 days. */
  readonly within?: Duration | undefined;
  /** Whether the held-out were drawn by lot. Unless you say so, they count as chosen. */
  readonly randomized?: boolean | undefined;
  /** What each customer was worth before: another figure in which the two groups should be alike. */
  readonly value?: ScoreColumns | undefined;
  /** Draws the matches where nobody was held out; 1 unless told. */
  readonly seed?: number | string | undefined;
  /** Coverage of the intervals; .95. */
  readonly level?: number | undefined;
}

/** One side of the comparison. */
export interface PlayArm {
  readonly customers: number;
  /** Those whose first move within the time led to a better stage. */
  readonly better: number;
  /** Those whose first move within the time led elsewhere. */
  readonly elsewhere: number;
  /** Share of `better`, with Wilson's interval; `null` without customers. */
  readonly share: Interval | null;
}

/** A figure from before the use, in which the two sides should be alike. */
export interface PlayBalance {
  readonly figure: "days-in-stage" | "value";
  readonly treated: number;
  readonly compared: number;
  /** Difference of the means in standard deviations: beyond .1 the sides are not alike. */
  readonly difference: number;
}

/** Whether a play moved the customers of its stage. */
export interface PlayEffect {
  readonly play: string;
  readonly treated: PlayArm;
  /** Those held out; where nobody was, customers who had been in the stage as long, untreated by then. */
  readonly compared: PlayArm;
  /** `randomized` proves an effect; `chosen` and `matched` show that two things go together. */
  readonly comparison: "randomized" | "chosen" | "matched";
  /** Share of better moves with the play less the share without, with Newcombe's interval; `null` without one of the sides. */
  readonly difference: Interval | null;
  /** The same within thirds of days in the stage (and of value), pooled: what is left when these are alike. */
  readonly adjusted: Interval | null;
  readonly balance: readonly PlayBalance[];
  /** What the figures prove, and what they do not. */
  readonly caution: LocalizedText;
  /** Every use, by what became of it: they add up. `unmatched` are treated customers without a peer. */
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
    en: "The held-out were drawn by lot: beyond its interval, the difference is what the play did.",
    zh: "对照组为随机抽取：在区间之外，差异即为该打法的效果。",
  },
  unlike: {
    en: "The held-out are said to be drawn by lot, yet the sides were not alike before: check the draw, and read the adjusted difference.",
    zh: "对照组号称随机抽取，但两组事先并不相似：请检查抽样，并以校正后的差异为准。",
  },
  chosen: {
    en: "The held-out were not drawn by lot: who chose them may have seen what the figures do not. The difference is no proof of an effect.",
    zh: "对照组并非随机抽取，选择者可能掌握了数据之外的信息。该差异不能证明打法有效。",
  },
  matched: {
    en: "Nobody was held out: compared with customers who had been in the stage as long. Why some were treated and others not is unknown, so the difference is no proof of an effect. Hold out a tenth by lot next time.",
    zh: "没有设置对照组：此处与停留时间相同的客户比较。为何有人被触达、有人没有并不清楚，因此差异不能证明效果。下次请随机留出一成客户。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Whether the plays of a stage's strategy work: did the customers on whom a play was used leave the stage for a better one
 * more often, within a time, than those who were held out? A customer counts once a play, from the first use in the stage;
 * uses whose follow-up the paths do not cover are left out on both sides, whatever came of them. Only a comparison drawn by
 * lot proves an effect, and the result says which kind it is.
 *
 * @param paths - from {@link stagePaths}
 * @param uses - who got a play, who was held out, and when
 * @param options - `stage`, and the `better` stages
 * @returns an effect a play, the largest difference first
 * @throws ClienteleError `invalid_option` for a stage that is none, `invalid_instant`, `invalid_duration`, `outside_domain` for an impossible level
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
  const { within = { days: 60 }, randomized = false, seed = 1, level = 0.95 } = options;
  const follow = durationMilliseconds(within, "within");
  const stage = requireStage(paths, options.stage, "stage");
  const better = new Set(options.better.map((name) => requireStage(paths, name, "better")));
  const stays = staysIn(paths, stage);
  const values = options.value && new Map(options.value.ids.map((id, row) => [id, options.value!.values[row]!]));
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

/** Those treated, and those whom they are compared with. */
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

/** What a fair draw of this size exceeds once in twenty times, and .1 at least. */
function noticeable([one, two]: Sides): number {
  return Math.max(0.1, 1.96 * Math.sqrt(1 / one.length + 1 / two.length));
}

/** Both sides by thirds of each figure over everybody. */
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

function requireStage(paths: StagePaths, name: string, option: string): number {
  const position = stagePosition(paths, name);
  if (position >= 0) return position;
  throw new ClienteleError("invalid_option", `There is no stage ${JSON.stringify(name)}.`, { option, value: name });
}

function estimateOf({ difference }: PlayEffect): number {
  return difference?.estimate ?? -2;
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0;
}
