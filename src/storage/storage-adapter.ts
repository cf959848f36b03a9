import type { StorageCapabilities } from "./capabilities.js";
import type { ChangeSet, Committed } from "./change-set.js";
import type { StorageContext } from "./context.js";
import type { CustomerStore } from "./customer-store.js";
import type { DocumentStore } from "./document-store.js";
import type { InteractionLog } from "./interaction-log.js";
import type { Outbox } from "./outbox.js";
import type { ReadRequest, ReadResult } from "./read-request.js";

/**
 * Storage of Clientele in one database. A host implements this interface for its own database and tests it with
 * `describeStorage` of `clientele/testing`.
 *
 * An operation of the library is `read`, a decision, `commit`. No transaction is open while it decides: the change sets name the
 * versions that were read, and after a conflict the library reads and decides again.
 *
 * Every member follows these rules:
 *
 * - The context is the first argument; a tenant reads and writes only its own data ({@link StorageContext}).
 * - A missing record is `null` and a conflict is a value. Only invalid input, a broken connection and an abort reject.
 * - Arguments and results are copies of plain data, exact to the last bit: dates are `Date`s with milliseconds from the year
 *   −271821 to 275760, numbers are doubles, texts are any Unicode without normalization ({@link storableCopy} checks and copies).
 * - Identifiers have 1 to 256 characters and are compared by code point: `"a"`, `"A"` and `"a "` differ, and `"__proto__"` is
 *   an ordinary identifier.
 * - Time and randomness come from the caller. An adapter that needs a unique token or measures a lease takes it from its database.
 */
export interface StorageAdapter {
  /** Name for messages and logs (`"memory"`, `"postgres"`). */
  readonly name: string;
  /** Optional capabilities. */
  readonly capabilities: StorageCapabilities;
  /**
   * Number of customers that the workspace reads and commits at once, an integer of at least 1. Defaults to 100, which spreads the
   * cost of two statements. Fewer are better where a call costs nothing: the data of a batch live until its end.
   */
  readonly batchSize?: number | undefined;

  /**
   * Reads records by their keys, with few statements: all of one instant, or the documents before everything else. A decision
   * therefore names the version of a document that is at least as old as the rest of what it read.
   *
   * @returns one result per key, at the position of the key
   * @throws ClienteleError `invalid_instant`, `invalid_option` for a limit below 1
   */
  read(context: StorageContext, request: ReadRequest): Promise<ReadResult>;

  /**
   * Writes change sets. Each set is written as a whole or not at all, whatever becomes of the others. Checking its versions and
   * writing it are one atomic step: of several parallel sets that expect the same version, exactly one succeeds. A lock or
   * serialization failure of the database is a conflict too.
   *
   * If the call rejects because the connection was lost, its outcome is unknown; reading again settles it.
   *
   * @param sets - a key occurs in one set at most (`checkChangeSets` checks and sorts them)
   * @returns the outcome of each set, by position
   * @throws ClienteleError `unstorable_value`, `unstorable_identifier`, `invalid_instant`, `invalid_change_set`; nothing is
   *   written then
   */
  commit(context: StorageContext, sets: readonly ChangeSet[]): Promise<readonly Committed[]>;

  readonly customers: CustomerStore;
  readonly interactions: InteractionLog;
  readonly documents: DocumentStore;
  readonly outbox: Outbox;
  /** Optional. Releases the connections. The library never calls it; the code that opened the storage does. */
  close?(): Promise<void>;
}
