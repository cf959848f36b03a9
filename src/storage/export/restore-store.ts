import { sameContent } from "../../kernel/index.js";
import type { StorageContext } from "../context.js";
import type { StorageAdapter } from "../storage-adapter.js";
import type { Saved, Stored } from "../stored.js";
import {
  type ExportedRecord,
  type ExportedStore,
  type ExportedValues,
  noCounts,
  readExport,
  type StoreCounts,
} from "./export-format.js";

/** Report on a restore. The three counts add up to the records of the export. */
export interface RestoreReport {
  /** Records that were stored. Entries of the schedule always are, because they replace existing ones. */
  readonly restored: StoreCounts;
  /** Records that existed with the same content, for instance from an interrupted restore. */
  readonly repeated: StoreCounts;
  /** Records that existed with other content, which stays. */
  readonly conflicting: StoreCounts;
  /** The first 100 conflicting records; a document is named `kind/id`. */
  readonly conflicts: readonly { readonly store: ExportedStore; readonly id: string }[];
}

type Result = "restored" | "repeated" | "conflicting";

/** Number of records per transaction. */
const BATCH = 200;

/** Number of conflicts that are named; the rest are counted. */
const MAX_NAMED = 100;

/**
 * Restores an export of {@link exportStore} to any adapter and any tenant. All lines are read and their checksum is verified
 * *before* the first record is stored: an export that is cut off or edited changes nothing.
 *
 * Existing records are not overwritten, except entries of the schedule: repeat a restore that was interrupted. All messages
 * wait for delivery again, also those that were claimed when the export was written.
 *
 * @param open - opens the lines, with or without line ends; called twice, to verify and to store
 * @throws ClienteleError `corrupt_export` with the line, `unsupported_export_version`
 * @example
 * const context = { tenantId: "shop" };
 * const old = memoryStorage();
 * await old.schedule.set(context, "c1", new Date(0));
 * const lines: string[] = [];
 * for await (const line of exportStore(old, context)) lines.push(line);
 * const storage = memoryStorage();
 * (await restoreStore(storage, context, () => lines)).restored.schedule // => 1
 * (await storage.schedule.due(context, new Date(0), { limit: 1 })).items // => [{ key: "c1", at: new Date(0) }]
 */
export async function restoreStore(
  storage: StorageAdapter,
  context: StorageContext,
  open: () => Iterable<string> | AsyncIterable<string>,
): Promise<RestoreReport> {
  await verifyExport(open());
  const counts = { restored: noCounts(), repeated: noCounts(), conflicting: noCounts() };
  const conflicts: { store: ExportedStore; id: string }[] = [];
  let batch: ExportedRecord[] = [];
  const write = async (): Promise<void> => {
    const results = await storeBatch(storage, context, batch);
    batch.forEach((record, index) => {
      const result = results[index]!;
      counts[result][record.store]++;
      if (result === "conflicting" && conflicts.length < MAX_NAMED) conflicts.push({ store: record.store, id: nameOf(record) });
    });
    batch = [];
  };
  for await (const record of readExport(open())) {
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
 * @returns the number of records per store
 * @throws ClienteleError `corrupt_export` with the line, `unsupported_export_version`
 * @example
 * const lines: string[] = [];
 * for await (const line of exportStore(memoryStorage(), { tenantId: "shop" })) lines.push(line);
 * (await verifyExport(lines)).customers // => 0
 * await verifyExport(lines.slice(0, 1)) // => throws corrupt_export
 */
export async function verifyExport(lines: Iterable<string> | AsyncIterable<string>): Promise<StoreCounts> {
  const records = readExport(lines);
  for (;;) {
    const { done, value } = await records.next();
    if (done === true) return value;
  }
}

/** Stores a batch of one store, in a transaction if the storage has them, and one by one if the transaction conflicts. */
async function storeBatch(
  storage: StorageAdapter,
  context: StorageContext,
  batch: readonly ExportedRecord[],
): Promise<readonly Result[]> {
  if (storage.capabilities.transactions === true && context.transaction === undefined) {
    const outcome = await storage.unitOfWork.run(context, async (inside) => ({
      ok: true,
      value: await storeRecords(storage, inside, batch),
    }));
    if (outcome.ok) return outcome.value;
  }
  return storeRecords(storage, context, batch);
}

/** Stores records of each store, and returns the result of each record. */
const WRITERS: {
  readonly [Store in ExportedStore]: (
    storage: StorageAdapter,
    context: StorageContext,
    values: readonly ExportedValues[Store][],
  ) => Promise<readonly Result[]>;
} = {
  interactions: async ({ interactions }, context, values) => (await interactions.append(context, values)).map(resultOf),
  messages: async ({ outbox }, context, values) => (await outbox.enqueue(context, values)).map(resultOf),
  schedule: ({ schedule }, context, values) =>
    inTurn(values, async ({ key, at }) => {
      await schedule.set(context, key, at);
      return "restored";
    }),
  customers: ({ customers }, context, values) =>
    inTurn(values, (value) =>
      create(
        value,
        () => customers.save(context, value, null),
        () => customers.get(context, value.id),
      ),
    ),
  documents: ({ documents }, context, values) =>
    inTurn(values, (value) =>
      create(
        value,
        () => documents.save(context, value, null),
        () => documents.get(context, value.kind, value.id),
      ),
    ),
};

/** Stores records of one store. */
function storeRecords(
  storage: StorageAdapter,
  context: StorageContext,
  batch: readonly ExportedRecord[],
): Promise<readonly Result[]> {
  const write = WRITERS[batch[0]!.store] as (
    storage: StorageAdapter,
    context: StorageContext,
    values: readonly unknown[],
  ) => Promise<readonly Result[]>;
  return write(
    storage,
    context,
    batch.map(({ value }) => value),
  );
}

/** Works on values one after another, because a transaction has one connection. */
async function inTurn<Value>(values: readonly Value[], work: (value: Value) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const value of values) results.push(await work(value));
  return results;
}

/** Creates a record unless it exists, and returns the result. */
async function create<Value>(
  value: Value,
  save: () => Promise<Saved>,
  read: () => Promise<Stored<Value> | null>,
): Promise<Result> {
  if ((await save()).ok) return "restored";
  return sameContent((await read())?.value, value) ? "repeated" : "conflicting";
}

const resultOf = (appended: "appended" | "repeated" | "conflict"): Result =>
  appended === "appended" ? "restored" : appended === "repeated" ? "repeated" : "conflicting";

function nameOf({ store, value }: ExportedRecord): string {
  if (store === "schedule") return value.key;
  return store === "documents" ? `${value.kind}/${value.id}` : value.id;
}
