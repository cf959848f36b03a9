import { localClock, startOfUnit } from "clientele/kernel";
import { type Interaction, type Timelines, type TimelineStep, transactionsOf } from "clientele/models";
import { prepareSubject } from "clientele/rules";
import { rfmClass, rfmEightClasses, rfmScore, summarizeTransactions } from "clientele/value";
import { type PluginDecision, type PluginInput, valuePlugin, type ValueState } from "clientele/workspace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const thresholds = { recency: [2], frequency: [2], monetary: [20], unit: "day" } as const;
const PURCHASES = new Set(["order.placed", "order.refunded", "order.cancelled"]);
const KEYS = ["score:net-revenue", "score:rfm-recency", "score:rfm-frequency", "score:rfm-monetary", "score:rfm-class"];

/** Clocks that jump forward and back, some of them over a midnight or a whole day, with an instant at which they do. */
const places = [
  { zone: "Europe/Berlin", around: Date.UTC(2024, 9, 27, 1) },
  { zone: "Europe/Berlin", around: Date.UTC(2024, 2, 31, 1) },
  { zone: "America/St_Johns", around: Date.UTC(2006, 9, 29, 2, 31) },
  { zone: "America/Havana", around: Date.UTC(2024, 10, 3, 5) },
  { zone: "Asia/Beirut", around: Date.UTC(2024, 9, 26, 21) },
  { zone: "Pacific/Apia", around: Date.UTC(2011, 11, 30, 10) },
  { zone: "Pacific/Kwajalein", around: Date.UTC(1969, 8, 30, 13) },
] as const;

/** The value of a customer as the whole history tells it at one instant. */
function stateAt(history: readonly Interaction[], instant: number, zone: string): ValueState {
  const happened = history.filter(({ type, at }) => PURCHASES.has(type) && at.getTime() <= instant);
  const summary = summarizeTransactions(transactionsOf(happened), { asOf: instant, unit: "day", zone, currency: "EUR" });
  const isBuyer = summary.ids.length > 0;
  const measured = {
    netRevenue: isBuyer ? summary.revenue[0]! : summary.report.revenueWithoutPurchase,
    purchases: isBuyer ? summary.transactions[0]! : 0,
    lastPurchaseAt: isBuyer ? summary.lastAt[0]! : null,
  };
  if (!isBuyer) return { ...measured, score: null, rfmClass: null, nextAt: null };
  const sinceLast = summary.sinceLast[0]!;
  const score = rfmScore({ sinceLast, transactions: measured.purchases, revenue: measured.netRevenue }, thresholds);
  const next = dayAfter(measured.lastPurchaseAt!, thresholds.recency[0] + 1, instant, zone);
  return { ...measured, score, rfmClass: rfmClass(score, rfmEightClasses).id, nextAt: sinceLast > 2 ? null : next };
}

/** The start of a day; where a calendar was set back and the day had begun before, the instant at which it begins again. */
function dayAfter(lastPurchaseAt: number, later: number, after: number, zone: string): number {
  const start = startOfUnit("day", lastPurchaseAt, zone, later);
  if (start > after) return start;
  const { day } = localClock(zone);
  let minute = Math.floor(after / MINUTE) * MINUTE + MINUTE;
  while (day(minute) < day(lastPurchaseAt) + later) minute += MINUTE;
  return minute;
}

/** A decision from scratch: the whole history is summarized at every instant at which something may change. */
function decideFromScratch(
  history: readonly Interaction[],
  asOf: number,
  zone: string,
  before: Timelines,
): PluginDecision<ValueState> {
  const timelines: Record<string, TimelineStep[]> = {};
  let state = stateAt([], asOf, zone);
  const ask = (instant: number): void => {
    state = stateAt(history, instant, zone);
    const { netRevenue, score, rfmClass: name } = state;
    const values = [netRevenue, score?.recency ?? null, score?.frequency ?? null, score?.monetary ?? null, name];
    KEYS.forEach((key, position) => {
      const steps = (timelines[key] ??= []);
      const value = values[position]!;
      if (steps.at(-1)?.value !== value) steps.push({ from: new Date(instant), value });
    });
  };
  const instants = history.filter(({ type }) => PURCHASES.has(type)).map(({ at }) => at.getTime());
  for (const instant of [...new Set(instants), Number.POSITIVE_INFINITY]) {
    while (state.nextAt !== null && state.nextAt < Math.min(instant, asOf + 1)) ask(state.nextAt);
    if (instant <= asOf) ask(instant);
  }
  const messages = KEYS.flatMap((score) => {
    const from = before[score]?.at(-1)?.value ?? null;
    const step = timelines[score]?.at(-1);
    if (step === undefined || step.value === from) return [];
    const id = `${score}:ada:${step.from.getTime()}:${String(step.value)}`;
    return [{ id, type: "score.changed", payload: { score, from, to: step.value, happenedAt: step.from } }];
  });
  return { state, timelines, messages, nextCheckAt: state.nextAt === null ? null : new Date(state.nextAt) };
}

const amount = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 30 }) }, fc.constantFrom(0, -3, 2.5));

interface Drawn {
  readonly type: string;
  /** Milliseconds after the jump of the clock. */
  readonly offset: number;
  /** Days from the fact to its record. */
  readonly delay: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Facts near a jump of the clock; several at one instant. Most are recorded at once, some late, some ahead of their time. */
const fact = fc.record({
  type: fc.constantFrom("order.placed", "order.placed", "order.placed", "order.refunded", "order.cancelled", "page.viewed"),
  offset: fc.oneof(
    fc.constantFrom(-90_000, -30_000, 0, 30_000, 10 * MINUTE, 50 * MINUTE, 70 * MINUTE),
    fc
      .tuple(fc.integer({ min: -4, max: 8 }), fc.constantFrom(0, 6, 13, 23))
      .map(([days, hours]) => days * DAY + hours * 60 * MINUTE),
  ),
  delay: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: -2, max: 6 })),
  properties: fc.record(
    {
      orderId: fc.constantFrom("o1", "o2", "o3", "o4", ""),
      total: amount,
      currency: fc.oneof({ weight: 5, arbitrary: fc.constant("EUR") }, fc.constantFrom("USD", "?")),
      cost: fc.constantFrom(1, 0.5),
      units: fc.integer({ min: 1, max: 3 }),
    },
    { requiredKeys: [] },
  ),
});

/** Orders as a shop records them; the other arbitrary leaves properties out. */
const complete = fact.map((each) => ({
  ...each,
  properties: { orderId: "o1", total: 10, currency: "EUR", ...each.properties },
}));

const aHistory: fc.Arbitrary<Drawn[]> = fc.array(fc.oneof({ weight: 3, arbitrary: complete }, { weight: 1, arbitrary: fact }), {
  maxLength: 14,
});

type Fact = Interaction & { readonly recordedDay: number };

function factsOf(drawn: readonly Drawn[], around: number): Fact[] {
  return drawn
    .map(({ type, offset, delay, properties }, index) => ({
      id: `i${String(index).padStart(2, "0")}`,
      customerId: "ada",
      type,
      at: new Date(around + offset),
      properties,
      recordedDay: Math.ceil(offset / DAY) + delay,
    }))
    .sort((left, right) => left.at.getTime() - right.at.getTime() || (left.id < right.id ? -1 : 1));
}

/** Decides again and again, each time about the facts recorded so far, as the workspace does. */
function* decisions(facts: readonly Fact[], around: number, zone: string, days: readonly number[]) {
  const plugin = valuePlugin({ currency: "EUR", zone, table: "cn8", thresholds });
  let last: PluginDecision<ValueState> | null = null;
  let since: number | null = null;
  let known: readonly Fact[] = [];
  for (const day of days) {
    const asOf = around + day * DAY;
    const history = facts.filter(({ recordedDay }) => recordedDay <= day);
    const late: Fact[] = history.filter((each) => since !== null && !known.includes(each) && each.at.getTime() <= since);
    const settled: number | null = since === null ? null : Math.min(since, ...late.map(({ at }) => at.getTime() - 1));
    const input: PluginInput<ValueState, never> = {
      subject: prepareSubject({ id: "ada", attributes: {}, history }),
      state: last?.state ?? null,
      timelines: last?.timelines ?? {},
      since,
      asOf,
      late: settled !== since,
      settled,
      model: null,
    };
    last = plugin.decide(input);
    yield { decided: last, expected: decideFromScratch(history, asOf, zone, input.timelines) };
    known = history;
    since = asOf;
  }
}

const someDays = fc
  .array(fc.oneof(fc.integer({ min: -5, max: 14 }), fc.double({ min: -1, max: 2, noNaN: true })), { minLength: 1, maxLength: 8 })
  .map((days) => days.map((day) => Math.round(day * 1_440) / 1_440).sort((left, right) => left - right));

describe("the value plugin", () => {
  test("decides about new and late facts what a summary of the whole history at every instant says", () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), aHistory, someDays, ({ zone, around }, drawn, days) => {
        for (const { decided, expected } of decisions(factsOf(drawn, around), around, zone, days)) {
          expect(decided).toEqual(expected);
          expect(JSON.stringify(decided)).toBe(JSON.stringify(expected));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
