import { type FieldMapping, mapRows, parseCsv, previewRows } from "clientele/interop";
import { isClienteleError } from "clientele/kernel";
import { describe, expect, test } from "vitest";

const typesOf = (text: string) => previewRows(parseCsv(text)).columns.map(({ type }) => type);
const table = (...cells: string[]) => `x\n${cells.map((cell) => `"${cell}"`).join("\n")}\n`;

describe("previewRows", () => {
  test("infers the narrowest type that fits every cell", () => {
    expect(typesOf(table("1", "-2", ""))).toEqual(["integer"]);
    expect(typesOf(table("1", "2.5"))).toEqual(["decimal"]);
    expect(typesOf(table("1", "two"))).toEqual(["text"]);
    expect(typesOf(table("007", "008"))).toEqual(["text"]);
    expect(typesOf(table("true", "FALSE"))).toEqual(["boolean"]);
    expect(typesOf(table("2024-02-29", "2023-01-01"))).toEqual(["date"]);
    expect(typesOf(table("2023-02-29"))).toEqual(["text"]);
    expect(typesOf(table("2024-02-29T10:00:00Z"))).toEqual(["instant"]);
    expect(typesOf(table(""))).toEqual(["text"]);
  });

  test("proposes fields that map every row it read", () => {
    const text =
      'id,n,price,day,at,ok\na,1,"1.234,50",31/12/2024,2024-12-31 10:00:00,yes\nb,,"2,5",01/02/2024,2024-06-01 11:30:00,no\n';
    const preview = previewRows(parseCsv(text));
    const fields = Object.fromEntries(
      preview.columns.map(({ column, suggestion, notes }) => [
        column,
        {
          ...suggestion,
          ...(notes.some(({ code }) => code === "needs_zone") && { zone: "Europe/London" }),
        } as unknown as FieldMapping,
      ]),
    );
    const mapped = mapRows(parseCsv(text), { fields });
    expect(mapped.all()).toEqual([
      { id: "a", n: 1, price: 1234.5, day: "2024-12-31", at: new Date("2024-12-31T10:00:00Z"), ok: true },
      { id: "b", n: undefined, price: 2.5, day: "2024-02-01", at: new Date("2024-06-01T10:30:00Z"), ok: false },
    ]);
    expect(mapped.report().rejected).toBe(0);
  });

  test("lists what only a person can decide", () => {
    const codes = (text: string) => previewRows(parseCsv(text)).columns[0]?.notes.map(({ code }) => code);
    expect(codes(table("01/02/2024", "03/04/2024"))).toEqual(["day_or_month_first"]);
    expect(codes(table("01/02/2024", "13/04/2024"))).toEqual([]);
    expect(codes(table("17850.0", "12345.0"))).toEqual(["whole_decimals"]);
    expect(codes(table("007"))).toEqual(["leading_zeros"]);
    expect(codes(table("", ""))).toEqual(["empty_column"]);
  });

  test("shows malformed rows and reads no further than the limit", () => {
    let asked = 0;
    function* chunks() {
      for (const chunk of ["a,b\n1,2\n3\n", "4,5\n", "6,7\n", "8,9\n"]) {
        asked++;
        yield chunk;
      }
    }
    const preview = previewRows(parseCsv(chunks()), { limit: 3 });
    expect(preview.rows).toEqual([
      ["1", "2"],
      ["4", "5"],
    ]);
    expect(preview.problems.map(({ row, code }) => [row, code])).toEqual([[3, "ragged_row"]]);
    expect(preview.more).toBe(true);
    expect(asked).toBe(3);
  });

  test("previews objects by their own properties", () => {
    const preview = previewRows([{ a: 1, b: new Date(0) }, JSON.parse('{"__proto__":"x","a":2}')]);
    expect(preview.columns.map(({ column, type, missing }) => [column, type, missing])).toEqual([
      ["a", "integer", 0],
      ["b", "instant", 1],
      ["__proto__", "text", 1],
    ]);
    expect(preview.more).toBe(false);
  });

  test("rejects an empty table", () => {
    let caught: unknown;
    try {
      previewRows(parseCsv(""));
    } catch (error) {
      caught = error;
    }
    expect(isClienteleError(caught, "missing_header")).toBe(true);
  });
});
