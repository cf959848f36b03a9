import { churnRisk } from "clientele/churn";
import { anyCustomer, DAY, NOW, policies } from "../../fixtures/churn-customers.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const law = { seed: 20260302, numRuns: 45 };

describe("nextCheckAt", () => {
  test("is the instant at which the band changes; the band stays the same up to one millisecond before it", () => {
    let changes = 0;
    fc.assert(
      fc.property(anyCustomer, fc.constantFrom(...policies), (customer, policy) => {
        const past = { ...customer, history: customer.history.filter(({ at }) => at.getTime() <= NOW) };
        const bandAt = (at: number): string => churnRisk(policy, past, { asOf: at, until: at }).band;
        const until = NOW + 250 * DAY;
        const risk = churnRisk(policy, past, { asOf: NOW, until });
        const end = risk.nextCheckAt?.getTime() ?? until + 1;
        for (let at = NOW; at < end; at += 3.37 * DAY) expect(bandAt(at)).toBe(risk.band);
        if (end <= until) {
          changes++;
          expect(bandAt(end - 1)).toBe(risk.band);
          expect(bandAt(end)).not.toBe(risk.band);
        }
      }),
      law,
    );
    expect(changes).toBeGreaterThan(10);
  });
});
