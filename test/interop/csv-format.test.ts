import { formatCsvRow } from "clientele/interop";
import { describe, expect, test } from "vitest";

describe("formatCsvRow", () => {
  test("guards texts that a spreadsheet would run as a formula, and leaves numbers alone", () => {
    expect(formatCsvRow(["=HYPERLINK(1)", "@x", "-5-1", -5, "+1"])).toBe("'=HYPERLINK(1),'@x,'-5-1,-5,+1\r\n");
  });

  test("rejects delimiters and quotes that cannot be distinguished", () => {
    for (const options of [{ delimiter: "" }, { delimiter: "||" }, { quote: "\n" }, { delimiter: '"' }])
      expect(() => formatCsvRow(["a"], options)).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});
