import type { ChurnPolicy } from "../policy/churn-policy.js";
import { severityOf } from "../policy/churn-signal.js";
import type { CompiledPolicy } from "../policy/compile-policy.js";
import type { CompiledSignal, InputColumns } from "../policy/compile-signal.js";

/** Scores of a population as numbers, without texts. */
export interface ChurnScores {
  /** 0 to 100; NaN where too little is known. */
  readonly score: Float64Array;
  /** Share of the policy's evidence that is known, 0 to 1: each signal counts by its points and its reliability. */
  readonly knownShare: Float64Array;
  /** Points of each signal, in the order of the policy; they add up to the score, and are 0 where it is unknown. */
  readonly contributions: readonly Float64Array[];
  /** Position of the band in the policy; `UNKNOWN` where the score is NaN. */
  readonly band: Uint8Array;
}

/** Stands for the band of an unknown score. */
export const UNKNOWN = 255;

/** What one signal adds to a row. */
export interface Evidence {
  /** Points times severity. */
  contribution: number;
  /** Points that the signal could add. */
  possible: number;
  /** Part of them that is known: points times reliability. */
  known: number;
}

/**
 * Weighs one signal of a row.
 *
 * @param into - receives the result; reused from row to row, because a population has millions
 */
export function weighSignal(
  compiled: CompiledSignal,
  statistic: number,
  columns: InputColumns,
  row: number,
  into: Evidence,
): void {
  const { signal, curve, reliability } = compiled;
  const { points } = signal;
  const isKnown = !Number.isNaN(statistic);
  const severity = isKnown ? severityOf(curve, statistic) : 0;
  const counts = severity > 0 || signal.evidence !== "when-raised";
  into.contribution = points * severity;
  into.possible = counts ? points : 0;
  into.known = !(counts && isKnown) ? 0 : reliability === undefined ? points : points * reliability(columns, row);
}

/** Returns the share of the evidence that is known. */
export function shareOf(known: number, possible: number): number {
  return possible === 0 ? 0 : known / possible;
}

/** Returns the score of a row from the sum of its contributions; NaN where too little is known. */
export function scoreOf({ minKnownShare }: ChurnPolicy, knownShare: number, total: number): number {
  return knownShare === 0 || knownShare < minKnownShare ? Number.NaN : Math.min(100, total);
}

/** Returns the position of the band of a score; `UNKNOWN` for NaN. */
export function bandOf({ bands }: ChurnPolicy, score: number): number {
  if (Number.isNaN(score)) return UNKNOWN;
  let band = bands.length - 1;
  while (band > 0 && score < bands[band]!.from) band--;
  return band;
}

/**
 * Scores rows: points times severity, added up to at most 100. An unknown signal adds nothing to the score and lowers the known
 * share.
 */
export function scoreColumns({ policy, signals }: CompiledPolicy, columns: InputColumns, rows: number): ChurnScores {
  const scores: ChurnScores = {
    score: new Float64Array(rows),
    knownShare: new Float64Array(rows),
    contributions: signals.map(() => new Float64Array(rows)),
    band: new Uint8Array(rows),
  };
  const total = new Float64Array(rows);
  const known = new Float64Array(rows);
  const possible = new Float64Array(rows);
  const evidence: Evidence = { contribution: 0, possible: 0, known: 0 };
  signals.forEach((signal, place) => {
    const contribution = scores.contributions[place]!;
    const values = signal.statistics(columns, rows);
    for (let row = 0; row < rows; row++) {
      weighSignal(signal, values[row]!, columns, row, evidence);
      contribution[row] = evidence.contribution;
      total[row]! += evidence.contribution;
      possible[row]! += evidence.possible;
      known[row]! += evidence.known;
    }
  });
  for (let row = 0; row < rows; row++) {
    const knownShare = shareOf(known[row]!, possible[row]!);
    const score = scoreOf(policy, knownShare, total[row]!);
    // Above 100, all contributions shrink by one factor, so that they still add up to the score.
    const share = Number.isNaN(score) ? 0 : total[row]! > 100 ? 100 / total[row]! : 1;
    if (share !== 1) for (const column of scores.contributions) column[row]! *= share;
    scores.knownShare[row] = knownShare;
    scores.score[row] = score;
    scores.band[row] = bandOf(policy, score);
  }
  return scores;
}
