/**
 * Identifies one state of one stored record. Opaque: compare versions only for equality.
 *
 * Every successful change set gives its records a version that they never had before, *even if a record was removed and created
 * again in between*. A row counter that restarts at 1 is not enough: a writer that read the removed record must not be able to
 * overwrite the new one.
 */
export type Version = string;

/** A stored value with the version that a change of it must name. */
export interface Stored<Value> {
  /** A copy: changing it does not change what is stored. */
  readonly value: Value;
  readonly version: Version;
}

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
