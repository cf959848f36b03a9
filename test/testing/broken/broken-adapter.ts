import { type ChangeSet, type Committed, memoryStorage, type StorageAdapter, type StorageContext } from "clientele/storage";

/** An adapter that breaks promises, with its mistake. */
export interface BrokenAdapter {
  /** The promise that the adapter stands for, and others that the same mistake breaks. */
  readonly breaks: readonly [string, ...(readonly string[])];
  readonly how: string;
  readonly create: () => StorageAdapter;
}

/** Replacements for members of a storage. */
export type Replacements = Partial<Pick<StorageAdapter, "read" | "commit">> & {
  readonly [Lists in "customers" | "interactions" | "documents" | "outbox"]?: Partial<StorageAdapter[Lists]>;
};

/** Replaces members of a storage, and methods of its lists. */
export function withMembers(
  inner: StorageAdapter,
  { customers, interactions, documents, outbox, ...members }: Replacements,
): StorageAdapter {
  return {
    ...inner,
    ...members,
    customers: { ...inner.customers, ...customers },
    interactions: { ...inner.interactions, ...interactions },
    documents: { ...inner.documents, ...documents },
    outbox: { ...inner.outbox, ...outbox },
  };
}

/** Describes an adapter that differs from the memory storage by one mistake. */
export function broken(
  breaks: BrokenAdapter["breaks"],
  how: string,
  mistake: (inner: StorageAdapter) => Replacements,
  createInner: () => StorageAdapter = memoryStorage,
): BrokenAdapter {
  const create = (): StorageAdapter => {
    const inner = createInner();
    return withMembers(inner, mistake(inner));
  };
  return { breaks, how, create };
}

export const CONFLICT: Committed = { ok: false, reason: "conflict" };

/** Lets other calls run. */
export const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** Replaces `commit` by one that changes every set before it is written. */
export const changedSets =
  (change: (set: ChangeSet) => ChangeSet) =>
  (inner: StorageAdapter): Pick<StorageAdapter, "commit"> => ({
    commit: (context, sets) => inner.commit(context, sets.map(change)),
  });

/** Replaces `commit` by one that writes every set of a list on its own. */
export const setBySet =
  (commit: (inner: StorageAdapter, context: StorageContext, set: ChangeSet) => Promise<Committed>) =>
  (inner: StorageAdapter): Pick<StorageAdapter, "commit"> => ({
    async commit(context, sets) {
      const copies = copyOf(sets);
      await inner.commit(context, sets.map(neverWritten));
      return Promise.all(copies.map((set) => commit(inner, context, set)));
    },
  });

/** Copies sets, which the caller may change while they are written. Those that cannot be copied cannot be stored either. */
export function copyOf(sets: readonly ChangeSet[]): readonly ChangeSet[] {
  try {
    return structuredClone(sets);
  } catch {
    return sets;
  }
}

/** Commits one set. */
export async function commitOne(inner: StorageAdapter, context: StorageContext, set: ChangeSet): Promise<Committed> {
  return (await inner.commit(context, [set]))[0]!;
}

/** Adds a check that fails to a set, so that a commit checks the set and writes nothing of it. */
export const neverWritten = (set: ChangeSet, position: number): ChangeSet => ({
  ...set,
  checks: [...(set.checks ?? []), { kind: "no such kind", id: `${position}`, expected: "never" }],
});

/** What is stored under the keys of a set. */
async function storedUnder(inner: StorageAdapter, { tenantId }: StorageContext, set: ChangeSet) {
  const { customers = [], documents = [], checks = [], interactions = [] } = set;
  const found = await inner.read(
    { tenantId },
    {
      customers: customers.map(({ id }) => id),
      documents: [...documents, ...checks].map(({ kind, id }) => ({ kind, id })),
      interactions: interactions.map(({ id }) => id),
    },
  );
  return { found, removed: new Set(set.removeHistories) };
}

/** Tells whether a set could be written now. */
export async function holds(inner: StorageAdapter, context: StorageContext, set: ChangeSet): Promise<boolean> {
  const { found, removed } = await storedUnder(inner, context, set);
  const { customers = [], documents = [], checks = [] } = set;
  const waiting = (await inner.outbox.page({ tenantId: context.tenantId }, { limit: 10_000 })).items;
  return (
    customers.every(({ expected }, index) => (found.customers[index]?.version ?? null) === expected) &&
    [...documents, ...checks].every(({ expected }, index) => (found.documents[index]?.version ?? null) === expected) &&
    found.interactions.every((fact) => fact === null || removed.has(fact.customerId)) &&
    !(set.messages ?? []).some((message) => waiting.some((other) => sameKey(message, other)))
  );
}

type MessageKey = { readonly subject: string; readonly sequence: number; readonly part: number };
const sameKey = (left: MessageKey, right: MessageKey): boolean =>
  left.subject === right.subject && left.sequence === right.sequence && left.part === right.part;

/** Writes the records of a set, whatever their versions are now: without its checks, and without what cannot be removed. */
export async function overwrite(inner: StorageAdapter, context: StorageContext, set: ChangeSet): Promise<Committed> {
  const { found, removed } = await storedUnder(inner, context, set);
  const { customers = [], documents = [], interactions = [] } = set;
  return commitOne(inner, context, {
    ...set,
    checks: [],
    customers: customers
      .map((change, index) => ({ ...change, expected: found.customers[index]?.version ?? null }))
      .filter(({ customer, expected }) => customer !== null || expected !== null),
    documents: documents
      .map((change, index) => ({ ...change, expected: found.documents[index]?.version ?? null }))
      .filter(({ document, expected }) => document !== null || expected !== null),
    interactions: interactions.filter((_, index) => {
      const known = found.interactions[index];
      return known === null || removed.has(known!.customerId);
    }),
  });
}
