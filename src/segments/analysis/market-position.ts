import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import { type Interval } from "../../statistics/index.js";
import { studentQuantile } from "../../statistics/internal.js";

/** What a customer thinks of one offer: yours, or a competitor's. */
export interface OfferRating {
  readonly customerId: string;
  /** Brand, shop or product. */
  readonly offer: string;
  /** Attribute (price, service, range) → rating, the higher the better; what is missing or no number counts as not rated. */
  readonly ratings: Readonly<Record<string, unknown>>;
}

/** How to judge a position. */
export interface MarketPositionOptions {
  /** Your own offer. */
  readonly own: string;
  /** How much each attribute matters, as customers said; any scale. */
  readonly importance?: Readonly<Record<string, number>> | undefined;
  /** Without stated importance: the attribute that sums the others up; importance is then the correlation with it. */
  readonly overall?: string | undefined;
  /** Only these customers: a segment, where the position is often another. */
  readonly members?: ReadonlySet<string> | undefined;
  /** Coverage of the intervals; .95. */
  readonly level?: number | undefined;
}

/** Where an offer stands on one attribute. */
export interface AttributePosition {
  readonly attribute: string;
  readonly own: number;
  /** The competitor with the highest mean. */
  readonly rival: string;
  readonly rivalMean: number;
  /** Own less rival, by pairs of ratings where ten customers or more rated both, else by Welch's interval. */
  readonly gap: Interval;
  readonly isPaired: boolean;
  /** `null` where it was neither stated nor to be derived. */
  readonly importance: number | null;
  /**
   * `strength`: ahead in what matters; `weakness`: behind in what matters, close this first; `surplus`: ahead in what
   * matters little; `minor`: behind in what matters little; `level`: the interval holds 0.
   */
  readonly position: "strength" | "weakness" | "surplus" | "minor" | "level";
}

/** An offer among its competitors. */
export interface MarketPosition {
  readonly own: string;
  /** Offers, by the number of customers who rated them. */
  readonly offers: readonly {
    readonly offer: string;
    readonly customers: number;
    readonly means: Readonly<Record<string, number>>;
  }[];
  /** What to work on first stands first: weaknesses by importance, then strengths, then the rest. */
  readonly attributes: readonly AttributePosition[];
}

/**
 * The market position of an offer: attribute by attribute, how customers (of a segment) rate it beside its best competitor,
 * and how much that matters. Ratings of offers come from surveys; who was asked decides what this is worth.
 *
 * @param ratings - one row a customer and offer; of several, the last counts
 * @param options - `own`; `importance` or `overall`
 * @throws ClienteleError `invalid_option` when the own offer or any competitor has fewer than two ratings of every attribute
 * @see Martilla, James (1977), Importance-performance analysis; Welch (1947) for the interval
 * @example
 * const rate = (customerId: string, offer: string, price: number, service: number) => ({ customerId, offer, ratings: { price, service } });
 * const ratings = [rate("a", "us", 2, 9), rate("b", "us", 3, 8), rate("c", "us", 2, 9), rate("a", "them", 8, 5), rate("b", "them", 9, 4), rate("c", "them", 8, 4)];
 * const { attributes } = marketPosition(ratings, { own: "us", importance: { price: 5, service: 5 } });
 * attributes.map(({ attribute, position }) => [attribute, position]) // => [["price", "weakness"], ["service", "strength"]]
 */
export function marketPosition(ratings: Iterable<OfferRating>, options: MarketPositionOptions): MarketPosition {
  const { own, overall, members, level = 0.95 } = options;
  // Offer → attribute → customer → rating.
  const offers = new Map<string, Map<string, Map<string, number>>>();
  const raters = new Map<string, Set<string>>();
  for (const { customerId, offer, ratings: given } of ratings) {
    if (members?.has(customerId) === false) continue;
    const attributes = offers.get(offer) ?? new Map<string, Map<string, number>>();
    offers.set(offer, attributes);
    for (const [attribute, rating] of Object.entries(given)) {
      if (typeof rating !== "number" || !Number.isFinite(rating)) continue;
      const column = attributes.get(attribute) ?? new Map<string, number>();
      attributes.set(attribute, column.set(customerId, rating));
      raters.set(offer, (raters.get(offer) ?? new Set()).add(customerId));
    }
  }
  const mine = offers.get(own);
  const rivals = [...offers].filter(([offer]) => offer !== own).sort(([left], [right]) => compareCodePoints(left, right));
  const positions: Omit<AttributePosition, "position">[] = [];
  for (const [attribute, column] of mine ?? []) {
    if (attribute === overall) continue;
    const known = rivals.flatMap(([offer, attributes]) => {
      const theirs = attributes.get(attribute);
      return theirs !== undefined && theirs.size > 1 ? [{ offer, theirs, mean: meanOf([...theirs.values()]) }] : [];
    });
    const best = known.reduce<(typeof known)[number] | undefined>(
      (most, rival) => (most && most.mean >= rival.mean ? most : rival),
      undefined,
    );
    if (best === undefined || column.size < 2) continue;
    const pairs = [...column].filter(([id]) => best.theirs.has(id)).map(([id, rating]) => rating - best.theirs.get(id)!);
    const isPaired = pairs.length >= 10;
    positions.push({
      attribute,
      own: meanOf([...column.values()]),
      rival: best.offer,
      rivalMean: best.mean,
      gap: isPaired ? meanInterval(pairs, level) : welchInterval([...column.values()], [...best.theirs.values()], level),
      isPaired,
      importance: importanceOf(attribute, options, [...offers.values()]),
    });
  }
  if (positions.length === 0)
    throw new ClienteleError(
      "invalid_option",
      "Give at least two ratings of an attribute for your own offer and for a competitor.",
      {
        option: "own",
        value: own,
      },
    );
  const usual = meanOf(positions.flatMap(({ importance }) => (importance === null ? [] : [importance])));
  return {
    own,
    offers: [...offers]
      .map(([offer, attributes]) => ({
        offer,
        customers: raters.get(offer)?.size ?? 0,
        means: Object.fromEntries([...attributes].map(([attribute, column]) => [attribute, meanOf([...column.values()])])),
      }))
      .sort((left, right) => right.customers - left.customers || compareCodePoints(left.offer, right.offer)),
    attributes: positions
      .map((entry) => ({ ...entry, position: positionOf(entry, usual) }))
      .sort(
        (left, right) =>
          order.indexOf(left.position) - order.indexOf(right.position) ||
          (right.importance ?? 0) - (left.importance ?? 0) ||
          compareCodePoints(left.attribute, right.attribute),
      ),
  };
}

const order = ["weakness", "strength", "level", "minor", "surplus"];

/** What is not known to matter less than usual counts as mattering. */
function positionOf({ gap, importance }: Omit<AttributePosition, "position">, usual: number): AttributePosition["position"] {
  if (gap.lower <= 0 && gap.upper >= 0) return "level";
  const matters = importance === null || importance >= usual;
  if (gap.estimate > 0) return matters ? "strength" : "surplus";
  return matters ? "weakness" : "minor";
}

function importanceOf(
  attribute: string,
  { importance, overall }: MarketPositionOptions,
  offers: readonly ReadonlyMap<string, ReadonlyMap<string, number>>[],
): number | null {
  if (importance !== undefined) {
    const stated = Object.hasOwn(importance, attribute) ? importance[attribute]! : Number.NaN;
    return Number.isFinite(stated) ? stated : null;
  }
  if (overall === undefined) return null;
  const pairs = offers.flatMap((attributes) => {
    const whole = attributes.get(overall);
    return [...(attributes.get(attribute) ?? [])].flatMap(([id, rating]) =>
      whole?.has(id) ? [[rating, whole.get(id)!] as const] : [],
    );
  });
  return correlation(pairs);
}

function correlation(pairs: readonly (readonly [number, number])[]): number | null {
  const [x, y] = [meanOf(pairs.map(([left]) => left)), meanOf(pairs.map(([, right]) => right))];
  let [xx, yy, xy] = [0, 0, 0];
  for (const [left, right] of pairs) {
    xx += (left - x) ** 2;
    yy += (right - y) ** 2;
    xy += (left - x) * (right - y);
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The variance of a mean. */
function errorOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) / values.length;
}

function meanInterval(values: readonly number[], level: number): Interval {
  return around(meanOf(values), errorOf(values), values.length - 1, level);
}

function welchInterval(left: readonly number[], right: readonly number[], level: number): Interval {
  const [one, two] = [errorOf(left), errorOf(right)];
  const freedom = (one + two) ** 2 / (one ** 2 / (left.length - 1) + two ** 2 / (right.length - 1));
  return around(meanOf(left) - meanOf(right), one + two, freedom, level);
}

function around(estimate: number, variance: number, freedom: number, level: number): Interval {
  // Ratings that are all the same leave nothing to estimate an error from.
  const half = variance > 0 ? studentQuantile((1 + level) / 2, freedom) * Math.sqrt(variance) : 0;
  return { estimate, lower: estimate - half, upper: estimate + half };
}
