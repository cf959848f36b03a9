import type { StorageContext } from "../context.js";
import { scanPages } from "../scan-pages.js";
import type { StorageAdapter } from "../storage-adapter.js";
import { type ExportedRecord, endLine, HEADER, noCounts, recordLine } from "./export-format.js";
import { lineChecksum } from "./line-checksum.js";

/**
 * Exports all data of one tenant as lines of JSON, from any adapter and in bounded memory: for a backup, or to move to another
 * database. Equal content gives equal lines; the last line holds counts and a checksum.
 *
 * Versions and leases are not exported, because they belong to the store. Data written during the export may or may not be
 * included; for the state of one instant, export while nothing is written.
 *
 * @returns lines without line ends
 * @example
 * const storage = memoryStorage();
 * const context = { tenantId: "shop" };
 * await saveCustomer(storage, context, { id: "c1", kind: "person", version: 0 }, null);
 * const lines: string[] = [];
 * for await (const line of exportStore(storage, context)) lines.push(line);
 * lines[1] // => '{"customers":{"id":"c1","kind":"person","version":0}}'
 */
export async function* exportStore(storage: StorageAdapter, context: StorageContext): AsyncGenerator<string> {
  const checksum = lineChecksum();
  const counts = noCounts();
  yield HEADER;
  await checksum.add(HEADER);
  for await (const record of recordsOf(storage, context)) {
    counts[record.store]++;
    const line = recordLine(record);
    await checksum.add(line);
    yield line;
  }
  yield endLine(counts, await checksum.digest());
}

/** Yields interactions first, so that an interrupted restore has no conclusion without the interactions behind it. */
async function* recordsOf(storage: StorageAdapter, context: StorageContext): AsyncGenerator<ExportedRecord> {
  const { customers, interactions, documents, outbox } = storage;
  const history = interactions.scan?.(context) ?? scanPages((request) => interactions.page(context, request));
  for await (const value of history) yield { store: "interactions", value };
  const profiles = customers.scan?.(context) ?? scanPages((request) => customers.page(context, request));
  for await (const { value } of profiles) yield { store: "customers", value };
  for await (const { value } of scanPages((request) => documents.page(context, request))) yield { store: "documents", value };
  for await (const value of scanPages((request) => outbox.page(context, request))) yield { store: "messages", value };
}
