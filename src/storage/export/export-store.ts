import type { StorageContext } from "../context.js";
import { scanPages } from "../scan-pages.js";
import type { StorageAdapter } from "../storage-adapter.js";
import { type ExportedRecord, endLine, HEADER, noCounts, recordLine } from "./export-format.js";
import { lineChecksum } from "./line-checksum.js";

/** Later than anything that is scheduled. */
const FOREVER = new Date(8.64e15);

/**
 * Writes everything that one tenant has as lines of JSON, in bounded memory, from any adapter: for a backup, a move to
 * another database, a copy to look at. The same content gives the same lines; the last one has counts and a checksum.
 *
 * Versions and leases stay behind: they belong to the store. What is written while the export runs may be in it or not;
 * for a state of one instant, export when nobody writes.
 *
 * @returns lines without line ends
 * @example
 * const storage = memoryStorage();
 * const context = { tenantId: "shop" };
 * await storage.customers.save(context, { id: "c1", kind: "person", version: 0 }, null);
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

/** Facts before what was concluded from them, so that a restore that stops half-way has no conclusion without its facts. */
async function* recordsOf(storage: StorageAdapter, context: StorageContext): AsyncGenerator<ExportedRecord> {
  const { customers, interactions, documents, outbox, schedule } = storage;
  const facts = interactions.scan?.(context) ?? scanPages((request) => interactions.page(context, request));
  for await (const value of facts) yield { store: "interactions", value };
  const profiles = customers.scan?.(context) ?? scanPages((request) => customers.page(context, request));
  for await (const { value } of profiles) yield { store: "customers", value };
  for await (const { value } of scanPages((request) => documents.page(context, request))) yield { store: "documents", value };
  for await (const value of scanPages((request) => outbox.page(context, request))) yield { store: "messages", value };
  for await (const value of scanPages((request) => schedule.due(context, FOREVER, request))) yield { store: "schedule", value };
}
