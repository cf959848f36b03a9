import { defineSchema } from "clientele/rules";
import { describe, expect, test } from "vitest";
import * as z from "zod";

describe("defineSchema refuses what rules cannot represent, with its path", () => {
  test("fields of other types, and keys that cannot be part of a path", () => {
    expect(() =>
      defineSchema({ subject: z.object({ a: z.object({ size: z.bigint(), "b.c": z.string() }), ok: z.string() }) }),
    ).toThrow(
      expect.objectContaining({
        code: "unsupported_schema",
        details: { problems: [expect.objectContaining({ path: "a.size" }), expect.objectContaining({ path: "a.b.c" })] },
      }),
    );
  });

  test("interaction types that a rule reads as a family", () => {
    expect(() =>
      defineSchema({ interactions: { "*": z.object({}), "order.*": z.object({}), "order.placed": z.object({}) } }),
    ).toThrow(
      expect.objectContaining({
        code: "unsupported_schema",
        details: {
          problems: [
            expect.objectContaining({ path: "interactions.*" }),
            expect.objectContaining({ path: "interactions.order.*" }),
          ],
        },
      }),
    );
  });

  test("but not a name that only looks like one", () => {
    const { catalog } = defineSchema({ interactions: { ".*": z.object({}), "star*": z.object({}) } });
    expect(Object.keys(catalog.interactions)).toEqual([".*", "star*"]);
  });
});
