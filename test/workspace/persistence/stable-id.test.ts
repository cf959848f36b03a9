import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256, standardSha256 } from "../../../src/workspace/persistence/stable-id.js";

test("hashes every text as Node, browsers and a published vector do", async () => {
  expect(await sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.constant("\ud800"));
  await fc.assert(
    fc.asyncProperty(text, async (value) => {
      const expected = createHash("sha256").update(value).digest("hex");
      expect([await sha256(value), await standardSha256(value)]).toEqual([expected, expected]);
    }),
  );
});
