import { anyText, listOf, type OptionShape, requireOptions } from "../kernel/internal.js";
import type { AsyncCsvRows, CsvRows } from "./csv.js";
import type { MappedRow } from "./field-mapping.js";
import { type MappingReport, REPORT_OPTIONS, type ReportOptions } from "./mapping-report.js";
import { rowMapper } from "./row-mapper.js";
import type { FieldMappings, RowMapping } from "./row-mapping.js";

/** Options of {@link mapRows}. */
export interface MapRowsOptions extends ReportOptions {
  /** Names of the columns of a CSV text without a header. */
  readonly columns?: readonly string[] | undefined;
}

const MAP_OPTIONS: OptionShape<MapRowsOptions> = { ...REPORT_OPTIONS, columns: listOf(anyText) };

/** Mapped rows. They can be iterated once. */
export interface MappedRows<Row> extends Iterable<Row> {
  /** The rows in batches: faster than iterating them one by one. */
  batches(): Iterable<readonly Row[]>;
  /** Reads the remaining rows into an array. */
  all(): Row[];
  /** Reports on the rows read so far. */
  report(): MappingReport;
}

/** Mapped rows of a source that arrives over time. They can be iterated once. */
export interface AsyncMappedRows<Row> extends AsyncIterable<Row> {
  /** The rows in batches: faster than iterating them one by one. */
  batches(): AsyncIterable<readonly Row[]>;
  /** Reads the remaining rows into an array. */
  all(): Promise<Row[]>;
  /** Reports on the rows read so far. */
  report(): MappingReport;
}

/**
 * Reads the rows of a table into rows of the host's own type, in constant memory (except for `unique`). A row with a problem is
 * rejected, and all of its problems are reported. No row is dropped silently: `read` is always `mapped + rejected`.
 *
 * @param rows - `parseCsv(…)`, or plain objects by column name (JSON, the result of a query), also from an async source
 * @param mapping - see {@link defineMapping}
 * @returns the valid rows; `report()` covers the rest
 * @throws ClienteleError `invalid_mapping`, `invalid_option`; `missing_header`, `missing_column`, `duplicate_column` when the header is read
 * @example
 * const orders = mapRows(parseCsv("id,total\no1,12.50\no2,abc\n"), {
 *   fields: { id: { column: "id", type: "text" }, total: { column: "total", type: "money", currency: "EUR" } },
 * });
 * [...orders] // => [{ id: "o1", total: { amount: 1250, currency: "EUR" } }]
 * orders.report().counts // => [{ column: "total", code: "wrong_type", count: 1, firstRow: 3 }]
 */
export function mapRows<const Fields extends FieldMappings>(
  rows: CsvRows | Iterable<object>,
  mapping: RowMapping<Fields>,
  options?: MapRowsOptions,
): MappedRows<MappedRow<Fields>>;
export function mapRows<const Fields extends FieldMappings>(
  rows: AsyncCsvRows | AsyncIterable<object>,
  mapping: RowMapping<Fields>,
  options?: MapRowsOptions,
): AsyncMappedRows<MappedRow<Fields>>;
export function mapRows<const Fields extends FieldMappings>(
  rows: CsvRows | AsyncCsvRows | Iterable<object> | AsyncIterable<object>,
  mapping: RowMapping<Fields>,
  options?: MapRowsOptions,
): MappedRows<MappedRow<Fields>> | AsyncMappedRows<MappedRow<Fields>> {
  const mapper = rowMapper(mapping, requireOptions(options, MAP_OPTIONS));
  const finish = () => mapper.finish(isCsv(rows));
  const report = () => mapper.report(isCsv(rows) ? rows.blankLines : 0);
  if (Symbol.asyncIterator in rows) {
    const batches = isCsv(rows)
      ? mapAsync(rows.batches(), mapper.csvRow, finish)
      : mapAsync(inBatchesAsync(rows), mapper.object, finish);
    return {
      batches: () => batches,
      async *[Symbol.asyncIterator]() {
        for await (const batch of batches) yield* batch;
      },
      async all() {
        const all: MappedRow<Fields>[] = [];
        for await (const batch of batches) for (const row of batch) all.push(row);
        return all;
      },
      report,
    };
  }
  const batches = isCsv(rows) ? mapSync(rows.batches(), mapper.csvRow, finish) : mapSync(inBatches(rows), mapper.object, finish);
  return {
    batches: () => batches,
    *[Symbol.iterator]() {
      for (const batch of batches) yield* batch;
    },
    all() {
      const all: MappedRow<Fields>[] = [];
      for (const batch of batches) for (const row of batch) all.push(row);
      return all;
    },
    report,
  };
}

function isCsv(rows: object): rows is CsvRows | AsyncCsvRows {
  return (rows as { format?: unknown }).format === "csv";
}

function* mapSync<Source, Row>(
  batches: Iterable<readonly Source[]>,
  map: (row: Source) => Row | undefined,
  finish: () => void,
): Generator<readonly Row[]> {
  for (const batch of batches) yield mapBatch(batch, map);
  finish();
}

async function* mapAsync<Source, Row>(
  batches: AsyncIterable<readonly Source[]>,
  map: (row: Source) => Row | undefined,
  finish: () => void,
): AsyncGenerator<readonly Row[]> {
  for await (const batch of batches) yield mapBatch(batch, map);
  finish();
}

function mapBatch<Source, Row>(batch: readonly Source[], map: (row: Source) => Row | undefined): Row[] {
  const mapped: Row[] = [];
  for (const source of batch) {
    const row = map(source);
    if (row !== undefined) mapped.push(row);
  }
  return mapped;
}

/** Yields objects one by one, because a source may wait for the result of each. */
function* inBatches(rows: Iterable<unknown>): Generator<readonly unknown[]> {
  for (const row of rows) yield [row];
}

async function* inBatchesAsync(rows: AsyncIterable<unknown>): AsyncGenerator<readonly unknown[]> {
  for await (const row of rows) yield [row];
}
