import { remembered } from "../../kernel/internal.js";
import { dayOf, sharesBefore } from "../models/popularity-series.js";
import type { BlendModel, Momentum, RecommenderModel } from "../models/recommender-model.js";
import type { ScoreContribution, Scorer, Shopper } from "./scorer.js";

/** Scores by the weighted sum of the parts, times the momentum of recent sales. */
export function blendScorer(
  model: BlendModel,
  positions: ReadonlyMap<string, number>,
  scorerOf: (model: RecommenderModel) => Scorer,
): Pick<Scorer, "score" | "explain"> {
  const parts = model.parts
    .filter(({ weight }) => weight > 0)
    .map(({ model: part, weight }) => {
      const scorer = scorerOf(part);
      return { scorer, weight, into: Uint32Array.from(scorer.items, (item) => positions.get(item)!) };
    });
  const factors = model.momentum === null ? null : momentumFactors(model.momentum, positions);
  const partScores = (scorer: Scorer, shopper: Shopper): Float64Array => {
    const own = new Float64Array(scorer.items.length);
    scorer.score(shopper, own);
    return own;
  };
  /** Returns the factor of a part's scores. */
  const scaleOf = (weight: number, own: Float64Array): number => {
    if (model.scale === "raw") return weight;
    let largest = 0;
    for (const score of own) if (score > largest) largest = score;
    return largest > 0 ? weight / largest : 0;
  };
  return {
    score(shopper, scores) {
      for (const { scorer, weight, into } of parts) {
        const own = partScores(scorer, shopper);
        const scale = scaleOf(weight, own);
        for (let item = 0; item < own.length; item++) if (own[item]! > 0) scores[into[item]!]! += scale * own[item]!;
      }
      const lifts = factors?.(shopper.asOf);
      if (lifts !== undefined) for (let item = 0; item < scores.length; item++) scores[item]! *= lifts[item]!;
    },
    explain(shopper, targets, add) {
      const lifts = factors?.(shopper.asOf);
      for (const { scorer, weight } of parts) {
        const own = partScores(scorer, shopper);
        const scale = scaleOf(weight, own);
        const asked: number[] = [];
        const places: number[] = [];
        targets.forEach((target, place) => {
          const item = scorer.positions.get(model.items[target]!);
          // A score that counts as 0 has no reasons.
          if (item === undefined || !(own[item]! > 0)) return;
          asked.push(item);
          places.push(place);
        });
        scorer.explain(shopper, asked, (index, part: ScoreContribution) => {
          const place = places[index]!;
          const lift = lifts === undefined ? 1 : lifts[targets[place]!]!;
          add(place, { ...part, amount: part.amount * scale * lift });
        });
      }
    },
  };
}

/** Number of days whose factors are kept. */
const KEPT_DAYS = 400;

/** Returns a function for the factors of every item of the blend at an instant; they are the same for a whole day. */
function momentumFactors(momentum: Momentum, positions: ReadonlyMap<string, number>): (asOf: number) => Float64Array {
  const { popularity, halfLifeDays, strength, against, prior } = momentum;
  const factorsOn = remembered(KEPT_DAYS, (day: number) => {
    const recent = sharesBefore(popularity.series, day, halfLifeDays);
    const usual = sharesBefore(popularity.series, day, null);
    // An item that is not in the series has a share of 0.
    const factors = new Float64Array(positions.size).fill(prior ** (strength - against));
    for (let item = 0; item < recent.length; item++) {
      const place = positions.get(popularity.items[item]!);
      if (place !== undefined) factors[place] = (recent[item]! + prior) ** strength / (usual[item]! + prior) ** against;
    }
    return factors;
  });
  return (asOf) => factorsOn(dayOf(asOf));
}
