import {
  backtestChurn,
  buildChurnDataset,
  type ChurnDatasetOptions,
  churnFeatures,
  type ChurnLearner,
  evaluateCallLists,
} from "clientele/churn";
import type { CustomerRecord, Interaction, ProfileChange, Subject } from "clientele/models";
import type { Metric, Rule } from "clientele/rules";
import { fitLogisticRegression, type LogisticRegressionModel } from "clientele/statistics";
import { scoreLogistic } from "../../src/statistics/logistic/score-logistic.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyCustomer, DAY, NOW, START } from "./random-customers.js";

const law = { seed: 20260303, numRuns: 100 };
const orders = ["order.placed"];
const metrics = {
  silence: { measure: "timeSinceLast", types: orders },
  orders: { measure: "count", types: orders },
  lately: { measure: "count", types: orders, window: { kind: "last", duration: { days: 60 } } },
  spend: { measure: "sum", types: orders, property: "total", currency: "GBP" },
  trend: { measure: "trend", types: orders, window: { kind: "last", duration: { days: 90 } } },
  complaints: { measure: "count", types: ["complaint.raised"] },
  known: { measure: "knownFor" },
} satisfies Record<string, Metric>;
const bought: Rule = { version: 1, kind: "metric", metric: metrics.orders, test: { is: "atLeast", value: 1 } };
const origins = [120, 180, 240, 300].map((day) => START + day * DAY);
const options: ChurnDatasetOptions<keyof typeof metrics> = {
  metrics,
  origins,
  gap: { days: 7 },
  horizon: { days: 60 },
  observedUntil: START + 450 * DAY,
  eligible: bought,
  left: { by: "absence", types: orders },
};

describe("a training set without leaks", () => {
  test("whatever happens after an origin, or becomes known after it, no feature and no eligibility changes", () => {
    let rows = 0;
    fc.assert(
      fc.property(anyCustomer, anyCustomer, fc.constantFrom(...origins), (customer, other, origin) => {
        const past = customer.history.filter(({ at }) => at.getTime() <= origin);
        // Another future, and facts of the past that came to light too late.
        const future = other.history.filter(({ at }) => at.getTime() > origin).map((fact) => ({ ...fact, id: `x${fact.id}` }));
        const late = other.history
          .filter(({ at }) => at.getTime() <= origin)
          .map((fact) => ({ ...fact, id: `y${fact.id}`, recordedAt: new Date(origin + 1) }));
        const history = [...past, ...future, ...late].sort(
          (left, right) => left.at.getTime() - right.at.getTime() || (left.id < right.id ? -1 : 1),
        );
        const of = (subject: Subject) => {
          try {
            return buildChurnDataset([subject], { ...options, origins: [origin] });
          } catch (error) {
            expect(error).toMatchObject({ code: "empty_churn_dataset", details: { ineligible: 1, censored: 0 } });
            return null;
          }
        };
        const [before, after] = [of(customer), of({ ...customer, history })];
        expect(after?.features).toEqual(before?.features);
        if (before !== null) rows++;
        expect(churnFeatures([{ ...customer, history }], options, { asOf: origin })).toEqual(
          churnFeatures([{ ...customer, history: past }], options, { asOf: origin }),
        );
      }),
      { ...law, numRuns: 200 },
    );
    expect(rows).toBeGreaterThan(40);
  });

  test("the label looks only at its window, ends included as told", () => {
    const horizonOf = (...days: number[]): number | undefined => {
      const history = [0, ...days].map(
        (day, index): Interaction => ({
          id: `i${index}`,
          customerId: "c1",
          type: "order.placed",
          at: new Date(origins[0]! + day * DAY),
          properties: { orderId: `o${index}`, total: 1, currency: "GBP" },
        }),
      );
      return buildChurnDataset([{ id: "c1", attributes: {}, history }], { ...options, origins: [origins[0]!] }).outcomes[0];
    };
    expect([horizonOf(), horizonOf(3), horizonOf(7), horizonOf(7.001), horizonOf(67), horizonOf(67.001)]).toEqual([
      1, 1, 1, 0, 0, 1,
    ]);
  });

  test("every customer at every origin is a row or left out for a reason, and censored labels are no rows", () => {
    fc.assert(
      fc.property(fc.array(anyCustomer, { minLength: 3, maxLength: 8 }), fc.integer({ min: 150, max: 450 }), (customers, end) => {
        const observedUntil = START + end * DAY;
        const subjects = customers.map((customer, index) => ({ ...customer, id: `c${index}` }));
        let set: ReturnType<typeof buildChurnDataset> | undefined;
        try {
          set = buildChurnDataset(subjects, { ...options, observedUntil });
        } catch (error) {
          expect((error as { code: string }).code).toBe("empty_churn_dataset");
          return;
        }
        const { ineligible, censored, goneInGap } = set.leftOut;
        expect(set.ids.length + ineligible + censored + goneInGap).toBe(subjects.length * origins.length);
        for (const at of set.labelledAt) expect(at).toBeLessThanOrEqual(observedUntil);
      }),
      law,
    );
  });

  test("who cancels in the gap is out of reach and no row", () => {
    const cancelled = (day: number): Subject => ({
      id: `c${day}`,
      attributes: {},
      history: [
        { id: "s", customerId: "c", type: "subscription.started", at: new Date(START), properties: {} },
        { id: "x", customerId: "c", type: "subscription.cancelled", at: new Date(origins[0]! + day * DAY), properties: {} },
      ],
    });
    const set = buildChurnDataset([3, 20, 100].map(cancelled), {
      ...options,
      origins: [origins[0]!],
      eligible: {
        version: 1,
        kind: "metric",
        metric: { measure: "count", types: ["subscription.started"] },
        test: { is: "atLeast", value: 1 },
      },
      left: { by: "event", types: ["subscription.cancelled"] },
    });
    expect([set.ids, [...set.outcomes], set.leftOut.goneInGap]).toEqual([["c20", "c100"], [1, 0], 1]);
  });

  describe("attributes", () => {
    const ordered: Interaction = {
      id: "i",
      customerId: "c1",
      type: "order.placed",
      at: new Date(START),
      properties: { orderId: "o", total: 1, currency: "GBP" },
    };
    const record = (changes?: ProfileChange[]): CustomerRecord => ({
      customer: { id: "c1", kind: "person", version: 1, attributes: { seats: 9 } },
      history: [ordered],
      ...(changes !== undefined && { changes }),
    });
    const withSeats = { ...options, attributes: { seats: "attributes.seats" }, origins: [origins[0]!] };

    test("are what they were at the origin, not what they are today", () => {
      const change: ProfileChange = {
        at: new Date(NOW),
        path: ["attributes", "seats"],
        before: 4,
        after: 9,
        version: 1,
        customerId: "c1",
      };
      expect(buildChurnDataset([record([change])], withSeats).features).toMatchObject({ seats: Float64Array.of(4) });
      expect(buildChurnDataset([record([])], withSeats).features).toMatchObject({ seats: Float64Array.of(9) });
    });

    test("without a past are refused, unless declared static; so are rules of eligibility that read them", () => {
      const refused = expect.objectContaining({
        code: "attribute_without_past",
        details: { attribute: "attributes.seats", customerId: "c1" },
      });
      expect(() => buildChurnDataset([record()], withSeats)).toThrow(refused);
      expect(() => churnFeatures([record()], withSeats, { asOf: NOW })).toThrow(refused);
      expect(buildChurnDataset([record()], { ...withSeats, static: ["attributes.seats"] }).features).toMatchObject({
        seats: Float64Array.of(9),
      });
      const tagged: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "missing" } };
      expect(() => buildChurnDataset([record()], { ...options, eligible: tagged })).toThrow(
        expect.objectContaining({ code: "attribute_without_past" }),
      );
    });
  });
});

const logistic: ChurnLearner<LogisticRegressionModel> = {
  fit: (features, outcomes) => fitLogisticRegression(features, outcomes, { penalty: { strength: 0.01 } }),
  score: (model, features) => scoreLogistic(model, features),
};

describe("a test over time", () => {
  test("learns only from labels that were known by the origin", () => {
    const seen: number[] = [];
    const spy: ChurnLearner<number> = {
      fit: (features) => {
        seen.push(Math.max(...Array.from(features.labelledAt!)));
        return 0.5;
      },
      score: (share, features) => Array.from(features.labelledAt!, () => share),
    };
    const at = [0, 30, 60, 90, 120].flatMap((origin) => [origin, origin]);
    const labelledAt = Float64Array.from(at, (origin) => origin + 40);
    const result = backtestChurn(
      {
        features: { labelledAt },
        outcomes: Uint8Array.from(at, (_, row) => row % 2),
        ids: at.map((_, row) => String(row % 2)),
        origins: Float64Array.from(at),
        labelledAt,
        leftOut: { ineligible: 0, censored: 0, goneInGap: 0 },
      },
      spy,
    );
    expect(seen).toEqual([40, 70, 100].slice(0, seen.length));
    expect(result.origins.map(({ origin, trainedOn }) => [origin, trainedOn])).toEqual([
      [60, 2],
      [90, 4],
      [120, 6],
    ]);
    expect([...result.rows]).toEqual([4, 5, 6, 7, 8, 9]);
  });

  test("origins closer than the label's window cannot be tested, and it says so", () => {
    const customers = fc
      .sample(anyCustomer, { seed: 3, numRuns: 30 })
      .map((customer, index) => ({ ...customer, id: `c${index}` }));
    const set = buildChurnDataset(customers, { ...options, origins: [0, 10, 20].map((day) => START + (200 + day) * DAY) });
    expect(() => backtestChurn(set, logistic)).toThrow(expect.objectContaining({ code: "empty_churn_dataset" }));
  });
});

describe("lists of calls", () => {
  test("count leavers and what they are worth, unknown scores last, ties by identifier", () => {
    const customers = { ids: ["b", "a", "d", "c"], outcomes: [1, 0, 1, 1], values: [1, 2, 4, 8] };
    const lists = evaluateCallLists(customers, { recency: [1, 1, 1, 1], model: [Number.NaN, 0.1, 0.9, 0.5] }, { calls: 2 });
    expect(lists).toEqual([
      { score: "recency", calls: 2, leavers: 1, share: 1 / 3, value: 1, more: { estimate: 0, lower: 0, upper: 0 } },
      {
        score: "model",
        calls: 2,
        leavers: 2,
        share: 2 / 3,
        value: 12,
        more: { estimate: 1, lower: expect.closeTo(-2.39, 2), upper: expect.closeTo(4.39, 2) },
      },
    ]);
    expect(() => evaluateCallLists(customers, { recency: [1] }, { calls: 2 })).toThrow(
      expect.objectContaining({ code: "mismatched_dimensions" }),
    );
    expect(() => evaluateCallLists(customers, {}, { calls: 5 })).toThrow(expect.objectContaining({ code: "outside_domain" }));
  });
});
