import { ClienteleError } from "../kernel/index.js";
import { nearestName } from "../kernel/internal.js";
import { cellText } from "./cell-text.js";
import { failure } from "./cell-types.js";
import type { CsvRow } from "./csv.js";
import type { MappedRow } from "./field-mapping.js";
import { type MappingReport, type ReportOptions, reportBuilder } from "./mapping-report.js";
import { type CompiledField, compileMapping, type FieldMappings, type RowRefusal, type RowMapping } from "./row-mapping.js";
import { missingHeader } from "./missing-header.js";
import { isRefusal, refuseAs } from "./row-problem.js";

/** Reads one row after another and builds the report. */
export interface RowMapper<Row> {
  /** Reads a row of a CSV text; `undefined` for the header, which comes first, and for a rejected row. */
  csvRow(row: CsvRow): Row | undefined;
  /** Reads a plain object by column name. */
  object(row: unknown): Row | undefined;
  /** Marks the end of the source. @throws ClienteleError `missing_header` if a CSV text had no header */
  finish(isCsv: boolean): void;
  report(blankLines: number): MappingReport;
}

/** Creates a mapper. @throws ClienteleError `invalid_mapping` */
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

  /** Reads every field, so that all problems of a row are reported. */
  const read = (
    row: number,
    line: number | undefined,
    cellOf: (field: CompiledField, index: number) => unknown,
    currencyOf: (field: CompiledField, index: number) => unknown,
  ): Row | undefined => {
    const result: Record<string, unknown> = {};
    let isValid = true;
    for (let index = 0; index < fields.length; index++) {
      const field = fields[index]!;
      const cell = cellOf(field, index);
      const value = readCell(field, cell, field.currencyColumn === undefined ? undefined : currencyOf(field, index));
      if (isRefusal(value)) {
        isValid = false;
        builder.add(row, line, field.column, value, cell);
      } else result[field.name] = value;
    }
    const complete = result as Row;
    if (isValid && check !== undefined) {
      for (const { field, ...refusal } of refusalsOf(check, complete)) {
        isValid = false;
        builder.add(row, line, columnOf(field), refusal, undefined);
      }
    }
    if (isValid && unique !== undefined) {
      const key = JSON.stringify(unique.map((name) => complete[name]));
      const first = seen.get(key);
      if (first === undefined) seen.set(key, row);
      else {
        isValid = false;
        builder.add(
          row,
          line,
          columnOf(unique[0]),
          refuseAs("duplicate_identifier", { first }),
          unique.map((name) => String(complete[name])).join(", "),
        );
      }
    }
    if (isValid) builder.mapped();
    else builder.rejected();
    return isValid ? complete : undefined;
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

function refusalsOf<Row>(check: (row: Row) => RowRefusal | readonly RowRefusal[] | undefined, row: Row): readonly RowRefusal[] {
  try {
    const found = check(row);
    return found === undefined ? [] : "refused" in found ? [found] : found;
  } catch (error) {
    return [failure(error)];
  }
}

interface Header {
  readonly width: number;
  /** Position of each field's column. */
  readonly positions: readonly number[];
  /** Position of each field's currency column; -1 without one. */
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
      throw new ClienteleError("duplicate_column", `The header has the column "${column}" twice. Rename one of them.`, {
        column,
      });
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
    throw new ClienteleError("missing_column", `Missing in the header: ${listed.join(", ")}. It has: ${present.join(", ")}.`, {
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
