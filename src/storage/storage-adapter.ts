import type { StorageCapabilities } from "./capabilities.js";
import type { CustomerStore } from "./customer-store.js";
import type { DocumentStore } from "./document-store.js";
import type { InteractionLog } from "./interaction-log.js";
import type { Outbox } from "./outbox.js";
import type { Schedule } from "./schedule.js";
import type { UnitOfWork } from "./unit-of-work.js";

/**
 * Where Clientele keeps what it must remember. A host implements this for its own database, and proves it with
 * `describeStorage` of `clientele/testing`.
 *
 * What holds for every member:
 *
 * - The context comes first; a tenant sees and changes only its own data ({@link StorageContext}).
 * - Absent is `null`, a conflict is a value; only bad input, a broken connection and an abort reject.
 * - What goes in and what comes out are copies of plain data, equal to the last bit: dates are `Date`s with milliseconds
 *   from year −271821 to 275760, numbers are doubles, texts are any Unicode without normalization ({@link storableCopy} checks and copies).
 * - Identifiers are 1 to 256 characters and compared by code point: `"a"`, `"A"` and `"a "` are three, `"__proto__"` is one.
 * - Time and randomness come from the caller. An adapter that needs a unique token takes it from its database.
 */
export interface StorageAdapter {
  /** For messages and logs (`"memory"`, `"postgres"`). */
  readonly name: string;
  /** What it can do beyond the required. Default of every flag is `false`. */
  readonly capabilities: StorageCapabilities;
  readonly customers: CustomerStore;
  readonly interactions: InteractionLog;
  readonly documents: DocumentStore;
  readonly outbox: Outbox;
  readonly schedule: Schedule;
  readonly unitOfWork: UnitOfWork;
  /** Optional: gives connections back. The library never calls it; who opened the storage does. */
  close?(): Promise<void>;
}
