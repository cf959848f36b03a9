import { ClienteleError } from "../../kernel/index.js";
import { aNonNegativeNumber, type OptionKind, type OptionShape, optionsOf, requireOptions } from "../../kernel/internal.js";

/** Part of the loyalty index. */
export type LoyaltyPart = "frequency" | "tenure" | "categories" | "engagement" | "advocacy";

/** The parts, in the order of the contributions. */
const PARTS: readonly LoyaltyPart[] = ["frequency", "tenure", "categories", "engagement", "advocacy"];

/** Signs of the loyalty of a customer. Absent signs are unknown and do not lower the index. */
export interface LoyaltySigns {
  /** Purchases per year. */
  readonly frequency?: number | undefined;
  /** Years since the first purchase. */
  readonly tenure?: number | undefined;
  /** Share of the categories that the customer buys, from 0 to 1. */
  readonly categories?: number | undefined;
  /** Interactions per month that the customer started (visits, opens, replies). */
  readonly engagement?: number | undefined;
  /** Last answer to "Would you recommend us?", from 0 to 10. */
  readonly recommends?: number | undefined;
  /** Number of customers whom the customer referred. */
  readonly referrals?: number | undefined;
}

/** Options of {@link loyaltyIndex}. */
export interface LoyaltyOptions {
  /** Weight of each part, at least 0; a part without a weight is left out. Defaults to equal weights. */
  readonly weights?: { readonly [Part in LoyaltyPart]?: number | undefined } | undefined;
  /** Sign at which a part reaches half of its score. Defaults to 4 purchases per year, 2 years, 4 interactions per month. */
  readonly halfway?:
    | { readonly frequency?: number | undefined; readonly tenure?: number | undefined; readonly engagement?: number | undefined }
    | undefined;
}

/** Loyalty index with the contribution of each part. */
export interface LoyaltyIndex {
  /** From 0 to 100; `null` when no sign is known. */
  readonly index: number | null;
  /** Points of each part; they add up to the index. `score` is from 0 to 1, `null` when unknown. */
  readonly contributions: readonly {
    readonly part: LoyaltyPart;
    readonly score: number | null;
    readonly weight: number;
    readonly points: number;
  }[];
  /** Share of the weights that belongs to known parts. */
  readonly known: number;
}

/**
 * Returns the loyalty index of a customer: the weighted mean of purchase frequency, tenure, share of categories, engagement and
 * advocacy, with the contribution of each part. Counts saturate as v / (v + halfway), so that no part dominates; advocacy is the
 * recommendation divided by 10, raised by referrals. The weight of unknown parts is shared by the known ones.
 *
 * @param signs - what is known of the customer
 * @param options - weights, half-way points
 * @throws ClienteleError `invalid_option` for a sign or weight that is not a number of at least 0, or weights that are all 0
 * @example
 * const loyalty = loyaltyIndex({ frequency: 4, tenure: 2, categories: 0.5, recommends: 10 });
 * loyalty.index // => 62.5
 * loyalty.contributions.map(({ points }) => points) // => [12.5, 12.5, 12.5, 0, 25]
 */
export function loyaltyIndex(signs: LoyaltySigns, options: LoyaltyOptions = {}): LoyaltyIndex {
  requireOptions(signs, SIGNS);
  const { weights, halfway = {} } = requireOptions(options, OPTIONS);
  const saturating = (value: number | undefined, half: number): number | null =>
    value === undefined ? null : value === 0 ? 0 : value / (value + half);
  const scores: Record<LoyaltyPart, number | null> = {
    frequency: saturating(signs.frequency, halfway.frequency ?? 4),
    tenure: saturating(signs.tenure, halfway.tenure ?? 2),
    categories: signs.categories === undefined ? null : Math.min(1, signs.categories),
    engagement: saturating(signs.engagement, halfway.engagement ?? 4),
    advocacy: advocacy(signs),
  };
  const weightOf = (part: LoyaltyPart): number => (weights === undefined ? 1 : (weights[part] ?? 0));
  const all = PARTS.reduce((sum, part) => sum + weightOf(part), 0);
  if (all === 0) {
    const message = "`weights` must have at least one weight above 0.";
    throw new ClienteleError("invalid_option", message, { option: "weights", value: weights }, "weights");
  }
  const known = PARTS.reduce((sum, part) => sum + (scores[part] === null ? 0 : weightOf(part)), 0);
  const contributions = PARTS.map((part) => {
    const score = scores[part];
    const weight = weightOf(part);
    return { part, score, weight, points: score === null || known === 0 ? 0 : (100 * score * weight) / known };
  });
  const index = known === 0 ? null : contributions.reduce((sum, { points }) => sum + points, 0);
  return { index, contributions, known: known / all };
}

const aSign: OptionKind = aNonNegativeNumber;

const SIGNS: OptionShape<LoyaltySigns> = {
  frequency: aSign,
  tenure: aSign,
  categories: aSign,
  engagement: aSign,
  recommends: aSign,
  referrals: aSign,
};

const OPTIONS: OptionShape<LoyaltyOptions> = {
  weights: /* @__PURE__ */ optionsOf<NonNullable<LoyaltyOptions["weights"]>>({
    frequency: aSign,
    tenure: aSign,
    categories: aSign,
    engagement: aSign,
    advocacy: aSign,
  }),
  halfway: /* @__PURE__ */ optionsOf<NonNullable<LoyaltyOptions["halfway"]>>({
    frequency: aSign,
    tenure: aSign,
    engagement: aSign,
  }),
};

function advocacy({ recommends, referrals }: LoyaltySigns): number | null {
  if (recommends === undefined && referrals === undefined) return null;
  const recommendation = Math.min(1, (recommends ?? 0) / 10);
  const referral = (referrals ?? 0) / ((referrals ?? 0) + 1);
  // referrals fill what the recommendation leaves to the full score
  return recommendation + (1 - recommendation) * referral;
}
