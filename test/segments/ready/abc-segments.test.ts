import { abcSegments } from "clientele/segments";
import { describe, expect, test } from "vitest";

describe("abcSegments", () => {
  test("partitions the customers by their class", () => {
    expect(abcSegments({ ids: ["x", "y", "z"], classes: ["B", "A", "B"] }).segments.map(({ id, size }) => [id, size])).toEqual([
      ["A", 1],
      ["B", 2],
      ["C", 0],
    ]);
    expect(() => abcSegments({ ids: ["x"], classes: ["D" as "A"] })).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});
