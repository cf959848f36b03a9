/**
 * First argument of every call to a storage: the tenant and the abort signal.
 *
 * An adapter treats both fields the same way in every method:
 *
 * - `tenantId` limits what the call can read and write. No call crosses tenants.
 * - `signal`: if it is aborted before the call has changed anything, the call rejects with `signal.reason` and changes
 *   nothing (`signal.throwIfAborted()` does exactly that). A call that has done its work may still succeed.
 */
export interface StorageContext {
  /** Identifier of the tenant: 1 to 256 storable characters, compared by code point. */
  readonly tenantId: string;
  /** Aborts the call. */
  readonly signal?: AbortSignal | undefined;
}
