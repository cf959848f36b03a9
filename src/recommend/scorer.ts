import { ClienteleError, MILLISECONDS_PER } from "../kernel/index.js";
import type { AssociationRulesModel } from "./association-rules.js";
import { blendScorer } from "./blend-scorer.js";
import { addContentScores, contentColumns, contentContributions, type ContentModel } from "./content.js";
import { addSimilarCustomers, customerColumns, type CustomerSimilarityModel, nearestCustomers } from "./customer-similarity.js";
import type { EaseModel } from "./ease.js";
import { addAlsScores, alsContributions, type ImplicitAlsModel, productOf } from "./implicit-als.js";
import { PURCHASE, type ReadInteraction } from "./item-interaction.js";
import { addNeighborScores, neighborColumns, neighborContributions } from "./item-neighbors.js";
import type { ItemSimilarityModel } from "./item-similarity.js";
import type { PersonalFrequencyModel } from "./personal-frequency.js";
import { type PopularityModel, popularityAt } from "./popularity.js";
import { dayOf } from "./popularity-series.js";
import { positionsOf } from "./recommender.js";
import type { RecommenderModel } from "./recommender-model.js";
import { refillsOf, type ReplenishmentModel } from "./replenishment.js";
import { type Taste, tasteOf } from "./weighting.js";

/** Who asks. */
export interface Shopper {
  readonly history: readonly ReadInteraction[];
  readonly asOf: number;
  /** Leaves the customer in person out of those who are alike. */
  readonly customerId?: string | undefined;
  readonly segment?: string | undefined;
}

/** One part of a score: parts of a score add up to it. */
export interface Contribution {
  readonly kind:
    | "bought-with"
    | "carted-with"
    | "viewed-with"
    | "bought-before"
    | "similar-customers"
    | "popular"
    | "popular-in-segment"
    | "trending"
    | "alike"
    | "rule"
    | "refill";
  readonly amount: number;
  /** The item that speaks for it. */
  readonly itemId?: string;
  /** Several, of a rule. */
  readonly itemIds?: readonly string[];
  /** How many: customers, purchases. */
  readonly count?: number;
  /** Days since, or between. */
  readonly days?: number;
  readonly gapDays?: number;
  readonly share?: number;
  /** A feature (`category:Tea`) or a segment. */
  readonly name?: string;
}

/** A model made ready to score: lists as typed arrays, identifiers as positions. */
export interface Scorer {
  readonly items: readonly string[];
  readonly positions: ReadonlyMap<string, number>;
  /** Adds the shopper's scores to an array of zeros. */
  score(shopper: Shopper, scores: Float64Array): void;
  /** Parts of the scores of some items, by their place in `targets`. */
  explain(shopper: Shopper, targets: readonly number[], add: (place: number, part: Contribution) => void): void;
}

/** A model is made ready once, however often it is asked. */
const ready = new WeakMap<object, Scorer>();

/**
 * Makes a model ready.
 *
 * @throws ClienteleError `unknown_recommender`
 */
export function scorerOf(model: RecommenderModel): Scorer {
  let scorer = typeof model === "object" && model !== null ? ready.get(model) : undefined;
  if (scorer === undefined) {
    scorer = makeScorer(model);
    ready.set(model, scorer);
  }
  return scorer;
}

function makeScorer(model: RecommenderModel): Scorer {
  const { kind, version, items } = (model ?? {}) as { kind?: unknown; version?: unknown; items?: unknown };
  const unknown = (): ClienteleError =>
    new ClienteleError("unknown_recommender", "This is no recommender of version 1.", { kind, version });
  if (version !== 1 || !Array.isArray(items)) throw unknown();
  const positions = positionsOf(model.items);
  const base = { items: model.items, positions };
  switch (model.kind) {
    case "ease":
    case "item-similarity":
      return { ...base, ...neighborScorer(model, positions) };
    case "implicit-als":
      return { ...base, ...alsScorer(model, positions) };
    case "customer-similarity":
      return { ...base, ...customerScorer(model, positions) };
    case "personal-frequency":
      return { ...base, ...frequencyScorer(model, positions) };
    case "popularity":
      return { ...base, ...popularityScorer(model) };
    case "content":
      return { ...base, ...contentScorer(model, positions) };
    case "replenishment":
      return { ...base, ...refillScorer(model, positions) };
    case "association-rules":
      return { ...base, ...ruleScorer(model, positions) };
    case "blend":
      return { ...base, ...blendScorer(model, positions, scorerOf) };
    default:
      throw unknown();
  }
}

type Scoring = Pick<Scorer, "score" | "explain">;
type Positions = ReadonlyMap<string, number>;

/** Names what an item of the history is to the customer: bought, carted or seen. */
function sourceOf(history: readonly ReadInteraction[], itemId: string): "bought-with" | "carted-with" | "viewed-with" {
  let seen: "carted-with" | "viewed-with" = "viewed-with";
  for (const row of history) {
    if (row.itemId !== itemId) continue;
    if (row.type === PURCHASE) return "bought-with";
    if (row.type === "cart.added") seen = "carted-with";
  }
  return seen;
}

/** Hands on what source items add, with what they are to the customer. */
function fromSources(
  { history }: Shopper,
  items: readonly string[],
  add: (place: number, part: Contribution) => void,
): (place: number, source: number, amount: number) => void {
  const kinds = new Map<number, Contribution["kind"]>();
  return (place, source, amount) => {
    const itemId = items[source]!;
    let kind = kinds.get(source);
    if (kind === undefined) {
      kind = sourceOf(history, itemId);
      kinds.set(source, kind);
    }
    add(place, { kind, itemId, amount });
  };
}

function neighborScorer(model: EaseModel | ItemSimilarityModel, positions: Positions): Scoring {
  const columns = neighborColumns(model.neighbors);
  const taste = ({ history, asOf }: Shopper): Taste => tasteOf(history, positions, model.weighting, asOf);
  return {
    score: (shopper, scores) => addNeighborScores(columns, taste(shopper), scores),
    explain(shopper, targets, add) {
      const wanted = new Uint16Array(model.items.length);
      targets.forEach((target, place) => {
        wanted[target] = place + 1;
      });
      neighborContributions(columns, taste(shopper), wanted, fromSources(shopper, model.items, add));
    },
  };
}

function alsScorer(model: ImplicitAlsModel, positions: Positions): Scoring {
  const items = Float64Array.from(model.itemFactors);
  const columns = { items, product: productOf(items, model.factors) };
  const taste = ({ history, asOf }: Shopper): Taste => tasteOf(history, positions, model.weighting, asOf);
  return {
    score: (shopper, scores) => addAlsScores(model, columns, taste(shopper), scores),
    explain: (shopper, targets, add) =>
      alsContributions(model, columns, taste(shopper), targets, fromSources(shopper, model.items, add)),
  };
}

function customerScorer(model: CustomerSimilarityModel, positions: Positions): Scoring {
  const columns = customerColumns(model);
  const nearest = ({ history, asOf, customerId }: Shopper) =>
    nearestCustomers(model, columns, tasteOf(history, positions, model.weighting, asOf), customerId, model.neighbors);
  return {
    score(shopper, scores) {
      addSimilarCustomers(columns, nearest(shopper), (item, amount) => {
        scores[item]! += amount;
      });
    },
    explain(shopper, targets, add) {
      const places = new Map(targets.map((target, place) => [target, place]));
      const amounts = targets.map(() => ({ amount: 0, count: 0 }));
      addSimilarCustomers(columns, nearest(shopper), (item, amount) => {
        const own = amounts[places.get(item) ?? -1];
        if (own === undefined) return;
        own.amount += amount;
        own.count++;
      });
      amounts.forEach((own, place) => {
        if (own.count > 0) add(place, { kind: "similar-customers", ...own });
      });
    },
  };
}

function frequencyScorer(model: PersonalFrequencyModel, positions: Positions): Scoring {
  const taste = ({ history, asOf }: Shopper): Taste => tasteOf(history, positions, model.weighting, asOf);
  return {
    score(shopper, scores) {
      const { positions: items, values } = taste(shopper);
      items.forEach((item, index) => {
        scores[item]! += values[index]!;
      });
    },
    explain(shopper, targets, add) {
      const { positions: items, values } = taste(shopper);
      const valueOf = new Map(items.map((item, index) => [item, values[index]!]));
      targets.forEach((target, place) => {
        const amount = valueOf.get(target);
        if (amount === undefined) return;
        const itemId = model.items[target]!;
        const times = shopper.history.filter((row) => row.itemId === itemId && row.type === PURCHASE).map(({ at }) => at);
        const last = times.reduce((latest, at) => Math.max(latest, at), Number.NEGATIVE_INFINITY);
        const days = Math.floor((shopper.asOf - last) / MILLISECONDS_PER.days);
        add(place, { kind: "bought-before", itemId, amount, count: new Set(times).size, days });
      });
    },
  };
}

/** Days whose shares are kept: an evaluation asks for each day many times. */
const KEPT_DAYS = 400;

function popularityScorer(model: PopularityModel): Scoring {
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

function contentScorer(model: ContentModel, positions: Positions): Scoring {
  const columns = contentColumns(model);
  const taste = ({ history, asOf }: Shopper): Taste => tasteOf(history, positions, model.weighting, asOf);
  return {
    score: (shopper, scores) => addContentScores(model, columns, taste(shopper), scores),
    explain: (shopper, targets, add) =>
      contentContributions(model, taste(shopper), targets, (place, source, amount, name) =>
        add(place, { kind: "alike", itemId: model.items[source]!, amount, name }),
      ),
  };
}

function refillScorer(model: ReplenishmentModel, positions: Positions): Scoring {
  return {
    score({ history, asOf }, scores) {
      for (const { position, probability } of refillsOf(model, history, positions, asOf)) scores[position]! += probability;
    },
    explain({ history, asOf }, targets, add) {
      const places = new Map(targets.map((target, place) => [target, place]));
      for (const { position, probability, lastAt, gapDays } of refillsOf(model, history, positions, asOf)) {
        const place = places.get(position);
        if (place === undefined) continue;
        const days = Math.floor((asOf - lastAt) / MILLISECONDS_PER.days);
        add(place, { kind: "refill", itemId: model.items[position]!, amount: probability, gapDays, days });
      }
    },
  };
}

/** The surest rule whose left side the customer has; what is on the left is not recommended by it. */
function ruleScorer({ rules, items }: AssociationRulesModel, positions: Positions): Scoring {
  const byItem = new Map<string, number[]>();
  rules.forEach(({ left }, rule) => {
    const first = left[0];
    if (first === undefined) return;
    const own = byItem.get(first);
    if (own === undefined) byItem.set(first, [rule]);
    else own.push(rule);
  });
  const best = ({ history }: Shopper): Map<number, number> => {
    const owned = new Set(history.filter(({ type }) => type === PURCHASE).map(({ itemId }) => itemId));
    const found = new Map<number, number>();
    for (const itemId of owned) {
      for (const rule of byItem.get(itemId) ?? []) {
        const { left, right, confidence } = rules[rule]!;
        if (!left.every((item) => owned.has(item))) continue;
        const target = positions.get(right)!;
        const other = found.get(target);
        // Rules come in the order of their confidence, ties decided.
        if (
          other === undefined ||
          rules[other]!.confidence < confidence ||
          (rules[other]!.confidence === confidence && rule < other)
        )
          found.set(target, rule);
      }
    }
    return found;
  };
  return {
    score(shopper, scores) {
      for (const [target, rule] of best(shopper)) if (target < items.length) scores[target]! += rules[rule]!.confidence;
    },
    explain(shopper, targets, add) {
      const found = best(shopper);
      targets.forEach((target, place) => {
        const rule = rules[found.get(target) ?? -1];
        if (rule !== undefined) add(place, { kind: "rule", itemIds: rule.left, amount: rule.confidence, share: rule.confidence });
      });
    },
  };
}
