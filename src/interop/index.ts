/**
 * Reads tables of other systems into rows of your own type, and writes CSV.
 *
 * Main functions: {@link parseCsv} reads CSV in constant memory, {@link previewRows} infers the type of each column,
 * {@link defineMapping} checks how columns become fields, {@link mapRows} maps and reports every row, and
 * {@link formatCsvRow} writes a row. Start with {@link mapRows}.
 *
 * @packageDocumentation
 */

// CSV.
export { type AsyncCsvRows, type CsvRow, type CsvRows, parseCsv } from "./csv.js";
export type { CsvDialect, CsvFault, CsvOptions } from "./csv-dialect.js";
export { type CsvFormatOptions, type CsvValue, formatCsvRow } from "./csv-format.js";

// A look at a table before it has a mapping.
export type { ColumnNote, InferredColumn } from "./column-inference.js";
export { type PreviewOptions, previewRows, type RowsPreview } from "./preview.js";

// Mappings: how columns become fields.
export type {
  BooleanField,
  CellType,
  CustomField,
  DateField,
  DecimalField,
  FieldMapping,
  InstantField,
  IntegerField,
  MappedRow,
  MappedValue,
  MoneyField,
  OneOfField,
  TextField,
} from "./field-mapping.js";
export type { LocalTimeRules } from "./local-time.js";
export { defineMapping, type FieldMappings, type RowMapping, type RowRefusal } from "./row-mapping.js";

// Mapped rows, and the report of what was rejected.
export { type AsyncMappedRows, type MappedRows, type MapRowsOptions, mapRows } from "./map-rows.js";
export type { MappingReport, ProblemCount, ReportOptions } from "./mapping-report.js";
export { type Refusal, type RowProblem, type RowProblemCode, refuse, type StandardRowProblemCode } from "./row-problem.js";

// Errors.
export type { InteropErrors } from "./errors.js";
