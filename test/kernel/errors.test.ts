import { ClienteleError, isClienteleError, moneyFromDecimal, type Problem } from "clientele/kernel";
import { joinPath } from "../../src/kernel/internal.js";
import { describe, expect, expectTypeOf, test, vi } from "vitest";

const error = new ClienteleError("invalid_currency", "Use an ISO 4217 code.", { currency: "EURO" }, "rows[3].currency");

describe("an error", () => {
  test("says where and what, for people and for programs", () => {
    expect(error.message).toBe("rows[3].currency: Use an ISO 4217 code.");
    expect({ ...error }).toEqual({
      name: "ClienteleError",
      code: "invalid_currency",
      path: "rows[3].currency",
      details: { currency: "EURO" },
    });
    expect(new ClienteleError("invalid_currency", "Use an ISO 4217 code.", { currency: "" })).toMatchObject({
      path: "",
      message: "Use an ISO 4217 code.",
    });
    expect(error).toBeInstanceOf(Error);
  });

  test("is recognized when it comes from another copy of the package", async () => {
    vi.resetModules();
    const other = await import("../../src/kernel/errors.js");
    const foreign = new other.ClienteleError("invalid_amount", "Whole minor units.", { amount: 0.5 });
    expect(foreign instanceof ClienteleError).toBe(false);
    expect(isClienteleError(foreign)).toBe(true);
    expect(isClienteleError(foreign, "invalid_amount")).toBe(true);
    expect(other.isClienteleError(error, "invalid_currency")).toBe(true);
  });

  test("is recognized after a structured clone that kept its fields", () => {
    expect(isClienteleError({ ...error }, "invalid_currency")).toBe(true);
  });

  test("is told apart by its code", () => {
    expect(isClienteleError(error, "invalid_currency")).toBe(true);
    expect(isClienteleError(error, "invalid_amount")).toBe(false);
  });

  test.each([
    undefined,
    null,
    "ClienteleError",
    5,
    {},
    new Error("x"),
    new TypeError("x"),
    { name: "ClienteleError" },
    { code: "invalid_amount" },
    { name: "ClienteleError", code: 5 },
  ])("is never %s", (other) => expect(isClienteleError(other)).toBe(false));

  test("narrows its details by the code", () => {
    try {
      moneyFromDecimal("1.999", "USD");
      expect.unreachable();
    } catch (caught) {
      if (!isClienteleError(caught, "invalid_amount")) throw caught;
      expectTypeOf(caught.details).toEqualTypeOf<{ readonly amount: unknown }>();
      expectTypeOf(caught.code).toEqualTypeOf<"invalid_amount">();
      expect(caught.details).toEqual({ amount: "1.999" });
    }
  });

  test("takes only codes that exist, with their details", () => {
    // @ts-expect-error no such code
    new ClienteleError("invalid_curency", "", { currency: "" });
    // @ts-expect-error the details of another code
    new ClienteleError("invalid_currency", "", { amount: 1 });
    expectTypeOf<Problem>().toHaveProperty("path");
  });
});

describe("paths", () => {
  test("join keys by dots and positions in brackets", () => {
    expect(joinPath("", "of")).toBe("of");
    expect(joinPath("of", 1)).toBe("of[1]");
    expect(joinPath("of[1]", "test")).toBe("of[1].test");
    expect(joinPath("", 0)).toBe("[0]");
  });
});
