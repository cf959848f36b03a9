import type { LocalizedText } from "clientele/kernel";
import type { CustomerRecord } from "clientele/models";
import {
  blend,
  fitItemSimilarity,
  fitPersonalFrequency,
  fitPopularity,
  type ItemFacts,
  type ItemInteraction,
  itemInteractionsOf,
  itemLog,
  recommend,
  type RecommenderModel,
} from "clientele/recommend";
import type { DemoResult } from "./demo.js";
import type { ReportList } from "./report/report-input.js";

/** Number of customers per list, and of recommendations per customer. */
const CUSTOMERS = 8;
const EACH = 3;

/**
 * Returns what to offer the best customers as two lists: items that they buy again and again, and items that they have never
 * bought. Recent sales count in both: a model of tastes alone finds far less (docs/benchmarks.md).
 */
export function recommendationLists(result: DemoResult): ReportList[] {
  const { records, clean, analysis } = result;
  const recordOf = new Map(records.records.map((record) => [record.customer.id, record]));
  const log = itemLog(itemsOf(records.records), { asOf: analysis.asOf });
  const popularity = fitPopularity(log);
  const again = blend([{ model: fitPersonalFrequency(log), weight: 1 }], {
    momentum: { popularity, halfLifeDays: 10, strength: 0.5, against: 0.1, prior: 0.003 },
  });
  const fresh = blend([{ model: fitItemSimilarity(log, { neighbors: 100, shrink: 50 }), weight: 1 }], {
    momentum: { popularity, halfLifeDays: 7, strength: 0.75, against: 0.75, prior: 0.001 },
  });
  const names = new Map(clean.purchases.map(({ product, description }) => [product, description]));
  const catalog = [...names].map(([id, name]): ItemFacts => ({ id, name: name || id }));
  const best = analysis.contribution.ids.filter((id) => recordOf.has(id)).slice(0, CUSTOMERS);
  const listOf = (
    id: string,
    model: RecommenderModel,
    mode: "repeat" | "discovery",
    title: LocalizedText,
    explanation: LocalizedText,
  ): ReportList => ({
    id,
    title,
    explanation,
    columns: [
      { key: "customer", kind: "text", title: { en: "Customer", zh: "客户" } },
      { key: "product", kind: "text", title: { en: "Product", zh: "商品" } },
      { key: "reason", kind: "text", title: { en: "Because", zh: "理由" } },
    ],
    rows: best.flatMap((customer) => {
      const options = { mode, limit: EACH, catalog, asOf: analysis.asOf, customerId: customer };
      const { items } = recommend(model, itemInteractionsOf(recordOf.get(customer)!.history), options);
      return items.map(({ itemId, text }) => ({ customer, product: names.get(itemId) || itemId, reason: text }));
    }),
    total: analysis.contribution.ids.length * EACH,
  });
  return [
    listOf(
      "offer-again",
      again,
      "repeat",
      { en: "What to offer again", zh: "可再次推荐的商品" },
      {
        en: "For the best customers: what they buy most often, weighted by recent sales. A reminder, not a discovery.",
        zh: "面向贡献最大的客户：他们最常购买的商品，并按近期热销加权。这是提醒，而非新发现。",
      },
    ),
    listOf(
      "offer-new",
      fresh,
      "discovery",
      { en: "What to offer for the first time", zh: "可首次推荐的商品" },
      {
        en: "For the same customers: what they have not bought yet, but customers with similar purchases have, weighted by recent sales.",
        zh: "面向同一批客户：他们从未购买，而购买相似商品的客户常买的商品，并按近期热销加权。",
      },
    ),
  ];
}

function* itemsOf(records: readonly CustomerRecord[]): Generator<ItemInteraction> {
  for (const { history } of records) yield* itemInteractionsOf(history);
}
