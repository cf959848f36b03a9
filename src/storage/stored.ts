/**
 * Identifies one state of one stored record. Opaque: compare versions only for equality.
 *
 * Every successful save returns a version that the identifier never had before, *even if the record was removed and created
 * again in between*. A row counter that restarts at 1 is not enough: a writer that read the removed record must not be able to
 * overwrite the new one.
 */
export type Version = string;

/** A stored value with the version that a save or a removal must name. */
export interface Stored<Value> {
  /** A copy: changing it does not change what is stored. */
  readonly value: Value;
  readonly version: Version;
}

/** Another writer was first. A value rather than an exception, because it is expected: read again and decide again. */
export interface Conflict {
  readonly ok: false;
  readonly reason: "conflict";
}

/** A save or a removal named a version other than the stored one; nothing was changed. */
export interface VersionConflict extends Conflict {
  /** The stored version; `null` if nothing is stored. */
  readonly actual: Version | null;
}

/** Result of a save: the new version, or a conflict. */
export type Saved = { readonly ok: true; readonly version: Version } | VersionConflict;

/** Result of a removal. */
export type Removed = { readonly ok: true } | VersionConflict;

/** A request for a page. */
export interface PageRequest {
  /** Maximum number of items, an integer of at least 1. */
  readonly limit: number;
  /** `next` of the previous page; `null` or absent for the first page. */
  readonly cursor?: string | null | undefined;
}

/**
 * One page, in the order that the method states.
 *
 * Cursors are keyset cursors: they hold the sort key of the last item rather than a number of items to skip. While others
 * write, reading all pages therefore returns every item that existed from the first call to the last *exactly once*. An item
 * that was added or removed in between may or may not be returned, but never twice. A cursor stays valid after its item was
 * removed and after a restart of the process.
 */
export interface Page<Item> {
  /** At most `limit` items; possibly fewer, even none, while `next` is not `null`. */
  readonly items: readonly Item[];
  /** Opaque cursor of the next page; `null` if there is none. The last page may be empty. */
  readonly next: string | null;
}
