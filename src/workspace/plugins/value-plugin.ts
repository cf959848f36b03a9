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
  aCurrency,
  anObject,
  anything,
  aZone,
  invalidOption,
  type OptionShape,
  requireOneOf,
  requireOption,
  requireOptions,
} from "../../kernel/internal.js";
import { type Interaction, type RfmClass, type RfmClassTable, type Timelines, transactionsOf } from "../../models/index.js";
import { rfmEightClasses, rfmElevenClasses } from "../../models/internal.js";
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

/** Options of {@link valuePlugin}. */
export interface ValuePluginOptions {
  /** Currency as an ISO 4217 code. Amounts in other currencies are ignored. */
  readonly currency: string;
  /** IANA zone whose calendar defines a day. */
  readonly zone: string;
  /** The eleven conventional classes, the eight Chinese ones, or a table of your own. Defaults to `"eleven"`. */
  readonly table?: "eleven" | "cn8" | RfmClassTable | undefined;
  /**
   * Fixed thresholds in minor units, or how a refresh fits them to the population. Defaults to `"quantiles"`, or to `"means"`
   * for a table with two bins. Without fixed thresholds, customers have no class before the first refresh.
   */
  readonly thresholds?: RfmThresholds<"day"> | "quantiles" | "means" | undefined;
}

/** State that {@link valuePlugin} keeps about a customer. */
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

/** One customer in the sample to which thresholds are fitted. */
interface ValueRow {
  readonly sinceLast: number;
  readonly transactions: number;
  readonly revenue: number;
}

const PURCHASE_TYPES = new Set(["order.placed", "order.refunded", "order.cancelled"]);
const KEYS = ["score:net-revenue", "score:rfm-recency", "score:rfm-frequency", "score:rfm-monetary", "score:rfm-class"] as const;

const VALUE_OPTIONS: OptionShape<ValuePluginOptions> = {
  currency: aCurrency,
  zone: aZone,
  table: anything,
  thresholds: anything,
};

/** Plugin of net revenue and RFM. */
export interface ValuePlugin
  extends WorkspacePlugin<
    ValueState,
    RfmThresholds<"day">,
    unknown,
    "value",
    ViewFact<"net-revenue", number> | ViewFact<"rfm-class", string | null>
  > {
  readonly writes: typeof KEYS;
}

/**
 * Returns net revenue and the RFM class as a plugin. It writes the timelines `score:net-revenue` (minor units),
 * `score:rfm-recency`, `score:rfm-frequency`, `score:rfm-monetary` and `score:rfm-class`, sends `score.changed`, and is due when
 * the time since the last purchase crosses a threshold. A transaction is a day with a positive net amount after refunds.
 *
 * @throws ClienteleError `invalid_option`, `invalid_currency`, `invalid_time_zone`
 * @example
 * valuePlugin({ currency: "EUR", zone: "Europe/Berlin" }).writes[0] // => "score:net-revenue"
 */
export function valuePlugin(options: ValuePluginOptions): ValuePlugin {
  const given = requireOptions(options, VALUE_OPTIONS);
  const currency = requireOption("currency", given.currency, aCurrency)!;
  const zone = requireOption("zone", given.zone, aZone)!;
  currencyExponent(currency);
  const table = tableOf(given.table ?? "eleven");
  const cut = given.thresholds ?? (table.bins === 2 ? "means" : "quantiles");
  if (typeof cut === "string") requireOneOf("thresholds", cut, ["quantiles", "means"]);
  const frozen = typeof cut === "string" ? null : requireFitting(cut, table);

  const clock = localClock(zone);
  const starts = new Map<number, number>();
  /** Returns the first instant of the day `later` days after an instant. Cached per day, because many customers share one. */
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
      // Recency is counted in calendar days: it passes a bound at the first instant of the next day.
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
  if (typeof table === "object") return requireOption("table", table, anObject);
  return requireOneOf("table", table, ["eleven", "cn8"]) === "eleven" ? rfmElevenClasses : rfmEightClasses;
}

function requireFitting(thresholds: RfmThresholds<"day">, table: RfmClassTable): RfmThresholds<"day"> {
  for (const name of ["recency", "frequency", "monetary"] as const) {
    if (thresholds[name]?.length === table.bins - 1) continue;
    throw invalidOption(
      "thresholds",
      thresholds,
      `thresholds with ${table.bins - 1} bounds per measure for the table "${table.id}"`,
    );
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

function factsOf(
  state: ValueState,
  timelines: Timelines,
  context: FactContext,
): (ViewFact<"net-revenue", number> | ViewFact<"rfm-class", string | null>)[] {
  const { netRevenue, purchases, lastPurchaseAt, score, rfmClass: name, nextAt } = state;
  const { asOf, currency, table, thresholds } = context;
  const decimal = moneyToDecimal({ amount: netRevenue, currency });
  const amount: LocalizedText = {
    en: `${decimal} ${currency}`,
    zh: currency === "CNY" ? `¥${decimal}` : `${decimal} ${currency}`,
  };
  const sinceOf = (key: (typeof KEYS)[number]) => timelines[key]?.at(-1)?.from ?? null;
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
  const facts: ReturnType<typeof factsOf> = [
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
