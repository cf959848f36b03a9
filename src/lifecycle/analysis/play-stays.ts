import { type InstantInput, seededRandom } from "../../kernel/index.js";
import { shuffled, toMilliseconds } from "../../kernel/internal.js";
import type { StagePaths } from "./stage-paths.js";
import { type Visit, visitsOf } from "./visits.js";

/** That a play was used on somebody, or that they were held out from it. */
export interface PlayUse {
  readonly subjectId: string;
  /** Identifier of the play, as the stage's strategy names it. */
  readonly play: string;
  readonly at: InstantInput;
  /** `false`: held out, so that the effect can be seen. */
  readonly treated: boolean;
}

/** A use that falls into a stay in the stage. */
export interface PlayStay {
  readonly visit: Visit;
  /** Epoch milliseconds of the use; of a match, of the same time after entry. */
  readonly at: number;
  readonly treated: boolean;
}

/** What became of the uses of one play; the counts add up to `uses`. */
export interface SortedUses {
  readonly uses: number;
  /** The first use on each customer in the stage, whose follow-up is over by the end of the paths. */
  readonly stays: PlayStay[];
  /** Uses on somebody who was not in the stage then, or is not in the paths. */
  outside: number;
  /** Further uses on a customer who counts already. */
  repeated: number;
  /** Uses whose follow-up the paths do not cover. */
  tooRecent: number;
}

/** Every stay in a stage, by the row of the customer. */
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

/** The uses of each play, sorted out, in the order of the instants. */
export function sortUses(
  paths: StagePaths,
  stays: ReadonlyMap<number, readonly Visit[]>,
  uses: Iterable<PlayUse>,
  follow: number,
): Map<string, SortedUses> {
  const rowOf = new Map(paths.ids.map((id, row) => [id, row]));
  const ordered = Array.from(uses, (use, index) => ({ ...use, index, at: toMilliseconds(use.at, `uses[${index}].at`) })).sort(
    (left, right) => left.at - right.at || left.index - right.index,
  );
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
 * For each customer treated, one who had been in the stage exactly as long and had not been treated by then: whoever
 * waits is compared with who waited as long. Each serves once; who finds nobody is left out.
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
  // Those who waited longest have the fewest peers: they choose first.
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
