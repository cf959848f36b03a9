import { type LocalizedText, randomInteger, seededRandom } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import { diversified, sharedCategory } from "./diversify.js";
import type { ItemFacts } from "../log/item-facts.js";
import { type ItemInteraction, PURCHASE, type ReadInteraction, readHistory } from "../log/item-interaction.js";
import { type Candidate, ranked } from "./ranking.js";
import { type Reason, reasonOf, reasonsOf } from "./reasons.js";
import { checkOptions, itemFilter, type RecommendOptions } from "./recommend-options.js";
import type { RecommenderModel } from "../models/recommender-model.js";
import { type Contribution, type Scorer, scorerOf, type Shopper } from "./scorer.js";

/** One item for one customer. */
export interface Recommendation {
  readonly itemId: string;
  /** In the model's own measure, boosts included; 0 for what fills up or is pinned without a score. */
  readonly score: number;
  /** The model, a fallback of a blend, the catalog's popularity, a pin, or exploration put it here. */
  readonly source: "model" | "fallback" | "pinned" | "explored";
  /** The strongest first; their amounts add up to the score. */
  readonly reasons: readonly Reason[];
  /** The first reason as a sentence. */
  readonly text: LocalizedText;
}

/** What {@link recommend} answers. */
export interface Recommendations {
  /** As many as were asked for, less `shortfall`. */
  readonly items: readonly Recommendation[];
  readonly asOf: Date;
  /** How many are missing because no further item passes the filters. */
  readonly shortfall: number;
  /** Why the answer is not personal; `null` when the model had something to say about this customer. */
  readonly cold: { readonly reason: "empty-history" | "unknown-items" | "no-score"; readonly text: LocalizedText } | null;
  /** Items of the history that the model does not know, each once. */
  readonly unknownItems: readonly string[];
}

const coldTexts: Readonly<Record<"empty-history" | "unknown-items" | "no-score", LocalizedText>> = {
  "empty-history": { en: "Nothing is known of this customer yet: what is popular", zh: "尚无该客户的记录：推荐热门商品" },
  "unknown-items": {
    en: "The model knows none of this customer's items: what is popular",
    zh: "模型不认识该客户的任何商品：推荐热门商品",
  },
  "no-score": { en: "The model finds nothing for this customer: what is popular", zh: "模型没有适合该客户的结果：推荐热门商品" },
};

/**
 * Recommends items to one customer, from any fitted model and the customer's own history: exactly as many as were asked
 * for after all filters, with reasons. A new interaction is a longer history, a new customer a short one: neither needs a
 * new fit. What the model leaves open is filled by its fallbacks, then by what is popular, and the answer says so.
 *
 * @param model - from any `fit…` of this module, `associationRules` or `blend`
 * @param history - of one customer, in any order; rows after `asOf` are left out
 * @param options - see {@link RecommendOptions}
 * @throws ClienteleError `unknown_recommender`, `invalid_item_interaction`, `invalid_option`, `invalid_instant`, `invalid_duration`
 * @example
 * const log = itemLog(["ann", "bob", "cem"].flatMap((customerId) => ["tea", "cup"].map((itemId) => ({ customerId, itemId, at: 0 }))));
 * const model = fitItemSimilarity(log);
 * const { items, cold } = recommend(model, [{ itemId: "tea", at: 1 }], { mode: "discovery", count: 1 });
 * [items[0]?.itemId, items[0]?.text.en] // => ["cup", "Often bought by those who bought tea"]
 * recommend(model, []).cold?.reason // => "empty-history"
 */
export function recommend(
  model: RecommenderModel,
  history: Iterable<ItemInteraction>,
  options: RecommendOptions = {},
): Recommendations {
  checkOptions(options);
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

/** Catalogs are large and asked again and again: their index is made once. */
const indexes = new WeakMap<readonly ItemFacts[], ReadonlyMap<string, ItemFacts>>();

function catalogIndex(catalog: readonly ItemFacts[] | undefined): (itemId: string) => ItemFacts | undefined {
  if (catalog === undefined) return () => undefined;
  let index = indexes.get(catalog);
  if (index === undefined) {
    index = new Map(catalog.map((item) => [item.id, item]));
    indexes.set(catalog, index);
  }
  const known = index;
  return (itemId) => known.get(itemId);
}

/** The last purchase of each item of a history. */
function purchasesOf(history: readonly ReadInteraction[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const { itemId, at, type } of history) {
    if (type === PURCHASE) last.set(itemId, Math.max(at, last.get(itemId) ?? Number.NEGATIVE_INFINITY));
  }
  return last;
}

/** One answer in the making: pins, then the model's ranks, then what fills up; explored places last of all. */
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
    const { count = 10, pins = [], explore } = this.#options;
    const { history, asOf } = this.#shopper;
    const unknown = [...new Set(history.map(({ itemId }) => itemId).filter((itemId) => !this.#scorer.positions.has(itemId)))];
    const known = history.some(({ itemId }) => !unknown.includes(itemId));
    for (const itemId of pins) if (this.#placed.length < count) this.#place(itemId, this.#scoreOf(itemId), "pinned");
    const personal = this.#placeRanked(count);
    this.#fill(count);
    if (explore !== undefined && explore.share > 0) this.#explore(explore.share, explore.seed, personal);
    const cold = history.length === 0 ? "empty-history" : !known ? "unknown-items" : personal.length === 0 ? "no-score" : null;
    return {
      items: this.#explained(),
      asOf: new Date(asOf),
      shortfall: count - this.#placed.length,
      cold: cold === null ? null : { reason: cold, text: coldTexts[cold] },
      unknownItems: unknown,
    };
  }

  #scoreOf(itemId: string): number {
    const position = this.#scorer.positions.get(itemId);
    return position === undefined ? 0 : Math.max(0, this.#scores[position]!);
  }

  /** Puts an item at the end if it passes; says whether it does. */
  #place(itemId: string, score: number, source: Recommendation["source"]): boolean {
    if (this.#taken.has(itemId) || !this.#passes(itemId) || !this.#fitsCategory(itemId)) return false;
    this.#taken.add(itemId);
    this.#placed.push({ itemId, score, source });
    return true;
  }

  #fitsCategory(itemId: string): boolean {
    const cap = this.#options.perCategory;
    const path = this.#factsOf(itemId)?.categoryPath;
    // An item without a category is one of none, and caps nothing.
    if (cap === undefined || path === undefined || path.length === 0) return true;
    const category = path.slice(0, cap.level ?? 1).join("\u0000");
    const standing = this.#perCategory.get(category) ?? 0;
    if (standing >= cap.most) return false;
    this.#perCategory.set(category, standing + 1);
    return true;
  }

  /** The model's own ranks; returns what just missed too, for exploration. */
  #placeRanked(count: number): Candidate[] {
    const { diversity = 0, likeness = sharedCategory, explore } = this.#options;
    const spare = diversity > 0 || explore !== undefined ? 5 * count : count;
    const candidates: Candidate[] = [];
    for (const candidate of ranked(this.#openScores(), spare + 20)) {
      if (!this.#passes(this.#scorer.items[candidate.position]!)) continue;
      candidates.push(candidate);
      // Caps may turn some away, so that more than are wanted are looked at while there are any.
      if (candidates.length >= spare && this.#options.perCategory === undefined) break;
    }
    const facts = (position: number): ItemFacts => {
      const id = this.#scorer.items[position]!;
      return this.#factsOf(id) ?? { id };
    };
    const free = count - this.#placed.length;
    const pool = diversity > 0 ? candidates.slice(0, 20 * count) : candidates;
    diversified(pool, free, diversity, facts, likeness, (position) =>
      this.#place(this.#scorer.items[position]!, this.#scores[position]!, "model"),
    );
    return candidates;
  }

  /** Scores of what the mode asks for: what a customer bought is mostly what scores highest. */
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

  /** What the model leaves open: fallbacks of a blend, then the catalog by popularity, then what only the host's catalog knows. */
  #fill(count: number): void {
    const fallbacks = this.#model.kind === "blend" ? this.#model.fallbacks : [];
    for (const fallback of fallbacks) {
      if (this.#placed.length === count) return;
      const scorer = scorerOf(fallback);
      const scores = new Float64Array(scorer.items.length);
      scorer.score(this.#shopper, scores);
      for (const { position } of ranked(scores, count + 20)) {
        if (this.#placed.length === count) return;
        this.#place(scorer.items[position]!, 0, "fallback");
      }
    }
    for (const itemId of this.#scorer.items) {
      if (this.#placed.length === count) return;
      this.#place(itemId, 0, "fallback");
    }
    for (const { id } of this.#options.catalog ?? []) {
      if (this.#placed.length === count) return;
      this.#place(id, 0, "fallback");
    }
  }

  #explore(share: number, seed: number | string, candidates: readonly Candidate[]): void {
    const random = seededRandom(seed);
    const missed = candidates.map(({ position }) => this.#scorer.items[position]!).filter((itemId) => !this.#taken.has(itemId));
    for (let place = 0; place < this.#placed.length; place++) {
      const explores = random() < share;
      if (!explores || this.#placed[place]!.source === "pinned" || missed.length === 0) continue;
      const [itemId] = missed.splice(randomInteger(random, missed.length), 1);
      // The place is given, not won: what stood there goes, and its category's seat with it.
      const gone = this.#placed[place]!;
      const path = this.#factsOf(gone.itemId)?.categoryPath;
      const level = this.#options.perCategory?.level ?? 1;
      const category = path?.slice(0, level).join("\u0000");
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
    const parts: Contribution[][] = [];
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
        const first = reasonOf({ kind: source, amount: 0 }, nameOf);
        reasons.splice(source === "explored" ? reasons.length : 0, 0, first);
      }
      const [strongest = reasonOf({ kind: "fallback", amount: 0 }, nameOf)] = reasons;
      return { itemId, score, source, reasons, text: strongest.text };
    });
  }
}
