import { fitBgNbd, fitMbgNbd, fitNbd, fitParetoNbd, frequencyHistogram, trackingSeries } from "clientele/value";
import { describe, expect, test } from "vitest";
import { cdnowExact } from "../../../fixtures/reference-customers.js";

const summary = cdnowExact();

const model = fitBgNbd(summary);

describe("tracking and histogram of CDNOW", () => {
  test("ends the tracking series where the figure of the paper ends", () => {
    const series = trackingSeries(model, summary, { periods: 78, actual: new Float64Array(78).fill(1) });
    expect(series.expectedCumulative[38]).toBeGreaterThan(2400);
    expect(series.expectedCumulative[77]).toBeCloseTo(4165.66, 1);
    expect(series.expectedIncremental.reduce((sum, value) => sum + value, 0)).toBeCloseTo(series.expectedCumulative[77]!, 8);
    expect(series.actualCumulative![77]).toBe(78);
  });
  test("has actual and expected histograms that add up to the customers", () => {
    for (const fitted of [model, fitMbgNbd(summary), fitParetoNbd(summary), fitNbd(summary)]) {
      const { actual, expected } = frequencyHistogram(fitted, summary);
      expect(actual.reduce((sum, value) => sum + value, 0)).toBe(2357);
      expect(expected.reduce((sum, value) => sum + value, 0)).toBeCloseTo(2357, 6);
      expect(actual[0]).toBe(1411);
    }
    expect(frequencyHistogram(model, summary).expected[0]).toBeCloseTo(1407.68, 1);
  });
});
