import { localize, type LocalizedText, MILLISECONDS_PER, moneyToDecimal } from "../../kernel/index.js";
import type { RfmClass, RfmClassTable, Timelines } from "../../models/index.js";
import type { RfmScore, RfmThresholds } from "../../value/index.js";
import type { ViewFact } from "./workspace-plugin.js";

/** State that `valuePlugin` keeps about a customer. */
export interface ValueState {
  /** Revenue minus refunds, in minor units. */
  readonly netRevenue: number;
  /** Days with a purchase that was not fully refunded. */
  readonly purchases: number;
  /** Epoch milliseconds of the last purchase; `null` without one. */
  readonly lastPurchaseAt: number | null;
  readonly score: RfmScore | null;
  /** Class in the table. */
  readonly rfmClass: string | null;
  /** Epoch milliseconds at which the time since the last purchase crosses the next threshold. */
  readonly nextAt: number | null;
}

/** A fact about the value of a customer. */
export type ValueFact = ViewFact<"net-revenue", number> | ViewFact<"rfm-class", string | null>;

/** What the facts of a state depend on beside it. */
interface FactContext {
  readonly asOf: number;
  readonly currency: string;
  readonly table: RfmClassTable;
  readonly thresholds: RfmThresholds<"day"> | null;
}

/** Returns what a view shows: net revenue and the RFM class. */
export function valueFacts(state: ValueState, timelines: Timelines, context: FactContext): ValueFact[] {
  const { netRevenue, purchases, lastPurchaseAt, score, rfmClass: name, nextAt } = state;
  const { asOf, currency, table, thresholds } = context;
  const decimal = moneyToDecimal({ amount: netRevenue, currency });
  const amount: LocalizedText = {
    en: `${decimal} ${currency}`,
    zh: currency === "CNY" ? `¥${decimal}` : `${decimal} ${currency}`,
  };
  const sinceOf = (key: string) => timelines[key]?.at(-1)?.from ?? null;
  const counted = {
    count: purchases,
    days: lastPurchaseAt === null ? 0 : Math.floor((asOf - lastPurchaseAt) / MILLISECONDS_PER.days),
  };
  const history: LocalizedText =
    lastPurchaseAt === null
      ? { en: "No purchase yet.", zh: "尚无购买。" }
      : filled(
          counted.days === 0
            ? { en: "Purchases on {count} {count:day|days}, the last today.", zh: "共有 {count} 天购买，最近一次在今天。" }
            : {
                en: "Purchases on {count} {count:day|days}, the last {days} {days:day|days} ago.",
                zh: "共有 {count} 天购买，最近一次在 {days} 天前。",
              },
          counted,
        );
  const found: RfmClass | undefined = table.classes.find(({ id }) => id === name);
  const facts: ValueFact[] = [
    {
      key: "net-revenue",
      label: { en: "Net revenue", zh: "净消费" },
      value: netRevenue,
      text: amount,
      since: sinceOf("score:net-revenue"),
      until: null,
      reasons: [history],
      field: "netRevenue",
    },
  ];
  const digits = score && { r: score.recency, f: score.frequency, m: score.monetary, bins: table.bins };
  facts.push({
    key: "rfm-class",
    label: { en: "RFM class", zh: "RFM 分类" },
    value: name,
    text: found?.label ?? { en: "No class yet", zh: "尚未分类" },
    since: sinceOf("score:rfm-class"),
    until: nextAt === null ? null : new Date(nextAt),
    reasons: [
      digits !== null
        ? filled(
            { en: "Recency {r}, frequency {f} and monetary {m} out of {bins}.", zh: "R {r}、F {f}、M {m}，满分 {bins}。" },
            digits,
          )
        : thresholds === null
          ? { en: "Classes are assigned at the next refresh.", zh: "将在下次刷新时分类。" }
          : history,
    ],
    field: "rfmClass",
  });
  return facts;
}

function filled(text: LocalizedText, values: Readonly<Record<string, number>>): LocalizedText {
  return { en: localize(text, { locale: "en", values }), zh: localize(text, { locale: "zh", values }) };
}
