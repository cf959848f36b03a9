import type { Removed, Saved, StorageAdapter, StorageContext, Version } from "../../storage/index.js";
import { customerOf } from "../records.js";
import type { StoragePromise } from "../storage-promise.js";
import { versionOf } from "../storage-promise.js";

/** Number of competing writers. */
const WRITERS = 8;

/** A record with a version. Customers and documents keep the same promises, so each is tested with both. */
interface VersionedRecord {
  readonly what: string;
  save(note: string, expected: Version | null): Promise<Saved>;
  remove(expected: Version): Promise<Removed>;
  read(): Promise<{ readonly note: unknown; readonly version: Version } | null>;
}

function versionedRecords(storage: StorageAdapter, context: StorageContext): VersionedRecord[] {
  return [
    {
      what: "customer",
      save: (note, expected) => storage.customers.save(context, customerOf({ id: "a", source: note }), expected),
      remove: (expected) => storage.customers.remove(context, "a", expected),
      read: async () => {
        const found = await storage.customers.get(context, "a");
        return found && { note: found.value.source, version: found.version };
      },
    },
    {
      what: "document",
      save: (note, expected) => storage.documents.save(context, { kind: "kind", id: "a", value: note }, expected),
      remove: (expected) => storage.documents.remove(context, "kind", "a", expected),
      read: async () => {
        const found = await storage.documents.get(context, "kind", "a");
        return found && { note: found.value.value, version: found.version };
      },
    },
  ];
}

/** Promises about versions: no writer overwrites what it has not read. */
export const versionPromises: readonly StoragePromise[] = [
  {
    id: "expected-version",
    title: "returns a conflict with the stored version, and changes nothing, for a save or a removal with another version",
    protects: "Two people edit one customer, and the work of the first is lost.",
    async check({ storage, context, equal }) {
      for (const { what, save, remove, read } of versionedRecords(storage, context)) {
        const conflict = (actual: Version | null) => ({ ok: false, reason: "conflict", actual });
        equal(`a change of an absent ${what}`, await save("early", "1"), conflict(null));
        const first = versionOf(await save("first", null));
        equal(`the ${what}`, await read(), { note: "first", version: first });
        equal(`creating the ${what} again`, await save("again", null), conflict(first));
        const second = versionOf(await save("second", first));
        equal(`saving the ${what} with a stale version`, await save("stale", first), conflict(second));
        equal(`removing the ${what} with a stale version`, await remove(first), conflict(second));
        equal(`the ${what} after the conflicts`, await read(), { note: "second", version: second });
        equal(`removing the ${what}`, await remove(second), { ok: true });
        equal(`the removed ${what}`, await read(), null);
        equal(`saving the removed ${what}`, await save("late", second), conflict(null));
      }
    },
  },
  {
    id: "fresh-versions",
    title: "gives every save a version that the identifier never had before, even after a removal",
    protects: "A writer that read an erased customer overwrites the one created since: the erased data is back.",
    async check({ storage, context, equal }) {
      for (const { what, save, remove } of versionedRecords(storage, context)) {
        const versions: Version[] = [];
        for (let round = 0; round < 3; round++) {
          versions.push(versionOf(await save("same", null)));
          versions.push(versionOf(await save("same", versions.at(-1)!)));
          equal(`removing the ${what}`, await remove(versions.at(-1)!), { ok: true });
        }
        equal(`distinct versions of the ${what}`, new Set(versions).size, versions.length);
      }
    },
  },
  {
    id: "one-winner",
    title: "lets exactly one of eight parallel saves that expect the same version succeed",
    protects: "If checking and writing are two steps, two writers pass the check and one update is lost.",
    async check({ storage, context, equal }) {
      const writers = Array.from({ length: WRITERS }, (_, writer) => `writer ${writer}`);
      for (const { what, save, remove, read } of versionedRecords(storage, context)) {
        let expected: Version | null = null;
        for (const round of ["creations", "changes"]) {
          const before: Version | null = expected;
          const results: Saved[] = await Promise.all(writers.map((note) => save(note, before)));
          const winners = writers.filter((_, writer) => results[writer]!.ok);
          equal(`successful parallel ${round} of the ${what}`, winners.length, 1);
          const found = await read();
          equal(`the stored ${what}`, found?.note, winners[0]);
          expected = found!.version;
        }
        const last = expected!;
        const removals = await Promise.all(writers.map(() => remove(last)));
        equal(`successful parallel removals of the ${what}`, removals.filter(({ ok }) => ok).length, 1);
      }
    },
  },
];
