import { type CsvFault, type CsvOptions, readerOptions } from "./csv-dialect.js";
import { csvScanner } from "./csv-scanner.js";

/** One row of a CSV text; the header is a row too. */
export interface CsvRow {
  /** Position of the row, from 1; the header counts. */
  readonly row: number;
  /** Line on which the row begins, from 1; differs from `row` after line ends inside quotes and after blank lines. */
  readonly line: number;
  /** Texts of the cells; of a malformed row, the beginning of its first line. */
  readonly cells: readonly string[];
  /** Why the row is malformed; absent from a good row. */
  readonly fault?: CsvFault;
}

/** Rows of a CSV text. They can be iterated once. */
export interface CsvRows extends Iterable<CsvRow> {
  readonly format: "csv";
  /** Number of empty lines skipped so far. */
  readonly blankLines: number;
  /** The rows of each chunk: faster than iterating them one by one. */
  batches(): Iterable<readonly CsvRow[]>;
}

/** Rows of a CSV text that arrives over time. They can be iterated once. */
export interface AsyncCsvRows extends AsyncIterable<CsvRow> {
  readonly format: "csv";
  /** Number of empty lines skipped so far. */
  readonly blankLines: number;
  /** The rows of each chunk: faster than iterating them one by one. */
  batches(): AsyncIterable<readonly CsvRow[]>;
}

/**
 * Parses CSV (RFC 4180) as it arrives, in constant memory. Quoted cells may contain delimiters, doubled quotes and line ends;
 * lines end with CRLF, LF or CR; a byte order mark is skipped. How the text is cut into chunks makes no difference.
 *
 * A malformed row is returned with its `fault`, and nothing in it is guessed: a quote that never closes (`unclosed_quote`), a
 * quote inside an unquoted cell or text after a closing quote (`stray_quote`), a row longer than `maxRowLength`
 * (`row_too_long`). Such a row ends with its first line and parsing continues with the next, so that one bad quote does not
 * swallow the rows after it. Empty lines are not rows; `blankLines` counts them.
 *
 * @param source - a text, or its chunks from an iterable or an async iterable (a decoded stream)
 * @throws ClienteleError `invalid_option`, for instance for a delimiter of two characters
 * @see RFC 4180, section 2
 * @example
 * const rows = [...parseCsv('name,note\r\nAda,"first, ""best"""\r\n')];
 * rows[1]?.cells // => ["Ada", 'first, "best"']
 * [...parseCsv('a,b\n1,"2\n3,4')].map((row) => row.fault ?? "good") // => ["good", "unclosed_quote", "good"]
 */
export function parseCsv(source: string | Iterable<string>, options?: CsvOptions): CsvRows;
export function parseCsv(source: AsyncIterable<string>, options?: CsvOptions): AsyncCsvRows;
export function parseCsv(
  source: string | Iterable<string> | AsyncIterable<string>,
  options?: CsvOptions,
): CsvRows | AsyncCsvRows {
  const reader = csvReader(options);
  if (typeof source !== "string" && Symbol.asyncIterator in source) {
    const batches = asyncBatches(reader, source);
    return {
      format: "csv",
      get blankLines() {
        return reader.blankLines;
      },
      batches: () => batches,
      async *[Symbol.asyncIterator]() {
        for await (const batch of batches) yield* batch;
      },
    };
  }
  const batches = syncBatches(reader, typeof source === "string" ? pieces(source) : source);
  return {
    format: "csv",
    get blankLines() {
      return reader.blankLines;
    },
    batches: () => batches,
    *[Symbol.iterator]() {
      for (const batch of batches) yield* batch;
    },
  };
}

/** Cuts a long text into pieces, so that its rows do not all exist at once. */
function* pieces(text: string): Generator<string> {
  const size = 65_536;
  for (let start = 0; start < text.length; start += size) yield text.slice(start, start + size);
}

function* syncBatches(reader: CsvReader, chunks: Iterable<string>): Generator<readonly CsvRow[]> {
  for (const chunk of chunks) {
    const rows = reader.push(chunk);
    if (rows.length > 0) yield rows;
  }
  const rest = reader.end();
  if (rest.length > 0) yield rest;
}

async function* asyncBatches(reader: CsvReader, chunks: AsyncIterable<string>): AsyncGenerator<readonly CsvRow[]> {
  for await (const chunk of chunks) {
    const rows = reader.push(chunk);
    if (rows.length > 0) yield rows;
  }
  const rest = reader.end();
  if (rest.length > 0) yield rest;
}

interface CsvReader {
  readonly blankLines: number;
  /** Returns the rows that another chunk completes. */
  push(chunk: string): CsvRow[];
  /** Returns the rows that waited for more text. */
  end(): CsvRow[];
}

function csvReader(options: CsvOptions | undefined): CsvReader {
  const dialect = readerOptions(options);
  let buffer = "";
  let started = false;
  // Inside a line that has been reported and is too long to keep.
  let skipping = false;
  let row = 0;
  let line = 1;
  let blankLines = 0;
  // An unfinished row is scanned again only after the text has doubled, so that many small chunks take linear time.
  let scanAgainAt = 0;

  const drain = (ended: boolean): CsvRow[] => {
    const rows: CsvRow[] = [];
    const scanner = csvScanner(buffer, ended, dialect);
    let position = 0;
    while (position < buffer.length) {
      if (skipping) {
        const after = scanner.nextLine(position);
        skipping = after === undefined;
        // A carriage return at the very end may be half a line end.
        position = after ?? (buffer.endsWith("\r") ? buffer.length - 1 : buffer.length);
        if (skipping) break;
        continue;
      }
      const scanned = scanner.scanRow(position);
      if (scanned === undefined) break;
      const { cells, fault, next, lines } = scanned;
      if (cells.length === 0) blankLines++;
      else {
        row++;
        rows.push(fault === undefined ? { row, line, cells } : { row, line, cells, fault });
      }
      line += lines;
      skipping = next === undefined;
      position = next ?? position;
    }
    buffer = buffer.slice(position);
    return rows;
  };

  return {
    get blankLines() {
      return blankLines;
    },
    push(chunk) {
      if (chunk === "") return [];
      buffer += started || !chunk.startsWith("\ufeff") ? chunk : chunk.slice(1);
      started = true;
      if (buffer.length < scanAgainAt) return [];
      const rows = drain(false);
      scanAgainAt = rows.length === 0 ? buffer.length * 2 : 0;
      return rows;
    },
    end: () => drain(true),
  };
}
