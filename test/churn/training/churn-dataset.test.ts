import { buildChurnDataset, type ChurnDatasetOptions, churnFeatures } from "clientele/churn";
import type { CustomerRecord, Interaction, ProfileChange, Subject } from "clientele/models";
import type { Metric, Rule } from "clientele/rules";
import { anyCustomer, DAY, NOW, START } from "../../fixtures/churn-customers.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

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

describe("buildChurnDataset", () => {
  test("ignores what happens or becomes known after an origin, for features and for eligibility", () => {
    let rows = 0;
    fc.assert(
      fc.property(anyCustomer, anyCustomer, fc.constantFrom(...origins), (customer, other, origin) => {
        const past = customer.history.filter(({ at }) => at.getTime() <= origin);
        // Another future, and facts of the past that were recorded too late.
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

  test("takes the label from its window alone, with the documented bounds", () => {
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

  test("makes each customer and origin a row or counts the reason for its exclusion, and excludes censored labels", () => {
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
        for (const at of set.labeledAt) expect(at).toBeLessThanOrEqual(observedUntil);
      }),
      law,
    );
  });

  test("excludes a customer who cancels within the gap", () => {
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

  describe("with attributes", () => {
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

    test("uses their values at the origin, not the current ones", () => {
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

    test("refuses those without a recorded past, unless they are static, also in the eligibility rule", () => {
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
