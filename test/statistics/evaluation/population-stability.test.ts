import { seededRandom } from "clientele/kernel";
import { featureDrift, fitLogisticRegression, permutationImportance, populationStability } from "clientele/statistics";
import { describe, expect, test } from "vitest";
import { logistic } from "../../../src/statistics/internal.js";

describe("drift and importance", () => {
  const random = seededRandom(6);
  const training = Array.from({ length: 5_000 }, () => random() * 100);

  test("sums the index over bins and stays finite for an empty bin", () => {
    const today = training.map((value) => value / 2);
    const { index, status, bins } = populationStability(training, today);
    const expected = bins.reduce((sum, { then, now }) => {
      const [was, is] = [then === 0 ? 0.5 / 5_000 : then, now === 0 ? 0.5 / 5_000 : now];
      return sum + (is - was) * Math.log(is / was);
    }, 0);
    expect(index).toBeCloseTo(expected, 12);
    expect(status).toBe("shifted");
    expect(bins).toHaveLength(10);
    expect(bins.reduce((sum, { now }) => sum + now, 0)).toBeCloseTo(1, 12);
    for (const { then } of bins) expect(then).toBeCloseTo(0.1, 12);
    expect(
      populationStability(
        training,
        training.map((value) => value + 0.1),
      ).status,
    ).toBe("stable");
  });

  test("counts new missing values and sorts columns by the largest change", () => {
    const gone = training.map((value, row) => (row % 2 === 0 ? Number.NaN : value));
    const [first, second] = featureDrift({ same: training, gone: training }, { same: training, gone });
    expect([first?.feature, first?.status]).toEqual(["gone", "shifted"]);
    expect(first?.bins.at(-1)).toEqual({ atMost: null, then: 0, now: 0.5 });
    expect([second?.feature, second?.index]).toEqual(["same", 0]);
    expect(() => featureDrift({ a: [1] }, { b: [1] } as never)).toThrow(expect.objectContaining({ code: "missing_feature" }));
  });

  test("permutation importance separates a relevant feature from noise", () => {
    const x = training.slice(0, 1_000);
    const noise = training.slice(1_000, 2_000);
    const outcomes = x.map((value) => Number(random() < logistic(value / 10 - 5)));
    const model = fitLogisticRegression({ x, noise }, outcomes);
    const [first, second] = permutationImportance(model, { x, noise }, outcomes, { seed: 1 });
    expect(first?.feature).toBe("x");
    expect(first?.loss).toBeGreaterThan(0.2);
    expect(Math.abs(second!.loss)).toBeLessThan(0.02);
  });
});
