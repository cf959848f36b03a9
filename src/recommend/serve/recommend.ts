import { type LocalizedText, randomInteger, seededRandom } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import { catalogIndex } from "./catalog-index.js";
import { diversified, sharedCategory } from "./diversify.js";
import type { ItemFacts } from "../log/item-facts.js";
import { type ItemInteraction, PURCHASE, type ReadInteraction, readHistory } from "../log/item-interaction.js";
import { type Candidate, ranked } from "./ranking.js";
import { type Reason, reasonOf, reasonsOf } from "./reasons.js";
import { checkRecommendOptions, itemFilter, type RecommendOptions } from "./recommend-options.js";
import type { RecommenderModel } from "../models/recommender-model.js";
import type { ScoreContribution, Scorer, Shopper } from "./scorer.js";
import { scorerOf } from "./scorer-of.js";

/** One recommended item. */
export interface Recommendation {
  readonly itemId: string;
  /** Score on the scale of the model, with boosts; 0 for a fallback, and for a pinned item without a score. */
  readonly score: number;
  /** Where the item comes from: the model, a fallback (of a blend, or the catalog), a pin, or exploration. */
  readonly source: "model" | "fallback" | "pinned" | "explored";
  /** The strongest reason first. Their amounts add up to the score. */
  readonly reasons: readonly Reason[];
  /** Text of the first reason. */
  readonly text: LocalizedText;
}

/** Answer of {@link recommend}. */
export interface Recommendations {
  /** As many items as `limit` asks for, minus `shortfall`. */
  readonly items: readonly Recommendation[];
  readonly asOf: Date;
  /** Number of missing items, because no further item passes the filters. */
  readonly shortfall: number;
  /** Why the answer is not personal; `null` if the model had a score for this customer. */
  readonly cold: { readonly reason: "empty-history" | "unknown-items" | "no-score"; readonly text: LocalizedText } | null;
  /** Items of the history that are not in the model, each once. */
  readonly unknownItems: readonly string[];
}

const coldTexts: Readonly<Record<"empty-history" | "unknown-items" | "no-score", LocalizedText>> = {
  "empty-history": {
    en: "This customer has no history yet, so popular items are shown",
    zh: "该客户暂无历史记录，因此展示热门商品",
  },
  "unknown-items": {
    en: "None of this customer's items is in the model, so popular items are shown",
    zh: "该客户的商品均不在模型中，因此展示热门商品",
  },
  "no-score": {
    en: "The model has no match for this customer, so popular items are shown",
    zh: "模型没有适合该客户的商品，因此展示热门商品",
  },
};

/**
 * Recommends items to one customer from a fitted model and the customer's history, with reasons, and as many as `limit` asks
 * for after all filters. A new interaction makes the history longer, a new customer has an empty one: neither needs a new
 * fit. Places that the model leaves empty are filled by its fallbacks, then by popular items, and the answer says so.
 *
 * @param model - from any `fit…` of this module, `associationRules` or `blend`
 * @param history - of one customer, in any order; rows after `asOf` are left out
 * @throws ClienteleError `unknown_recommender`, `invalid_item_interaction`, `invalid_option`, `invalid_instant`, `invalid_currency`, `invalid_duration`
 * @example
 * const log = itemLog(["ann", "bob", "cem"].flatMap((customerId) => ["tea", "cup"].map((itemId) => ({ customerId, itemId, at: 0 }))));
 * const model = fitItemSimilarity(log);
 * const { items, cold } = recommend(model, [{ itemId: "tea", at: 1 }], { mode: "discovery", limit: 1 });
 * [items[0]?.itemId, items[0]?.text.en] // => ["cup", "Because you bought tea"]
 * recommend(model, []).cold?.reason // => "empty-history"
 */
export function recommend(
  model: RecommenderModel,
  history: Iterable<ItemInteraction>,
  options: RecommendOptions = {},
): Recommendations {
  checkRecommendOptions(options);
  const scorer = scorerOf(model);
  const until = options.asOf === undefined ? Number.POSITIVE_INFINITY : toMilliseconds(options.asOf, "asOf");
  const read = readHistory(history, until);
  const asOf = Number.isFinite(until) ? until : latestOf(read, model);
  const shopper: Shopper = { history: read, asOf, customerId: options.customerId, segment: options.segment };
  const scores = new Float64Array(scorer.items.length);
  scorer.score(shopper, scores);
  const factsOf = catalogIndex(options.catalog);
  return new Answer(model, scorer, shopper, scores, factsOf, options).build();
}

function latestOf(history: readonly ReadInteraction[], model: RecommenderModel): number {
  const fitted = model.kind === "association-rules" ? Number.NEGATIVE_INFINITY : model.fit.asOf;
  const latest = history.reduce((most, { at }) => Math.max(most, at), fitted);
  return Number.isFinite(latest) ? latest : 0;
}

/** Returns the last purchase of each item of a history. */
function purchasesOf(history: readonly ReadInteraction[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const { itemId, at, type } of history) {
    if (type === PURCHASE) last.set(itemId, Math.max(at, last.get(itemId) ?? Number.NEGATIVE_INFINITY));
  }
  return last;
}

/** Builds one answer: pins, then the ranks of the model, then fallbacks, and exploration last. */
class Answer {
  readonly #model: RecommenderModel;
  readonly #scorer: Scorer;
  readonly #shopper: Shopper;
  readonly #scores: Float64Array;
  readonly #factsOf: (itemId: string) => ItemFacts | undefined;
  readonly #options: RecommendOptions;
  readonly #bought: ReadonlyMap<string, number>;
  readonly #passes: (itemId: string) => boolean;
  readonly #perCategory = new Map<string, number>();
  readonly #placed: { itemId: string; score: number; source: Recommendation["source"] }[] = [];
  readonly #taken = new Set<string>();

  constructor(
    model: RecommenderModel,
    scorer: Scorer,
    shopper: Shopper,
    scores: Float64Array,
    factsOf: (itemId: string) => ItemFacts | undefined,
    options: RecommendOptions,
  ) {
    this.#model = model;
    this.#scorer = scorer;
    this.#shopper = shopper;
    this.#scores = scores;
    this.#factsOf = factsOf;
    this.#options = options;
    this.#bought = purchasesOf(shopper.history);
    this.#passes = itemFilter(options, factsOf, this.#bought, shopper.asOf);
    for (const [itemId, boost] of Object.entries(options.boosts ?? {})) {
      const position = scorer.positions.get(itemId);
      if (position !== undefined) scores[position]! *= boost;
    }
  }

  build(): Recommendations {
    const { limit = 10, pins = [], explore } = this.#options;
    const { history, asOf } = this.#shopper;
    const unknown = [...new Set(history.map(({ itemId }) => itemId).filter((itemId) => !this.#scorer.positions.has(itemId)))];
    const known = history.some(({ itemId }) => !unknown.includes(itemId));
    for (const itemId of pins) if (this.#placed.length < limit) this.#place(itemId, this.#scoreOf(itemId), "pinned");
    const personal = this.#placeRanked(limit);
    this.#fill(limit);
    if (explore !== undefined && explore.share > 0) this.#explore(explore.share, explore.seed, personal);
    const cold = history.length === 0 ? "empty-history" : !known ? "unknown-items" : personal.length === 0 ? "no-score" : null;
    return {
      items: this.#explained(),
      asOf: new Date(asOf),
      shortfall: limit - this.#placed.length,
      cold: cold === null ? null : { reason: cold, text: coldTexts[cold] },
      unknownItems: unknown,
    };
  }

  #scoreOf(itemId: string): number {
    const position = this.#scorer.positions.get(itemId);
    return position === undefined ? 0 : Math.max(0, this.#scores[position]!);
  }

  /** Appends an item if it passes the filters, and returns whether it does. */
  #place(itemId: string, score: number, source: Recommendation["source"]): boolean {
    if (this.#taken.has(itemId) || !this.#passes(itemId) || !this.#fitsCategory(itemId)) return false;
    this.#taken.add(itemId);
    this.#placed.push({ itemId, score, source });
    return true;
  }

  #fitsCategory(itemId: string): boolean {
    const cap = this.#options.perCategory;
    const path = this.#factsOf(itemId)?.categoryPath;
    // An item without a category counts towards no limit.
    if (cap === undefined || path === undefined || path.length === 0) return true;
    const category = path.slice(0, cap.depth ?? 1).join("\u0000");
    const standing = this.#perCategory.get(category) ?? 0;
    if (standing >= cap.limit) return false;
    this.#perCategory.set(category, standing + 1);
    return true;
  }

  /** Places items by the ranks of the model. Returns all candidates, of which exploration uses those that narrowly missed. */
  #placeRanked(limit: number): Candidate[] {
    const { diversity = 0, likeness = sharedCategory, explore } = this.#options;
    const spare = diversity > 0 || explore !== undefined ? 5 * limit : limit;
    const candidates: Candidate[] = [];
    for (const candidate of ranked(this.#openScores(), spare + 20)) {
      if (!this.#passes(this.#scorer.items[candidate.position]!)) continue;
      candidates.push(candidate);
      // Category limits may reject candidates, so all of them are collected.
      if (candidates.length >= spare && this.#options.perCategory === undefined) break;
    }
    const facts = (position: number): ItemFacts => {
      const id = this.#scorer.items[position]!;
      return this.#factsOf(id) ?? { id };
    };
    const free = limit - this.#placed.length;
    const pool = diversity > 0 ? candidates.slice(0, 20 * limit) : candidates;
    diversified(pool, free, diversity, facts, likeness, (position) =>
      this.#place(this.#scorer.items[position]!, this.#scores[position]!, "model"),
    );
    return candidates;
  }

  /** Returns the scores of the items that the mode allows. Bought items mostly score highest, so they are removed before ranking. */
  #openScores(): Float64Array {
    const { mode = "all" } = this.#options;
    if (mode === "all") return this.#scores;
    const open = mode === "discovery" ? this.#scores.slice() : new Float64Array(this.#scores.length);
    for (const itemId of this.#bought.keys()) {
      const position = this.#scorer.positions.get(itemId);
      if (position !== undefined) open[position] = mode === "discovery" ? 0 : this.#scores[position]!;
    }
    return open;
  }

  /** Fills empty places: from the fallbacks of a blend, then the model's catalog by popularity, then the host's catalog. */
  #fill(limit: number): void {
    const fallbacks = this.#model.kind === "blend" ? this.#model.fallbacks : [];
    for (const fallback of fallbacks) {
      if (this.#placed.length === limit) return;
      const scorer = scorerOf(fallback);
      const scores = new Float64Array(scorer.items.length);
      scorer.score(this.#shopper, scores);
      for (const { position } of ranked(scores, limit + 20)) {
        if (this.#placed.length === limit) return;
        this.#place(scorer.items[position]!, 0, "fallback");
      }
    }
    for (const itemId of this.#scorer.items) {
      if (this.#placed.length === limit) return;
      this.#place(itemId, 0, "fallback");
    }
    for (const { id } of this.#options.catalog ?? []) {
      if (this.#placed.length === limit) return;
      this.#place(id, 0, "fallback");
    }
  }

  /** Returns how many customers of the model like an item. */
  #buyers(itemId: string): number {
    const position = this.#scorer.positions.get(itemId);
    return position === undefined ? 0 : (this.#model.counts[position] ?? 0);
  }

  #explore(share: number, seed: number | string, candidates: readonly Candidate[]): void {
    const random = seededRandom(seed);
    const missed = candidates.map(({ position }) => this.#scorer.items[position]!).filter((itemId) => !this.#taken.has(itemId));
    for (let place = 0; place < this.#placed.length; place++) {
      const explores = random() < share;
      if (!explores || this.#placed[place]!.source === "pinned" || missed.length === 0) continue;
      const [itemId] = missed.splice(randomInteger(random, missed.length), 1);
      // The item that stood here loses its place, and its category gains one.
      const gone = this.#placed[place]!;
      const path = this.#factsOf(gone.itemId)?.categoryPath;
      const depth = this.#options.perCategory?.depth ?? 1;
      const category = path?.slice(0, depth).join("\u0000");
      if (category !== undefined && this.#perCategory.has(category))
        this.#perCategory.set(category, this.#perCategory.get(category)! - 1);
      if (this.#fitsCategory(itemId!)) {
        this.#taken.delete(gone.itemId);
        this.#taken.add(itemId!);
        this.#placed[place] = { itemId: itemId!, score: this.#scoreOf(itemId!), source: "explored" };
      } else if (category !== undefined && this.#perCategory.has(category))
        this.#perCategory.set(category, this.#perCategory.get(category)! + 1);
    }
  }

  #explained(): Recommendation[] {
    const nameOf = (itemId: string): string => this.#factsOf(itemId)?.name ?? itemId;
    const targets: number[] = [];
    const parts: ScoreContribution[][] = [];
    this.#placed.forEach(({ itemId, score }) => {
      const position = this.#scorer.positions.get(itemId);
      if (score > 0 && position !== undefined) {
        targets.push(position);
        parts.push([]);
      }
    });
    this.#scorer.explain(this.#shopper, targets, (place, part) => parts[place]!.push(part));
    let next = 0;
    return this.#placed.map(({ itemId, score, source }) => {
      const boost = this.#options.boosts?.[itemId] ?? 1;
      const own = score > 0 ? parts[next++]! : [];
      const reasons = reasonsOf(own, score / (boost || 1), nameOf);
      if (score > 0 && boost !== 1) reasons.push(reasonOf({ kind: "boost", amount: score - score / boost }, nameOf));
      if (source !== "model") {
        const first = reasonOf(
          { kind: source, amount: 0, ...(source === "fallback" && { count: this.#buyers(itemId) }) },
          nameOf,
        );
        reasons.splice(source === "explored" ? reasons.length : 0, 0, first);
      }
      const [strongest = reasonOf({ kind: "fallback", amount: 0 }, nameOf)] = reasons;
      return { itemId, score, source, reasons, text: strongest.text };
    });
  }
}
