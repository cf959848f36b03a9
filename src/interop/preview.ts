import { ClienteleError } from "../kernel/index.js";
import { cellText } from "./cell-text.js";
import { type InferredColumn, inferColumn } from "./column-inference.js";
import type { CsvRow, CsvRows } from "./csv.js";
import { type RowProblem, refuseAs } from "./row-problem.js";

/** How much a preview looks at. */
export interface PreviewOptions {
  /** How many rows, 100 unless told. */
  readonly rows?: number | undefined;
  /** Names of the columns of a CSV text that has no header. */
  readonly columns?: readonly string[] | undefined;
}

/** The first rows of a table, and what its columns look like. */
export interface RowsPreview {
  /** One a column, in the order of the header (of objects: of appearance). */
  readonly columns: readonly InferredColumn[];
  /** The good rows as texts, in the order of `columns`. */
  readonly rows: readonly (readonly string[])[];
  /** What is wrong with the shape of the rows that were looked at, and with the header. */
  readonly problems: readonly RowProblem[];
  /** Whether the source goes on after these rows. */
  readonly more: boolean;
}

/**
 * Looks at the first rows of a table before anybody has written a mapping: infers the type of each column, proposes its
 * field, and says what a person has to decide (which time zone, day or month first). Reads no further than it shows.
 *
 * @param rows - `parseCsv(…)` of a text or of chunks at hand, or plain objects by column name; is read from its start
 * @throws ClienteleError `missing_header` when a CSV text has none, `invalid_option` for a number of rows below 1
 * @example
 * const preview = previewRows(parseCsv("id,total,at\no1,12.50,31/01/2026 09:00\n"));
 * preview.columns.map(({ type }) => type) // => ["text", "decimal", "instant"]
 * preview.columns[2]?.suggestion // => { column: "at", type: "instant", pattern: "dd/MM/yyyy HH:mm" }
 * preview.columns[2]?.notes.map(({ code }) => code) // => ["needs_zone"]
 */
export function previewRows(rows: CsvRows | Iterable<object>, options: PreviewOptions = {}): RowsPreview {
  const { rows: most = 100 } = options;
  if (!Number.isInteger(most) || most < 1)
    throw new ClienteleError("invalid_option", "A preview shows at least one row.", { option: "rows", value: most });
  return isCsv(rows) ? previewCsv(rows, most, options.columns) : previewObjects(rows, most);
}

function isCsv(rows: object): rows is CsvRows {
  return (rows as { format?: unknown }).format === "csv";
}

function previewCsv(source: Iterable<CsvRow>, most: number, columns: readonly string[] | undefined): RowsPreview {
  let header = columns;
  const rows: string[][] = [];
  const problems: RowProblem[] = [];
  let looked = 0;
  let more = false;
  for (const { row, line, cells, fault } of source) {
    if (header === undefined) {
      if (fault !== undefined) throw missingHeader(fault);
      header = cells.map((cell) => cell.trim());
      continue;
    }
    if (looked === most) {
      more = true;
      break;
    }
    looked++;
    if (fault === undefined && cells.length === header.length) rows.push(cells.map((cell) => cell.trim()));
    else {
      const code = fault ?? "ragged_row";
      const { message } = refuseAs(code, { expected: header.length, actual: cells.length });
      problems.push({ row, line, column: null, code, message, value: cells.join(",").slice(0, 100) });
    }
  }
  if (header === undefined) throw missingHeader("empty");
  return { columns: columnsOf(header, rows), rows, problems, more };
}

function previewObjects(source: Iterable<object>, most: number): RowsPreview {
  const objects: object[] = [];
  const problems: RowProblem[] = [];
  let row = 0;
  let more = false;
  for (const object of source as Iterable<unknown>) {
    if (row === most) {
      more = true;
      break;
    }
    row++;
    if (typeof object === "object" && object !== null && !Array.isArray(object)) objects.push(object);
    else problems.push({ row, column: null, code: "not_a_row", message: refuseAs("not_a_row").message });
  }
  const header = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  const rows = objects.map((object) => header.map((column) => textOf(object, column)));
  return { columns: columnsOf(header, rows), rows, problems, more };
}

function textOf(object: object, column: string): string {
  const cell = Object.hasOwn(object, column) ? (object as Record<string, unknown>)[column] : undefined;
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? "" : cell.toISOString();
  return cellText(cell).trim();
}

function columnsOf(header: readonly string[], rows: readonly (readonly string[])[]): InferredColumn[] {
  return header.map((column, position) =>
    inferColumn(
      column,
      rows.map((cells) => cells[position]!),
    ),
  );
}

function missingHeader(fault: string): ClienteleError {
  return new ClienteleError("missing_header", "Give a table with a header, or name its columns by the option `columns`.", {
    fault,
  });
}
