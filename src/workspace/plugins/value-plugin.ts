import {
  ClienteleError,
  currencyExponent,
  localClock,
  localize,
  type LocalizedText,
  MILLISECONDS_PER,
  moneyToDecimal,
  startOfUnit,
} from "../../kernel/index.js";
import {
  type Interaction,
  type RfmClass,
  type RfmClassTable,
  rfmEightClasses,
  rfmElevenClasses,
  type Timelines,
  transactionsOf,
} from "../../models/index.js";
import {
  meanThresholds,
  quantileThresholds,
  rfmClass,
  type RfmScore,
  rfmScore,
  type RfmThresholds,
  summarizeTransactions,
} from "../../value/index.js";
import type { PluginFit, PluginMessage, ViewFact, WorkspacePlugin } from "./workspace-plugin.js";
import { continueSteps, type Probe, stepsUntil } from "./step-timelines.js";

/** How the plugin of value reads purchases and scores them. */
export interface ValuePluginOptions {
  /** ISO 4217; amounts of other currencies are left aside. */
  readonly currency: string;
  /** IANA zone whose calendar says what a day is. */
  readonly zone: string;
  /** The eleven conventional classes (default), the eight, or a table of your own. */
  readonly table?: "eleven" | "cn8" | RfmClassTable | undefined;
  /**
   * Frozen thresholds; or how a refresh finds them in the population: at the quantiles (default for the eleven classes) or
   * at the means (default for the eight). Until the first refresh nobody has a class.
   */
  readonly thresholds?: RfmThresholds<"day"> | "quantiles" | "means" | undefined;
}

/** What the plugin of value keeps of a customer. */
export interface ValueState {
  /** Net of everything, minor units. */
  readonly netRevenue: number;
  /** Days with a purchase that was not taken back. */
  readonly purchases: number;
  /** Epoch milliseconds of the last of them; `null` without one. */
  readonly lastPurchaseAt: number | null;
  readonly score: RfmScore | null;
  /** Class of the table. */
  readonly rfmClass: string | null;
  /** Epoch milliseconds at which the silence will have crossed the next threshold. */
  readonly nextAt: number | null;
}

/** One customer as the thresholds are found from. */
interface ValueRow {
  readonly sinceLast: number;
  readonly transactions: number;
  readonly revenue: number;
}

const PURCHASE_TYPES = new Set(["order.placed", "order.refunded", "order.cancelled"]);
const KEYS = ["score:net-revenue", "score:rfm-recency", "score:rfm-frequency", "score:rfm-monetary", "score:rfm-class"] as const;

/**
 * What a customer has brought, and the RFM class, as a plugin: writes the timelines `score:net-revenue` (minor units),
 * `score:rfm-recency`, `score:rfm-frequency`, `score:rfm-monetary` and `score:rfm-class`, announces `score.changed`, and is due
 * when the silence crosses a threshold. A transaction is a day with a positive net; refunds are taken off.
 *
 * @param options - currency and zone; table and thresholds
 * @throws ClienteleError `invalid_currency`, `invalid_option` when frozen thresholds do not fit the table
 * @example
 * valuePlugin({ currency: "EUR", zone: "Europe/Berlin" }).writes[0] // => "score:net-revenue"
 */
export function valuePlugin(options: ValuePluginOptions): WorkspacePlugin<ValueState, RfmThresholds<"day">> {
  const { currency, zone } = options;
  currencyExponent(currency);
  const table = tableOf(options.table ?? "eleven");
  const cut = options.thresholds ?? (table.bins === 2 ? "means" : "quantiles");
  const frozen = typeof cut === "string" ? null : requireFitting(cut, table);

  const clock = localClock(zone);
  const starts = new Map<number, number>();
  /** First instant of the day so many days after another; looked up once a day, not once a customer. */
  const dayStart = (instant: number, later: number): number => {
    const day = clock.day(instant) + later;
    const start = starts.get(day) ?? startOfUnit("day", instant, zone, later);
    starts.set(day, start);
    return start;
  };

  const measure = (
    customerId: string,
    history: readonly Interaction[],
    asOf: number,
  ): Omit<ValueState, "score" | "rfmClass" | "nextAt"> & { sinceLast: number } => {
    const happened = history.filter(({ type, at }) => PURCHASE_TYPES.has(type) && at.getTime() <= asOf);
    const summary = summarizeTransactions(transactionsOf(happened), { asOf, unit: "day", zone, currency });
    const isBuyer = summary.ids[0] === customerId;
    return {
      netRevenue: isBuyer ? summary.revenue[0]! : summary.report.revenueWithoutPurchase,
      purchases: isBuyer ? summary.transactions[0]! : 0,
      lastPurchaseAt: isBuyer ? summary.lastAt[0]! : null,
      sinceLast: isBuyer ? summary.sinceLast[0]! : 0,
    };
  };

  const stateAt = (
    customerId: string,
    history: readonly Interaction[],
    at: number,
    thresholds: RfmThresholds<"day"> | null,
  ): ValueState => {
    const { sinceLast, ...measured } = measure(customerId, history, at);
    if (thresholds === null || measured.lastPurchaseAt === null)
      return { ...measured, score: null, rfmClass: null, nextAt: null };
    const score = rfmScore({ sinceLast, transactions: measured.purchases, revenue: measured.netRevenue }, thresholds);
    const bound = thresholds.recency.find((days) => days >= sinceLast);
    return {
      ...measured,
      score,
      rfmClass: rfmClass(score, table).id,
      // Silence is counted in days of the calendar: it is beyond a bound from the first instant of the day after.
      nextAt: bound === undefined ? null : dayStart(measured.lastPurchaseAt, Math.floor(bound) + 1),
    };
  };

  const fit: PluginFit<ValueRow, RfmThresholds<"day">> = {
    row(subject, asOf) {
      const { sinceLast, purchases, netRevenue } = measure(subject.id, subject.history, asOf);
      return purchases === 0 ? null : { sinceLast, transactions: purchases, revenue: netRevenue };
    },
    fit(rows) {
      if (rows.length === 0) return null;
      const column = (field: keyof ValueRow) => Float64Array.from(rows, (row) => row[field]);
      const measures = {
        ids: rows.map((_, row) => String(row)),
        sinceLast: column("sinceLast"),
        transactions: column("transactions"),
        revenue: column("revenue"),
        unit: "day" as const,
      };
      return cut === "means" ? meanThresholds(measures) : quantileThresholds(measures, { bins: table.bins });
    },
  };

  return {
    id: "value",
    version: 1,
    label: { en: "Value", zh: "客户价值" },
    reads: [],
    writes: KEYS,
    inventory: [
      { path: "netRevenue", label: { en: "Net revenue", zh: "净消费" }, sensitivity: "personal", origin: "derived" },
      { path: "purchases", label: { en: "Purchase days", zh: "购买天数" }, sensitivity: "personal", origin: "derived" },
      { path: "lastPurchaseAt", label: { en: "Last purchase", zh: "最近购买" }, sensitivity: "personal", origin: "derived" },
      { path: "score", label: { en: "RFM score", zh: "RFM 得分" }, sensitivity: "personal", origin: "derived" },
      { path: "rfmClass", label: { en: "RFM class", zh: "RFM 分类" }, sensitivity: "personal", origin: "derived" },
      { path: "nextAt", label: { en: "Next threshold", zh: "下一阈值时间" }, sensitivity: "internal", origin: "derived" },
    ],
    decide({ subject, state, timelines: before, since, settled, asOf, model }) {
      const thresholds = frozen ?? model;
      const at = (instant: number) => stateAt(subject.id, subject.history, instant, thresholds);
      const from = settled ?? Number.NEGATIVE_INFINITY;
      const isContinued = state !== null && settled !== null;
      let reached = isContinued ? (settled === since ? state : at(settled)) : stateAt(subject.id, [], asOf, thresholds);
      const known = { timelines: isContinued ? stepsUntil(before, settled) : {}, nextAt: reached.nextAt };
      const instants = new Set<number>();
      for (const fact of subject.history) {
        const instant = fact.at.getTime();
        if (instant > asOf) break;
        if (instant > from && PURCHASE_TYPES.has(fact.type)) instants.add(instant);
      }
      const stepped = continueSteps(known, [...instants], asOf, (instant): Probe => {
        reached = at(instant);
        return { values: valuesOf(reached), nextAt: reached.nextAt };
      });
      return {
        state: reached,
        timelines: stepped.timelines,
        messages: messagesOf(subject.id, before, stepped.timelines),
        nextCheckAt: stepped.nextAt === null ? null : new Date(stepped.nextAt),
      };
    },
    view({ state, timelines, asOf, model }) {
      return factsOf(state, timelines, { asOf, currency, table, thresholds: frozen ?? model });
    },
    ...(frozen === null && { fit }),
  };
}

function tableOf(table: "eleven" | "cn8" | RfmClassTable): RfmClassTable {
  return table === "eleven" ? rfmElevenClasses : table === "cn8" ? rfmEightClasses : table;
}

function requireFitting(thresholds: RfmThresholds<"day">, table: RfmClassTable): RfmThresholds<"day"> {
  for (const bounds of [thresholds.recency, thresholds.frequency, thresholds.monetary]) {
    if (bounds.length === table.bins - 1) continue;
    throw new ClienteleError("invalid_option", `The table ${table.id} needs ${table.bins - 1} bounds of each measure.`, {
      option: "thresholds",
      value: bounds,
    });
  }
  return thresholds;
}

function valuesOf({ netRevenue, score, rfmClass: name }: ValueState): Probe["values"] {
  return {
    "score:net-revenue": netRevenue,
    "score:rfm-recency": score?.recency ?? null,
    "score:rfm-frequency": score?.frequency ?? null,
    "score:rfm-monetary": score?.monetary ?? null,
    "score:rfm-class": name,
  };
}

function messagesOf(customerId: string, before: Timelines, now: Timelines): PluginMessage[] {
  return KEYS.flatMap((key): PluginMessage[] => {
    const from = before[key]?.at(-1)?.value ?? null;
    const step = now[key]?.at(-1);
    if (step === undefined || step.value === from) return [];
    return [
      {
        id: `${key}:${customerId}:${step.from.getTime()}:${String(step.value)}`,
        type: "score.changed",
        payload: { score: key, from, to: step.value, happenedAt: step.from },
      },
    ];
  });
}

interface FactContext {
  readonly asOf: number;
  readonly currency: string;
  readonly table: RfmClassTable;
  readonly thresholds: RfmThresholds<"day"> | null;
}

function factsOf(state: ValueState, timelines: Timelines, context: FactContext): ViewFact[] {
  const { netRevenue, purchases, lastPurchaseAt, score, rfmClass: name, nextAt } = state;
  const { asOf, currency, table, thresholds } = context;
  const amount = `${moneyToDecimal({ amount: netRevenue, currency })} ${currency}`;
  const sinceOf = (key: (typeof KEYS)[number]) => timelines[key]?.at(-1)?.from ?? null;
  const counted = {
    count: purchases,
    days: lastPurchaseAt === null ? 0 : Math.floor((asOf - lastPurchaseAt) / MILLISECONDS_PER.days),
  };
  const history: LocalizedText =
    lastPurchaseAt === null
      ? { en: "No purchase yet.", zh: "尚无购买。" }
      : filled(
          { en: "Purchases on {count} days, the last {days} days ago.", zh: "在 {count} 天有购买，最近一次在 {days} 天前。" },
          counted,
        );
  const found: RfmClass | undefined = table.classes.find(({ id }) => id === name);
  const facts: ViewFact[] = [
    {
      key: "net-revenue",
      label: { en: "Net revenue", zh: "净消费" },
      value: netRevenue,
      text: { en: amount, zh: amount },
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
    text: found?.label ?? { en: "Not classed", zh: "未分类" },
    since: sinceOf("score:rfm-class"),
    until: nextAt === null ? null : new Date(nextAt),
    reasons: [
      digits !== null
        ? filled({ en: "Recency {r}, frequency {f}, monetary {m} of {bins}.", zh: "R {r}、F {f}、M {m}，满分 {bins}。" }, digits)
        : thresholds === null
          ? { en: "No thresholds yet: run a refresh.", zh: "尚无阈值，请先运行 refresh。" }
          : history,
    ],
    field: "rfmClass",
  });
  return facts;
}

function filled(text: LocalizedText, values: Readonly<Record<string, number>>): LocalizedText {
  return { en: localize(text, { locale: "en", values }), zh: localize(text, { locale: "zh", values }) };
}
