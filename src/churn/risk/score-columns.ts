import { severityOf } from "../policy/churn-signal.js";
import type { CompiledPolicy } from "../policy/compile-policy.js";
import type { InputColumns } from "../policy/compile-signal.js";

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
  const { bands, minKnownShare } = policy;
  const total = new Float64Array(rows);
  const known = scores.knownShare;
  const possible = new Float64Array(rows);
  signals.forEach(({ signal, statistics, curve, reliability }, place) => {
    const { points } = signal;
    const contribution = scores.contributions[place]!;
    const isEvent = signal.evidence === "when-raised";
    const values = statistics(columns, rows);
    for (let row = 0; row < rows; row++) {
      const isKnown = !Number.isNaN(values[row]);
      const severity = isKnown ? severityOf(curve, values[row]!) : 0;
      contribution[row] = points * severity;
      total[row]! += contribution[row]!;
      if (isEvent && !(severity > 0)) continue;
      possible[row]! += points;
      if (isKnown) known[row]! += reliability === undefined ? points : points * reliability(columns, row);
    }
  });
  for (let row = 0; row < rows; row++) {
    const knownShare = possible[row] === 0 ? 0 : known[row]! / possible[row]!;
    scores.knownShare[row] = knownShare;
    const isUnknown = knownShare === 0 || knownShare < minKnownShare;
    // Above 100, all contributions shrink by one factor, so that they still add up to the score.
    const share = isUnknown ? 0 : total[row]! > 100 ? 100 / total[row]! : 1;
    if (share !== 1) for (const column of scores.contributions) column[row]! *= share;
    const score = isUnknown ? Number.NaN : Math.min(100, total[row]!);
    scores.score[row] = score;
    let band = bands.length - 1;
    while (band > 0 && score < bands[band]!.from) band--;
    scores.band[row] = isUnknown ? UNKNOWN : band;
  }
  return scores;
}
