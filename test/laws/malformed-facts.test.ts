/**
 * Whatever enters a function is read or refused: a record that went through JSON gives the same answer, and a fact that cannot
 * be read is refused with its path, in every module.
 */
import { retailChurnPolicy, churnRisk, churnRisks, churnSignals } from "clientele/churn";
import { isClienteleError } from "clientele/kernel";
import { nextCheckAt, replay, retailLifecycle, stagePaths, suggestThresholds, withStageTimelines } from "clientele/lifecycle";
import { type CustomerRecord, type Interaction, recordOf, subjectOf, timelineOf, transactionsOf } from "clientele/models";
import { itemInteractionsOf, itemLog, serviceSchedule } from "clientele/recommend";
import { defineSchema, evaluateRule } from "clientele/rules";
import { advanceSegments, defineSegments, evaluateSegments, explainMembership, segmentTimelines } from "clientele/segments";
import { allocateCosts, customerRevenue, paymentsOf, productDemand, serviceTakeUp } from "clientele/value";
import { describe, expect, test } from "vitest";

const DAY = 86_400_000;
const START = Date.UTC(2025, 0, 1);
const AS_OF = new Date(START + 58 * DAY);
const day = (days: number): Date => new Date(START + days * DAY);

let made = 0;
function happened(type: string, days: number, properties: object): Interaction {
  const id = `i${made++}`;
  return { id, customerId: "ann", type, at: day(days), recordedAt: day(days), channel: "web", properties } as Interaction;
}

const order = (days: number): Interaction =>
  happened("order.placed", days, {
    orderId: `o${days}`,
    total: 1000 + days,
    currency: "EUR",
    lines: [{ productId: "tea", quantity: 1, unitPrice: 1000 + days }],
  });
const record = recordOf({ id: "ann", kind: "person", version: 0, createdAt: day(-1) }, [
  order(0),
  order(20),
  happened("payment.received", 21, { total: 1020, currency: "EUR", orderId: "o20" }),
  happened("service.used", 22, { serviceId: "care" }),
  order(45),
  happened("page.viewed", 50, { url: "/" }),
]);
/** Position of the second order. */
const POSITION = 1;

const schema = defineSchema({});
const { metric } = schema.rules;
const set = defineSegments(
  { id: "s", version: 1, segments: [{ id: "recent", rule: metric.count("order.placed").last({ days: 60 }).atLeast(3) }] },
  { schema },
);
const lifecycle = retailLifecycle();
const policy = retailChurnPolicy({ currency: "EUR" });
const position = replay(lifecycle, record, { to: AS_OF }).snapshot;

/** Functions of records, by name. */
const OF_RECORDS: Readonly<Record<string, (given: CustomerRecord) => unknown>> = {
  evaluateRule: (given) =>
    evaluateRule(metric.sum("order.placed", "total", { currency: "EUR" }).last({ days: 60 }).atLeast(3_000), subjectOf(given), {
      asOf: AS_OF,
      schema,
    }),
  evaluateSegments: (given) => evaluateSegments(set, given, { asOf: AS_OF, since: true }),
  explainMembership: (given) => explainMembership(set, "recent", given, { asOf: AS_OF }),
  segmentTimelines: (given) => segmentTimelines(set, given, { to: AS_OF }),
  advanceSegments: (given) => advanceSegments(set, null, given, { asOf: AS_OF }),
  replay: (given) => replay(lifecycle, given, { to: AS_OF }),
  nextCheckAt: (given) => nextCheckAt(lifecycle, position, given),
  stagePaths: (given) => stagePaths(lifecycle, [given], { to: AS_OF }),
  suggestThresholds: (given) => suggestThresholds([given], { asOf: AS_OF }),
  withStageTimelines: (given) => withStageTimelines([given], [lifecycle], { to: AS_OF })[0]!.timelines,
  churnRisk: (given) => churnRisk(policy, given, { asOf: AS_OF }),
  churnRisks: (given) => churnRisks(policy, [given], { asOf: AS_OF }),
  churnSignals: (given) => churnSignals(policy, given, { asOf: AS_OF }),
};

/** Functions of interactions, by name. */
const OF_INTERACTIONS: Readonly<Record<string, (given: readonly Interaction[]) => unknown>> = {
  recordOf: (given) => recordOf(record.customer, given),
  timelineOf: (given) => timelineOf({ history: given }),
  transactionsOf,
  customerRevenue: (given) => customerRevenue(transactionsOf(given)),
  paymentsOf,
  allocateCosts: (given) =>
    allocateCosts(
      [{ id: "x", kind: "logistics", types: ["order.placed"], by: "total", total: { amount: 9, currency: "EUR" } }],
      given,
    ),
  productDemand: (given) =>
    productDemand(given, { before: { from: day(0), to: day(30) }, after: { from: day(30), to: day(60) } }),
  serviceTakeUp: (given) => serviceTakeUp(given, ["ann"]),
  itemInteractionsOf: (given) => [...itemInteractionsOf(given)],
  itemLog: (given) => itemLog(itemInteractionsOf(given)),
  serviceSchedule: (given) =>
    serviceSchedule(given, { products: [{ id: "tea", refillDays: 20 }], from: day(0), to: day(90), asOf: AS_OF }),
};

const EVERY: readonly (readonly [name: string, run: (given: CustomerRecord) => unknown])[] = [
  ...Object.entries(OF_RECORDS),
  ...Object.entries(OF_INTERACTIONS).map(([name, run]) => [name, (given: CustomerRecord) => run(given.history)] as const),
];

function withFact(edit: (fact: Record<string, unknown>) => unknown): CustomerRecord {
  const history: unknown[] = [...record.history];
  history[POSITION] = edit({ ...record.history[POSITION] });
  return { ...record, history } as CustomerRecord;
}

const inText = (fact: Record<string, unknown>): unknown => JSON.parse(JSON.stringify(fact));
const withKey = (key: string, value: unknown) => (fact: Record<string, unknown>) => ({ ...fact, [key]: value });

describe.each(EVERY)("%s", (_name, run) => {
  test.each([
    ["that went through JSON", JSON.parse(JSON.stringify(record)) as CustomerRecord],
    ["with one instant as text", withFact(inText)],
    ["with one instant as epoch milliseconds", withFact((fact) => ({ ...fact, at: +(fact["at"] as Date) }))],
  ])("gives the same answer for a record %s", (_what, given) => {
    expect(run(given)).toEqual(run(record));
  });

  test.each([
    ["an instant that is no instant", withFact(withKey("at", "yesterday"))],
    ["no instant", withFact(withKey("at", null))],
    ["an invalid Date", withFact(withKey("at", new Date(Number.NaN)))],
    ["an instant that is an object", withFact(withKey("at", {}))],
    ["a type that is a number", withFact(withKey("type", 5))],
    ["no type", withFact(withKey("type", undefined))],
    ["properties that are null", withFact(withKey("properties", null))],
    ["no properties", withFact(withKey("properties", undefined))],
    ["null for an interaction", withFact(() => null)],
    ["a hole in the history", { ...record, history: Object.assign([...record.history], { length: 9 }) }],
    ["null for the history", { ...record, history: null }],
    ["an object for the history", { ...record, history: {} }],
  ])("refuses %s with its path", (_what, given) => {
    expect(() => run(given as unknown as CustomerRecord)).toThrow(
      expect.toSatisfy((error: unknown) => isClienteleError(error) && error.path !== undefined && error.path !== ""),
    );
  });
});

describe.each(Object.entries(OF_RECORDS))("%s", (_name, run) => {
  test.each([
    ["no customer", { ...record, customer: null }],
    ["a customer without an identifier", { ...record, customer: {} }],
    ["a timeline that is no list", { ...record, timelines: { "stage:x": {} } }],
    ["a timeline without an instant", { ...record, timelines: { "stage:x": [{ from: "bad", value: 1 }] } }],
    ["a change without an instant", { ...record, changes: [{ at: "bad", path: ["tags"], version: 1 }] }],
  ])("refuses %s with its path", (_what, given) => {
    expect(() => run(given as unknown as CustomerRecord)).toThrow(
      expect.toSatisfy((error: unknown) => isClienteleError(error) && error.path !== undefined && error.path !== ""),
    );
  });
});

/** Functions that count with properties refuse those of another type; rules take them as missing. */
describe.each([
  ["transactionsOf", "total", "1020"],
  ["transactionsOf", "total", Number.NaN],
  ["transactionsOf", "currency", 5],
  ["customerRevenue", "total", "1020"],
  ["allocateCosts", "total", "1020"],
  ["productDemand", "lines", {}],
  ["productDemand", "lines", [null]],
  ["productDemand", "lines", [{ productId: "tea", quantity: "2" }]],
  ["itemInteractionsOf", "lines", {}],
  ["itemInteractionsOf", "products", "tea"],
  ["itemLog", "lines", [{ productId: 5, quantity: 1 }]],
  ["serviceSchedule", "lines", [{ productId: "tea", quantity: "2" }]],
  ["serviceSchedule", "total", "1020"],
])("%s", (name, property, value) => {
  test(`refuses the property ${property} as ${JSON.stringify(value)} with its path`, () => {
    const given = withFact((fact) => ({ ...fact, properties: { ...(fact["properties"] as object), [property]: value } }));
    expect(() => OF_INTERACTIONS[name]!(given.history)).toThrow(
      expect.objectContaining({
        code: "malformed_fact",
        path: expect.stringMatching(new RegExp(`^(history|interactions)\\[${POSITION}\\]\\.properties\\.${property}$`)) as string,
      }),
    );
  });
});
