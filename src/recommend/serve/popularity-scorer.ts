import { type PopularityModel, popularityAt } from "../models/popularity.js";
import { dayOf } from "../models/popularity-series.js";
import type { Scoring, Shopper } from "./scorer.js";

/** Number of days whose shares are kept, because an evaluation asks for each day many times. */
const KEPT_DAYS = 400;

/** Scores items by their popularity, the same for every customer of a segment. */
export function popularityScorer(model: PopularityModel): Scoring {
  const kept = new Map<string, Float64Array>();
  const sharesOf = ({ asOf, segment }: Shopper): Float64Array => {
    const timed = model.trendHalfLifeDays !== null || model.season !== null;
    const key = `${timed ? dayOf(asOf) : ""} ${segment ?? ""}`;
    let shares = kept.get(key);
    if (shares === undefined) {
      if (kept.size >= KEPT_DAYS) kept.clear();
      shares = popularityAt(model, asOf, segment);
      kept.set(key, shares);
    }
    return shares;
  };
  return {
    score(shopper, scores) {
      const shares = sharesOf(shopper);
      for (let item = 0; item < shares.length; item++) scores[item]! += shares[item]!;
    },
    explain(shopper, targets, add) {
      const shares = sharesOf(shopper);
      const { segment } = shopper;
      const inSegment = segment !== undefined && Object.hasOwn(model.segments, segment);
      const kind = inSegment ? "popular-in-segment" : model.trendHalfLifeDays === null ? "popular" : "trending";
      targets.forEach((target, place) => {
        const amount = shares[target]!;
        if (amount > 0) add(place, { kind, amount, share: amount, ...(inSegment && { name: segment }) });
      });
    },
  };
}
