import { formatCsvRow, parseCsv } from "clientele/interop";
import { isClienteleError } from "clientele/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const cellsOf = (text: string) => [...parseCsv(text)].map((row) => row.cells);
const faults = (text: string, options = {}) =>
  [...parseCsv(text, options)].map(({ row, line, fault }) => [row, line, fault ?? "valid"]);

/** Text made of the characters that matter to CSV, and some that do not. */
const cell = fc.string({ unit: fc.constantFrom("a", "b", " ", ",", ";", '"', "\n", "\r", "é", "😀", "\ufeff", "=", "0") });

describe("parseCsv", () => {
  test("reads quoted cells with delimiters, doubled quotes and line ends in them", () => {
    expect(cellsOf('a,"b,c","d ""e""","f\r\ng"\r\n,"",\r\n')).toEqual([
      ["a", "b,c", 'd "e"', "f\r\ng"],
      ["", "", ""],
    ]);
  });

  test("ends rows at CRLF, LF or CR, and needs no line end after the last row", () => {
    for (const end of ["\r\n", "\n", "\r"]) {
      expect(cellsOf(`a,b${end}1,"2"${end}3,4`)).toEqual([
        ["a", "b"],
        ["1", "2"],
        ["3", "4"],
      ]);
      expect(cellsOf(`a,b${end}1,"2"${end}`)).toEqual([
        ["a", "b"],
        ["1", "2"],
      ]);
    }
  });

  test("skips one byte order mark, only at the start", () => {
    expect(cellsOf("\ufeffa,b\n\ufeff1,2")).toEqual([
      ["a", "b"],
      ["\ufeff1", "2"],
    ]);
    expect([...parseCsv(["", "\ufeff", "\ufeffa"])].map((row) => row.cells)).toEqual([["\ufeffa"]]);
  });

  test("counts empty lines, which are not rows, and reports line and row of each row", () => {
    const rows = parseCsv('a\n\n"x\ny"\n\r\nz\n');
    expect([...rows].map(({ row, line }) => [row, line])).toEqual([
      [1, 1],
      [2, 3],
      [3, 6],
    ]);
    expect(rows.blankLines).toBe(2);
    expect(cellsOf('""\n')).toEqual([[""]]);
  });

  test("returns a malformed row with its fault and continues with the next line", () => {
    expect(faults('a,b\n1,"2\n3,4\n')).toEqual([
      [1, 1, "valid"],
      [2, 2, "unclosed_quote"],
      [3, 3, "valid"],
    ]);
    expect(faults('a,b\n1,5" disc\n3,4\n')).toEqual([
      [1, 1, "valid"],
      [2, 2, "stray_quote"],
      [3, 3, "valid"],
    ]);
    expect(faults('a,b\n1,"2"x\n3,4')).toEqual([
      [1, 1, "valid"],
      [2, 2, "stray_quote"],
      [3, 3, "valid"],
    ]);
    expect(faults("a,b\n1,22222222\n3,4", { maxRowLength: 5 })).toEqual([
      [1, 1, "valid"],
      [2, 2, "row_too_long"],
      [3, 3, "valid"],
    ]);
  });

  test("does not let an unclosed quote swallow the rows after it", () => {
    const text = 'id,name\n1,"open\n2,"closed"\n3,"also ""closed"""\n4,bare\n';
    expect(faults(text).map(([, , fault]) => fault)).toEqual(["valid", "stray_quote", "valid", "valid", "valid"]);
  });

  test("keeps at most maxRowLength characters of a line that never ends", () => {
    function* endless() {
      for (let index = 0; index < 2_000; index++) yield "x".repeat(1_000);
      yield "\n1,2\n";
    }
    const rows = [...parseCsv(endless(), { maxRowLength: 10_000 })];
    expect(rows.map((row) => [row.row, row.line, row.fault])).toEqual([
      [1, 1, "row_too_long"],
      [2, 2, undefined],
    ]);
    expect(rows[0]?.cells[0]).toHaveLength(200);
  });

  test("reads back what formatCsvRow writes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(",", ";", "\t"),
        (table, delimiter) => {
          const text = table.map((cells) => formatCsvRow(cells, { delimiter, guardFormulas: false })).join("");
          expect([...parseCsv(text, { delimiter })].map((row) => row.cells)).toEqual(table);
        },
      ),
    );
  });

  test("returns the same rows, faults and lines wherever the text is cut", () => {
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 12 }), fc.integer({ min: 1, max: 20 }), (chunks, maxRowLength) => {
        const whole = parseCsv([chunks.join("")], { maxRowLength });
        const cut = parseCsv(chunks, { maxRowLength });
        const single = parseCsv(
          [...chunks.join("")].flatMap((character) => character.split("")),
          { maxRowLength },
        );
        const rows = [...whole];
        expect([...cut]).toEqual(rows);
        expect([...single]).toEqual(rows);
        expect(cut.blankLines).toBe(whole.blankLines);
      }),
      { numRuns: 2_000 },
    );
  });

  test("accounts for every line of any text", () => {
    fc.assert(
      fc.property(cell, (text) => {
        const parsed = parseCsv(text);
        const rows = [...parsed];
        rows.forEach(({ row }, index) => {
          expect(row).toBe(index + 1);
        });
        const body = text.startsWith("\ufeff") ? text.slice(1) : text;
        const inner = rows.flatMap(({ cells, fault }) => (fault === undefined ? cells : [])).join(" ");
        const ends = (part: string) => part.split(/\r\n|\n|\r/).length - 1;
        const lines = ends(body) + (/[\r\n]$/.test(body) || body === "" ? 0 : 1);
        expect(rows.length + parsed.blankLines + ends(inner)).toBe(lines);
      }),
      { numRuns: 2_000 },
    );
  });

  test("reads an async source like a sync one", async () => {
    async function* chunks() {
      yield 'a,"b';
      yield '\nc"\n1,';
      yield "2";
    }
    const rows = [];
    for await (const row of parseCsv(chunks())) rows.push(row);
    expect(rows).toEqual([...parseCsv('a,"b\nc"\n1,2')]);
  });

  test("reads many quotes and many small chunks", () => {
    const text = `${'"'.repeat(200_000)}\n1,2\n`;
    expect([...parseCsv([...text])].at(-1)?.cells).toEqual(["1", "2"]);
  });

  test("rejects delimiters and quotes that cannot be distinguished", () => {
    for (const options of [{ delimiter: "" }, { delimiter: "||" }, { quote: "\n" }, { delimiter: '"' }, { maxRowLength: 0 }]) {
      let caught: unknown;
      try {
        parseCsv("a", options);
      } catch (error) {
        caught = error;
      }
      expect(isClienteleError(caught, "invalid_option")).toBe(true);
    }
  });
});
