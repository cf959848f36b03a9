import { MILLISECONDS_PER } from "../../kernel/index.js";
import { addContentScores, contentColumns, contentContributions, type ContentModel } from "../models/content.js";
import {
  addSimilarCustomers,
  customerColumns,
  type CustomerSimilarityModel,
  nearestCustomers,
} from "../models/customer-similarity.js";
import type { EaseModel } from "../models/ease.js";
import { addAlsScores, alsContributions, type ImplicitAlsModel, productOf } from "../models/implicit-als.js";
import { PURCHASE, type ReadInteraction } from "../log/item-interaction.js";
import { addNeighborScores, neighborColumns, neighborContributions } from "../models/item-neighbors.js";
import type { ItemSimilarityModel } from "../models/item-similarity.js";
import type { PersonalFrequencyModel } from "../models/personal-frequency.js";
import type { Positions, ScoreContribution, Scoring, Shopper } from "./scorer.js";
import { type Taste, tasteOf, type Weighting } from "../log/weighting.js";

/** Scores by the taste alone. The taste of the latest shopper is kept. */
function tasteScorer(
  weighting: Weighting,
  positions: Positions,
  score: (taste: Taste, scores: Float64Array, customerId: string | undefined) => void,
  explain: (
    taste: Taste,
    shopper: Shopper,
    targets: readonly number[],
    add: (place: number, part: ScoreContribution) => void,
  ) => void,
): Scoring {
  let last: { readonly shopper: Shopper; readonly taste: Taste } | undefined;
  const taste = (shopper: Shopper): Taste => {
    if (last?.shopper !== shopper) last = { shopper, taste: tasteOf(shopper.history, positions, weighting, shopper.asOf) };
    return last.taste;
  };
  return {
    byTaste: { weighting, score },
    score: (shopper, scores) => score(taste(shopper), scores, shopper.customerId),
    explain: (shopper, targets, add) => explain(taste(shopper), shopper, targets, add),
  };
}

/** Tells whether an item of the history was bought, added to the cart, or only viewed. */
function sourceOf(history: readonly ReadInteraction[], itemId: string): "bought-with" | "carted-with" | "viewed-with" {
  let seen: "carted-with" | "viewed-with" = "viewed-with";
  for (const row of history) {
    if (row.itemId !== itemId) continue;
    if (row.type === PURCHASE) return "bought-with";
    if (row.type === "cart.added") seen = "carted-with";
  }
  return seen;
}

/** Maximum number of sources that are reported one by one; the others are summed up. */
const MAX_SOURCES = 3;

/** Collects what source items add to scores, and reports the strongest of them. */
function fromSources(
  { history }: Shopper,
  items: readonly string[],
  places: number,
  report: (place: number, part: ScoreContribution) => void,
): { readonly add: (place: number, source: number, amount: number) => void; readonly finish: () => void } {
  const sources = new Uint32Array(places * MAX_SOURCES);
  const amounts = new Float64Array(places * MAX_SOURCES);
  const totals = new Float64Array(places);
  return {
    add(place, source, amount) {
      totals[place]! += amount;
      const end = (place + 1) * MAX_SOURCES;
      let at = end;
      while (at > place * MAX_SOURCES && amount > amounts[at - 1]!) at--;
      if (at === end) return;
      for (let below = end - 1; below > at; below--) {
        amounts[below] = amounts[below - 1]!;
        sources[below] = sources[below - 1]!;
      }
      amounts[at] = amount;
      sources[at] = source;
    },
    finish() {
      for (let place = 0; place < places; place++) {
        let rest = totals[place]!;
        for (let at = place * MAX_SOURCES; at < (place + 1) * MAX_SOURCES && amounts[at]! > 0; at++) {
          const itemId = items[sources[at]!]!;
          report(place, { kind: sourceOf(history, itemId), itemId, amount: amounts[at]! });
          rest -= amounts[at]!;
        }
        if (Math.abs(rest) > 1e-12) report(place, { kind: "others", amount: rest });
      }
    },
  };
}

/** Scores items by weights between items: EASE^R and item similarity. */
export function neighborScorer(model: EaseModel | ItemSimilarityModel, positions: Positions): Scoring {
  const columns = neighborColumns(model.neighbors);
  return tasteScorer(
    model.weighting,
    positions,
    (taste, scores) => addNeighborScores(columns, taste, scores),
    (taste, shopper, targets, add) => {
      const { add: collect, finish } = fromSources(shopper, model.items, targets.length, add);
      neighborContributions(columns, taste, targets, collect);
      finish();
    },
  );
}

/** Scores items by factors; those of the customer are solved from the taste. */
export function alsScorer(model: ImplicitAlsModel, positions: Positions): Scoring {
  const items = Float64Array.from(model.itemFactors);
  const columns = { items, product: productOf(items, model.factors) };
  return tasteScorer(
    model.weighting,
    positions,
    (taste, scores) => addAlsScores(model, columns, taste, scores),
    (taste, shopper, targets, add) => {
      const { add: collect, finish } = fromSources(shopper, model.items, targets.length, add);
      alsContributions(model, columns, taste, targets, collect);
      finish();
    },
  );
}

/** Scores items by the similar customers who like them. */
export function customerScorer(model: CustomerSimilarityModel, positions: Positions): Scoring {
  const columns = customerColumns(model);
  const nearest = (taste: Taste, customerId: string | undefined) =>
    nearestCustomers(model, columns, taste, customerId, model.neighbors);
  return tasteScorer(
    model.weighting,
    positions,
    (taste, scores, customerId) =>
      addSimilarCustomers(columns, nearest(taste, customerId), (item, amount) => {
        scores[item]! += amount;
      }),
    (taste, { customerId }, targets, add) => {
      const places = new Map(targets.map((target, place) => [target, place]));
      const amounts = targets.map(() => ({ amount: 0, count: 0 }));
      addSimilarCustomers(columns, nearest(taste, customerId), (item, amount) => {
        const own = amounts[places.get(item) ?? -1];
        if (own === undefined) return;
        own.amount += amount;
        own.count++;
      });
      amounts.forEach((own, place) => {
        if (own.count > 0) add(place, { kind: "similar-customers", ...own });
      });
    },
  );
}

/** Scores items by how often the customer bought them. */
export function frequencyScorer(model: PersonalFrequencyModel, positions: Positions): Scoring {
  return tasteScorer(
    model.weighting,
    positions,
    ({ positions: items, values }, scores) => {
      for (let index = 0; index < items.length; index++) scores[items[index]!]! += values[index]!;
    },
    ({ positions: items, values }, { history, asOf }, targets, add) => {
      const valueOf = new Map(items.map((item, index) => [item, values[index]!]));
      targets.forEach((target, place) => {
        const amount = valueOf.get(target);
        if (amount === undefined) return;
        const itemId = model.items[target]!;
        const times = history.filter((row) => row.itemId === itemId && row.type === PURCHASE).map(({ at }) => at);
        const last = times.reduce((latest, at) => Math.max(latest, at), Number.NEGATIVE_INFINITY);
        const days = Math.floor((asOf - last) / MILLISECONDS_PER.days);
        add(place, { kind: "bought-before", itemId, amount, count: new Set(times).size, days });
      });
    },
  );
}

/** Scores items by the features that they share with the taste. */
export function contentScorer(model: ContentModel, positions: Positions): Scoring {
  const columns = contentColumns(model);
  return tasteScorer(
    model.weighting,
    positions,
    (taste, scores) => addContentScores(model, columns, taste, scores),
    (taste, _, targets, add) =>
      contentContributions(model, taste, targets, (place, source, amount, name) =>
        add(place, { kind: "alike", itemId: model.items[source]!, amount, name }),
      ),
  );
}
