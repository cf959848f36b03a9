import type { Problem } from "../kernel/index.js";

/** Errors of storage adapters. A conflict of versions is not an error but a value that a call returns. */
export interface StorageErrors {
  /**
   * @cause A value to store is not plain data: NaN, an infinity, a function, a class instance, a cycle, or a text with U+0000 or an unpaired surrogate.
   * @remedy Store null, booleans, finite numbers, texts, valid Dates, arrays and plain objects. Leave a field out instead of setting it to NaN.
   */
  unstorable_value: { readonly path: string };
  /**
   * @cause The identifier of a tenant, customer, interaction, document or message, or the subject of a message, is not a text of 1 to 256 storable characters.
   * @remedy Pass a text within that length, without U+0000 and unpaired surrogates. `__proto__` is a valid identifier.
   */
  unstorable_identifier: { readonly name: string; readonly value: unknown };
  /**
   * @cause A stored text cannot be read back: it is not JSON, or contains an invalid date.
   * @remedy Restore the record from a backup. Something other than the adapter wrote to its table.
   */
  corrupt_record: { readonly path: string };
  /**
   * @cause The method did not return this cursor.
   * @remedy Pass `next` of the previous page, unchanged. Leave the cursor out to start with the first page.
   */
  invalid_cursor: { readonly cursor: unknown };
  /**
   * @cause A change set contradicts itself: a key occurs twice in the sets of one commit, the identifier of a customer differs from its key, a removal or a check names no version, or the sequence or part of a message is not an integer.
   * @remedy Join changes of one record before the commit. `path` names the place in the sets.
   */
  invalid_change_set: { readonly path: string };
  /**
   * @cause Other writers changed the same records at every attempt to write them.
   * @remedy Repeat the call, which completes it. If it fails again, check whether a transaction of the database holds its locks.
   */
  unresolved_conflict: { readonly attempts: number };
  /**
   * @cause A connection of the database has a setting under which a value could leave its quotes or statements mean something else: `sql_mode` with NO_BACKSLASH_ESCAPES, ORACLE or EMPTY_STRING_IS_NULL, or `standard_conforming_strings = off`.
   * @remedy Change the setting for the server, the user or the pool. `migrate` checks it before it changes anything.
   */
  unsupported_setting: { readonly setting: string; readonly value: string };
  /**
   * @cause The tables of the SQL storage were migrated by a later version of the package. This version would write what the later one does not read.
   * @remedy Update the package of this process. `found` names the migrations that it does not have.
   */
  newer_schema: { readonly found: readonly string[] };
  /**
   * @cause A snapshot of the memory storage has missing, malformed or duplicate parts; `problems` lists all of them.
   * @remedy Load what `snapshot()` returned, unchanged. The paths name the entries that were edited or cut off.
   */
  invalid_snapshot: { readonly problems: readonly Problem[] };
  /**
   * @cause The snapshot has a version of the format that this package does not read.
   * @remedy Load it with the version of the package that wrote it, or a later one.
   */
  unsupported_snapshot_version: { readonly found: unknown; readonly supported: readonly number[] };
  /**
   * @cause The text is not an export, or the export was changed after it was written: it is cut off, edited, or contains other lines.
   * @remedy Restore from another copy; `verifyExport` checks one. Nothing was stored.
   */
  corrupt_export: { readonly line: number };
  /**
   * @cause The export has a version of the format that this package does not read.
   * @remedy Restore it with the version of the package that wrote it, or a later one.
   */
  unsupported_export_version: { readonly found: unknown; readonly supported: readonly number[] };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends StorageErrors {}
}
