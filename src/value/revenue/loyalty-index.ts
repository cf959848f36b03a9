import { ClienteleError } from "../../kernel/index.js";

/** What loyalty is made of. */
export type LoyaltyPart = "frequency" | "tenure" | "categories" | "engagement" | "advocacy";

/** The parts, in the order in which they are told. */
const PARTS: readonly LoyaltyPart[] = ["frequency", "tenure", "categories", "engagement", "advocacy"];

/** What is known of a customer's loyalty; what is absent is unknown and does not count against anybody. */
export interface LoyaltySigns {
  /** Purchases a year. */
  readonly frequency?: number;
  /** Years since the first purchase. */
  readonly tenure?: number;
  /** Share of the categories that the customer buys, 0 to 1. */
  readonly categories?: number;
  /** Interactions a month that the customer began (visits, opens, replies). */
  readonly engagement?: number;
  /** Last answer to "would you recommend us", 0 to 10. */
  readonly recommends?: number;
  /** Customers brought. */
  readonly referrals?: number;
}

/** How signs become an index. */
export interface LoyaltyOptions {
  /** Weight of each part, at least 0; an absent part weighs nothing. Equal when absent. */
  readonly weights?: Readonly<Partial<Record<LoyaltyPart, number>>> | undefined;
  /** The sign at which a part is half full; 4 purchases a year, 2 years, 4 interactions a month when absent. */
  readonly halfway?:
    | { readonly frequency?: number | undefined; readonly tenure?: number | undefined; readonly engagement?: number | undefined }
    | undefined;
}

/** A loyalty index with its reasons. */
export interface LoyaltyIndex {
  /** 0 to 100; `null` when nothing is known. */
  readonly index: number | null;
  /** Points that each part brings; they add up to the index. `score` is 0 to 1, `null` where unknown. */
  readonly contributions: readonly {
    readonly part: LoyaltyPart;
    readonly score: number | null;
    readonly weight: number;
    readonly points: number;
  }[];
  /** Share of the weights whose parts are known. */
  readonly known: number;
}

/**
 * The loyalty index of a customer: a weighted mean of how often, how long, how broadly, how actively and how loudly, with
 * each part's contribution. Counts saturate as v / (v + halfway), so that no part outweighs the others; advocacy is the
 * recommendation over 10, raised by referrals. Unknown parts leave their weight to the others.
 *
 * @throws ClienteleError `invalid_option` for a sign or weight that is negative or no number, or weights that are all 0
 * @example
 * const loyalty = loyaltyIndex({ frequency: 4, tenure: 2, categories: 0.5, recommends: 10 });
 * loyalty.index // => 62.5
 * loyalty.contributions.map(({ points }) => points) // => [12.5, 12.5, 12.5, 0, 25]
 */
export function loyaltyIndex(signs: LoyaltySigns, options: LoyaltyOptions = {}): LoyaltyIndex {
  const { weights, halfway = {} } = options;
  for (const [name, value] of [...Object.entries(signs), ...Object.entries(weights ?? {}), ...Object.entries(halfway)]) {
    if (value === undefined || (value >= 0 && value < Infinity)) continue;
    throw new ClienteleError("invalid_option", `${name} must be a number of at least 0, got ${String(value)}.`, {
      option: name,
      value,
    });
  }
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
    throw new ClienteleError("invalid_option", "At least one weight is above 0.", { option: "weights", value: weights });
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

function advocacy({ recommends, referrals }: LoyaltySigns): number | null {
  if (recommends === undefined && referrals === undefined) return null;
  const said = Math.min(1, (recommends ?? 0) / 10);
  const done = (referrals ?? 0) / ((referrals ?? 0) + 1);
  // what is left to a full part is filled by deeds
  return said + (1 - said) * done;
}
