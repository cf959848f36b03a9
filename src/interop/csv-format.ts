import type { CsvDialect } from "./csv.js";

/** What a cell can hold before it is written. */
export type CsvValue = string | number | boolean | bigint | Date | null | undefined;

/** How a row is written. */
export interface CsvFormatOptions extends CsvDialect {
  /**
   * Puts an apostrophe before a text that begins with `=`, `+`, `-`, `@`, tab or carriage return, which a spreadsheet
   * would take for a formula; a plain number stays as it is. On unless told otherwise; turn it off for files that programs read.
   */
  readonly guardFormulas?: boolean | undefined;
}

/**
 * One row of CSV (RFC 4180), with its line end: quoted where it must be, dates as ISO 8601, missing values empty.
 *
 * @param cells - the values, in the order of the columns
 * @returns text that ends with CRLF; parsing it gives the same texts again (without `guardFormulas`)
 * @see RFC 4180, section 2
 * @example
 * formatCsvRow(["tea, green", 12, 'a "cup"', null]) // => '"tea, green",12,"a ""cup""",\r\n'
 * formatCsvRow(["=1+1"]) // => "'=1+1\r\n"
 */
export function formatCsvRow(cells: readonly CsvValue[], options: CsvFormatOptions = {}): string {
  const { delimiter = ",", quote = '"', guardFormulas = true } = options;
  const texts = cells.map((cell) => {
    const text = cell === null || cell === undefined ? "" : cell instanceof Date ? cell.toISOString() : String(cell);
    const guarded = guardFormulas && typeof cell === "string" && isFormula(text) ? `'${text}` : text;
    return needsQuotes(guarded, delimiter, quote) ? quote + guarded.replaceAll(quote, quote + quote) + quote : guarded;
  });
  // A single empty cell would be an empty line, and a leading byte order mark would be taken for one.
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
