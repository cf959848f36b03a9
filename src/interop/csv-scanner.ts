import type { CsvFault, readerOptions } from "./csv-dialect.js";

/** One scanned row. */
export interface ScannedRow {
  /** Where the next row begins; `undefined` while the end of the current line has not arrived. */
  readonly next: number | undefined;
  /** The cells; none for an empty line. */
  readonly cells: readonly string[];
  readonly fault?: CsvFault;
  /** Number of line ends that the row spans. */
  readonly lines: number;
}

/** Finds rows in a text that may continue. */
export interface CsvScanner {
  /** Returns the row that begins at a position; `undefined` while more text is needed to decide. */
  scanRow(start: number): ScannedRow | undefined;
  /** Returns where the next line begins; `undefined` while that has not arrived. */
  nextLine(start: number): number | undefined;
}

/** Number of characters of a malformed line that are shown. */
const SHOWN_LENGTH = 200;

/** Result of a scan that needs more text. */
type Undecided = undefined;

/**
 * Creates a scanner over one text. Its results depend only on characters that have arrived, never on where the text stops:
 * a fault is reported once its first line is complete or longer than a row may be.
 *
 * @param text - the rows not yet read
 * @param ended - whether no more text follows
 */
export function csvScanner(text: string, ended: boolean, dialect: ReturnType<typeof readerOptions>): CsvScanner {
  const { delimiter, quote, maxRowLength: longest } = dialect;
  const quotes = nextPosition(text, quote);
  const feeds = nextPosition(text, "\n");
  const returns = nextPosition(text, "\r");

  /** Returns where the line from `start` stops in the text at hand. */
  const lineStop = (start: number): number => Math.min(feeds(start), returns(start));

  /** Returns where the line ends; `undefined` while it may continue. */
  function lineEnd(start: number): number | undefined {
    const end = lineStop(start);
    if (end < text.length) return text[end] === "\r" && end + 1 === text.length && !ended ? undefined : end;
    return ended ? text.length : undefined;
  }

  function afterLineEnd(end: number): number {
    return text[end] === "\r" && text[end + 1] === "\n" ? end + 2 : Math.min(end + 1, text.length);
  }

  function nextLine(start: number): number | undefined {
    const end = lineEnd(start);
    return end === undefined ? undefined : afterLineEnd(end);
  }

  function faulty(start: number, fault: CsvFault): ScannedRow | Undecided {
    const end = lineEnd(start);
    const stop = lineStop(start);
    if (end === undefined && stop - start <= longest) return undefined;
    const shown = text.slice(start, Math.min(stop, start + SHOWN_LENGTH, start + longest));
    return { next: end === undefined ? undefined : afterLineEnd(end), cells: [shown], fault, lines: 1 };
  }

  function scanRow(start: number): ScannedRow | Undecided {
    const stop = lineStop(start);
    if (quotes(start) < stop) {
      const row = scanQuotedRow(start);
      return typeof row === "string" ? faulty(start, row) : row;
    }
    // The common row: a line without a quote in it.
    if (stop - start > longest) return faulty(start, "row_too_long");
    const end = lineEnd(start);
    if (end === undefined) return undefined;
    return { next: afterLineEnd(end), cells: end === start ? [] : text.slice(start, end).split(delimiter), lines: 1 };
  }

  function scanQuotedRow(start: number): ScannedRow | CsvFault | Undecided {
    const cells: string[] = [];
    let lines = 1;
    let position = start;
    for (;;) {
      if (position - start > longest) return "row_too_long";
      if (text[position] === quote) {
        const close = closingQuote(position + 1, start + longest);
        if (typeof close !== "number") return close;
        const cell = text.slice(position + 1, close).replaceAll(quote + quote, quote);
        lines += lineEndsIn(cell);
        cells.push(cell);
        position = close + 1;
      } else {
        const end = endOfBareCell(position);
        if (end - start > longest) return "row_too_long";
        if (end === text.length && !ended) return undefined;
        if (text[end] === quote) return "stray_quote";
        cells.push(text.slice(position, end));
        position = end;
      }
      if (position === text.length) return ended ? { next: position, cells, lines } : undefined;
      if (text[position] === delimiter) position++;
      else if (text[position] !== "\n" && text[position] !== "\r") return "stray_quote";
      else {
        const end = lineEnd(position);
        return end === undefined ? undefined : { next: afterLineEnd(end), cells, lines };
      }
    }
  }

  /** Returns the quote that closes a cell. Doubled quotes do not, and only the next character shows whether one is doubled. */
  function closingQuote(from: number, limit: number): number | CsvFault | Undecided {
    for (let close = quotes(from); ; close = quotes(close + 2)) {
      if (close > limit) return "unclosed_quote";
      if (close >= text.length) return ended ? "unclosed_quote" : undefined;
      if (close + 1 === text.length && !ended) return undefined;
      if (text[close + 1] !== quote) return close;
    }
  }

  function endOfBareCell(start: number): number {
    for (let position = start; position < text.length; position++) {
      const character = text[position];
      if (character === delimiter || character === "\n" || character === "\r" || character === quote) return position;
    }
    return text.length;
  }

  return { scanRow, nextLine };
}

/** Creates a function that finds a character from a position on, or the end of the text; it remembers its last result. */
function nextPosition(text: string, character: string): (from: number) => number {
  let searchedFrom = 0;
  let found = -1;
  return (from) => {
    if (from < searchedFrom || from > found) {
      const position = text.indexOf(character, from);
      found = position < 0 ? text.length : position;
      searchedFrom = from;
    }
    return found;
  };
}

function lineEndsIn(text: string): number {
  let count = 0;
  for (let position = 0; position < text.length; position++) {
    const character = text[position];
    if (character === "\n" || (character === "\r" && text[position + 1] !== "\n")) count++;
  }
  return count;
}
