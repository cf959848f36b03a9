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

/** What became of the records of an export; the three counts add up to what was in it. */
export interface RestoreReport {
  /** Stored. Entries of the schedule always are: they replace what was there. */
  readonly restored: StoreCounts;
  /** There already with the same content, from a restore that was interrupted, say. */
  readonly repeated: StoreCounts;
  /** There already with other content, which stays. */
  readonly conflicting: StoreCounts;
  /** The first hundred of the conflicting ones; a document as `kind/id`. */
  readonly conflicts: readonly { readonly store: ExportedStore; readonly id: string }[];
}

type Fate = "restored" | "repeated" | "conflicting";

/** Records that are written at a time, in one transaction where there are any. */
const BATCH = 200;

/** Conflicts that are named; the rest is counted. */
const MOST_NAMED = 100;

/**
 * Stores what {@link exportStore} wrote, in any adapter, under any tenant. All lines are read and their checksum is
 * verified *before* the first is stored: an export that was cut off or edited changes nothing.
 *
 * Nothing that is there is overwritten (but for the schedule): a restore that was interrupted is simply done again.
 * Messages wait again, also those that were in somebody's hands when the export was written.
 *
 * @param open - gives the lines, with or without line ends; called twice, for the check and for the writing
 * @returns what became of the records
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
    const fates = await storeBatch(storage, context, batch);
    batch.forEach((record, index) => {
      const fate = fates[index]!;
      counts[fate][record.store]++;
      if (fate === "conflicting" && conflicts.length < MOST_NAMED) conflicts.push({ store: record.store, id: nameOf(record) });
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
 * Reads an export to its end and verifies its checksum, without storing anything: whether a backup is good.
 *
 * @param lines - with or without line ends
 * @returns how many records of each store it has
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

/** Stores a batch of one store; in a transaction where there are any, for speed, and one by one when that meets another. */
async function storeBatch(
  storage: StorageAdapter,
  context: StorageContext,
  batch: readonly ExportedRecord[],
): Promise<readonly Fate[]> {
  if (storage.capabilities.transactions === true && context.transaction === undefined) {
    const outcome = await storage.unitOfWork.run(context, async (inside) => ({
      ok: true,
      value: await storeRecords(storage, inside, batch),
    }));
    if (outcome.ok) return outcome.value;
  }
  return storeRecords(storage, context, batch);
}

/** How the records of each store are stored, and what became of each. */
const WRITERS: {
  readonly [Store in ExportedStore]: (
    storage: StorageAdapter,
    context: StorageContext,
    values: readonly ExportedValues[Store][],
  ) => Promise<readonly Fate[]>;
} = {
  interactions: async ({ interactions }, context, values) => (await interactions.append(context, values)).map(fateOf),
  messages: async ({ outbox }, context, values) => (await outbox.enqueue(context, values)).map(fateOf),
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
): Promise<readonly Fate[]> {
  const write = WRITERS[batch[0]!.store] as (
    storage: StorageAdapter,
    context: StorageContext,
    values: readonly unknown[],
  ) => Promise<readonly Fate[]>;
  return write(
    storage,
    context,
    batch.map(({ value }) => value),
  );
}

/** One after the other: a transaction has one connection. */
async function inTurn<Value>(values: readonly Value[], work: (value: Value) => Promise<Fate>): Promise<readonly Fate[]> {
  const fates: Fate[] = [];
  for (const value of values) fates.push(await work(value));
  return fates;
}

/** Creates what is not there, and says what became of it. */
async function create<Value>(value: Value, save: () => Promise<Saved>, read: () => Promise<Stored<Value> | null>): Promise<Fate> {
  if ((await save()).ok) return "restored";
  return sameContent((await read())?.value, value) ? "repeated" : "conflicting";
}

const fateOf = (appended: "appended" | "repeated" | "conflict"): Fate =>
  appended === "appended" ? "restored" : appended === "repeated" ? "repeated" : "conflicting";

function nameOf({ store, value }: ExportedRecord): string {
  if (store === "schedule") return value.key;
  return store === "documents" ? `${value.kind}/${value.id}` : value.id;
}
