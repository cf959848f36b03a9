import {
  addMoney,
  allocateMoney,
  convertMoney,
  currencyExponent,
  money,
  moneyFromDecimal,
  moneyToDecimal,
  multiplyMoney,
  subtractMoney,
} from "clientele/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const LARGEST = Number.MAX_SAFE_INTEGER;
const amount = fc.oneof(fc.integer({ min: -1e7, max: 1e7 }), fc.maxSafeInteger());
const currency = fc.constantFrom("USD", "CNY", "JPY", "KWD", "CLF");
const code = (name: string) => expect.objectContaining({ code: name });

describe("currencies", () => {
  test.each([
    ["USD", 2],
    ["EUR", 2],
    ["CNY", 2],
    ["JPY", 0],
    ["KRW", 0],
    ["ISK", 0],
    ["KWD", 3],
    ["BHD", 3],
    ["CLF", 4],
  ])("%s has %i decimals", (name, exponent) => expect(currencyExponent(name)).toBe(exponent));

  test.each(["usd", "US", "USDT", "", "U$D", "ＵＳＤ", 840, null, undefined, {}])("%j is none", (name) => {
    expect(() => currencyExponent(name as string)).toThrow(code("invalid_currency"));
    expect(() => money(1, name as string)).toThrow(code("invalid_currency"));
  });
});

describe("an amount", () => {
  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, LARGEST + 1, "1", null])("is never %s", (value) => {
    expect(() => money(value as number, "USD")).toThrow(code("invalid_amount"));
  });

  test("is never minus zero", () => {
    expect(Object.is(money(-0, "USD").amount, 0)).toBe(true);
    expect(Object.is(multiplyMoney(money(-1, "USD"), 0).amount, 0)).toBe(true);
  });

  test("survives writing as a decimal and reading back, in every currency", () => {
    fc.assert(
      fc.property(amount, currency, (value, name) => {
        const one = money(value, name);
        expect(moneyFromDecimal(moneyToDecimal(one), name)).toEqual(one);
      }),
    );
  });

  test.each([
    ["19.99", "USD", 1999],
    ["-0.05", "EUR", -5],
    ["+3", "CNY", 300],
    ["3.", "CNY", 300],
    ["007.10", "GBP", 710],
    ["5", "JPY", 5],
    ["5.00", "JPY", 5],
    ["1.234", "KWD", 1234],
    [1.1, "GBP", 110],
    [1.15, "GBP", 115],
    ["90071992547409.91", "USD", LARGEST],
    [" 2.5 ", "USD", 250],
  ])("%s %s is %i minor units", (decimal, name, minor) => {
    expect(moneyFromDecimal(decimal, name).amount).toBe(minor);
  });

  test.each([
    ["19.999", "USD"],
    ["0.5", "JPY"],
    ["1,000", "USD"],
    ["1e3", "USD"],
    [1e21, "USD"],
    [0.1 + 0.2, "USD"],
    [Number.NaN, "USD"],
    ["", "USD"],
    ["-", "USD"],
    ["$5", "USD"],
    ["٥", "USD"],
    ["90071992547409.92", "USD"],
  ])("%s %s is refused, never rounded", (decimal, name) => {
    expect(() => moneyFromDecimal(decimal, name)).toThrow(code("invalid_amount"));
  });
});

describe("sums", () => {
  test("add as whole numbers do, in any order", () => {
    const small = fc.integer({ min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(small, fc.array(small), (first, others) => {
        const sum = addMoney(money(first, "USD"), ...others.map((one) => money(one, "USD")));
        expect(sum.amount).toBe([first, ...others].reduce((total, one) => total + one, 0));
        expect(subtractMoney(sum, money(first, "USD")).amount).toBe(sum.amount - first);
      }),
    );
  });

  test("past the safe integers are refused, also where they would come back", () => {
    expect(() => addMoney(money(LARGEST, "USD"), money(1, "USD"))).toThrow(code("invalid_amount"));
    expect(() => addMoney(money(LARGEST, "USD"), money(2, "USD"), money(-2, "USD"))).toThrow(code("invalid_amount"));
    expect(() => subtractMoney(money(-LARGEST, "USD"), money(1, "USD"))).toThrow(code("invalid_amount"));
  });

  test("never mix currencies", () => {
    expect(() => addMoney(money(1, "USD"), money(1, "EUR"))).toThrow(
      expect.objectContaining({ code: "mixed_currencies", details: { currencies: ["USD", "EUR"] } }),
    );
    expect(() => subtractMoney(money(1, "USD"), money(1, "EUR"))).toThrow(code("mixed_currencies"));
  });
});

describe("a product", () => {
  test.each([
    [1999, 0.5, 1000],
    [-1999, 0.5, -1000],
    [1, 0.49, 0],
    [-1, 0.5, -1],
    [3, 1 / 3, 1],
    [5, -0.5, -3],
  ])("%i × %d rounds half away from zero to %i", (value, factor, rounded) => {
    expect(multiplyMoney(money(value, "USD"), factor).amount).toBe(rounded);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e300])("with %d is refused", (factor) => {
    expect(() => multiplyMoney(money(2, "USD"), factor)).toThrow(code("invalid_amount"));
  });
});

describe("an allocation", () => {
  const weight = fc.oneof(fc.integer({ min: 0, max: 1_000 }), fc.double({ min: 0, max: 1e3, noNaN: true }));
  const weights = fc.array(weight, { minLength: 1, maxLength: 8 }).filter((list) => list.some((one) => one > 1e-9));

  test("neither loses nor makes a minor unit, up to the largest amount", () => {
    fc.assert(
      fc.property(amount, weights, (value, list) => {
        const parts = allocateMoney(money(value, "USD"), list);
        expect(parts.reduce((sum, part) => sum + BigInt(part.amount), 0n)).toBe(BigInt(value));
        expect(parts.every((part) => Math.abs(part.amount) <= Math.abs(value))).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  test("gives everyone the exact share or a minor unit beside it, and nothing for a weight of nothing", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 }),
        (value, list) => {
          const total = list.reduce((sum, one) => sum + one, 0);
          fc.pre(total > 0);
          allocateMoney(money(value, "CNY"), list).forEach((part, index) => {
            expect(Math.abs(part.amount - (value * list[index]!) / total)).toBeLessThan(1);
            if (list[index] === 0) expect(part.amount).toBe(0);
          });
        },
      ),
    );
  });

  test("gives what is left to the largest remainders, ties to the first", () => {
    expect(allocateMoney(money(100, "USD"), [1, 1, 1]).map((part) => part.amount)).toEqual([34, 33, 33]);
    expect(allocateMoney(money(-100, "USD"), [1, 1, 1]).map((part) => part.amount)).toEqual([-34, -33, -33]);
    expect(allocateMoney(money(5, "USD"), [0, 3, 7]).map((part) => part.amount)).toEqual([0, 2, 3]);
  });

  test("works with weights of any size", () => {
    expect(allocateMoney(money(1_000, "USD"), [4e307, 4e307]).map((part) => part.amount)).toEqual([500, 500]);
    expect(allocateMoney(money(LARGEST, "JPY"), [419, 539]).reduce((sum, part) => sum + part.amount, 0)).toBe(LARGEST);
  });

  test.each([[[]], [[0]], [[1, -1]], [[Number.NaN]], [[Number.POSITIVE_INFINITY]]])("by %j is refused", (list) => {
    expect(() => allocateMoney(money(1, "USD"), list)).toThrow(code("invalid_option"));
  });
});

describe("a conversion", () => {
  const rates = [
    { currency: "USD", from: 2_000, rate: 0.8 },
    { currency: "USD", from: 1_000, rate: 0.7 },
    { currency: "JPY", from: 0, rate: 0.005 },
    { currency: "KWD", from: 0, rate: 2.6 },
  ];
  const table = { base: "GBP", rates };

  test("takes the latest rate at or before the instant, in any order of the table", () => {
    for (const list of [rates, [...rates].reverse()]) {
      const at = (instant: number) => convertMoney(money(1_000, "USD"), instant, { base: "GBP", rates: list }).amount;
      expect([at(1_000), at(1_999), at(2_000), at(9_999)]).toEqual([700, 700, 800, 800]);
    }
  });

  test("minds the decimals of both currencies", () => {
    expect(convertMoney(money(1_000, "JPY"), 0, table)).toEqual({ amount: 500, currency: "GBP" });
    expect(convertMoney(money(1_000, "KWD"), 0, table)).toEqual({ amount: 260, currency: "GBP" });
  });

  test("leaves the base as it is, and refuses what has no rate yet", () => {
    expect(convertMoney(money(7, "GBP"), 0, table)).toEqual({ amount: 7, currency: "GBP" });
    expect(() => convertMoney(money(1, "USD"), 999, table)).toThrow(
      expect.objectContaining({ code: "missing_rate", details: { currency: "USD", at: 999 } }),
    );
    expect(() => convertMoney(money(1, "CNY"), 9_999, table)).toThrow(code("missing_rate"));
  });

  test("rounds half away from zero exactly, as whole-number arithmetic does", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), (value, rate) => {
        const exact = (BigInt(value) * BigInt(rate) * 2n + 100n) / 200n;
        const converted = convertMoney(money(value, "USD"), 0, { base: "JPY", rates: [{ currency: "USD", from: 0, rate }] });
        expect(BigInt(converted.amount)).toBe(exact);
      }),
      {
        numRuns: 3_000,
        examples: [
          [50, 29],
          [25, 58],
          [30, 205],
        ],
      },
    );
  });
});
