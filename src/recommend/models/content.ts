import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import type { ItemFacts } from "../log/item-facts.js";
import type { ItemLog } from "../log/item-log.js";
import { itemMatrix } from "../log/item-matrix.js";
import type { RecommenderBase } from "./recommender.js";
import { type Taste, type WeightingOptions, weightingOf } from "../log/weighting.js";

/** How {@link fitContent} learns. */
export interface ContentOptions extends WeightingOptions {
  /** Tells how popular the items are, to break ties; without it all are alike. */
  readonly log?: ItemLog | undefined;
}

/** Items described by features: an item that nobody took yet can be recommended. */
export interface ContentModel extends RecommenderBase {
  readonly kind: "content";
  /** `category:Tea / Green`, `brand:Acme`, `color:red`, `word:organic`. */
  readonly features: readonly string[];
  /** Features of item i are `starts[i]` up to, not including, `starts[i + 1]`. */
  readonly starts: readonly number[];
  readonly columns: readonly number[];
  /** TF-IDF, each item's of length 1; an item without features has none. */
  readonly weights: readonly number[];
}

/**
 * Describes items by category path, brand, attributes and the words of their names, rare features weighing more, and
 * recommends what is like what the customer took (cosine). The way to a first recommendation of a new item.
 *
 * @param items - the catalog, each identifier once
 * @throws ClienteleError `empty_log` without an item, `invalid_option` for an identifier that stands twice
 * @example
 * const items = [
 *   { id: "sencha", categoryPath: ["Tea", "Green"] },
 *   { id: "gyokuro", categoryPath: ["Tea", "Green"] },
 *   { id: "espresso", categoryPath: ["Coffee"] },
 * ];
 * const [first] = recommend(fitContent(items), [{ itemId: "sencha", at: 0 }], { mode: "discovery", count: 1 }).items;
 * [first.itemId, first.text.en] // => ["gyokuro", "Like sencha: category Tea / Green"]
 */
export function fitContent(items: readonly ItemFacts[], options: ContentOptions = {}): ContentModel {
  const weighting = weightingOf({ scale: "log", ...options });
  if (items.length === 0) throw new ClienteleError("empty_log", "Give at least one item.", { what: "items" });
  const matrix = options.log === undefined ? undefined : itemMatrix(options.log, options);
  const countOf = new Map(matrix?.items.map((item, position) => [item, matrix.counts[position]!]));
  const sorted = [...items].sort(
    (left, right) => (countOf.get(right.id) ?? 0) - (countOf.get(left.id) ?? 0) || compareCodePoints(left.id, right.id),
  );
  sorted.forEach((item, position) => {
    if (item.id === sorted[position - 1]?.id)
      throw new ClienteleError("invalid_option", `Item ${item.id} stands twice in the catalog.`, {
        option: "items",
        value: item.id,
      });
  });
  const featureSets = sorted.map(featuresOf);
  const documents = new Map<string, number>();
  for (const features of featureSets) for (const feature of features) documents.set(feature, (documents.get(feature) ?? 0) + 1);
  // What only one item has likens it to nothing.
  const features = [...documents.keys()].filter((feature) => documents.get(feature)! > 1).sort(compareCodePoints);
  const column = new Map(features.map((feature, position) => [feature, position]));
  const starts = [0];
  const columns: number[] = [];
  const weights: number[] = [];
  for (const own of featureSets) {
    const known = own.filter((feature) => column.has(feature));
    const raw = known.map((feature) => Math.log(1 + sorted.length / documents.get(feature)!));
    const norm = Math.sqrt(raw.reduce((sum, weight) => sum + weight * weight, 0));
    known.forEach((feature, index) => {
      columns.push(column.get(feature)!);
      weights.push(raw[index]! / norm);
    });
    starts.push(columns.length);
  }
  return {
    kind: "content",
    version: 1,
    items: sorted.map(({ id }) => id),
    counts: sorted.map(({ id }) => countOf.get(id) ?? 0),
    weighting,
    fit: {
      customers: matrix?.customers.length ?? 0,
      items: sorted.length,
      pairs: matrix?.columns.length ?? 0,
      asOf: options.log?.asOf ?? 0,
    },
    features,
    starts,
    columns,
    weights,
  };
}

/** Every level of the category path, the brand, plain attributes, and the words of the name. */
function featuresOf({ name, categoryPath = [], brand, attributes = {} }: ItemFacts): string[] {
  const features = categoryPath.map((_, depth) => `category:${categoryPath.slice(0, depth + 1).join(" / ")}`);
  if (brand !== undefined) features.push(`brand:${brand}`);
  for (const [key, value] of Object.entries(attributes)) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof one === "string" || typeof one === "number" || typeof one === "boolean") features.push(`${key}:${one}`);
    }
  }
  for (const word of name?.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []) features.push(`word:${word}`);
  return [...new Set(features)].sort(compareCodePoints);
}

/** The features of a model by item, and the items of each feature, made once. */
export interface ContentColumns {
  readonly itemsOf: readonly (readonly { readonly item: number; readonly weight: number }[])[];
}

/** Turns the lists of a model round. */
export function contentColumns({ items, features, starts, columns, weights }: ContentModel): ContentColumns {
  const itemsOf = features.map(() => [] as { item: number; weight: number }[]);
  items.forEach((_, item) => {
    for (let entry = starts[item]!; entry < starts[item + 1]!; entry++)
      itemsOf[columns[entry]!]!.push({ item, weight: weights[entry]! });
  });
  return { itemsOf };
}

/** The length that a taste's profile is divided by, so that scores are cosines. */
function profileOf({ starts, columns, weights }: ContentModel, taste: Taste): { profile: Map<number, number>; norm: number } {
  const profile = new Map<number, number>();
  taste.positions.forEach((item, index) => {
    for (let entry = starts[item]!; entry < starts[item + 1]!; entry++) {
      const feature = columns[entry]!;
      profile.set(feature, (profile.get(feature) ?? 0) + taste.values[index]! * weights[entry]!);
    }
  });
  let squares = 0;
  for (const value of profile.values()) squares += value * value;
  return { profile, norm: Math.sqrt(squares) };
}

/** Cosine of the taste's profile and every item. */
export function addContentScores(model: ContentModel, { itemsOf }: ContentColumns, taste: Taste, scores: Float64Array): void {
  const { profile, norm } = profileOf(model, taste);
  if (norm === 0) return;
  for (const [feature, value] of profile) {
    for (const { item, weight } of itemsOf[feature]!) scores[item]! += (value * weight) / norm;
  }
}

/** What each item of a taste adds to the cosine of each target, with the feature that says most of it. */
export function contentContributions(
  model: ContentModel,
  taste: Taste,
  targets: readonly number[],
  add: (place: number, source: number, amount: number, feature: string) => void,
): void {
  const { starts, columns, weights, features } = model;
  const { norm } = profileOf(model, taste);
  if (norm === 0) return;
  targets.forEach((target, place) => {
    const own = new Map<number, number>();
    for (let entry = starts[target]!; entry < starts[target + 1]!; entry++) own.set(columns[entry]!, weights[entry]!);
    taste.positions.forEach((source, index) => {
      let amount = 0;
      let best = "";
      let most = 0;
      for (let entry = starts[source]!; entry < starts[source + 1]!; entry++) {
        const part = weights[entry]! * (own.get(columns[entry]!) ?? 0);
        amount += part;
        // The narrower of two that say the same comes later.
        if (part > 0 && part >= most) {
          most = part;
          best = features[columns[entry]!]!;
        }
      }
      if (amount > 0) add(place, source, (amount * taste.values[index]!) / norm, best);
    });
  });
}
