import type { StorageContext, TransactionContext } from "./context.js";
import type { Conflict } from "./stored.js";

/** Result of a unit of work: a value, and all writes are kept, or a conflict, and none is. */
export type Outcome<Value> = { readonly ok: true; readonly value: Value } | Conflict;

/** Runs several calls as one: all of their writes are kept or none. */
export interface UnitOfWork {
  /**
   * Runs work in a transaction. The work passes its context to every call and awaits each call.
   *
   * - If it returns `{ ok: true, value }`, everything is committed and `run` returns the same.
   * - If it returns a conflict (usually one from `save`), everything is rolled back and `run` returns the same.
   * - If it throws, everything is rolled back and `run` rejects with the same error.
   * - If `signal` is aborted before the commit, everything is rolled back and `run` rejects with `signal.reason`.
   * - If the commit conflicts with another one, everything is rolled back and `run` returns a conflict. In SQL this is a
   *   serialization failure or a deadlock, at any statement.
   *
   * Calls inside the run see its writes; calls outside do not see them before the commit. An adapter may run transactions in
   * parallel or one after another, but a run never waits for itself. Either way, versions are checked against what is
   * committed: of several runs that save the same record with the same expected version, exactly one commits. What a run only
   * *read* may have changed by its commit, so save every record that a decision depends on, with the version that was read.
   *
   * `run` never retries. The caller reads again, decides again, and runs again.
   *
   * @param context - without a transaction, because runs do not nest
   * @throws ClienteleError `invalid_transaction` for a nested run, and from any call that uses the transaction after the work has settled, with another storage or for another tenant
   */
  run<Value>(context: StorageContext, work: (context: TransactionContext) => Promise<Outcome<Value>>): Promise<Outcome<Value>>;
}
