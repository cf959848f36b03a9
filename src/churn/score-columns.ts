import type { CompiledPolicy } from "./compile-policy.js";
import type { InputColumns } from "./compile-signal.js";

/** Scores of a population before they are worded. */
export interface ChurnScores {
  /** 0 to 100; NaN where too little is known. */
  readonly score: Float64Array;
  /** Share of what could be known that is known, each signal by its points and reliability. */
  readonly confidence: Float64Array;
  /** Points of each signal, in the order of the policy; they add up to the score, and are 0 where it is unknown. */
  readonly contributions: readonly Float64Array[];
  /** Position of the band in the policy; `UNKNOWN` where the score is. */
  readonly band: Uint8Array;
}

/** In place of a band. */
export const UNKNOWN = 255;

/**
 * Scores rows: points times severity, added up to at most 100. A signal that is unknown adds nothing and takes its share of
 * the confidence away.
 */
export function scoreColumns({ policy, signals }: CompiledPolicy, columns: InputColumns, rows: number): ChurnScores {
  const scores: ChurnScores = {
    score: new Float64Array(rows),
    confidence: new Float64Array(rows),
    contributions: signals.map(() => new Float64Array(rows)),
    band: new Uint8Array(rows),
  };
  const { bands, leastConfidence } = policy;
  for (let row = 0; row < rows; row++) {
    let total = 0;
    let known = 0;
    let possible = 0;
    for (let place = 0; place < signals.length; place++) {
      const { signal, severity, reliability } = signals[place]!;
      const value = severity(columns, row);
      const isKnown = !Number.isNaN(value);
      const points = isKnown ? signal.points * value : 0;
      scores.contributions[place]![row] = points;
      total += points;
      if (signal.tells === "when-raised" && !(value > 0)) continue;
      possible += signal.points;
      if (isKnown) known += signal.points * reliability(columns, row);
    }
    const confidence = possible === 0 ? 0 : known / possible;
    scores.confidence[row] = confidence;
    const isUnknown = confidence === 0 || confidence < leastConfidence;
    // Above 100 all signals are taken down alike, so that they still add up.
    const share = isUnknown ? 0 : total > 100 ? 100 / total : 1;
    if (share !== 1) for (const column of scores.contributions) column[row]! *= share;
    const score = isUnknown ? Number.NaN : Math.min(100, total);
    scores.score[row] = score;
    let band = bands.length - 1;
    while (band > 0 && score < bands[band]!.from) band--;
    scores.band[row] = isUnknown ? UNKNOWN : band;
  }
  return scores;
}
