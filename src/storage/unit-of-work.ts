import type { StorageContext, TransactionContext } from "./context.js";
import type { Conflict } from "./stored.js";

/** How a unit of work ends: with a value, and everything is kept; or with a conflict, and nothing is. */
export type Outcome<Value> = { readonly ok: true; readonly value: Value } | Conflict;

/** Several calls as one: all of their writes or none. */
export interface UnitOfWork {
  /**
   * Runs work in a transaction. The work passes the context it is given to every call, and awaits each.
   *
   * - It returns `{ ok: true, value }`: everything is committed, and the same comes back.
   * - It returns a conflict (usually the one that a `save` gave it): everything is rolled back, and the same comes back.
   * - It throws: everything is rolled back, and `run` rejects with that very error.
   * - `signal` is aborted before the commit: everything is rolled back, and `run` rejects with `signal.reason`.
   * - The commit itself meets another one: everything is rolled back, and a conflict comes back. (In SQL: a
   *   serialization failure or a deadlock, at whichever statement it shows.)
   *
   * Inside, calls see their own writes; outside, nobody sees them before the commit. Runs go on side by side or one
   * after the other, as the adapter likes; a run never waits for itself. What is promised either way: versions are
   * checked against what is committed, so that of several runs that save the same thing with the same expected
   * version exactly one commits. What a run merely *read* may have changed by its commit: save what a decision
   * stands on, with the version that was read.
   *
   * Nothing is repeated here: the caller reads again, decides again, and runs again.
   *
   * @param context - without a transaction: a run inside a run is refused
   * @throws ClienteleError `invalid_transaction` for a nested run; and from any call that uses the transaction after the work has settled, with another storage or for another tenant
   */
  run<Value>(context: StorageContext, work: (context: TransactionContext) => Promise<Outcome<Value>>): Promise<Outcome<Value>>;
}
