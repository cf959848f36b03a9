import { evaluateHoldout, splitHoldout } from "clientele/value";
import { describe, expect, test } from "vitest";

const day = (number: number): number => Date.UTC(2026, 0, number, 12);

const rows = [
  ...[1, 5, 9, 12, 18].map((number) => ({ customerId: "ann", at: day(number), amount: 100, currency: "EUR" })),
  { customerId: "bob", at: day(8), amount: 100, currency: "EUR", orderId: "o1" },
  { customerId: "bob", at: day(14), amount: -100, currency: "EUR", orderId: "o1" },
  { customerId: "eve", at: day(15), amount: 100, currency: "EUR" },
];

const options = { asOf: day(10), until: day(19), unit: "day", zone: "UTC" } as const;

describe("a log split into calibration and holdout", () => {
  test("counts the later purchases of the same customers, and those of the period before", () => {
    const { calibration, holdout, newCustomers } = splitHoldout(rows, options);
    expect(calibration.ids).toEqual(["ann", "bob"]);
    expect([...holdout.actual]).toEqual([2, 0]);
    expect([...holdout.previous]).toEqual([2, 0]);
    expect(holdout.horizon).toBe(9);
    expect(newCustomers).toBe(1);
    const model = { kind: "nbd", version: 1, unit: "day", parameters: { r: 1, alpha: 10 } } as const;
    expect(evaluateHoldout(model, calibration, holdout).actual).toBe(2);
  });
  test("leaves the calibration unchanged by a refund in the holdout", () => {
    const { calibration } = splitHoldout(rows, options);
    expect(calibration.revenue[1]).toBe(100);
  });
  test("rejects a holdout that does not follow the calibration", () => {
    expect(() => splitHoldout(rows, { ...options, until: day(10) })).toThrowError(
      expect.objectContaining({ code: "invalid_option" }),
    );
  });
});
