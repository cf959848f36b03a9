import type { StorageCapabilities } from "./capabilities.js";
import type { CustomerStore } from "./customer-store.js";
import type { DocumentStore } from "./document-store.js";
import type { InteractionLog } from "./interaction-log.js";
import type { Outbox } from "./outbox.js";
import type { Schedule } from "./schedule.js";
import type { UnitOfWork } from "./unit-of-work.js";

/**
 * Storage of Clientele in one database. A host implements this interface for its own database and tests it with
 * `describeStorage` of `clientele/testing`.
 *
 * Every member follows these rules:
 *
 * - The context is the first argument; a tenant reads and writes only its own data ({@link StorageContext}).
 * - A missing record is `null` and a conflict is a value. Only invalid input, a broken connection and an abort reject.
 * - Arguments and results are copies of plain data, exact to the last bit: dates are `Date`s with milliseconds from the year
 *   −271821 to 275760, numbers are doubles, texts are any Unicode without normalization ({@link storableCopy} checks and copies).
 * - Identifiers have 1 to 256 characters and are compared by code point: `"a"`, `"A"` and `"a "` differ, and `"__proto__"` is
 *   an ordinary identifier.
 * - Time and randomness come from the caller. An adapter that needs a unique token takes it from its database.
 */
export interface StorageAdapter {
  /** Name for messages and logs (`"memory"`, `"postgres"`). */
  readonly name: string;
  /** Optional capabilities. */
  readonly capabilities: StorageCapabilities;
  readonly customers: CustomerStore;
  readonly interactions: InteractionLog;
  readonly documents: DocumentStore;
  readonly outbox: Outbox;
  readonly schedule: Schedule;
  readonly unitOfWork: UnitOfWork;
  /** Optional. Releases the connections. The library never calls it; the code that opened the storage does. */
  close?(): Promise<void>;
}
