export {
  type AsyncCsvRows,
  type CsvDialect,
  type CsvFault,
  type CsvOptions,
  type CsvRow,
  type CsvRows,
  parseCsv,
} from "./csv.js";
export { type CsvFormatOptions, type CsvValue, formatCsvRow } from "./csv-format.js";
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
export type { ColumnNote, InferredColumn } from "./column-inference.js";
export type { LocalTimeRules } from "./local-time.js";
export { type AsyncMappedRows, type MappedRows, type MapRowsOptions, mapRows } from "./map-rows.js";
export type { MappingReport, ProblemCount, ReportOptions } from "./mapping-report.js";
export { type PreviewOptions, previewRows, type RowsPreview } from "./preview.js";
export { defineMapping, type FieldMappings, type RowComplaint, type RowMapping } from "./row-mapping.js";
export { type Refusal, type RowProblem, type RowProblemCode, refuse, type StandardRowProblemCode } from "./row-problem.js";
export type { InteropErrors } from "./errors.js";
