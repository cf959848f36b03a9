import { anInteger, anyText, listOf, type OptionShape, requireOptions } from "../kernel/internal.js";
import { cellText } from "./cell-text.js";
import { type InferredColumn, inferColumn } from "./column-inference.js";
import type { CsvRow, CsvRows } from "./csv.js";
import { missingHeader } from "./missing-header.js";
import { type RowProblem, refuseAs } from "./row-problem.js";

/** Options of {@link previewRows}. */
export interface PreviewOptions {
  /** Number of rows to read. Defaults to 100. */
  readonly limit?: number | undefined;
  /** Names of the columns of a CSV text without a header. */
  readonly columns?: readonly string[] | undefined;
}

const PREVIEW_OPTIONS: OptionShape<PreviewOptions> = { limit: anInteger({ min: 1 }), columns: listOf(anyText) };

/** The first rows of a table, with the inferred type of each column. */
export interface RowsPreview {
  /** One entry per column, in the order of the header (of objects: of appearance). */
  readonly columns: readonly InferredColumn[];
  /** The valid rows as texts, in the order of `columns`. */
  readonly rows: readonly (readonly string[])[];
  /** Malformed rows among those read. */
  readonly problems: readonly RowProblem[];
  /** Whether the source has more rows. */
  readonly more: boolean;
}

/**
 * Previews a table before it has a mapping: infers the type of each column, proposes a field for it, and lists what a person
 * has to decide (the time zone, day or month first). Reads no more rows than it shows.
 *
 * @param rows - `parseCsv(…)` of a text or of chunks at hand, or plain objects by column name; read from the start
 * @throws ClienteleError `missing_header` for a CSV text without a header, `invalid_option`
 * @example
 * const preview = previewRows(parseCsv("id,total,at\no1,12.50,31/01/2026 09:00\n"));
 * preview.columns.map(({ type }) => type) // => ["text", "decimal", "instant"]
 * preview.columns[2]?.suggestion // => { column: "at", type: "instant", pattern: "dd/MM/yyyy HH:mm" }
 * preview.columns[2]?.notes.map(({ code }) => code) // => ["needs_zone"]
 */
export function previewRows(rows: CsvRows | Iterable<object>, options?: PreviewOptions): RowsPreview {
  const { limit = 100, columns } = requireOptions(options, PREVIEW_OPTIONS);
  return isCsv(rows) ? previewCsv(rows, limit, columns) : previewObjects(rows, limit);
}

function isCsv(rows: object): rows is CsvRows {
  return (rows as { format?: unknown }).format === "csv";
}

function previewCsv(source: Iterable<CsvRow>, limit: number, columns: readonly string[] | undefined): RowsPreview {
  let header = columns;
  const rows: string[][] = [];
  const problems: RowProblem[] = [];
  let read = 0;
  let more = false;
  for (const { row, line, cells, fault } of source) {
    if (header === undefined) {
      if (fault !== undefined) throw missingHeader(fault);
      header = cells.map((cell) => cell.trim());
      continue;
    }
    if (read === limit) {
      more = true;
      break;
    }
    read++;
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

function previewObjects(source: Iterable<object>, limit: number): RowsPreview {
  const objects: object[] = [];
  const problems: RowProblem[] = [];
  let row = 0;
  let more = false;
  for (const object of source as Iterable<unknown>) {
    if (row === limit) {
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
