import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress, createGunzip } from "node:zlib";
import { type MappingReport, mapRows, parseCsv } from "clientele/interop";
import { type RetailLine, retailMapping } from "./retail-line.js";

/** The file that comes with the project. */
export const ONLINE_RETAIL = fileURLToPath(new URL("../data/online-retail.csv.br", import.meta.url));

/** Characters of the whole table; only the progress bar looks at it. */
const TABLE_LENGTH = 48_039_726;

/** Every row of the file: read, or reported. */
export interface RetailTable {
  readonly lines: readonly RetailLine[];
  readonly report: MappingReport;
}

/**
 * Reads the file as it is decompressed.
 *
 * @param path - CSV, plain or compressed by brotli (`.br`) or gzip (`.gz`)
 * @param onProgress - how much of the table has been read, 0 to 1
 */
export async function readOnlineRetail(
  path = ONLINE_RETAIL,
  onProgress: (share: number) => void = () => undefined,
): Promise<RetailTable> {
  const rows = mapRows(parseCsv(textOf(path, onProgress)), retailMapping);
  const lines: RetailLine[] = [];
  for await (const batch of rows.batches()) for (const line of batch) lines.push(line);
  return { lines, report: rows.report() };
}

async function* textOf(path: string, onProgress: (share: number) => void): AsyncGenerator<string> {
  const file = createReadStream(path);
  const bytes = path.endsWith(".br")
    ? pipeline(file, createBrotliDecompress(), ignoreFailure)
    : path.endsWith(".gz")
      ? pipeline(file, createGunzip(), ignoreFailure)
      : file;
  // The stream's own decoder keeps a letter whole that two chunks share.
  (bytes as NodeJS.ReadableStream).setEncoding("utf8");
  let length = 0;
  for await (const chunk of bytes as AsyncIterable<string>) {
    length += chunk.length;
    onProgress(length / TABLE_LENGTH);
    yield chunk;
  }
}

/** A failure of the pipeline destroys its last stream, whose reader then throws. */
function ignoreFailure(): void {
  // Nothing to do here.
}
