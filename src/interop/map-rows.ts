import type { AsyncCsvRows, CsvRows } from "./csv.js";
import type { MappedRow } from "./field-mapping.js";
import type { MappingReport, ReportOptions } from "./mapping-report.js";
import { rowMapper } from "./row-mapper.js";
import type { FieldMappings, RowMapping } from "./row-mapping.js";

/** How rows are mapped. */
export interface MapRowsOptions extends ReportOptions {
  /** Names of the columns of a CSV text that has no header. */
  readonly columns?: readonly string[] | undefined;
}

/** Mapped rows, to be looped over once. */
export interface MappedRows<Row> extends Iterable<Row> {
  /** The rows in batches: a quicker loop over many. */
  batches(): Iterable<readonly Row[]>;
  /** All that are left, in one array. */
  all(): Row[];
  /** What became of the rows read so far. */
  report(): MappingReport;
}

/** Mapped rows of a source that arrives over time, to be looped over once. */
export interface AsyncMappedRows<Row> extends AsyncIterable<Row> {
  /** The rows in batches: a quicker loop over many. */
  batches(): AsyncIterable<readonly Row[]>;
  /** All that are left, in one array. */
  all(): Promise<Row[]>;
  /** What became of the rows read so far. */
  report(): MappingReport;
}

/**
 * Reads rows of a table into rows of the host's own type, field by field, as it goes: memory does not grow with the rows
 * (but for `unique`). A row with any problem is rejected with all of them; none is dropped without a word, and
 * `read = mapped + rejected` at every moment.
 *
 * @param rows - `parseCsv(…)`, or plain objects by column name (JSON, a query's result), in order or arriving over time
 * @param mapping - see {@link defineMapping}
 * @returns the good rows; `report()` tells the rest
 * @throws ClienteleError `invalid_mapping`; `missing_header`, `missing_column`, `duplicate_column` when the header is read
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
  options: MapRowsOptions = {},
): MappedRows<MappedRow<Fields>> | AsyncMappedRows<MappedRow<Fields>> {
  const mapper = rowMapper(mapping, options);
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

/** One by one: a source of objects may wait for what becomes of each. */
function* inBatches(rows: Iterable<unknown>): Generator<readonly unknown[]> {
  for (const row of rows) yield [row];
}

async function* inBatchesAsync(rows: AsyncIterable<unknown>): AsyncGenerator<readonly unknown[]> {
  for await (const row of rows) yield [row];
}
