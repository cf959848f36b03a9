import type { StorageAdapter } from "clientele/storage";

/** When a call fails: before its work, or after it, so that the caller does not learn that it was done. */
export type FaultMoment = "before" | "after";

/** A storage with one failing call. */
export interface FaultyStorage {
  readonly storage: StorageAdapter;
  /** Returns the number of calls so far. */
  count(): number;
  /** Names of the calls, in order. */
  readonly calls: string[];
}

/** Error of the failing call. */
export class StorageFault extends Error {}

/**
 * Passes every call on and makes one of them fail, reads and commits alike. A commit that fails "after" has been written.
 *
 * @param failing - number of the call, from 1; a number that is not reached makes none fail
 */
export function faultyStorage(inner: StorageAdapter, failing: number, moment: FaultMoment): FaultyStorage {
  const calls: string[] = [];
  const wrapCall = <Call>(call: Call, name: string): Call =>
    (async (...all: unknown[]) => {
      const number = calls.push(name);
      if (number === failing && moment === "before") throw new StorageFault(`Call ${number}, ${name}`);
      const result = await (call as (...rest: unknown[]) => Promise<unknown>)(...all);
      if (number === failing) throw new StorageFault(`After call ${number}, ${name}`);
      return result;
    }) as Call;
  const wrap = <Store extends object>(store: Store, name: string): Store =>
    Object.fromEntries(
      Object.entries(store)
        // The workspace reads pages instead.
        .filter(([method]) => method !== "scan")
        .map(([method, call]) => [method, wrapCall(call as unknown, `${name}.${method}`)]),
    ) as Store;
  const storage: StorageAdapter = {
    name: "faulty",
    capabilities: inner.capabilities,
    read: wrapCall(inner.read, "read"),
    commit: wrapCall(inner.commit, "commit"),
    customers: wrap(inner.customers, "customers"),
    interactions: wrap(inner.interactions, "interactions"),
    documents: wrap(inner.documents, "documents"),
    outbox: wrap(inner.outbox, "outbox"),
  };
  return { storage, calls, count: () => calls.length };
}
