import { sameContent } from "../../kernel/index.js";
import type { StorageContext } from "../context.js";
import type { StorageAdapter } from "../storage-adapter.js";
import { MAX_ATTEMPTS, unresolvedConflict } from "../unresolved-conflict.js";
import { type ExportedRecord, type ExportedStore, noCounts, type StoreCounts } from "./export-format.js";
import { readExport } from "./read-export.js";
import { type RestoredStore, restoredStores } from "./restored-stores.js";
import { inspectExport, upgradedRecords } from "./upgrade-export.js";

/** Report on a restore. The three counts add up to the records of the export. */
export interface RestoreReport {
  /** Records that were stored. */
  readonly restored: StoreCounts;
  /** Records that existed with the same content, for instance from an interrupted restore. */
  readonly repeated: StoreCounts;
  /** Records that existed with other content, which stays. */
  readonly conflicting: StoreCounts;
  /** The first 100 conflicting records; a document is named `kind/id`. */
  readonly conflicts: readonly { readonly store: ExportedStore; readonly id: string }[];
}

type Result = "restored" | "repeated" | "conflicting";

/** Number of records per commit. */
const BATCH = 200;

/** Number of conflicts that are named; the rest are counted. */
const MAX_NAMED = 100;

/**
 * Restores an export of {@link exportStore} to any adapter and any tenant. All lines are read and their checksum is verified
 * *before* the first record is stored: an export that is cut off or edited changes nothing.
 *
 * Existing records are not overwritten: repeat a restore that was interrupted. All messages wait for delivery again, also those
 * that were claimed when the export was written. Restore while no worker delivers messages of the tenant, because messages
 * of the export may belong before those that are delivered already.
 *
 * An export of version 1 has a schedule. The entry of a customer becomes the due instant of the document with the state of the
 * customer. Every other entry becomes a document of the kind `"schedule"` with the key as identifier (`"schedule.customer"` for
 * a customer without a state), so that the report counts more documents than {@link verifyExport}.
 *
 * @param open - opens the lines, with or without line ends; called twice, to verify and to store
 * @throws ClienteleError `corrupt_export` with the line, `unsupported_export_version`, `unresolved_conflict`
 * @example
 * const context = { tenantId: "shop" };
 * const old = memoryStorage();
 * await saveDocument(old, context, { kind: "case", id: "1", dueAt: new Date(0), value: null }, null);
 * const lines: string[] = [];
 * for await (const line of exportStore(old, context)) lines.push(line);
 * const storage = memoryStorage();
 * (await restoreStore(storage, context, () => lines)).restored.documents // => 1
 * (await storage.documents.due(context, new Date(0), { limit: 1 })).items // => [{ kind: "case", id: "1", dueAt: new Date(0) }]
 */
export async function restoreStore(
  storage: StorageAdapter,
  context: StorageContext,
  open: () => Iterable<string> | AsyncIterable<string>,
): Promise<RestoreReport> {
  const inspected = await inspectExport(open());
  const stores = restoredStores(storage, context);
  const counts = { restored: noCounts(), repeated: noCounts(), conflicting: noCounts() };
  const conflicts: { store: ExportedStore; id: string }[] = [];
  let batch: ExportedRecord[] = [];
  const write = async (): Promise<void> => {
    const { store } = batch[0]!;
    // All records of a batch are of this store.
    const restored = stores[store] as RestoredStore<ExportedRecord["value"]>;
    const results = await storeBatch(
      storage,
      context,
      restored,
      batch.map(({ value }) => value),
    );
    batch.forEach((record, position) => {
      const result = results[position]!;
      counts[result][store]++;
      if (result === "conflicting" && conflicts.length < MAX_NAMED) conflicts.push({ store, id: nameOf(record) });
    });
    batch = [];
  };
  for await (const record of upgradedRecords(readExport(open()), inspected)) {
    if (batch.length === BATCH || (batch.length > 0 && batch[0]!.store !== record.store)) await write();
    batch.push(record);
  }
  if (batch.length > 0) await write();
  return { ...counts, conflicts };
}

/**
 * Verifies an export without storing anything: reads it to its end and compares the checksum.
 *
 * @param lines - with or without line ends
 * @returns the number of records per store; without the schedule of version 1
 * @throws ClienteleError `corrupt_export` with the line, `unsupported_export_version`
 * @example
 * const lines: string[] = [];
 * for await (const line of exportStore(memoryStorage(), { tenantId: "shop" })) lines.push(line);
 * (await verifyExport(lines)).customers // => 0
 * await verifyExport(lines.slice(0, 1)) // => throws corrupt_export
 */
export async function verifyExport(lines: Iterable<string> | AsyncIterable<string>): Promise<StoreCounts> {
  return (await inspectExport(lines)).counts;
}

/**
 * Creates the records of one store that do not exist, each in a change set of its own, and compares the others with what is
 * stored. A conflict with a record that is not there is one of locks, or the record was removed meanwhile: it is tried again.
 */
async function storeBatch<Value>(
  storage: StorageAdapter,
  context: StorageContext,
  { keyOf, creates, find }: RestoredStore<Value>,
  values: readonly Value[],
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let pending = [...values.keys()];
  const settle = (): void => void (pending = pending.filter((position) => results[position] === undefined));
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const tried = firstOfEachKey(pending, (position) => keyOf(values[position]!));
    const committed = await storage.commit(
      context,
      tried.map((position) => creates(values[position]!)),
    );
    for (const [index, position] of tried.entries()) if (committed[index]!.ok) results[position] = "restored";
    settle();
    if (pending.length === 0) return results;
    const found = await find(pending.map((position) => values[position]!));
    for (const [index, position] of pending.entries()) {
      const stored = found[index];
      if (stored !== null && stored !== undefined)
        results[position] = sameContent(stored, values[position]) ? "repeated" : "conflicting";
    }
    settle();
    if (pending.length === 0) return results;
  }
  throw unresolvedConflict();
}

/** Returns the name of a record in the report. */
function nameOf({ store, value }: ExportedRecord): string {
  return store === "documents" ? `${value.kind}/${value.id}` : value.id;
}

/** Returns the first position of each key, because a key may occur only once in a commit. */
function firstOfEachKey(positions: readonly number[], keyOf: (position: number) => string): number[] {
  const seen = new Set<string>();
  return positions.filter((position) => {
    const key = keyOf(position);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
