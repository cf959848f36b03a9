import { type FieldMapping, mapRows, refuse } from "clientele/interop";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** Reads one cell: returns its value, or the code of its problem. */
function readOne(field: Record<string, unknown>, cell: unknown, others: Record<string, unknown> = {}): unknown {
  const mapped = mapRows([{ ...others, value: cell }], {
    fields: { value: { column: "value", ...field } as unknown as FieldMapping },
  });
  const [row] = mapped.all();
  const report = mapped.report();
  expect(report.read).toBe(report.mapped + report.rejected);
  return row === undefined ? report.problems.map(({ code }) => code).join() : row.value;
}

describe("cellReader", () => {
  test("reads integers that a double represents, and rejects look-alikes", () => {
    const cases: [unknown, unknown][] = [
      ["12", 12],
      [" -7 ", -7],
      ["+3", 3],
      ["-0", 0],
      [5, 5],
      ["12.0", "wrong_type"],
      ["1e3", "wrong_type"],
      ["0x10", "wrong_type"],
      ["١", "wrong_type"],
      ["Infinity", "wrong_type"],
      [true, "wrong_type"],
      [{}, "wrong_type"],
      [1.5, "wrong_type"],
      ["9007199254740993", "out_of_range"],
      ["", "missing_value"],
      [null, "missing_value"],
    ];
    for (const [cell, expected] of cases) expect(readOne({ type: "integer" }, cell), String(cell)).toBe(expected);
  });

  test("reads decimals with the separators of the mapping", () => {
    expect(readOne({ type: "decimal" }, "1234.50")).toBe(1234.5);
    expect(readOne({ type: "decimal" }, 1e-7)).toBe(1e-7);
    expect(readOne({ type: "decimal" }, Number.NaN)).toBe("out_of_range");
    expect(readOne({ type: "decimal" }, `1${"0".repeat(400)}`)).toBe("out_of_range");
    expect(readOne({ type: "decimal" }, "1,234.5")).toBe("wrong_type");
    const german = { type: "decimal", decimalSeparator: ",", groupSeparator: "." };
    expect(readOne(german, "-1.234.567,5")).toBe(-1234567.5);
    expect(readOne(german, "1234567,5")).toBe(1234567.5);
    expect(readOne(german, "12.34,5")).toBe("wrong_type");
    expect(readOne({ type: "decimal", maxDecimals: 2 }, "0.100")).toBe(0.1);
    expect(readOne({ type: "decimal", maxDecimals: 2 }, "0.101")).toBe("too_many_decimals");
    expect(readOne({ type: "decimal", min: 0 }, "-0.01")).toBe("below_minimum");
    expect(readOne({ type: "decimal", max: 1 }, "1.01")).toBe("above_maximum");
  });

  test("reads money exactly, with the exponent of its currency", () => {
    const of = (currency: string, text: unknown) => readOne({ type: "money", currency }, text);
    expect(of("GBP", "2.55")).toEqual({ amount: 255, currency: "GBP" });
    expect(of("JPY", "1200")).toEqual({ amount: 1200, currency: "JPY" });
    expect(of("KWD", "1.005")).toEqual({ amount: 1005, currency: "KWD" });
    expect(of("JPY", "12.5")).toBe("too_many_decimals");
    expect(of("GBP", "0.001")).toBe("too_many_decimals");
    expect(of("GBP", "99999999999999999")).toBe("out_of_range");
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), (amount) => {
        const text = `${amount < 0 ? "-" : ""}${Math.floor(Math.abs(amount) / 100)}.${String(Math.abs(amount) % 100).padStart(2, "0")}`;
        expect(of("EUR", text)).toEqual({ amount: amount === 0 ? 0 : amount, currency: "EUR" });
      }),
    );
  });

  test("reports a mixture of currencies row by row", () => {
    const field = { type: "money", currencyColumn: "currency", currencies: ["EUR"] };
    expect(readOne(field, "1.5", { currency: "EUR" })).toEqual({ amount: 150, currency: "EUR" });
    expect(readOne(field, "1.5", { currency: "USD" })).toBe("unexpected_currency");
    expect(readOne(field, "1.5", { currency: "euro" })).toBe("invalid_currency");
    expect(readOne(field, "1.5", {})).toBe("invalid_currency");
  });

  test("reads instants with an offset, and explains what is wrong with others", () => {
    expect(readOne({ type: "instant" }, "2026-01-31T09:00:00+08:00")).toEqual(new Date("2026-01-31T01:00:00Z"));
    expect(readOne({ type: "instant" }, new Date(5))).toEqual(new Date(5));
    expect(readOne({ type: "instant" }, new Date(Number.NaN))).toBe("impossible_date");
    expect(readOne({ type: "instant" }, "2026-01-31T09:00:00")).toBe("missing_offset");
    expect(readOne({ type: "instant" }, "2026-02-30T09:00:00Z")).toBe("impossible_date");
    expect(readOne({ type: "instant" }, "yesterday")).toBe("wrong_type");
    expect(readOne({ type: "instant" }, 1_700_000_000_000)).toBe("wrong_type");
    expect(readOne({ type: "instant", format: "epoch-milliseconds" }, 1_700_000_000_000)).toEqual(new Date(1_700_000_000_000));
    expect(readOne({ type: "instant", format: "epoch-seconds" }, "1700000000.5")).toEqual(new Date(1_700_000_000_500));
  });

  test("reads local times in their zone, in summer and in winter", () => {
    const london = { type: "instant", pattern: "yyyy-MM-dd HH:mm:ss", zone: "Europe/London" };
    expect(readOne(london, "2010-12-01 08:26:00")).toEqual(new Date("2010-12-01T08:26:00Z"));
    expect(readOne(london, "2011-07-01 08:26:00")).toEqual(new Date("2011-07-01T07:26:00Z"));
    expect(readOne(london, "2011-02-29 08:26:00")).toBe("impossible_date");
    expect(readOne(london, "2011-07-01 24:00:00")).toBe("impossible_date");
    expect(readOne(london, "2011-7-1 08:26:00")).toBe("wrong_type");
    const us = { type: "instant", pattern: "M/d/yyyy h:mm a", zone: "America/New_York" };
    expect(readOne(us, "12/1/2010 12:05 am")).toEqual(new Date("2010-12-01T05:05:00Z"));
    expect(readOne(us, "12/1/2010 12:05 PM")).toEqual(new Date("2010-12-01T17:05:00Z"));
    expect(readOne(us, "12/1/2010 13:05 PM")).toBe("impossible_date");
    expect(readOne({ type: "instant", pattern: "d MMM yyyy 'at' HH:mm", zone: "UTC" }, "3 Feb 2024 at 10:00")).toEqual(
      new Date("2024-02-03T10:00:00Z"),
    );
  });

  test("applies the rule of the field where clocks skip a time or show it twice", () => {
    const london = { type: "instant", pattern: "yyyy-MM-dd HH:mm", zone: "Europe/London" };
    const twice = "2011-10-30 01:30";
    expect(readOne(london, twice)).toEqual(new Date("2011-10-30T00:30:00Z"));
    expect(readOne({ ...london, doubled: "later" }, twice)).toEqual(new Date("2011-10-30T01:30:00Z"));
    expect(readOne({ ...london, doubled: "refuse" }, twice)).toBe("doubled_local_time");
    const never = "2011-03-27 01:30";
    expect(readOne(london, never)).toBe("nonexistent_local_time");
    expect(readOne({ ...london, nonexistent: "shift" }, never)).toEqual(new Date("2011-03-27T01:30:00Z"));
    // Samoa had no 30 December 2011.
    expect(readOne({ ...london, zone: "Pacific/Apia" }, "2011-12-30 12:00")).toBe("nonexistent_local_time");
  });

  test("agrees with the runtime's own calendar on every hour of a zone's year", () => {
    for (const zone of ["Europe/London", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Shanghai", "Africa/Casablanca"]) {
      const wallText = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
      const field = { column: "at", type: "instant", pattern: "yyyy-MM-dd HH:mm", zone } as const;
      const instants = Array.from({ length: 365 * 24 }, (_, hour) => Date.UTC(2011, 0, 1) + hour * 3_600_000);
      const rows = instants.map((at) => ({ at: wallText.format(at) }));
      const read = mapRows(rows, { fields: { earlier: field, later: { ...field, doubled: "later" } } }).all();
      expect(read).toHaveLength(instants.length);
      read.forEach(({ earlier, later }, index) => {
        expect([earlier.getTime(), later.getTime()]).toContain(instants[index]);
      });
    }
  });

  test("reads days, booleans and listed values", () => {
    expect(readOne({ type: "date" }, "2024-02-29")).toBe("2024-02-29");
    expect(readOne({ type: "date" }, "2023-02-29")).toBe("impossible_date");
    expect(readOne({ type: "date", pattern: "dd/MM/yyyy" }, "31/12/1999")).toBe("1999-12-31");
    expect(readOne({ type: "date" }, new Date(0))).toBe("wrong_type");
    expect(readOne({ type: "boolean" }, "YES")).toBe(true);
    expect(readOne({ type: "boolean" }, false)).toBe(false);
    expect(readOne({ type: "boolean" }, "maybe")).toBe("wrong_type");
    expect(readOne({ type: "boolean", true: ["是"], false: ["否"] }, "否")).toBe(false);
    expect(readOne({ type: "one-of", values: ["a", "b"] }, "b")).toBe("b");
    expect(readOne({ type: "one-of", values: { EIRE: "IE" } }, "EIRE")).toBe("IE");
    expect(readOne({ type: "one-of", values: { EIRE: "IE" } }, "eire")).toBe("not_listed");
    expect(readOne({ type: "one-of", values: { EIRE: "IE" }, ignoreCase: true }, "eire")).toBe("IE");
    for (const name of ["__proto__", "constructor", "toString"])
      expect(readOne({ type: "one-of", values: { a: "b" } }, name)).toBe("not_listed");
  });

  test("rejects text that cannot be stored, and accepts __proto__ as an ordinary identifier", () => {
    expect(readOne({ type: "text" }, "half \ud83d")).toBe("unstorable_text");
    expect(readOne({ type: "text" }, "nul \0")).toBe("unstorable_text");
    expect(readOne({ type: "text" }, "__proto__")).toBe("__proto__");
    expect(readOne({ type: "text", maxLength: 3 }, "long")).toBe("text_too_long");
    expect(readOne({ type: "text" }, { toString: () => "trick" })).toBe("wrong_type");
    expect(readOne({ type: "text", trim: false }, " a ")).toBe(" a ");
    expect(readOne({ type: "text", optional: true }, "  ")).toBeUndefined();
    expect(readOne({ type: "text", default: "x", missing: ["NULL"] }, "NULL")).toBe("x");
  });

  test("reports a failing function of the host as a problem of the row", () => {
    const fails = () => {
      throw new TypeError("boom");
    };
    expect(readOne({ type: "custom", read: fails }, "x")).toBe("reader_failed");
    expect(readOne({ type: "custom", read: () => refuse("not_ours", "No.") }, "x")).toBe("not_ours");
    expect(readOne({ type: "custom", read: () => ({ refused: "a field of the host", message: "" }) }, "x")).toEqual({
      refused: "a field of the host",
      message: "",
    });
  });

  test("names types and bounds in the words of the reader", () => {
    const mappedRows = (field: Record<string, unknown>, cell: unknown) =>
      mapRows([{ value: cell }], { fields: { value: { column: "value", ...field } as unknown as FieldMapping } });
    const messages = (field: Record<string, unknown>, cell: unknown) => {
      const mapped = mappedRows(field, cell);
      mapped.all();
      return mapped.report().problems.map(({ message }) => [message.en, message.zh]);
    };
    expect(messages({ type: "integer" }, "x")).toEqual([["The value is not a whole number.", "该值不是整数。"]]);
    expect(messages({ type: "money", currency: "EUR", min: 100 }, "0.50")).toEqual([
      ["The value is below EUR 1.00.", "该值小于 EUR 1.00。"],
    ]);
    expect(messages({ type: "decimal", maxDecimals: 1 }, "0.55")[0]?.[0]).toBe("The number has more than 1 decimal.");
  });
});
