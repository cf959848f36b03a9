import type { StorageContext } from "./context.js";
import type { Appended } from "./interaction-log.js";
import type { Page, PageRequest } from "./stored.js";

/** A message to deliver to a broker, a webhook or a mail gateway. */
export interface OutboxMessage {
  /** Stable identifier, by which a receiver recognizes a second delivery. */
  readonly id: string;
  /** Type of the message (`"stage.changed"`). */
  readonly type: string;
  /** When the message was created; messages are claimed in the order `(at, id)`. */
  readonly at: Date;
  /** Plain data. Prefer references to personal data, because a message may outlive an erasure for a moment. */
  readonly payload: unknown;
}

/** A request to claim messages. */
export interface ClaimRequest {
  /** Current time by the clock of the caller. Adapters read no clock, not even that of the database. */
  readonly now: Date;
  /** Duration of the claim in milliseconds, an integer of at least 1; choose it longer than the slowest delivery. */
  readonly leaseMilliseconds: number;
  /** Maximum number of messages, an integer of at least 1. */
  readonly limit: number;
}

/** A claimed message. */
export interface ClaimedMessage {
  readonly message: OutboxMessage;
  /** Token of the claim, for {@link Outbox.acknowledge}. Opaque, and different for every claim. */
  readonly lease: string;
  /** `now` + `leaseMilliseconds`: from this instant (inclusive) another claim may take the message. */
  readonly leaseUntil: Date;
  /** 1 for the first claim of the message; above 1, an earlier claim may have delivered it. */
  readonly attempt: number;
}

/** A delivery to acknowledge: `{ id: claimed.message.id, lease: claimed.lease }`. */
export interface Delivery {
  readonly id: string;
  readonly lease: string;
}

/** `"lost"` means that the lease is no longer valid: another claim took the message, or it was acknowledged before. */
export type Acknowledged = "acknowledged" | "lost";

/**
 * Messages about decisions. A message is stored in the transaction of its decision, so that neither exists without the other,
 * and is delivered afterwards at least once.
 *
 * Workers claim messages with a lease. If a worker dies, another one can claim its messages when the lease expires.
 */
export interface Outbox {
  /**
   * Stores messages. Idempotent by `id` while the message is waiting; an acknowledged message may be forgotten.
   *
   * @returns the result of each message, at its position in `messages`
   * @throws ClienteleError `unstorable_value`, `unstorable_identifier`, `invalid_instant`; none of the messages is stored then
   */
  enqueue(context: StorageContext, messages: readonly OutboxMessage[]): Promise<readonly Appended[]>;

  /**
   * Claims the first messages by `(at, id)` that are free at `now`: never claimed, or `leaseUntil` ≤ `now`. The claim is one
   * atomic step, so parallel claims never return the same message. A claim does not wait for messages that another claim
   * holds (in SQL: `FOR UPDATE SKIP LOCKED`).
   *
   * @returns the claimed messages by `(at, id)`; empty if there are none
   * @throws ClienteleError `invalid_option` for a limit or a lease below 1, `invalid_instant`
   */
  claim(context: StorageContext, request: ClaimRequest): Promise<readonly ClaimedMessage[]>;

  /**
   * Removes delivered messages. An expired lease stays valid until another claim takes the message.
   *
   * @returns the result of each delivery, at its position in `deliveries`
   */
  acknowledge(context: StorageContext, deliveries: readonly Delivery[]): Promise<readonly Acknowledged[]>;

  /**
   * Reads all waiting messages by `(at, id)`, claimed or not, without claiming them; for monitoring and backups.
   *
   * @throws ClienteleError `invalid_cursor`, `invalid_option` for a limit below 1
   */
  page(context: StorageContext, request: PageRequest): Promise<Page<OutboxMessage>>;
}
