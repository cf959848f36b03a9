import { defineMapping } from "clientele/interop";
import { type ClienteleError, isClienteleError } from "clientele/kernel";
import { describe, expect, test } from "vitest";

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    return isClienteleError(error) ? error.code : `unexpected ${String(error)}`;
  }
  return undefined;
}

/** What `defineMapping` throws. */
function errorOf(mapping: unknown): ClienteleError | undefined {
  try {
    defineMapping(mapping as never);
  } catch (error) {
    if (isClienteleError(error)) return error;
    throw error;
  }
  return undefined;
}

describe("defineMapping", () => {
  test("rejects a mapping that no row can satisfy", () => {
    const broken: unknown[] = [
      {},
      { a: { column: "a" } },
      { a: { column: "a", type: "number" } },
      { a: { type: "text" } },
      { a: { column: "a", type: "text", maxLenght: 5 } },
      { ["__proto__"]: { column: "a", type: "text" } },
      { a: { column: "a", type: "money" } },
      { a: { column: "a", type: "money", currency: "euro" } },
      { a: { column: "a", type: "money", currencyColumn: "b" } },
      { a: { column: "a", type: "instant", pattern: "yyyy-MM-dd" } },
      { a: { column: "a", type: "instant", pattern: "YYYY-MM-dd", zone: "UTC" } },
      { a: { column: "a", type: "instant", pattern: "yyyy-MM-dd", zone: "Mars/Olympus" } },
      { a: { column: "a", type: "instant", pattern: "yyyy-dd", zone: "UTC" } },
      { a: { column: "a", type: "instant", pattern: "yyyy-MM-dd hh:mm", zone: "UTC" } },
      { a: { column: "a", type: "instant", zone: "UTC" } },
      { a: { column: "a", type: "integer", min: 2, max: 1 } },
      { a: { column: "a", type: "decimal", groupSeparator: "." } },
      { a: { column: "a", type: "boolean", true: ["x"], false: ["X"] } },
      { a: { column: "a", type: "one-of", values: [] } },
      { a: { column: "a", type: "custom" } },
    ].map((fields) => (Object.hasOwn(fields, "__proto__") ? JSON.parse('{"__proto__":{"column":"a","type":"text"}}') : fields));
    for (const fields of broken)
      expect(
        codeOf(() => defineMapping({ fields: fields as never })),
        JSON.stringify(fields),
      ).toBe("invalid_mapping");
    expect(codeOf(() => defineMapping({ fields: { a: { column: "a", type: "text" } }, unique: ["b" as never] }))).toBe(
      "invalid_mapping",
    );
  });

  test.each([
    [{ feilds: {} }, "feilds", "`feilds` is not an option here. Did you mean `fields`?"],
    [undefined, "fields", "fields: Give a mapping at least one field."],
    [{ fields: { a: 5 } }, "fields.a", "fields.a: A field must be an object with `column` and `type`."],
    [{ fields: { a: { column: "a", type: "txet" } } }, "fields.a.type", 'Did you mean "text"?'],
    [{ fields: { a: { column: "a", type: "text", maxLenght: 5 } } }, "fields.a.maxLenght", "Did you mean `maxLength`?"],
    [{ fields: { a: { column: "a", type: "text", currency: "EUR" } } }, "fields.a.currency", "Known options: column, type,"],
    [
      { fields: { a: { column: "a", type: "text", maxLength: 0 } } },
      "fields.a.maxLength",
      "must be an integer of at least 1, got 0.",
    ],
    [{ fields: { a: { column: "a", type: "text", optional: "yes" } } }, "fields.a.optional", 'must be true or false, got "yes".'],
    [{ fields: { a: { column: "a", type: "instant", format: "epoch" } } }, "fields.a.format", 'must be "iso",'],
    [{ fields: { a: { column: "a", type: "money", currency: "euro" } } }, "fields.a.currency", 'such as "EUR", got "euro".'],
    [{ fields: { a: { column: "a", type: "instant", zone: "Mars/Olympus" } } }, "fields.a.zone", 'got "Mars/Olympus".'],
    [{ fields: { a: { column: "a", type: "text" } }, unique: ["b"] }, "unique", 'The mapping has no field "b".'],
    [{ fields: { amount: { column: "a", type: "text" } }, unique: ["amonut"] }, "unique", 'Did you mean "amount"?'],
  ])("names the path of what it rejects in %j, and the nearest name", (mapping, path, message) => {
    const error = errorOf(mapping);
    expect(error).toMatchObject({ code: "invalid_mapping", path });
    expect(error?.message).toContain(message);
  });

  test("treats an undefined option as absent", () => {
    const fields = { a: { column: "a", type: "text", maxLength: undefined, optional: undefined, missing: undefined } } as const;
    expect(errorOf({ fields, unique: undefined, missing: undefined, check: undefined })).toBeUndefined();
  });
});
