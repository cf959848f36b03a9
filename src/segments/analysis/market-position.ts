import { compareCodePoints } from "../../kernel/index.js";
import {
  aLevel,
  aText,
  invalidOption,
  mapOf,
  type OptionKind,
  type OptionShape,
  requireOption,
  requireOptions,
} from "../../kernel/internal.js";
import { aSet } from "./customer-columns.js";
import type { Interval } from "../../statistics/index.js";
import { studentQuantile } from "../../statistics/internal.js";

/** Ratings of one offer by a customer: your own or a competitor's. */
export interface OfferRating {
  readonly customerId: string;
  /** Brand, shop or product. */
  readonly offer: string;
  /** Rating by attribute (price, service, range), the higher the better; a value that is not a number counts as not rated. */
  readonly ratings: Readonly<Record<string, unknown>>;
}

/** Options of {@link marketPosition}. */
export interface MarketPositionOptions {
  /** Name of your own offer. */
  readonly own: string;
  /** Importance of each attribute as stated by customers, on any scale. */
  readonly importance?: Readonly<Record<string, number>> | undefined;
  /** Overall rating attribute. Without a stated importance, the importance of an attribute is its correlation with it. */
  readonly overall?: string | undefined;
  /** Customers whose ratings count, such as a segment. Defaults to all. */
  readonly members?: ReadonlySet<string> | undefined;
  /** Level of the intervals. Defaults to 0.95. */
  readonly level?: number | undefined;
}

/** Position of an offer in one attribute. */
export interface AttributePosition {
  readonly attribute: string;
  /** Mean rating of the own offer. */
  readonly own: number;
  /** Competitor with the highest mean. */
  readonly rival: string;
  readonly rivalMean: number;
  /** Own mean minus the rival's: by pairs of ratings if at least ten customers rated both, else with Welch's interval. */
  readonly gap: Interval;
  readonly isPaired: boolean;
  /** `null` if it was neither stated nor can be derived. */
  readonly importance: number | null;
  /**
   * `strength`: ahead in an important attribute; `weakness`: behind in an important attribute; `surplus`: ahead in an unimportant
   * attribute; `minor`: behind in an unimportant attribute; `level`: the interval contains 0.
   */
  readonly position: "strength" | "weakness" | "surplus" | "minor" | "level";
}

/** Market position of an offer among its competitors. */
export interface MarketPosition {
  readonly own: string;
  /** Offers by descending number of customers who rated them. */
  readonly offers: readonly {
    readonly offer: string;
    readonly customers: number;
    readonly means: Readonly<Record<string, number>>;
  }[];
  /** Attributes by priority: weaknesses by importance, then strengths, then the rest. */
  readonly attributes: readonly AttributePosition[];
}

/** NaN stands for an unknown importance. */
const anImportance: OptionKind = { expected: "a number", accepts: (value) => typeof value === "number" };
const POSITION_OPTIONS: OptionShape<MarketPositionOptions> = {
  own: aText,
  importance: mapOf(anImportance),
  overall: aText,
  members: aSet,
  level: aLevel,
};

/**
 * Computes the market position of an offer: for each attribute, how customers rate it against its best competitor, and how important
 * the attribute is. The ratings come from surveys, so the result is only as representative as the customers who were asked.
 *
 * @param ratings - one row per customer and offer; the last of several counts
 * @throws ClienteleError `invalid_option`, also if no attribute has two ratings of both the own offer and a competitor
 * @see Martilla, James (1977), Importance-performance analysis; Welch (1947) for the interval
 * @example
 * const rate = (customerId: string, offer: string, price: number, service: number) => ({ customerId, offer, ratings: { price, service } });
 * const ratings = [rate("a", "us", 2, 9), rate("b", "us", 3, 8), rate("c", "us", 2, 9), rate("a", "them", 8, 5), rate("b", "them", 9, 4), rate("c", "them", 8, 4)];
 * const { attributes } = marketPosition(ratings, { own: "us", importance: { price: 5, service: 5 } });
 * attributes.map(({ attribute, position }) => [attribute, position]) // => [["price", "weakness"], ["service", "strength"]]
 */
export function marketPosition(ratings: Iterable<OfferRating>, options: MarketPositionOptions): MarketPosition {
  const given = requireOptions(options, POSITION_OPTIONS);
  const { overall, members, level = 0.95 } = given;
  const own = requireOption("own", given.own, aText);
  // Offer → attribute → customer → rating.
  const offers = new Map<string, Map<string, Map<string, number>>>();
  const raters = new Map<string, Set<string>>();
  for (const { customerId, offer, ratings: answers } of ratings) {
    if (members?.has(customerId) === false) continue;
    const attributes = offers.get(offer) ?? new Map<string, Map<string, number>>();
    offers.set(offer, attributes);
    for (const [attribute, rating] of Object.entries(answers)) {
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
      importance: importanceOf(attribute, given, [...offers.values()]),
    });
  }
  if (positions.length === 0)
    throw invalidOption("own", own, "an offer with at least two ratings of an attribute that a competitor also has");
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

/** An attribute of unknown importance counts as important. */
function positionOf({ gap, importance }: Omit<AttributePosition, "position">, usual: number): AttributePosition["position"] {
  if (gap.lower <= 0 && gap.upper >= 0) return "level";
  const matters = importance === null || importance >= usual;
  if (gap.estimate > 0) return matters ? "strength" : "surplus";
  return matters ? "weakness" : "minor";
}

function importanceOf(
  attribute: string,
  { importance, overall }: Pick<MarketPositionOptions, "importance" | "overall">,
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

/** Returns the variance of a mean. */
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
  // If all ratings are equal, no error can be estimated.
  const half = variance > 0 ? studentQuantile((1 + level) / 2, freedom) * Math.sqrt(variance) : 0;
  return { estimate, lower: estimate - half, upper: estimate + half, level };
}
