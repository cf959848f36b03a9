import { currencyExponent, localClock, MILLISECONDS_PER, startOfUnit } from "../../kernel/index.js";
import {
  aCurrency,
  anInteger,
  anObject,
  anything,
  aZone,
  firstPosition,
  invalidOption,
  type OptionShape,
  requireOneOf,
  requireOption,
  requireOptions,
} from "../../kernel/internal.js";
import type { RfmClassTable, Timelines } from "../../models/index.js";
import { rfmEightClasses, rfmElevenClasses } from "../../models/internal.js";
import { meanThresholds, quantileThresholds, rfmClass, type RfmScore, rfmScore, type RfmThresholds } from "../../value/index.js";
import type { PluginFit, PluginMessage, WorkspacePlugin } from "./workspace-plugin.js";
import type { PurchaseTotals } from "./purchase-ledger.js";
import { purchaseInstants, purchaseTotals, summarizedTotals } from "./purchase-totals.js";
import { type ValueFact, valueFacts, type ValueState } from "./value-facts.js";
import { settingsOf } from "./plugin-settings.js";
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
  /** Version of the plugin. Raise it when currency, zone, table or thresholds change. Defaults to 1. */
  readonly version?: number | undefined;
}

/** One customer in the sample to which thresholds are fitted. */
interface ValueRow {
  readonly sinceLast: number;
  readonly transactions: number;
  readonly revenue: number;
}

const NOTHING: PurchaseTotals = { netRevenue: 0, purchases: 0, lastPurchaseAt: null };
const KEYS = ["score:net-revenue", "score:rfm-recency", "score:rfm-frequency", "score:rfm-monetary", "score:rfm-class"] as const;

const VALUE_OPTIONS: OptionShape<ValuePluginOptions> = {
  currency: aCurrency,
  zone: aZone,
  table: anything,
  thresholds: anything,
  version: anInteger({ min: 1 }),
};

/** Plugin of net revenue and RFM. */
export interface ValuePlugin extends WorkspacePlugin<ValueState, RfmThresholds<"day">, unknown, "value", ValueFact> {
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
  const given = requireOptions(options, VALUE_OPTIONS, { mandatory: ["currency", "zone"] });
  const { currency, zone, version = 1 } = given;
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
  /** Returns the first instant after another at which a day has begun. In a zone that has set its calendar back, it begins twice. */
  const nextStart = (instant: number, later: number, after: number): number => {
    const start = dayStart(instant, later);
    if (start > after) return start;
    const day = clock.day(instant) + later;
    return firstPosition(after + 1, after + 2 * MILLISECONDS_PER.days, (at) => clock.day(at) >= day);
  };

  const classes = new Map<number, string>();
  /** Returns the class of a score. Cached per cell, because checking the whole table takes longer than all the rest. */
  const classOf = (score: RfmScore): string => {
    const cell = score.recency * 100 + score.frequency * 10 + score.monetary;
    const name = classes.get(cell) ?? rfmClass(score, table).id;
    classes.set(cell, name);
    return name;
  };

  const daysSince = (lastPurchaseAt: number, asOf: number): number => {
    const last = clock.day(lastPurchaseAt);
    return Math.max(clock.day(asOf), last) - last;
  };

  const stateOf = (
    { netRevenue, purchases, lastPurchaseAt }: PurchaseTotals,
    at: number,
    thresholds: RfmThresholds<"day"> | null,
  ): ValueState => {
    const totals = { netRevenue, purchases, lastPurchaseAt };
    if (thresholds === null || lastPurchaseAt === null) return { ...totals, score: null, rfmClass: null, nextAt: null };
    const days = daysSince(lastPurchaseAt, at);
    const score = rfmScore({ sinceLast: days, transactions: purchases, revenue: netRevenue }, thresholds);
    const bound = thresholds.recency.find((limit) => limit >= days);
    return {
      ...totals,
      score,
      rfmClass: classOf(score),
      // Recency is counted in calendar days: it passes a bound at the first instant of the next day.
      nextAt: bound === undefined ? null : nextStart(lastPurchaseAt, Math.floor(bound) + 1, at),
    };
  };

  const fit: PluginFit<ValueRow, RfmThresholds<"day">> = {
    row(subject, asOf) {
      const { purchases, netRevenue, lastPurchaseAt } = summarizedTotals(subject, asOf, { currency, clock });
      if (lastPurchaseAt === null) return null;
      return { sinceLast: daysSince(lastPurchaseAt, asOf), transactions: purchases, revenue: netRevenue };
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
    version,
    settings: settingsOf({ currency, zone, table, cut }),
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
      const isContinued = state !== null && settled !== null;
      const from = isContinued ? settled : Number.NEGATIVE_INFINITY;
      const instants = purchaseInstants(subject.history, from, asOf);
      // Without a purchase since, late facts of other kinds leave the totals as they were.
      const totals = settled === since || (isContinued && instants.length === 0) ? state : null;
      const totalsAt = purchaseTotals(subject, { before: totals, from, asOf }, { currency, clock });
      const at = (instant: number) => stateOf(totalsAt(instant), instant, thresholds);
      let reached = isContinued ? (settled === since ? state : at(settled)) : stateOf(NOTHING, asOf, thresholds);
      const known = { timelines: isContinued ? stepsUntil(before, settled) : {}, nextAt: reached.nextAt };
      const stepped = continueSteps(known, instants, asOf, (instant): Probe => {
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
      return valueFacts(state, timelines, { asOf, currency, table, thresholds: frozen ?? model });
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
