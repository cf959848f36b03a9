import { type WinBackOptions, winBackPlan } from "clientele/churn";
import { winBackPlans } from "../../../src/churn/retention/win-back-plan.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const law = { seed: 20260304, numRuns: 200 };

describe("winBackPlan", () => {
  const options: WinBackOptions = {
    offers: [
      { id: "hello", cost: 0, returns: 0.05 },
      { id: "voucher", cost: 20, returns: 0.3 },
      { id: "gift", cost: 90, returns: 0.4 },
    ],
    contact: 1,
  };
  const lost = { id: "c1", value: 300, lostDays: 30, returnsAlone: 0.05 };

  test("chooses the offer with the highest profit, and a costlier one for a more valuable customer", () => {
    const offerFor = (value: number) => winBackPlan({ ...lost, value }, options).offer;
    expect([15, 28, 300, 5000].map(offerFor)).toEqual([null, "hello", "voucher", "gift"]);
    expect(winBackPlan({ ...lost, returnsAlone: 1 }, options).because).toBe("not-worth-it");
  });

  test("stops when the attempts are used up, when contact is not allowed, and on the day that it names", () => {
    expect(winBackPlan({ ...lost, tried: ["hello", "voucher", "gift"] }, options).because).toBe("attempts-used");
    expect(winBackPlan({ ...lost, mayContact: false }, options).because).toBe("no-contact");
    fc.assert(
      fc.property(
        fc.double({ min: 10, max: 2000, noNaN: true }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (value, returnsAlone) => {
          const customer = { ...lost, value, returnsAlone };
          const plan = winBackPlan(customer, options);
          if (plan.offer === null || plan.stopAfterDays === null) return;
          const later = (days: number) => winBackPlan({ ...customer, lostDays: customer.lostDays + days }, options).offer;
          expect(later(plan.stopAfterDays * 0.999)).not.toBeNull();
          expect(later(plan.stopAfterDays * 1.001 + 1e-6)).toBeNull();
        },
      ),
      law,
    );
  });

  test("does not repeat a refused offer, and expects less of the next one", () => {
    const first = winBackPlan(lost, options);
    const second = winBackPlan({ ...lost, tried: [first.offer!] }, options);
    expect(second.offer).not.toBe(first.offer);
    expect(second.returns).toBeLessThan(first.returns);
    const plans = winBackPlans(
      [
        { ...lost, id: "small", value: 20 },
        { ...lost, id: "large", value: 900 },
      ],
      options,
    );
    expect(plans.map(({ customerId }) => customerId)).toEqual(["large", "small"]);
    expect(() => winBackPlan({ ...lost, returnsAlone: 2 }, options)).toThrow(expect.objectContaining({ code: "invalid_option" }));
    expect(() => winBackPlan({ ...lost, value: Number.NaN }, options)).toThrow(
      expect.objectContaining({ code: "invalid_option" }),
    );
  });
});
