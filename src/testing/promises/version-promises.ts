import type { Committed, StorageAdapter, StorageContext, Version } from "../../storage/index.js";
import { customerOf } from "../records.js";
import { commitSet, CONFLICT } from "../storage-calls.js";
import type { StoragePromise } from "../storage-promise.js";

/** Number of competing writers. */
const WRITERS = 8;

/** A record with a version. Customers and documents keep the same promises, so each is tested with both. */
interface VersionedRecord {
  readonly what: string;
  save(note: string, expected: Version | null): Promise<Committed>;
  remove(expected: Version): Promise<Committed>;
  read(): Promise<{ readonly note: unknown; readonly version: Version } | null>;
}

function versionedRecords(storage: StorageAdapter, context: StorageContext): VersionedRecord[] {
  const key = { kind: "kind", id: "a" };
  return [
    {
      what: "customer",
      save: (note, expected) =>
        commitSet(storage, context, { customers: [{ id: "a", customer: customerOf({ id: "a", source: note }), expected }] }),
      remove: (expected) => commitSet(storage, context, { customers: [{ id: "a", customer: null, expected }] }),
      read: async () => {
        const [found] = (await storage.read(context, { customers: ["a"] })).customers;
        return found ? { note: found.value.source, version: found.version } : null;
      },
    },
    {
      what: "document",
      save: (note, expected) => commitSet(storage, context, { documents: [{ ...key, document: { value: note }, expected }] }),
      remove: (expected) => commitSet(storage, context, { documents: [{ ...key, document: null, expected }] }),
      read: async () => {
        const [found] = (await storage.read(context, { documents: [key] })).documents;
        return found ? { note: found.value.value, version: found.version } : null;
      },
    },
  ];
}

/** Returns the version of a change set that was written while nothing else wrote. */
function versionOf(committed: Committed): Version {
  if (committed.ok) return committed.version;
  throw new Error("A change is a conflict although nothing else writes and it names the stored version.");
}

/** Promises about versions: no writer overwrites what it has not read. */
export const versionPromises: readonly StoragePromise[] = [
  {
    id: "expected-version",
    title: "reports a conflict, and changes nothing, for a change or a removal that expects another version than the stored one",
    protects: "Two people edit one customer, and the work of the first is lost.",
    async check({ storage, context, equal }) {
      for (const { what, save, remove, read } of versionedRecords(storage, context)) {
        equal(`a change of an absent ${what}`, await save("early", "1"), CONFLICT);
        const first = versionOf(await save("first", null));
        equal(`the ${what}`, await read(), { note: "first", version: first });
        equal(`creating the ${what} again`, await save("again", null), CONFLICT);
        const second = versionOf(await save("second", first));
        equal(`changing the ${what} with a stale version`, await save("stale", first), CONFLICT);
        equal(`removing the ${what} with a stale version`, await remove(first), CONFLICT);
        equal(`the ${what} after the conflicts`, await read(), { note: "second", version: second });
        equal(`whether the ${what} is removed`, (await remove(second)).ok, true);
        equal(`the removed ${what}`, await read(), null);
        equal(`changing the removed ${what}`, await save("late", second), CONFLICT);
        equal(`removing the removed ${what}`, await remove(second), CONFLICT);
      }
    },
  },
  {
    id: "fresh-versions",
    title: "gives every change a version that its record never had before, even after a removal",
    protects: "A writer that read an erased customer overwrites the one created since: the erased data is back.",
    async check({ storage, context, equal }) {
      for (const { what, save, remove } of versionedRecords(storage, context)) {
        const versions: Version[] = [];
        for (let round = 0; round < 3; round++) {
          versions.push(versionOf(await save("same", null)));
          versions.push(versionOf(await save("same", versions.at(-1)!)));
          equal(`whether the ${what} is removed`, (await remove(versions.at(-1)!)).ok, true);
        }
        equal(`distinct versions of the ${what}`, new Set(versions).size, versions.length);
      }
    },
  },
  {
    id: "one-winner",
    title: "lets exactly one of eight parallel changes that expect the same version succeed",
    protects: "If checking and writing are two steps, two writers pass the check and one update is lost.",
    async check({ storage, context, equal }) {
      const writers = Array.from({ length: WRITERS }, (_, writer) => `writer ${writer}`);
      for (const { what, save, remove, read } of versionedRecords(storage, context)) {
        let expected: Version | null = null;
        for (const round of ["creations", "changes"]) {
          const before: Version | null = expected;
          const results: Committed[] = await Promise.all(writers.map((note) => save(note, before)));
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
