import { preparedOf } from "../../rules/internal.js";
import { ClienteleError, type Duration, type InstantInput, MILLISECONDS_PER } from "../../kernel/index.js";
import {
  aDuration,
  anInstant,
  aProbability,
  aText,
  aZone,
  durationMilliseconds,
  listOf,
  localDay,
  type OptionShape,
  optionsOf,
  requireOptions,
  toMilliseconds,
  zoneOffsets,
} from "../../kernel/internal.js";
import { type KaplanMeier, kaplanMeier, survivalAt } from "../../statistics/index.js";
import { type LifecycleSubject } from "../machine/snapshot.js";

/** Probability of a return below which a customer is at risk, dormant or lost. */
export interface ReturnChances {
  readonly atRisk: number;
  readonly dormant: number;
  readonly lost: number;
}

/** Options of {@link suggestThresholds}. */
export interface ThresholdOptions {
  /** End of the observation; gaps that are still open then are censored. */
  readonly asOf: InstantInput;
  /** Interactions that count as a return; defaults to `order.placed`. */
  readonly orders?: readonly string[] | undefined;
  /** Time within which a return counts; defaults to 90 days. */
  readonly within?: Duration | undefined;
  /** Probability of a return below which each stage begins; defaults to .3, .2 and .1. */
  readonly below?: Partial<ReturnChances> | undefined;
  /** Time zone of the purchase days; defaults to UTC. */
  readonly zone?: string | undefined;
}

const OPTIONS: OptionShape<ThresholdOptions> = {
  asOf: anInstant,
  orders: listOf(aText),
  within: aDuration,
  below: optionsOf<Partial<ReturnChances>>({ atRisk: aProbability, dormant: aProbability, lost: aProbability }),
  zone: aZone,
};

/** Silences at which the stages begin, and the curve that they were derived from. */
export interface SuggestedThresholds {
  /** Shortest silence after which a return within `within` is less likely than `below.atRisk`; `null` if the data are too short. */
  readonly atRiskAfter: Duration | null;
  readonly dormantAfter: Duration | null;
  readonly lostAfter: Duration | null;
  /** Share of customers who have not returned by a number of days after a purchase. */
  readonly curve: KaplanMeier;
  readonly within: Duration;
  readonly below: ReturnChances;
  readonly customers: number;
  /** Number of gaps between one purchase day and the next. */
  readonly closedGaps: number;
  /** Length in days that 95 % of the closed gaps do not exceed: a naive and badly biased threshold, for comparison. */
  readonly closedGaps95: number | null;
}

/**
 * Derives the thresholds of a lifecycle from data. It estimates the return curve of the population by Kaplan–Meier over the
 * gaps between purchase days: a customer's open gap is censored at the end of the observation, and each customer's gaps weigh 1
 * together. A threshold is the shortest silence d with P(return within h | silent for d) < p. Closed gaps alone would count
 * only customers who did return.
 *
 * @param records - customer records
 * @param options - `asOf`, the horizon h (`within`), the probabilities p (`below`)
 * @returns thresholds in whole days for `retailLifecycle`, and the curve they are derived from
 * @throws ClienteleError `insufficient_history` if no customer returned, `invalid_option`, `invalid_instant`, `invalid_duration`
 * @see Kaplan, Meier (1958), Nonparametric estimation from incomplete observations
 * @example
 * const order = (id: string, day: number) => ({ id, customerId: "c", type: "order.placed", at: new Date(day * 86_400_000), properties: {} });
 * const records = [{ id: "a", attributes: {}, history: [order("1", 0), order("2", 10)] }, { id: "b", attributes: {}, history: [order("3", 0)] }];
 * suggestThresholds(records, { asOf: 400 * 86_400_000, within: { days: 30 } }).dormantAfter // => { days: 10 }
 */
export function suggestThresholds(records: Iterable<LifecycleSubject>, options: ThresholdOptions): SuggestedThresholds {
  const {
    orders = ["order.placed"],
    within = { days: 90 },
    zone = "UTC",
    ...given
  } = requireOptions(options, OPTIONS, { mandatory: ["asOf"] });
  const asOf = toMilliseconds(given.asOf, "asOf");
  const { atRisk = 0.3, dormant = 0.2, lost = 0.1 } = given.below ?? {};
  const below: ReturnChances = { atRisk, dormant, lost };
  if (!(below.atRisk < 1 && below.atRisk >= below.dormant && below.dormant >= below.lost && below.lost > 0)) {
    throw new ClienteleError(
      "invalid_option",
      "`below.atRisk`, `below.dormant` and `below.lost` must lie between 0 and 1 and must not increase.",
      { option: "below", value: below },
      "below",
    );
  }
  const { time, event, weight, customers } = gapsOf(records, new Set(orders), asOf, zone);
  const closed = time.filter((_, row) => event[row] === 1).sort((left, right) => left - right);
  if (closed.length === 0) {
    throw new ClienteleError("insufficient_history", "No customer returned. Observe for longer or include more customers.", {
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

/** Returns the shortest silence, at least a day, after which the probability of a return within `horizon` is below `chance`. */
function silenceBefore(curve: KaplanMeier, horizon: number, chance: number): number | null {
  // Between two steps of the curve, the probability only grows with the silence. So the shortest silence is a step or the first day.
  for (const days of [1, ...curve.times]) {
    if (days < 1) continue;
    if (days + horizon > curve.last) return null;
    const left = survivalAt(curve, days);
    if (left > 0 && 1 - survivalAt(curve, days + horizon) / left < chance) return days;
  }
  return null;
}

/** Returns the days between purchase days, closed and open; each customer's gaps weigh 1 together. */
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
