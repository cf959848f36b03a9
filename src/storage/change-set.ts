import type { Customer, Interaction } from "../models/index.js";
import type { DocumentContent, DocumentKey } from "./document-store.js";
import type { OutboxMessage } from "./outbox.js";
import type { Version } from "./stored.js";

/** Creates, replaces or removes a whole customer. */
export interface CustomerChange {
  readonly id: string;
  /** The new profile, with the same identifier; `null` removes the customer. The history stays; an erasure removes both. */
  readonly customer: Customer | null;
  /** The version that was read; `null` if the customer must not exist yet. */
  readonly expected: Version | null;
}

/** Creates, replaces or removes a whole document. */
export interface DocumentChange extends DocumentKey {
  /** The new content; `null` removes the document, and its due instant with it. */
  readonly document: DocumentContent | null;
  /** The version that was read; `null` if the document must not exist yet. */
  readonly expected: Version | null;
}

/** A document that the set depends on and does not change. */
export interface DocumentCheck extends DocumentKey {
  /**
   * The version that was read. There is no check that a document does not exist: a database cannot lock what is not there. A
   * set that depends on it creates the document.
   */
  readonly expected: Version;
}

/**
 * Changes that belong together, usually those of one decision about one customer: all of them are written or none.
 *
 * The set is written only if every version is still the expected one, no new interaction is known and no message exists under
 * its key. Otherwise the set is a conflict.
 */
export interface ChangeSet {
  readonly customers?: readonly CustomerChange[] | undefined;
  /** An adapter without transactions writes them in this order, after everything but the messages. */
  readonly documents?: readonly DocumentChange[] | undefined;
  readonly checks?: readonly DocumentCheck[] | undefined;
  /**
   * Customers whose interactions are removed, before new ones are written; their identifiers become free for this set. Another
   * set of the same call may see them as known and conflict.
   */
  readonly removeHistories?: readonly string[] | undefined;
  /** New interactions. One whose identifier is known is a conflict, whatever its content. */
  readonly interactions?: readonly Interaction[] | undefined;
  /** New messages, for the outbox. */
  readonly messages?: readonly OutboxMessage[] | undefined;
}

/**
 * Outcome of one change set: the version of every record that it wrote, or a conflict. A conflict is a value rather than an
 * exception, because it is expected: read again and decide again.
 */
export type Committed = { readonly ok: true; readonly version: Version } | Conflict;

/** Another writer was first; nothing of the set was written. */
export interface Conflict {
  readonly ok: false;
  readonly reason: "conflict";
}
