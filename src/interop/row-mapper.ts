import { ClienteleError } from "../kernel/index.js";
import { nearestName } from "../kernel/internal.js";
import { cellText } from "./cell-text.js";
import { failure } from "./cell-types.js";
import type { CsvRow } from "./csv.js";
import type { MappedRow } from "./field-mapping.js";
import { type MappingReport, type ReportOptions, reportBuilder } from "./mapping-report.js";
import { type CompiledField, compileMapping, type FieldMappings, type RowComplaint, type RowMapping } from "./row-mapping.js";
import { isRefusal, refuseAs } from "./row-problem.js";

/** Reads one row after the other and keeps account. */
export interface RowMapper<Row> {
  /** A row of a CSV text, of which the first is the header; `undefined` for that and for a rejected one. */
  csvRow(row: CsvRow): Row | undefined;
  /** A plain object by column name. */
  object(row: unknown): Row | undefined;
  /** Says that the source is at its end. @throws ClienteleError `missing_header` when a CSV text had none */
  finish(isCsv: boolean): void;
  report(blankLines: number): MappingReport;
}

/** @throws ClienteleError `invalid_mapping` */
export function rowMapper<Fields extends FieldMappings>(
  mapping: RowMapping<Fields>,
  options: ReportOptions & { readonly columns?: readonly string[] | undefined },
): RowMapper<MappedRow<Fields>> {
  type Row = MappedRow<Fields>;
  const fields = compileMapping(mapping);
  const { check, unique } = mapping;
  const builder = reportBuilder(options);
  const seen = new Map<string, number>();
  const columnOf = (field: string | undefined) => fields.find(({ name }) => name === field)?.column ?? null;

  /** Reads every field, so that a row's problems are told at once. */
  const read = (
    row: number,
    line: number | undefined,
    cellOf: (field: CompiledField, index: number) => unknown,
    currencyOf: (field: CompiledField, index: number) => unknown,
  ): Row | undefined => {
    const result: Record<string, unknown> = {};
    let good = true;
    for (let index = 0; index < fields.length; index++) {
      const field = fields[index]!;
      const cell = cellOf(field, index);
      const value = readCell(field, cell, field.currencyColumn === undefined ? undefined : currencyOf(field, index));
      if (isRefusal(value)) {
        good = false;
        builder.add(row, line, field.column, value, cell);
      } else result[field.name] = value;
    }
    const complete = result as Row;
    if (good && check !== undefined) {
      for (const { field, ...refusal } of complaintsOf(check, complete)) {
        good = false;
        builder.add(row, line, columnOf(field), refusal, undefined);
      }
    }
    if (good && unique !== undefined) {
      const key = JSON.stringify(unique.map((name) => complete[name]));
      const first = seen.get(key);
      if (first === undefined) seen.set(key, row);
      else {
        good = false;
        builder.add(
          row,
          line,
          columnOf(unique[0]),
          refuseAs("duplicate_identifier", { first }),
          unique.map((name) => String(complete[name])).join(", "),
        );
      }
    }
    if (good) builder.mapped();
    else builder.rejected();
    return good ? complete : undefined;
  };

  let header: Header | undefined;
  if (options.columns !== undefined) header = readHeader(options.columns, fields, builder.unmapped);

  let objects = 0;
  const readColumns = new Set(
    fields.flatMap(({ column, currencyColumn }) => (currencyColumn === undefined ? [column] : [column, currencyColumn])),
  );

  return {
    csvRow(source) {
      if (header === undefined) {
        if (source.fault !== undefined) throw missingHeader(source.fault);
        header = readHeader(source.cells, fields, builder.unmapped);
        return undefined;
      }
      const { row, line, cells, fault } = source;
      const { width, positions, currencyPositions } = header;
      if (fault !== undefined || cells.length !== width) {
        const refusal = fault === undefined ? refuseAs("ragged_row", { expected: width, actual: cells.length }) : refuseAs(fault);
        builder.add(row, line, null, refusal, cells.join(","));
        builder.rejected();
        return undefined;
      }
      return read(
        row,
        line,
        (_, index) => cells[positions[index]!],
        (_, index) => cells[currencyPositions[index]!],
      );
    },
    object(source) {
      objects++;
      if (typeof source !== "object" || source === null || Array.isArray(source)) {
        builder.add(objects, undefined, null, refuseAs("not_a_row"), source);
        builder.rejected();
        return undefined;
      }
      for (const key of Object.keys(source)) if (!readColumns.has(key)) builder.unmapped(key);
      const own = (column: string) => (Object.hasOwn(source, column) ? (source as Record<string, unknown>)[column] : undefined);
      return read(
        objects,
        undefined,
        (field) => own(field.column),
        (field) => own(field.currencyColumn!),
      );
    },
    finish: (isCsv) => {
      if (isCsv && header === undefined) throw missingHeader("empty");
      builder.finish();
    },
    report: builder.report,
  };
}

function readCell(field: CompiledField, cell: unknown, currency: unknown): unknown {
  const text = cellText(cell);
  const trimmed = field.trim ? text.trim() : text;
  if (field.missing.has(trimmed)) return field.required ? refuseAs("missing_value") : field.fallback;
  return field.read(trimmed, cell, currency);
}

function complaintsOf<Row>(
  check: (row: Row) => RowComplaint | readonly RowComplaint[] | undefined,
  row: Row,
): readonly RowComplaint[] {
  try {
    const told = check(row);
    return told === undefined ? [] : "refused" in told ? [told] : told;
  } catch (error) {
    return [failure(error)];
  }
}

interface Header {
  readonly width: number;
  /** Position of each field's column. */
  readonly positions: readonly number[];
  /** Position of each field's column of currencies; -1 without one. */
  readonly currencyPositions: readonly number[];
}

function readHeader(cells: readonly string[], fields: readonly CompiledField[], unmapped: (column: string) => void): Header {
  const present = cells.map((cell) => cell.trim());
  const missing = new Set<string>();
  const positionOf = (column: string | undefined): number => {
    if (column === undefined) return -1;
    const position = present.indexOf(column);
    if (position < 0) missing.add(column);
    else if (present.includes(column, position + 1)) {
      throw new ClienteleError("duplicate_column", `The header has the column ${column} twice; rename one.`, { column });
    }
    return position;
  };
  const positions = fields.map(({ column }) => positionOf(column));
  const currencyPositions = fields.map(({ currencyColumn }) => positionOf(currencyColumn));
  if (missing.size > 0) {
    const listed = [...missing].map((column) => {
      const near = nearestName(column, present);
      return near === undefined ? column : `${column} (did you mean ${near}?)`;
    });
    throw new ClienteleError("missing_column", `The header lacks ${listed.join(", ")}; it has ${present.join(", ")}.`, {
      missing: [...missing],
      present,
    });
  }
  const mapped = new Set([...positions, ...currencyPositions]);
  present.forEach((column, position) => {
    if (!mapped.has(position)) unmapped(column);
  });
  return { width: cells.length, positions, currencyPositions };
}

function missingHeader(fault: string): ClienteleError {
  return new ClienteleError("missing_header", "Give a table with a header, or name its columns by the option `columns`.", {
    fault,
  });
}
