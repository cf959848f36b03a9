/**
 * Names one state of one stored thing. Opaque: compare for equality, never order, never count on.
 *
 * Every successful save yields a version that the same identifier never had before, *even if it was removed and saved
 * anew in between* (a plain row counter that restarts at 1 is not enough): a writer who read the removed state must
 * not be able to overwrite the new one.
 */
export type Version = string;

/** A stored value with the version that a save or a removal has to name. */
export interface Stored<Value> {
  /** A copy: changing it changes nothing stored. */
  readonly value: Value;
  readonly version: Version;
}

/** Somebody else was first. Expected, and therefore a value, never an exception: read again, decide again. */
export interface Conflict {
  readonly ok: false;
  readonly reason: "conflict";
}

/** A save or a removal named a version that is not the stored one; nothing was changed. */
export interface VersionConflict extends Conflict {
  /** The version now stored, `null` where nothing is. */
  readonly actual: Version | null;
}

/** How a save ended: the new version, or a conflict. */
export type Saved = { readonly ok: true; readonly version: Version } | VersionConflict;

/** How a removal ended. */
export type Removed = { readonly ok: true } | VersionConflict;

/** Which page to read. */
export interface PageRequest {
  /** The most items that the page may have, a whole number from 1. */
  readonly limit: number;
  /** `next` of the page before; `null` or absent for the first page. */
  readonly cursor?: string | null | undefined;
}

/**
 * One page in the order that the method states.
 *
 * Cursors are keyset cursors: they hold the sort key of the last item, not a count of items to skip. Therefore,
 * while others write, a walk through all pages yields every item that was there from its first call to its last
 * *exactly once*; an item added or removed meanwhile may or may not be in it, and none comes twice.
 * A cursor stays good after its item was removed, and after the process was restarted.
 */
export interface Page<Item> {
  /** At most `limit`; may be fewer, even none, while `next` is not `null`. */
  readonly items: readonly Item[];
  /** Opaque; `null` when nothing follows. It may be a cursor after which an empty last page comes. */
  readonly next: string | null;
}
