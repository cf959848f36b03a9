import { defineMapping, formatCsvRow, mapRows, parseCsv, type RowProblem, refuse } from "clientele/interop";
import { isClienteleError, type Money } from "clientele/kernel";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    return isClienteleError(error) ? error.code : `unexpected ${String(error)}`;
  }
  return undefined;
}

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

  test("infers the type of its rows", () => {
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

  test("reports every problem by row, line, column and reason, and maps or rejects every row", () => {
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
    const found: RowProblem[] = [];
    const mapped = mapRows(parseCsv(text), orders, { maxProblems: 2, onProblem: (problem) => found.push(problem) });
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
    expect(found.map(({ row, line, column, code }) => [row, line, column, code])).toEqual([
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
    expect(report.problems).toEqual(found.slice(0, 2));
    expect(report.counts.reduce((sum, { count }) => sum + count, 0)).toBe(found.length);
    expect(found[4]?.message.en).toBe("Row 2 already has this identifier.");
  });

  test("reads only own properties of objects, __proto__ included", () => {
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

  test("rejects a source whose header does not fit the mapping", () => {
    const fields = { a: { column: "a", type: "text" } } as const;
    expect(codeOf(() => mapRows(parseCsv(""), { fields }).all())).toBe("missing_header");
    expect(codeOf(() => mapRows(parseCsv('"a\n1'), { fields }).all())).toBe("missing_header");
    expect(codeOf(() => mapRows(parseCsv("b,c\n1,2"), { fields }).all())).toBe("missing_column");
    expect(codeOf(() => mapRows(parseCsv("a,a\n1,2"), { fields }).all())).toBe("duplicate_column");
    expect(mapRows(parseCsv("b,b,a\n1,2,3"), { fields }).all()).toEqual([{ a: "3" }]);
    expect(mapRows(parseCsv("a\n"), { fields }).all()).toEqual([]);
    expect(mapRows(parseCsv("1\n2"), { fields }, { columns: ["a"] }).all()).toEqual([{ a: "1" }, { a: "2" }]);
  });

  test("suggests the nearest column for a missing one", () => {
    const mapping = { fields: { total: { column: "Total", type: "integer" } } } as const;
    expect(() => mapRows(parseCsv("Order,Totla\n"), mapping).all()).toThrow("Total (did you mean Totla?)");
  });

  test("reports an incomplete source when the host stops early", () => {
    const mapped = mapRows(parseCsv("a\n1\n2\n3"), { fields: { a: { column: "a", type: "integer" } } });
    for (const row of mapped) if (row.a === 1) break;
    expect(mapped.report().complete).toBe(false);
  });

  test("maps an async source like a sync one", async () => {
    async function* chunks() {
      yield "Order,Quantity,Status,Note,Total\nx,1";
      yield ",done,,2\ny,oops,,,1\n";
    }
    const mapped = mapRows(parseCsv(chunks()), orders);
    expect((await mapped.all()).map(({ id }) => id)).toEqual(["x"]);
    expect(mapped.report()).toMatchObject({ read: 2, mapped: 1, rejected: 1, complete: true });
  });

  test("maps or rejects every row of any text", () => {
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

  test("reads back what was written, whatever the texts", () => {
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
