import { defineMapping, type FieldMapping, formatCsvRow, mapRows, parseCsv, type RowProblem, refuse } from "clientele/interop";
import { isClienteleError, type Money } from "clientele/kernel";
import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";

/** What one cell becomes: its value, or the code of its problem. */
function readOne(field: Record<string, unknown>, cell: unknown, others: Record<string, unknown> = {}): unknown {
  const mapped = mapRows([{ ...others, value: cell }], {
    fields: { value: { column: "value", ...field } as unknown as FieldMapping },
  });
  const [row] = mapped.all();
  const report = mapped.report();
  expect(report.read).toBe(report.mapped + report.rejected);
  return row === undefined ? report.problems.map(({ code }) => code).join() : row.value;
}

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    return isClienteleError(error) ? error.code : `unexpected ${String(error)}`;
  }
  return undefined;
}

describe("cells", () => {
  it("reads whole numbers that a double holds, and nothing that looks like one", () => {
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

  it("reads decimals in the separators that the mapping names", () => {
    expect(readOne({ type: "decimal" }, "1234.50")).toBe(1234.5);
    expect(readOne({ type: "decimal" }, 1e-7)).toBe(1e-7);
    expect(readOne({ type: "decimal" }, Number.NaN)).toBe("out_of_range");
    expect(readOne({ type: "decimal" }, `1${"0".repeat(400)}`)).toBe("out_of_range");
    expect(readOne({ type: "decimal" }, "1,234.5")).toBe("wrong_type");
    const german = { type: "decimal", decimalSeparator: ",", groupSeparator: "." };
    expect(readOne(german, "-1.234.567,5")).toBe(-1234567.5);
    expect(readOne(german, "1234567,5")).toBe(1234567.5);
    expect(readOne(german, "12.34,5")).toBe("wrong_type");
    expect(readOne({ type: "decimal", decimals: 2 }, "0.100")).toBe(0.1);
    expect(readOne({ type: "decimal", decimals: 2 }, "0.101")).toBe("too_many_decimals");
    expect(readOne({ type: "decimal", minimum: 0 }, "-0.01")).toBe("below_minimum");
    expect(readOne({ type: "decimal", maximum: 1 }, "1.01")).toBe("above_maximum");
  });

  it("reads money exactly, by the exponent of its currency", () => {
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

  it("reports a mixture of currencies row by row", () => {
    const field = { type: "money", currencyColumn: "currency", currencies: ["EUR"] };
    expect(readOne(field, "1.5", { currency: "EUR" })).toEqual({ amount: 150, currency: "EUR" });
    expect(readOne(field, "1.5", { currency: "USD" })).toBe("unexpected_currency");
    expect(readOne(field, "1.5", { currency: "euro" })).toBe("invalid_currency");
    expect(readOne(field, "1.5", {})).toBe("invalid_currency");
  });

  it("reads instants that name their offset, and says what is wrong with others", () => {
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

  it("reads local times in their zone, summer and winter", () => {
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

  it("follows a stated rule where clocks skip a time or show it twice", () => {
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

  it("agrees with the runtime's own calendar on every hour of a zone's year", () => {
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

  it("reads days, yes and no, and listed values", () => {
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

  it("refuses text that cannot be stored, and takes __proto__ as the identifier it is", () => {
    expect(readOne({ type: "text" }, "half \ud83d")).toBe("unstorable_text");
    expect(readOne({ type: "text" }, "nul \0")).toBe("unstorable_text");
    expect(readOne({ type: "text" }, "__proto__")).toBe("__proto__");
    expect(readOne({ type: "text", maximumLength: 3 }, "long")).toBe("text_too_long");
    expect(readOne({ type: "text" }, { toString: () => "trick" })).toBe("wrong_type");
    expect(readOne({ type: "text", trim: false }, " a ")).toBe(" a ");
    expect(readOne({ type: "text", optional: true }, "  ")).toBeUndefined();
    expect(readOne({ type: "text", default: "x", missing: ["NULL"] }, "NULL")).toBe("x");
  });

  it("turns a failing function of the host into a problem of the row", () => {
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
});

describe("mapRows", () => {
  const orders = defineMapping({
    fields: {
      id: { column: "Order", type: "text" },
      quantity: { column: "Quantity", type: "integer" },
      status: { column: "Status", type: "one-of", values: ["open", "done"], default: "open" },
      note: { column: "Note", type: "text", optional: true },
      total: { column: "Total", type: "money", currency: "GBP" },
      parts: { column: "Order", type: "custom", read: (text) => (text === "" ? refuse("empty", "Empty.") : text.split("-")) },
    },
    unique: ["id"],
    check: (row) =>
      row.quantity < 0 && !row.id.startsWith("C")
        ? { ...refuse("negative_without_cancellation", "Only a cancellation is negative."), field: "quantity" }
        : undefined,
  });

  it("infers the type of its rows", () => {
    const [row] = mapRows(parseCsv("Order,Quantity,Status,Note,Total\n"), orders).all();
    expectTypeOf(row!).toEqualTypeOf<{
      id: string;
      quantity: number;
      status: "open" | "done";
      note: string | undefined;
      total: Money;
      parts: string[];
    }>();
    expect(row).toBeUndefined();
  });

  it("reports every problem by row, line, column and reason, and every row is mapped or rejected", () => {
    const text = [
      "Order,Quantity,Status,Note,Total,Extra",
      'a-1,2,done,"two\nlines",1.50,x',
      "b,x,gone,,1.505,x",
      "",
      "c,-1,,,1,x",
      "C1,-1,,,1,x",
      "a-1,1,,,1,x",
      "d,1,,,1",
      'e,1,,5" disc,1,x',
      "f,1,,,1,x",
    ].join("\n");
    const told: RowProblem[] = [];
    const mapped = mapRows(parseCsv(text), orders, { keepProblems: 2, onProblem: (problem) => told.push(problem) });
    const rows = mapped.all();
    expect(rows.map(({ id }) => id)).toEqual(["a-1", "C1", "f"]);
    expect(rows[0]).toEqual({
      id: "a-1",
      quantity: 2,
      status: "done",
      note: "two\nlines",
      total: { amount: 150, currency: "GBP" },
      parts: ["a", "1"],
    });
    expect(told.map(({ row, line, column, code }) => [row, line, column, code])).toEqual([
      [3, 4, "Quantity", "wrong_type"],
      [3, 4, "Status", "not_listed"],
      [3, 4, "Total", "too_many_decimals"],
      [4, 6, "Quantity", "negative_without_cancellation"],
      [6, 8, "Order", "duplicate_identifier"],
      [7, 9, null, "ragged_row"],
      [8, 10, null, "stray_quote"],
    ]);
    const report = mapped.report();
    expect(report).toMatchObject({ read: 8, mapped: 3, rejected: 5, blankLines: 1, complete: true, unmappedColumns: ["Extra"] });
    expect(report.problems).toEqual(told.slice(0, 2));
    expect(report.counts.reduce((sum, { count }) => sum + count, 0)).toBe(told.length);
    expect(told[4]?.message.en).toBe("Row 2 has this identifier already.");
  });

  it("reads objects by their own properties only, __proto__ among them", () => {
    const own = JSON.parse('{"__proto__":"own","b":"1"}');
    const inherited = Object.create({ ["__proto__"]: "inherited", b: "2" });
    const mapped = mapRows([own, inherited, null as never, [1] as never], {
      fields: { a: { column: "__proto__", type: "text", optional: true }, b: { column: "b", type: "text" } },
    });
    expect(mapped.all()).toEqual([{ a: "own", b: "1" }]);
    expect(mapped.report().problems.map(({ row, code }) => [row, code])).toEqual([
      [2, "missing_value"],
      [3, "not_a_row"],
      [4, "not_a_row"],
    ]);
    expect(({} as Record<string, unknown>).b).toBeUndefined();
  });

  it("refuses what no row can mend", () => {
    const fields = { a: { column: "a", type: "text" } } as const;
    expect(codeOf(() => mapRows(parseCsv(""), { fields }).all())).toBe("missing_header");
    expect(codeOf(() => mapRows(parseCsv('"a\n1'), { fields }).all())).toBe("missing_header");
    expect(codeOf(() => mapRows(parseCsv("b,c\n1,2"), { fields }).all())).toBe("missing_column");
    expect(codeOf(() => mapRows(parseCsv("a,a\n1,2"), { fields }).all())).toBe("duplicate_column");
    expect(mapRows(parseCsv("b,b,a\n1,2,3"), { fields }).all()).toEqual([{ a: "3" }]);
    expect(mapRows(parseCsv("a\n"), { fields }).all()).toEqual([]);
    expect(mapRows(parseCsv("1\n2"), { fields }, { columns: ["a"] }).all()).toEqual([{ a: "1" }, { a: "2" }]);
  });

  it("proposes the column that was probably meant", () => {
    const mapping = { fields: { total: { column: "Total", type: "integer" } } } as const;
    expect(() => mapRows(parseCsv("Order,Totla\n"), mapping).all()).toThrow("Total (did you mean Totla?)");
  });

  it("refuses a mapping that cannot work, naming the field", () => {
    const broken: unknown[] = [
      {},
      { a: { column: "a" } },
      { a: { column: "a", type: "number" } },
      { a: { type: "text" } },
      { a: { column: "a", type: "text", maximumLenght: 5 } },
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
      { a: { column: "a", type: "integer", minimum: 2, maximum: 1 } },
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

  it("says how far it got when the host stops early", () => {
    const mapped = mapRows(parseCsv("a\n1\n2\n3"), { fields: { a: { column: "a", type: "integer" } } });
    for (const row of mapped) if (row.a === 1) break;
    expect(mapped.report().complete).toBe(false);
  });

  it("maps an async source as a sync one", async () => {
    async function* chunks() {
      yield "Order,Quantity,Status,Note,Total\nx,1";
      yield ",done,,2\ny,oops,,,1\n";
    }
    const mapped = mapRows(parseCsv(chunks()), orders);
    expect((await mapped.all()).map(({ id }) => id)).toEqual(["x"]);
    expect(mapped.report()).toMatchObject({ read: 2, mapped: 1, rejected: 1, complete: true });
  });

  it("loses no row of any text: the header, the mapped and the rejected are all its rows", () => {
    const cell = fc.string({ unit: fc.constantFrom("1", "2", ",", '"', "\n", "x", " ", "\ud800") });
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 30 }), (cells) => {
        const text = `a,b\n${cells.join("")}`;
        const mapped = mapRows(parseCsv(text), {
          fields: { a: { column: "a", type: "integer" }, b: { column: "b", type: "text", optional: true } },
        });
        const rows = mapped.all();
        const report = mapped.report();
        expect(report.mapped).toBe(rows.length);
        expect(report.read).toBe(report.mapped + report.rejected);
        expect(report.read + 1).toBe([...parseCsv(text)].length);
        expect(new Set(report.problems.map(({ row }) => row)).size).toBe(report.rejected);
      }),
    );
  });

  it("gives back what was written, whatever the texts", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 }).filter((value) => value.trim() !== "" && !value.includes("\0"));
    fc.assert(
      fc.property(fc.array(fc.record({ id: text, count: fc.integer(), yes: fc.boolean() })), (rows) => {
        const csv = ["id", "count", "yes"];
        const written = [csv, ...rows.map(({ id, count, yes }) => [id, count, yes])].map((cells) =>
          formatCsvRow(cells, { guardFormulas: false }),
        );
        const mapped = mapRows(parseCsv(written), {
          fields: {
            id: { column: "id", type: "text", trim: false },
            count: { column: "count", type: "integer" },
            yes: { column: "yes", type: "boolean" },
          },
        });
        expect(mapped.all()).toEqual(rows);
      }),
    );
  });
});
