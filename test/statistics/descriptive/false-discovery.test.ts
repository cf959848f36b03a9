import { adjustPValues } from "clientele/statistics";
import { describe, expect, test } from "vitest";

describe("adjustPValues", () => {
  test("finds the four discoveries at .05 in Benjamini and Hochberg's example of fifteen p-values", () => {
    const published = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    const adjusted = adjustPValues(published);
    expect(adjusted.filter((value) => value <= 0.05)).toHaveLength(4);
    // R: p.adjust(p, "BH")
    expect(adjusted[3]).toBeCloseTo(0.035625, 9);
    expect(adjusted[4]).toBeCloseTo(0.0603, 9);
    expect([...adjustPValues([...published].reverse())].reverse()).toEqual([...adjusted]);
  });
});
