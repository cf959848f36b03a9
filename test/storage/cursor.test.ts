import { decodeCursor, encodeCursor } from "clientele/storage";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("decodeCursor", () => {
  test("returns the sort key that encodeCursor wrote, whatever it contains", () => {
    fc.assert(
      fc.property(fc.integer(), fc.string({ unit: "binary" }), (at, id) => {
        expect(decodeCursor("history", encodeCursor("history", [at, id]), ["number", "text"])).toEqual([at, id]);
      }),
    );
  });

  test("rejects a malformed or foreign cursor", () => {
    for (const cursor of [
      "",
      "x",
      "{}",
      '["history"]',
      '["history",1,"a",2]',
      '["history","1","a"]',
      '["customers",1,"a"]',
      "null",
    ]) {
      expect(() => decodeCursor("history", cursor, ["number", "text"]), cursor).toThrow(
        expect.objectContaining({ code: "invalid_cursor", details: { cursor } }),
      );
    }
  });

  test("returns null for an absent cursor", () => {
    expect([decodeCursor("x", null, ["text"]), decodeCursor("x", undefined, ["text"])]).toEqual([null, null]);
  });
});
