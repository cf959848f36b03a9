import {
  activityPattern,
  cohortRetention,
  defineKpi,
  type KpiDefinition,
  kpiCatalog,
  kpiOverTime,
  measureKpi,
} from "clientele/journeys";
import { describe, expect, test } from "vitest";

const at = Date.UTC(2026, 0, 5);
const activities = [{ customerId: "ann", at }];
const transactions = [{ customerId: "ann", at, amount: 1000, currency: "EUR" }];
const kpi = kpiCatalog["average-order-value"];
const option = "invalid_option";

interface Case {
  readonly call: (options: never) => unknown;
  readonly given: object;
  readonly optional: readonly string[];
  readonly misspelled: readonly [string, string];
  readonly wrong: readonly (readonly [object, string])[];
}

const cases: Readonly<Record<string, Case>> = {
  cohortRetention: {
    call: (options) => cohortRetention(activities, options),
    given: { asOf: at + 1, zone: "UTC" },
    optional: ["cohort", "period", "kind", "maxPeriod", "level", "from", "members"],
    misspelled: ["cohorts", "cohort"],
    wrong: [
      [{ asOf: undefined }, "invalid_instant"],
      [{ zone: undefined }, "invalid_time_zone"],
      [{ cohort: "decade" }, option],
      [{ period: { day: 1 } }, option],
      [{ level: 95 }, option],
      [{ members: 1 }, option],
    ],
  },
  activityPattern: {
    call: (options) => activityPattern(activities, options),
    given: { zone: "UTC" },
    optional: ["zoneOf", "from", "asOf"],
    misspelled: ["zonOf", "zoneOf"],
    wrong: [
      [{ zone: undefined }, "invalid_time_zone"],
      [{ zoneOf: "UTC" }, option],
      [{ from: "Monday" }, "invalid_instant"],
    ],
  },
  measureKpi: {
    call: (options) => measureKpi(kpi, transactions, options),
    given: { zone: "UTC" },
    optional: ["window", "previous", "asOf", "currency", "level"],
    misspelled: ["confidence", "level"],
    wrong: [
      [{ zone: undefined }, "invalid_time_zone"],
      [{ window: { from: 0 } }, "invalid_instant"],
      [{ window: { from: 2, to: 1 } }, "invalid_window"],
      [{ window: { from: 0, until: 1 } }, option],
      [{ level: 0 }, option],
    ],
  },
  kpiOverTime: {
    call: (options) => kpiOverTime(kpi, transactions, options),
    given: { zone: "UTC", by: "month", asOf: at + 1 },
    optional: ["from", "currency", "level"],
    misspelled: ["currancy", "currency"],
    wrong: [
      [{ asOf: undefined }, "invalid_instant"],
      [{ by: "mnth" }, option],
      [{ by: undefined }, option],
    ],
  },
};

describe.each(Object.entries(cases))("the options of %s", (_, { call, given, optional, misspelled: [name, known], wrong }) => {
  test("refuse an unknown name and tell the known ones", () => {
    expect(() => call({ ...given, [name]: 1 } as never)).toThrow(
      expect.objectContaining({ code: option, message: expect.stringContaining(known) }),
    );
  });

  test("refuse values of a wrong kind", () => {
    for (const [part, code] of wrong)
      expect(() => call({ ...given, ...part } as never)).toThrow(expect.objectContaining({ code }));
  });

  test("treat undefined as absent", () => {
    const undefineds = Object.fromEntries(optional.map((key) => [key, undefined]));
    expect(call({ ...given, ...undefineds } as never)).toEqual(call(given as never));
  });
});

describe("instants", () => {
  test("are accepted as a Date, as ISO text and as epoch milliseconds, in rows and in options", () => {
    const text = new Date(at).toISOString();
    const forms = [at, text, new Date(at)];
    const tables = forms.map((form) => cohortRetention([{ customerId: "ann", at: form }], { asOf: form, zone: "UTC" }));
    expect(tables[1]).toEqual(tables[0]);
    expect(tables[2]).toEqual(tables[0]);
    const values = forms.map((form) => measureKpi(kpi, transactions, { zone: "UTC", window: { from: form, to: at + 1 } }).value);
    expect(values).toEqual([1000, 1000, 1000]);
  });
});

describe("a KPI definition", () => {
  const definition = structuredClone<KpiDefinition>(kpiCatalog["retention-rate"]);
  const condition = { in: "window", quantity: "orders" };

  test.each([
    [{ lable: "x" }, "lable"],
    [{ numerator: { ...definition.numerator, who: [] } }, "numerator.who"],
    [{ numerator: { ...definition.numerator, where: [{ ...condition, atLeast: 1 }] } }, "numerator.where[0].atLeast"],
    [{ numerator: { ...definition.numerator, where: [{ ...condition, quantity: "order" }] } }, "numerator.where[0].quantity"],
    [{ numerator: { ...definition.numerator, where: [{ ...condition, min: -1 }] } }, "numerator.where[0].min"],
    [{ denominator: undefined }, "denominator"],
  ])("is refused with the path of the invalid part (case %#)", (part, path) => {
    expect(() => defineKpi({ ...definition, ...part } as unknown as KpiDefinition)).toThrow(
      expect.objectContaining({ code: "invalid_kpi", path }),
    );
  });

  test("is refused with the nearest name", () => {
    expect(() => defineKpi({ ...definition, unit: "shar" } as unknown as KpiDefinition)).toThrow('Did you mean "share"?');
    expect(() => defineKpi({ ...definition, nume: 1 } as unknown as KpiDefinition)).toThrow('Did you mean "name"?');
  });
});
