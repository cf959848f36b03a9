import { compareCohorts, fitBgNbd, fitNbd, selectClvModel } from "clientele/value";
import { describe, expect, test } from "vitest";
import { CDNOW_CALIBRATION, CDNOW_END, cdnowCustomers, cdnowExact } from "../../../fixtures/reference-customers.js";

const summary = cdnowExact();

const customers = cdnowCustomers();

const bought = (from: number, to: number): Float64Array =>
  Float64Array.from(customers, ({ days }) => days.slice(1).filter((day) => day > from && day <= to).length);

const holdout = {
  actual: bought(CDNOW_CALIBRATION, CDNOW_END),
  previous: bought(CDNOW_CALIBRATION - 273, CDNOW_CALIBRATION),
  horizon: 39,
};

describe("model selection", () => {
  test("chooses by holdout when there is one", () => {
    const selection = selectClvModel(summary, { holdout });
    expect(selection.by).toBe("holdout");
    expect(selection.chosen.model.kind).toBe("pareto-nbd");
    expect(selection.candidates.map(({ model: { kind } }) => kind)).toContain("nbd");
    expect(selection.words.en).toContain("naive forecast");
    expect(selection.words.zh).toContain("朴素预测");
  });
  test("chooses by BIC without a holdout, and says when the margin is too small", () => {
    const selection = selectClvModel(summary);
    expect(selection.chosen.model.kind).toBe("mbg-nbd");
    expect(selection.words.en).toContain("by a margin that is too small to matter");
  });
  test("separates cohorts only when they follow different models", () => {
    const early = Array.from(summary.age, (age) => (age > 33 ? "early" : "late"));
    expect(compareCohorts(summary, early, fitBgNbd).pValue).toBeGreaterThan(0.01);
    const often = Array.from(summary.frequency, (x, row) => (x > 2 || row % 7 === 0 ? "often" : "seldom"));
    expect(compareCohorts(summary, often, fitNbd).pValue).toBeLessThan(1e-6);
  });
});
