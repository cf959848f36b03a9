/**
 * First argument of every call to a storage: the tenant, the transaction and the abort signal.
 *
 * An adapter treats every field the same way in every method:
 *
 * - `tenantId` limits what the call can read and write. No call crosses tenants.
 * - `signal`: if it is aborted before the call has changed anything, the call rejects with `signal.reason` and changes
 *   nothing (`signal.throwIfAborted()` does exactly that). A call that has done its work may still succeed.
 * - `transaction` comes from this adapter's own `UnitOfWork.run`; the call then reads and writes inside it.
 */
export interface StorageContext {
  /** Identifier of the tenant: 1 to 256 storable characters, compared by code point. */
  readonly tenantId: string;
  /** Aborts the call. */
  readonly signal?: AbortSignal | undefined;
  /** Transaction that the call belongs to. A call without one is a unit of its own. */
  readonly transaction?: StorageTransaction | undefined;
}

/**
 * A running transaction (a connection, a list of pending writes). Opaque: only the adapter that created it reads it.
 * It is valid for one tenant, from the start of the work that `UnitOfWork.run` calls until that work has settled.
 */
export type StorageTransaction = object;

/** Context inside a transaction, which `UnitOfWork.run` passes to the work. */
export interface TransactionContext extends StorageContext {
  readonly transaction: StorageTransaction;
}
