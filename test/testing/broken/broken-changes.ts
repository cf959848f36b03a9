/** Adapters whose mistakes are in the commit of change sets. */
import type { ChangeSet, Committed, StorageAdapter, StorageContext, Version } from "clientele/storage";
import {
  broken,
  changedSets,
  commitOne,
  CONFLICT,
  copyOf,
  holds,
  neverWritten,
  overwrite,
  pause,
  type Replacements,
  setBySet,
} from "./broken-adapter.js";

/** Checks a set, lets others write, and then writes the set. */
async function checkThenWrite(inner: StorageAdapter, context: StorageContext, set: ChangeSet): Promise<Committed> {
  if (!(await holds(inner, context, set))) return CONFLICT;
  await pause();
  return overwrite(inner, context, set);
}

/** The customer that a set changes, if it changes nothing else. */
function onlyCustomer({ customers = [], documents = [], interactions = [] }: ChangeSet) {
  return customers.length === 1 && documents.length === 0 && interactions.length === 0 ? customers[0]! : null;
}

/** Replaces the versions of customers that are changed on their own by the number of changes since the creation. */
function countedVersions(inner: StorageAdapter): Replacements {
  const counts = new Map<Version, string>();
  const current = async (context: StorageContext, id: string) => (await inner.read(context, { customers: [id] })).customers[0];
  return {
    async read(context, request) {
      const result = await inner.read(context, request);
      const customers = result.customers.map(
        (stored) => stored && { ...stored, version: counts.get(stored.version) ?? stored.version },
      );
      return { ...result, customers };
    },
    ...setBySet(async (_, context, set) => {
      const change = onlyCustomer(set);
      if (change === null) return commitOne(inner, context, set);
      const version = (await current(context, change.id))?.version ?? null;
      const count = version && (counts.get(version) ?? version);
      const expected = count === change.expected ? version : "another version";
      const committed = await commitOne(inner, context, { ...set, customers: [{ ...change, expected }] });
      if (!committed.ok) return committed;
      const next = String(Number(count ?? 0) + 1);
      counts.set(committed.version, next);
      return { ok: true, version: next };
    })(inner),
  };
}

/** Locks the keys of each set in the order of the list, as a database with row locks does, until the commit ends. */
function lockingInListOrder(inner: StorageAdapter): Replacements {
  const holders = new Map<string, object>();
  const lock = async (key: string, holder: object): Promise<void> => {
    for (let wait = 0; holders.has(key) && holders.get(key) !== holder; wait++) {
      if (wait === 1_000) throw new Error("Deadlock found when trying to get a lock.");
      await Promise.resolve();
    }
    holders.set(key, holder);
  };
  return {
    async commit(context, sets) {
      if (sets.length === 1) return inner.commit(context, sets);
      context.signal?.throwIfAborted();
      const copies = copyOf(sets);
      const holder = {};
      try {
        for (const { customers = [] } of copies) for (const { id } of customers) await lock(id, holder);
        return await inner.commit(context, copies);
      } finally {
        for (const [key, other] of holders) if (other === holder) holders.delete(key);
      }
    },
  };
}

export const brokenChanges = [
  broken(
    ["expected-version", "absent-is-null"],
    "the last change wins",
    setBySet((inner, context, set) => {
      const change = onlyCustomer(set);
      return change !== null && typeof change.expected === "string"
        ? overwrite(inner, context, set)
        : commitOne(inner, context, set);
    }),
  ),
  broken(
    ["expected-version"],
    "a removal ignores the version",
    setBySet((inner, context, set) =>
      set.documents?.length === 1 && set.documents[0]!.document === null
        ? overwrite(inner, context, set)
        : commitOne(inner, context, set),
    ),
  ),
  broken(["fresh-versions"], "the version is a counter that starts again after a removal", countedVersions),
  broken(
    ["one-winner", "retries-lose-nothing"],
    "checking and writing are two steps",
    setBySet((inner, context, set) => (onlyCustomer(set) ? checkThenWrite(inner, context, set) : commitOne(inner, context, set))),
  ),
  broken(
    ["sets-are-atomic", "known-fact-is-a-conflict", "sets-are-independent"],
    "documents are written before the profile is compared",
    setBySet(async (inner, context, set) => {
      const { documents, ...others } = set;
      if (documents === undefined || (await holds(inner, context, set)) || !(await holds(inner, context, { documents }))) {
        return commitOne(inner, context, set);
      }
      await commitOne(inner, context, { documents });
      return commitOne(inner, context, others);
    }),
  ),
  broken(["sets-are-independent"], "one conflict rolls the whole list back", (inner) => ({
    async commit(context, sets) {
      if (sets.length === 1) return inner.commit(context, sets);
      const copies = copyOf(sets);
      const outcomes = await inner.commit(context, sets.map(neverWritten));
      const found = await Promise.all(copies.map((set) => holds(inner, context, set)));
      return found.every((isFree) => isFree) ? inner.commit(context, copies) : outcomes;
    },
  })),
  broken(
    ["known-fact-is-a-conflict", "history-moves", "sets-are-atomic", "sets-are-independent"],
    "known interactions are left out, as by `on conflict do nothing`",
    setBySet(async (inner, context, set) => {
      const { interactions = [], removeHistories = [] } = set;
      const known = (await inner.read(context, { interactions: interactions.map(({ id }) => id) })).interactions;
      const fresh = interactions.filter(
        (_, index) => known[index] === null || removeHistories.includes(known[index]!.customerId),
      );
      return commitOne(inner, context, { ...set, interactions: fresh });
    }),
  ),
  broken(
    [
      "checks-hold",
      "contradictions-are-refused",
      "crossing-checks",
      "sets-are-atomic",
      "sets-are-independent",
      "unstorable-is-refused",
    ],
    "checks are ignored",
    changedSets(({ checks: _, ...set }) => set),
  ),
  broken(["one-winner-in-lists"], "a list is checked first and written later", (inner) => ({
    async commit(context, sets) {
      if (sets.length === 1) return inner.commit(context, sets);
      return setBySet(checkThenWrite)(inner).commit(context, sets);
    },
  })),
  broken(["one-winner-in-lists"], "rows are locked in the order of the list", lockingInListOrder),
  broken(["retries-lose-nothing"], "values come from a replica that lags behind, and versions from the primary", (inner) => ({
    async read(context, request) {
      const [replica, primary] = [await inner.read(context, request), await later(() => inner.read(context, request))];
      return {
        ...replica,
        customers: replica.customers.map((stored, index) => {
          const version = primary.customers[index]?.version;
          return stored && version !== undefined ? { ...stored, version } : stored;
        }),
      };
    },
  })),
  broken(
    ["lost-races-leave-nothing"],
    "profiles and facts stay when a document is contested",
    setBySet(async (inner, context, set) => {
      const { documents = [], ...others } = set;
      if (documents.length !== 2 || !(await holds(inner, context, set))) return commitOne(inner, context, set);
      await commitOne(inner, context, others);
      return commitOne(inner, context, { documents });
    }),
  ),
  broken(
    ["crossing-checks"],
    "checks are read before the write, without a lock",
    setBySet(async (inner, context, { checks = [], ...set }) => {
      if (checks.length === 0) return commitOne(inner, context, set);
      if (!(await holds(inner, context, { checks }))) return CONFLICT;
      await pause();
      return commitOne(inner, context, set);
    }),
  ),
];

async function later<Result>(call: () => Promise<Result>): Promise<Result> {
  await pause();
  return call();
}
