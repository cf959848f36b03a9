import { preparedOf } from "../../rules/internal.js";
import { ClienteleError, type Duration, type InstantInput, MILLISECONDS_PER } from "../../kernel/index.js";
import { durationMilliseconds, localDay, toMilliseconds, zoneOffsets } from "../../kernel/internal.js";
import { type KaplanMeier, kaplanMeier, survivalAt } from "../../statistics/index.js";
import { type LifecycleSubject } from "../machine/snapshot.js";

/** From which chance of return on a customer is at risk, dormant, lost. */
export interface ReturnChances {
  readonly atRisk: number;
  readonly dormant: number;
  readonly lost: number;
}

/** How to read the return curve. */
export interface ThresholdOptions {
  /** The end of the observation: gaps still open then are censored. */
  readonly asOf: InstantInput;
  /** Interactions that count as a return; `order.placed` unless told. */
  readonly orders?: readonly string[] | undefined;
  /** The time in which a return is looked for; 90 days. */
  readonly within?: Duration | undefined;
  /** A stage begins where the chance of a return falls below this; .3, .2 and .1. */
  readonly below?: Partial<ReturnChances> | undefined;
  /** Zone of the purchase days; UTC unless told. */
  readonly zone?: string | undefined;
}

/** Silences that part the stages, and the curve that they were read from. */
export interface SuggestedThresholds {
  /** The smallest silence after which fewer return within `within`; `null` where the data are too short to tell. */
  readonly atRiskAfter: Duration | null;
  readonly dormantAfter: Duration | null;
  readonly lostAfter: Duration | null;
  /** Share of customers who have not returned so many days after a purchase. */
  readonly curve: KaplanMeier;
  readonly within: Duration;
  readonly below: ReturnChances;
  readonly customers: number;
  /** Days between one purchase day and the next. */
  readonly closedGaps: number;
  /** The day by which 95 % of the closed gaps are over: what a naive look would take, badly biased, for comparison. */
  readonly closedGaps95: number | null;
}

/**
 * Derives the silences of a lifecycle from data: the return curve of the population, by Kaplan–Meier over the gaps
 * between purchase days, each customer's open gap censored at the end of the observation, each customer of weight 1
 * shared among their gaps. A threshold is the smallest silence d with P(return within h | silent d) below p. Closed gaps
 * alone would count only those who did return.
 *
 * @param records - customers' records
 * @param options - `asOf`, the horizon h (`within`), the chances p (`below`)
 * @returns thresholds in whole days for `retailLifecycle`, and the curve behind them
 * @throws ClienteleError `insufficient_history` when nobody returned, `invalid_option` for chances that are none or do not fall
 * @see Kaplan, Meier (1958), Nonparametric estimation from incomplete observations
 * @example
 * const order = (id: string, day: number) => ({ id, customerId: "c", type: "order.placed", at: new Date(day * 86_400_000), properties: {} });
 * const records = [{ id: "a", attributes: {}, history: [order("1", 0), order("2", 10)] }, { id: "b", attributes: {}, history: [order("3", 0)] }];
 * suggestThresholds(records, { asOf: 400 * 86_400_000, within: { days: 30 } }).dormantAfter // => { days: 10 }
 */
export function suggestThresholds(records: Iterable<LifecycleSubject>, options: ThresholdOptions): SuggestedThresholds {
  const asOf = toMilliseconds(options.asOf, "asOf");
  const { orders = ["order.placed"], within = { days: 90 }, zone = "UTC" } = options;
  const below: ReturnChances = { atRisk: 0.3, dormant: 0.2, lost: 0.1, ...options.below };
  if (!(below.atRisk < 1 && below.atRisk >= below.dormant && below.dormant >= below.lost && below.lost > 0)) {
    throw new ClienteleError("invalid_option", "Give chances between 0 and 1 that fall from stage to stage.", {
      option: "below",
      value: below,
    });
  }
  const { time, event, weight, customers } = gapsOf(records, new Set(orders), asOf, zone);
  const closed = time.filter((_, row) => event[row] === 1).sort((left, right) => left - right);
  if (closed.length === 0) {
    throw new ClienteleError("insufficient_history", "Nobody returned: observe longer, or take more customers.", {
      customers,
      gaps: 0,
    });
  }
  const curve = kaplanMeier({ time, event, weight }, { unit: "day" });
  const horizon = Math.round(durationMilliseconds(within) / MILLISECONDS_PER.days);
  const silence = (chance: number): Duration | null => {
    const days = silenceBefore(curve, horizon, chance);
    return days === null ? null : { days };
  };
  return {
    atRiskAfter: silence(below.atRisk),
    dormantAfter: silence(below.dormant),
    lostAfter: silence(below.lost),
    curve,
    within,
    below,
    customers,
    closedGaps: closed.length,
    closedGaps95: closed[Math.ceil(0.95 * closed.length) - 1] ?? null,
  };
}

/** The smallest silence, at least a day, after which the chance of a return within `horizon` is below `chance`. */
function silenceBefore(curve: KaplanMeier, horizon: number, chance: number): number | null {
  // Between two steps the chance can only grow with the silence: the smallest silence is a step of the curve, or the first day.
  for (const days of [1, ...curve.times]) {
    if (days < 1) continue;
    if (days + horizon > curve.last) return null;
    const left = survivalAt(curve, days);
    if (left > 0 && 1 - survivalAt(curve, days + horizon) / left < chance) return days;
  }
  return null;
}

/** Days between purchase days, closed and open, each customer's gaps weighing 1 together. */
function gapsOf(records: Iterable<LifecycleSubject>, orders: ReadonlySet<string>, asOf: number, zone: string) {
  const time: number[] = [];
  const event: number[] = [];
  const weight: number[] = [];
  let customers = 0;
  const instants: number[][] = [];
  let earliest = asOf;
  for (const record of records) {
    const { history } = preparedOf(record);
    const own = history.filter(({ type, at }) => orders.has(type) && at.getTime() <= asOf).map(({ at }) => at.getTime());
    if (own.length === 0) continue;
    instants.push(own);
    earliest = Math.min(earliest, own[0]!);
  }
  const offsets = zoneOffsets(zone, earliest, asOf);
  const last = localDay(offsets, asOf);
  for (const own of instants) {
    customers++;
    const days = [...new Set(own.map((at) => localDay(offsets, at)))];
    days.forEach((day, index) => {
      const next = days[index + 1];
      time.push((next ?? last) - day);
      event.push(next === undefined ? 0 : 1);
      weight.push(1 / days.length);
    });
  }
  return { time, event, weight, customers };
}
