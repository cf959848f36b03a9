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
 * Passes every call on and makes one of them fail, including reads and transactions. A transaction that fails "after" has been
 * committed.
 *
 * @param failing - number of the call, from 1; a number that is not reached makes none fail
 */
export function faultyStorage(inner: StorageAdapter, failing: number, moment: FaultMoment): FaultyStorage {
  const calls: string[] = [];
  const wrap = <Store extends object>(store: Store, name: string): Store =>
    Object.fromEntries(
      Object.entries(store)
        // No transaction makes a stream.
        .filter(([method]) => method !== "scan")
        .map(([method, call]) => [
          method,
          async (...all: unknown[]) => {
            const number = calls.push(`${name}.${method}`);
            if (number === failing && moment === "before") throw new StorageFault(`Call ${number}, ${name}.${method}`);
            const result = await (call as (...rest: unknown[]) => Promise<unknown>)(...all);
            if (number === failing) throw new StorageFault(`After call ${number}, ${name}.${method}`);
            return result;
          },
        ]),
    ) as Store;
  const storage: StorageAdapter = {
    name: "faulty",
    capabilities: inner.capabilities,
    customers: wrap(inner.customers, "customers"),
    interactions: wrap(inner.interactions, "interactions"),
    documents: wrap(inner.documents, "documents"),
    outbox: wrap(inner.outbox, "outbox"),
    schedule: wrap(inner.schedule, "schedule"),
    unitOfWork: wrap(inner.unitOfWork, "unitOfWork"),
  };
  return { storage, calls, count: () => calls.length };
}
