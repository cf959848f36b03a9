import type { StorageContext } from "./context.js";
import type { Page, PageRequest } from "./stored.js";

/** A message to deliver to a broker, a webhook or a mail gateway. Its key is subject, sequence and part. */
export interface OutboxMessage {
  /** What the message is about, usually a customer: 1 to 256 storable characters. The messages of one subject are delivered in order. */
  readonly subject: string;
  /**
   * Integer that orders the messages of a subject: the revision of the customer whose decision sent it. It must be higher than
   * every sequence of the subject that was committed in another set.
   */
  readonly sequence: number;
  /** Orders the messages of one sequence: an integer of at least 1. */
  readonly part: number;
  /** Stable identifier, by which a receiver recognizes a second delivery. */
  readonly id: string;
  /** Type of the message (`"stage.changed"`). */
  readonly type: string;
  /** When the message was created. It does not affect the order: the clocks of two machines may differ. */
  readonly at: Date;
  /** Plain data. Prefer references to personal data, because a message may outlive an erasure for a moment. */
  readonly payload: unknown;
}

/** A request to claim subjects. */
export interface ClaimRequest {
  /**
   * Duration of the lease in milliseconds, an integer of at least 1, counted by the clock of the database. Choose it longer than
   * the slowest delivery.
   */
  readonly leaseMilliseconds: number;
  /** Maximum number of subjects, an integer of at least 1. */
  readonly limit: number;
}

/** A subject whose first messages the caller delivers now. */
export interface ClaimedSubject {
  readonly subject: string;
  /** Token of the claim, for {@link Outbox.acknowledge}. Opaque, and different for every claim. */
  readonly lease: string;
  /** 1 for the first claim of these messages; above 1, an earlier claim may have delivered some of them. */
  readonly attempt: number;
  /** The first messages by `(sequence, part)`: at least one, and always whole sequences. */
  readonly messages: readonly OutboxMessage[];
}

/** Messages that were delivered: those of a subject up to and including a sequence. */
export interface Acknowledgement {
  readonly subject: string;
  readonly lease: string;
  readonly through: number;
}

/** `"lost"` means that the lease is no longer valid: another claim took the subject, or it was acknowledged before. */
export type Acknowledged = "acknowledged" | "lost";

/**
 * Messages about decisions, a queue per subject. A message is stored in the change set of its decision, so that neither exists
 * without the other, and is delivered afterwards at least once, in the order of `(sequence, part)`.
 *
 * Workers claim subjects with a lease. While a subject is leased, none of its messages is handed out to others, not even those
 * that are added meanwhile. If a worker dies, another one can claim its subjects when the lease expires.
 *
 * A lease is counted by the clock of the database, so that the clocks of processes do not matter; a storage in the memory of one
 * process uses a monotonic clock.
 */
export interface Outbox {
  /**
   * Claims subjects that are free: never claimed, acknowledged since, or with an expired lease. Those that have waited longest
   * come first; a subject whose lease expired waits anew, behind the others. The claim is one atomic step, so parallel claims
   * never return the same subject, and does not wait for subjects that another claim holds (in SQL: `FOR UPDATE SKIP LOCKED`).
   *
   * @returns the claimed subjects; empty if there are none
   * @throws ClienteleError `invalid_option` for a limit or a lease below 1
   */
  claim(context: StorageContext, request: ClaimRequest): Promise<readonly ClaimedSubject[]>;

  /**
   * Removes delivered messages and frees their subjects: the next claim returns what is left. An expired lease stays valid until
   * another claim takes the subject.
   *
   * @returns the result of each acknowledgement, by position
   */
  acknowledge(context: StorageContext, acknowledgements: readonly Acknowledgement[]): Promise<readonly Acknowledged[]>;

  /**
   * Reads all waiting messages by `(subject, sequence, part)`, claimed or not, without claiming them; for monitoring and backups.
   *
   * @throws ClienteleError `invalid_cursor`, `invalid_option` for a limit below 1
   */
  page(context: StorageContext, request: PageRequest): Promise<Page<OutboxMessage>>;
}
