/**
 * What every call of a storage takes first: for whom, within which transaction, and how to stop.
 *
 * An adapter treats every field the same way in every method:
 *
 * - `tenantId` limits what the call can see and change. There is no call that crosses tenants.
 * - `signal`, when it is aborted before the call has changed anything, makes the call reject with `signal.reason`
 *   (`signal.throwIfAborted()` does exactly that) and change nothing. A call that has done its work may still succeed.
 * - `transaction` is what this adapter's own `UnitOfWork.run` put there; the call then reads and writes inside it.
 */
export interface StorageContext {
  /** Whose data: 1 to 256 storable characters, compared by code point. */
  readonly tenantId: string;
  /** Stops the call. */
  readonly signal?: AbortSignal | undefined;
  /** The transaction that the call belongs to; a call without one stands for itself. */
  readonly transaction?: StorageTransaction | undefined;
}

/**
 * A running transaction. Opaque: only the adapter that made it looks inside (a connection, a list of pending writes).
 * It is valid for one tenant, and from the start of the work that `UnitOfWork.run` calls until that work has settled.
 */
export type StorageTransaction = object;

/** The context inside a transaction: what `UnitOfWork.run` hands to the work. */
export interface TransactionContext extends StorageContext {
  readonly transaction: StorageTransaction;
}
