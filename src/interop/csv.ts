import { ClienteleError } from "../kernel/index.js";
import { csvScanner } from "./csv-scanner.js";

/** How the cells of a CSV text are told apart. */
export interface CsvDialect {
  /** One character between cells, a comma unless told; `"\t"` reads TSV, `";"` what spreadsheets write in much of Europe. */
  readonly delimiter?: string;
  /** One character around cells that hold delimiters, quotes or line ends; doubled inside. `"` unless told. */
  readonly quote?: string;
}

/** How a CSV text is read. */
export interface CsvOptions extends CsvDialect {
  /** Longest row in characters, 1,000,000 unless told: bounds the memory that an unclosed quote can claim. */
  readonly maximumRowLength?: number | undefined;
}

/** Why a row is no CSV. */
export type CsvFault = "unclosed_quote" | "stray_quote" | "row_too_long";

/** One row as it stands in the text, the header included. */
export interface CsvRow {
  /** Its position among the rows, from 1, the header counted. */
  readonly row: number;
  /** The line on which it begins, from 1; differs from `row` after line ends inside quotes and after blank lines. */
  readonly line: number;
  /** Texts of its cells; of a malformed row, the beginning of its first line. */
  readonly cells: readonly string[];
  /** Why it is malformed; absent on a good row. */
  readonly fault?: CsvFault;
}

/** Rows of a CSV text, to be looped over once. */
export interface CsvRows extends Iterable<CsvRow> {
  readonly format: "csv";
  /** Lines without a character that were passed over so far. */
  readonly blankLines: number;
  /** The rows of each chunk: a quicker loop over many. */
  batches(): Iterable<readonly CsvRow[]>;
}

/** Rows of a CSV text that arrives over time, to be looped over once. */
export interface AsyncCsvRows extends AsyncIterable<CsvRow> {
  readonly format: "csv";
  /** Lines without a character that were passed over so far. */
  readonly blankLines: number;
  /** The rows of each chunk: a quicker loop over many. */
  batches(): AsyncIterable<readonly CsvRow[]>;
}

/**
 * Reads CSV by RFC 4180 as it arrives, in constant memory: quoted cells with delimiters, doubled quotes and line ends in
 * them; CRLF, LF or CR; a byte order mark. How the text is cut into chunks makes no difference.
 *
 * A malformed row is given with its `fault` and nothing of it is guessed: a quote that never closes (`unclosed_quote`), a
 * quote inside a bare cell or text after a closing quote (`stray_quote`), a row past `maximumRowLength` (`row_too_long`).
 * It ends with its first line and reading goes on at the next, so that one bad quote cannot swallow the rows after it.
 * A line without any character is no row; `blankLines` counts them.
 *
 * @param source - a text, or chunks of one from an iterable or an async iterable (a decoded stream)
 * @throws ClienteleError `invalid_option` for a delimiter or quote that is not one character of its own
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
  options: CsvOptions = {},
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

/** A long text in pieces, so that its rows need not exist all at once. */
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
  /** The rows that a further chunk completes. */
  push(chunk: string): CsvRow[];
  /** The rows that were waiting for more. */
  end(): CsvRow[];
}

function csvReader(options: CsvOptions): CsvReader {
  const dialect = checkedDialect(options);
  let buffer = "";
  let started = false;
  // Inside a line that is reported already and too long to keep.
  let skipping = false;
  let row = 0;
  let line = 1;
  let blankLines = 0;
  // An unfinished row is scanned anew only when the text has doubled, so that many small chunks stay linear.
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

function checkedDialect(options: CsvOptions): Required<CsvOptions> {
  const { delimiter = ",", quote = '"', maximumRowLength = 1_000_000 } = options;
  for (const [option, value, other] of [
    ["delimiter", delimiter, quote],
    ["quote", quote, delimiter],
  ] as const) {
    if (typeof value !== "string" || value.length !== 1 || value === "\n" || value === "\r" || value === other) {
      throw new ClienteleError("invalid_option", "Delimiter and quote are two different characters, and no line ends.", {
        option,
        value,
      });
    }
  }
  if (!Number.isInteger(maximumRowLength) || maximumRowLength < 1) {
    throw new ClienteleError("invalid_option", "maximumRowLength is a whole number of characters from 1 on.", {
      option: "maximumRowLength",
      value: maximumRowLength,
    });
  }
  return { delimiter, quote, maximumRowLength };
}
