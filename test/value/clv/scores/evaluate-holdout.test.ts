import { compressSummary, evaluateHoldout, expectedTransactions, fitBgNbd } from "clientele/value";
import { describe, expect, test } from "vitest";
import { CDNOW_CALIBRATION, CDNOW_END, cdnowCustomers, cdnowExact } from "../../../fixtures/reference-customers.js";

const summary = cdnowExact();

const model = fitBgNbd(summary);

const customers = cdnowCustomers();

const bought = (from: number, to: number): Float64Array =>
  Float64Array.from(customers, ({ days }) => days.slice(1).filter((day) => day > from && day <= to).length);

const holdout = {
  actual: bought(CDNOW_CALIBRATION, CDNOW_END),
  previous: bought(CDNOW_CALIBRATION - 273, CDNOW_CALIBRATION),
  horizon: 39,
};

describe("holdout evaluation", () => {
  test("compares a model with the naive forecast and describes the result", () => {
    const judged = evaluateHoldout(model, summary, holdout);
    expect(judged.actual).toBe(1882);
    expect(judged.naive.total).toBe(2457);
    expect(judged.model.total).toBeCloseTo(1653.4, 1);
    expect(judged.winner).toEqual({ total: "model", individual: "model" });
    expect(judged.words.en).toContain("1882 purchases; the model expected 1653");
    expect(judged.byFrequency.reduce((sum, bin) => sum + bin.customers, 0)).toBe(2357);
    expect(judged.byFrequency.reduce((sum, bin) => sum + bin.customers * bin.actual, 0)).toBeCloseTo(1882, 8);
  });
  test("gives the same expectation for compressed rows", () => {
    const compressed = compressSummary(summary);
    const total = expectedTransactions(model, compressed, { horizon: 39 }).reduce(
      (sum, value, row) => sum + value * compressed.weight[row]!,
      0,
    );
    expect(total).toBeCloseTo(evaluateHoldout(model, summary, holdout).model.total, 6);
  });
  test("rejects columns of another length", () => {
    expect(() => evaluateHoldout(model, summary, { ...holdout, actual: new Float64Array(3) })).toThrowError(
      expect.objectContaining({ code: "invalid_summary" }),
    );
  });
});
