import type { StorageAdapter } from "clientele/storage";

/** When a call fails: before it does its work, or after, so that the caller does not learn that it was done. */
export type FaultMoment = "before" | "after";

/** A storage of which one call fails. */
export interface FaultyStorage {
  readonly storage: StorageAdapter;
  /** Calls so far. */
  count(): number;
  /** Names of the calls, in order. */
  readonly calls: string[];
}

/** The error of a call that was made to fail. */
export class StorageFault extends Error {}

/**
 * Passes every call on, and makes the one of a number fail, reads and runs included; a number that is never reached leaves
 * all of them whole. A run that fails "after" has been committed.
 *
 * @param failing - number of the call, from 1
 */
export function faultyStorage(inner: StorageAdapter, failing: number, moment: FaultMoment): FaultyStorage {
  const calls: string[] = [];
  const wrap = <Store extends object>(store: Store, name: string): Store =>
    Object.fromEntries(
      Object.entries(store)
        // A stream is none of the calls that a transaction makes.
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
