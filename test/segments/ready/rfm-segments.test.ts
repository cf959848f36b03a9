import { rfmSegments } from "clientele/segments";
import { describe, expect, test } from "vitest";

describe("rfmSegments", () => {
  test("puts each of the 125 cells into exactly one of the eleven classes", () => {
    const cells = Array.from({ length: 125 }, (_, cell) => [
      1 + Math.floor(cell / 25),
      1 + (Math.floor(cell / 5) % 5),
      1 + (cell % 5),
    ]);
    const column = (measure: number) => Uint8Array.from(cells, (cell) => cell[measure]!);
    const columns = rfmSegments({
      ids: cells.map(String),
      recency: column(0),
      frequency: column(1),
      monetary: column(2),
      bins: 5,
    });
    expect(columns.segments).toHaveLength(11);
    columns.ids.forEach((_, row) => {
      expect(columns.segments.filter(({ members }) => members[row] === 1)).toHaveLength(1);
    });
  });

  test("gives the eight classes with their Chinese names for two bins", () => {
    const columns = rfmSegments({
      ids: ["a"],
      recency: Uint8Array.of(1),
      frequency: Uint8Array.of(2),
      monetary: Uint8Array.of(2),
      bins: 2,
    });
    expect(columns.segments.find(({ size }) => size === 1)?.label.zh).toBe("重要保持客户");
  });

  test("refuses scores with other bins than the table, or outside them", () => {
    const scores = { ids: ["a"], recency: Uint8Array.of(3), frequency: Uint8Array.of(1), monetary: Uint8Array.of(1), bins: 3 };
    expect(() => rfmSegments(scores)).toThrow(expect.objectContaining({ code: "invalid_option" }));
    expect(() => rfmSegments({ ...scores, bins: 2 })).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});
