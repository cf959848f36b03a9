import { type InstantInput, seededRandom } from "../../kernel/index.js";
import { aBoolean, anInstant, aText, type OptionShape, requireOptions, shuffled, toMilliseconds } from "../../kernel/internal.js";
import type { StagePaths } from "./stage-paths.js";
import { type Visit, visitsOf } from "./visits.js";

/** Record that a play was used on a subject, or that the subject was held out from it. */
export interface PlayUse {
  readonly subjectId: string;
  /** Identifier of the play in the strategy of the stage. */
  readonly play: string;
  readonly at: InstantInput;
  /** `false` if the subject was held out so that the effect can be measured. */
  readonly treated: boolean;
}

const USE: OptionShape<PlayUse> = { subjectId: aText, play: aText, at: anInstant, treated: aBoolean };

/** A use during a stay in the stage. */
export interface PlayStay {
  readonly visit: Visit;
  /** Epoch milliseconds of the use; for a match, the instant equally long after entry. */
  readonly at: number;
  readonly treated: boolean;
}

/** Uses of one play by outcome; the counts add up to `uses`. */
export interface SortedUses {
  readonly uses: number;
  /** First use on each customer in the stage whose follow-up ends before the paths do. */
  readonly stays: PlayStay[];
  /** Uses on a customer who was not in the stage at that time, or is not in the paths. */
  outside: number;
  /** Later uses on a customer who is already counted. */
  repeated: number;
  /** Uses whose follow-up the paths do not cover. */
  tooRecent: number;
}

/** Returns every stay in a stage by the row of the customer. */
export function staysIn(paths: StagePaths, stage: number): Map<number, Visit[]> {
  const stays = new Map<number, Visit[]>();
  for (const visit of visitsOf(paths)) {
    if (visit.stage !== stage) continue;
    const known = stays.get(visit.row);
    if (known === undefined) stays.set(visit.row, [visit]);
    else known.push(visit);
  }
  return stays;
}

/** Classifies the uses of each play, in the order of their instants. */
export function sortUses(
  paths: StagePaths,
  stays: ReadonlyMap<number, readonly Visit[]>,
  uses: Iterable<PlayUse>,
  follow: number,
): Map<string, SortedUses> {
  const rowOf = new Map(paths.ids.map((id, row) => [id, row]));
  const ordered = Array.from(uses, (use, index) => {
    requireOptions(use, USE, { path: `uses[${index}]` });
    return { ...use, index, at: toMilliseconds(use.at, `uses[${index}].at`) };
  }).sort((left, right) => left.at - right.at || left.index - right.index);
  const plays = new Map<string, { sorted: SortedUses; seen: Set<number> }>();
  const counts = new Map<string, number>();
  for (const { play } of ordered) counts.set(play, (counts.get(play) ?? 0) + 1);
  for (const { play, subjectId, at, treated } of ordered) {
    const known = plays.get(play) ?? {
      sorted: { uses: counts.get(play)!, stays: [], outside: 0, repeated: 0, tooRecent: 0 },
      seen: new Set<number>(),
    };
    plays.set(play, known);
    const { sorted, seen } = known;
    const row = rowOf.get(subjectId);
    const visit =
      row === undefined
        ? undefined
        : stays.get(row)?.find(({ from, to, next }) => from <= at && (at < to || (next < 0 && at === to)));
    if (visit === undefined) sorted.outside++;
    else if (seen.has(visit.row)) sorted.repeated++;
    else {
      seen.add(visit.row);
      if (at + follow > paths.until) sorted.tooRecent++;
      else sorted.stays.push({ visit, at, treated });
    }
  }
  return new Map([...plays].map(([play, { sorted }]) => [play, sorted]));
}

/**
 * Matches each treated customer with an untreated one who had been in the stage for exactly as long. Each untreated customer is
 * used once; treated customers without a match are left out.
 *
 * @see Li, Propert, Rosenbaum (2001), Balanced risk set matching
 */
export function matchStays(
  paths: StagePaths,
  stays: ReadonlyMap<number, readonly Visit[]>,
  treated: readonly PlayStay[],
  follow: number,
  seed: number | string,
): { readonly treated: PlayStay[]; readonly matches: PlayStay[] } {
  const treatedAt = new Map(treated.map(({ visit, at }) => [visit.row, at]));
  const pool = shuffled([...stays.values()].flat(), seededRandom(seed));
  const used = new Set<number>();
  const found: PlayStay[] = [];
  const matches: PlayStay[] = [];
  // Customers who waited longest have the fewest candidates, so they are matched first.
  const waits = [...treated].sort((left, right) => right.at - right.visit.from - (left.at - left.visit.from));
  for (const stay of waits) {
    const waited = stay.at - stay.visit.from;
    const peer = pool.find(({ row, from, to }) => {
      const at = from + waited;
      return (
        row !== stay.visit.row && !used.has(row) && at < to && at + follow <= paths.until && at < (treatedAt.get(row) ?? Infinity)
      );
    });
    if (peer === undefined) continue;
    used.add(peer.row);
    found.push(stay);
    matches.push({ visit: peer, at: peer.from + waited, treated: false });
  }
  return { treated: found, matches };
}
