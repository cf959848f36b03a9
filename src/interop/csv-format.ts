import { aBoolean, type OptionShape, requireOptions } from "../kernel/internal.js";
import { completeDialect, type CsvDialect, DIALECT } from "./csv-dialect.js";

/** A value that can be written to a cell. */
export type CsvValue = string | number | boolean | bigint | Date | null | undefined;

/** Options of {@link formatCsvRow}. */
export interface CsvFormatOptions extends CsvDialect {
  /**
   * Puts an apostrophe before a text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return, because a spreadsheet
   * would run it as a formula. Plain numbers are left alone. Defaults to true; turn it off for files that programs read.
   */
  readonly guardFormulas?: boolean | undefined;
}

const FORMAT_OPTIONS: OptionShape<CsvFormatOptions> = { ...DIALECT, guardFormulas: aBoolean };

/**
 * Writes one row of CSV (RFC 4180) with its line end. Cells are quoted where necessary, dates are ISO 8601, missing values are empty.
 *
 * @param cells - the values, in the order of the columns
 * @returns text that ends with CRLF; without `guardFormulas`, parsing it returns the same texts
 * @throws ClienteleError `invalid_option`
 * @see RFC 4180, section 2
 * @example
 * formatCsvRow(["tea, green", 12, 'a "cup"', null]) // => '"tea, green",12,"a ""cup""",\r\n'
 * formatCsvRow(["=1+1"]) // => "'=1+1\r\n"
 */
export function formatCsvRow(cells: readonly CsvValue[], options?: CsvFormatOptions): string {
  const { guardFormulas = true, ...given } = requireOptions(options, FORMAT_OPTIONS);
  const { delimiter, quote } = completeDialect(given);
  const texts = cells.map((cell) => {
    const text = cell === null || cell === undefined ? "" : cell instanceof Date ? cell.toISOString() : String(cell);
    const guarded = guardFormulas && typeof cell === "string" && isFormula(text) ? `'${text}` : text;
    return needsQuotes(guarded, delimiter, quote) ? quote + guarded.replaceAll(quote, quote + quote) + quote : guarded;
  });
  // A single empty cell would read as an empty line, and a byte order mark at the start would be skipped.
  const first = texts[0];
  if (first !== undefined && ((texts.length === 1 && first === "") || first.startsWith("\ufeff")))
    texts[0] = quote + first + quote;
  return `${texts.join(delimiter)}\r\n`;
}

function isFormula(text: string): boolean {
  return /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(?:\.\d+)?$/.test(text);
}

function needsQuotes(text: string, delimiter: string, quote: string): boolean {
  return text.includes(delimiter) || text.includes(quote) || text.includes("\n") || text.includes("\r");
}
