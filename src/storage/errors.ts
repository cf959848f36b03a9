import type { Problem } from "../kernel/index.js";

/** Errors of storage adapters. A conflict of versions is no error: it is a value that a call returns. */
export interface StorageErrors {
  /**
   * @cause Something that is no plain data was to be stored: NaN, an infinity, a function, a class instance, a cycle, a text with U+0000 or a lone surrogate.
   * @remedy Store null, booleans, finite numbers, texts, valid Dates, lists and plain objects; leave a field out instead of setting it to NaN.
   */
  unstorable_value: { readonly path: string };
  /**
   * @cause A tenant, customer, interaction, document, message or schedule key is not a text of 1 to 256 storable characters (512 for a schedule key).
   * @remedy Give a text without U+0000 and lone surrogates, within the length; `__proto__` is a valid one.
   */
  unstorable_identifier: { readonly name: string; readonly value: unknown };
  /**
   * @cause A stored text cannot be read back: it is no JSON, or holds a date that is none.
   * @remedy Restore the record from a backup; somebody else than the adapter wrote into its table.
   */
  corrupt_record: { readonly path: string };
  /**
   * @cause A cursor is not one that this method returned.
   * @remedy Pass `next` of the page before, unchanged; leave the cursor out to begin at the start.
   */
  invalid_cursor: { readonly cursor: unknown };
  /**
   * @cause A transaction was used after it ended, by another storage, for another tenant, or a run was begun inside a run.
   * @remedy Use the context that `UnitOfWork.run` hands to the work, only until the work returns, and await every call in it.
   */
  invalid_transaction: { readonly reason: "ended" | "foreign" | "tenant" | "nested" };
  /**
   * @cause A snapshot of the memory storage has missing, malformed, duplicate or unknown parts; every problem is listed.
   * @remedy Load what `snapshot()` returned, unchanged; the paths tell which entries were edited or cut off.
   */
  invalid_snapshot: { readonly problems: readonly Problem[] };
  /**
   * @cause A snapshot was written by a version of the format that this package does not know.
   * @remedy Load it with the version of the package that wrote it, or a newer one.
   */
  unsupported_snapshot_version: { readonly found: unknown; readonly supported: readonly number[] };
  /**
   * @cause An export is not as it was written: cut off, edited, with lines of another, or no export at all.
   * @remedy Restore from another copy; `verifyExport` tells whether one is good. Nothing was stored.
   */
  corrupt_export: { readonly line: number };
  /**
   * @cause An export was written by a version of the format that this package does not know.
   * @remedy Restore it with the version of the package that wrote it, or a newer one.
   */
  unsupported_export_version: { readonly found: unknown; readonly supported: readonly number[] };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends StorageErrors {}
}
