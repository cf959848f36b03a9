import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import { anArray, anObject, type OptionShape, requireOption, requireOptions } from "../../kernel/internal.js";
import type { ItemFacts } from "../log/item-facts.js";
import type { ItemLog } from "../log/item-log.js";
import { itemMatrix } from "../log/item-matrix.js";
import type { RecommenderBase } from "./recommender.js";
import { type Taste, WEIGHTING_OPTIONS, type WeightingOptions, weightingOf } from "../log/weighting.js";

/** Options of {@link fitContent}. */
export interface ContentOptions extends WeightingOptions {
  /** Log whose popularity of the items breaks ties. Defaults to none: ties are broken by code point. */
  readonly log?: ItemLog | undefined;
}

const CONTENT_OPTIONS: OptionShape<ContentOptions> = { ...WEIGHTING_OPTIONS, log: anObject };

/** Items described by features, so that an item without any interaction can be recommended. */
export interface ContentModel extends RecommenderBase {
  readonly kind: "content";
  /** `category:Tea / Green`, `brand:Acme`, `color:red`, `word:organic`. */
  readonly features: readonly string[];
  /** Features of item i are `starts[i]` up to, not including, `starts[i + 1]`. */
  readonly starts: readonly number[];
  readonly columns: readonly number[];
  /** TF-IDF weights, normalized to length 1 per item. */
  readonly weights: readonly number[];
}

/**
 * Fits a content model: describes items by category path, brand, attributes and the words of their names, with more weight
 * for rare features, and scores items by their similarity (cosine) to those of the customer. It can recommend a new item
 * before anyone has bought it.
 *
 * @param items - the catalog, each identifier once
 * @throws ClienteleError `empty_log` if there is no item, `invalid_option`
 * @example
 * const items = [
 *   { id: "sencha", categoryPath: ["Tea", "Green"] },
 *   { id: "gyokuro", categoryPath: ["Tea", "Green"] },
 *   { id: "espresso", categoryPath: ["Coffee"] },
 * ];
 * const [first] = recommend(fitContent(items), [{ itemId: "sencha", at: 0 }], { mode: "discovery", limit: 1 }).items;
 * [first.itemId, first.text.en] // => ["gyokuro", "Similar to sencha: same category (Tea / Green)"]
 */
export function fitContent(items: readonly ItemFacts[], options: ContentOptions = {}): ContentModel {
  const { log, scale = "log", ...rest } = requireOptions(options, CONTENT_OPTIONS);
  requireOption("items", items, anArray);
  const weighting = weightingOf({ ...rest, scale });
  if (items.length === 0) throw new ClienteleError("empty_log", "The catalog has no items.", { what: "items" });
  const matrix = log === undefined ? undefined : itemMatrix(log, options);
  const countOf = new Map(matrix?.items.map((item, position) => [item, matrix.counts[position]!]));
  const sorted = [...items].sort(
    (left, right) => (countOf.get(right.id) ?? 0) - (countOf.get(left.id) ?? 0) || compareCodePoints(left.id, right.id),
  );
  sorted.forEach((item, position) => {
    if (item.id === sorted[position - 1]?.id) {
      const message = `\`items\` must not repeat an identifier, got "${item.id}" twice.`;
      throw new ClienteleError("invalid_option", message, { option: "items", value: item.id }, "items");
    }
  });
  const featureSets = sorted.map(featuresOf);
  const documents = new Map<string, number>();
  for (const features of featureSets) for (const feature of features) documents.set(feature, (documents.get(feature) ?? 0) + 1);
  // A feature of a single item makes it similar to no other.
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
      asOf: log?.asOf ?? 0,
    },
    features,
    starts,
    columns,
    weights,
  };
}

/** Returns the levels of the category path, the brand, plain attributes, and the words of the name. */
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

/** Items of each feature, prepared once per model. */
export interface ContentColumns {
  readonly itemsOf: readonly (readonly { readonly item: number; readonly weight: number }[])[];
}

/** Returns the items of each feature of a model. */
export function contentColumns({ items, features, starts, columns, weights }: ContentModel): ContentColumns {
  const itemsOf = features.map(() => [] as { item: number; weight: number }[]);
  items.forEach((_, item) => {
    for (let entry = starts[item]!; entry < starts[item + 1]!; entry++)
      itemsOf[columns[entry]!]!.push({ item, weight: weights[entry]! });
  });
  return { itemsOf };
}

/** Returns the features of a taste, and the length that makes scores cosines. */
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

/** Adds the cosine between the taste and every item. */
export function addContentScores(model: ContentModel, { itemsOf }: ContentColumns, taste: Taste, scores: Float64Array): void {
  const { profile, norm } = profileOf(model, taste);
  if (norm === 0) return;
  for (const [feature, value] of profile) {
    for (const { item, weight } of itemsOf[feature]!) scores[item]! += (value * weight) / norm;
  }
}

/** Reports how much each item of a taste adds to the cosine of each target, with the feature that adds most of it. */
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
        // Of two equal features the narrower comes later.
        if (part > 0 && part >= most) {
          most = part;
          best = features[columns[entry]!]!;
        }
      }
      if (amount > 0) add(place, source, (amount * taste.values[index]!) / norm, best);
    });
  });
}
