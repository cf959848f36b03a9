import type { StorageContext } from "./context.js";
import type { Appended } from "./interaction-log.js";
import type { Page, PageRequest } from "./stored.js";

/** Something to deliver: to a broker, a webhook, a mail gateway. */
export interface OutboxMessage {
  /** Stable: a receiver recognizes a second delivery by it. */
  readonly id: string;
  /** What it is (`"stage.changed"`). */
  readonly type: string;
  /** When it came up; messages are handed out by `(at, id)`. */
  readonly at: Date;
  /** Plain data. Put references in rather than personal data: messages outlive an erasure by a moment. */
  readonly payload: unknown;
}

/** How to claim. */
export interface ClaimRequest {
  /** The present, by the caller's clock. Adapters read no clock, not even the database's. */
  readonly now: Date;
  /** How long the claim holds, whole milliseconds from 1: longer than the slowest delivery. */
  readonly leaseMilliseconds: number;
  /** The most messages to hand out, a whole number from 1. */
  readonly limit: number;
}

/** A message in somebody's hands. */
export interface ClaimedMessage {
  readonly message: OutboxMessage;
  /** Proof of the claim, for {@link Outbox.acknowledge}. Opaque, and another one for every claim. */
  readonly lease: string;
  /** `now` + `leaseMilliseconds`: from this instant on (inclusive) another claim may take it. */
  readonly leaseUntil: Date;
  /** 1 for the first claim of this message; above 1 a delivery may have happened before. */
  readonly attempt: number;
}

/** What to acknowledge: `{ id: claimed.message.id, lease: claimed.lease }`. */
export interface Delivery {
  readonly id: string;
  readonly lease: string;
}

/** `"lost"`: the lease is no longer good, because another claim took the message over or it was acknowledged before. */
export type Acknowledged = "acknowledged" | "lost";

/**
 * Messages that a decision gives rise to, stored in the same transaction as the decision, so that neither exists
 * without the other, and delivered afterwards at least once.
 *
 * Messages are claimed with a lease: who dies with a message in hand loses it to another when the lease runs out.
 */
export interface Outbox {
  /**
   * Stores messages, idempotently by `id` as long as the first one waits; an acknowledged message may be forgotten.
   *
   * @returns what became of each, at its position in `messages`
   * @throws ClienteleError `unstorable_value`, `unstorable_identifier`; then none of the list is stored
   */
  enqueue(context: StorageContext, messages: readonly OutboxMessage[]): Promise<readonly Appended[]>;

  /**
   * Takes messages into the caller's hands: the first by `(at, id)` among those that nobody holds at `now`, that is,
   * never claimed or `leaseUntil` ≤ `now`. One atomic step: parallel claims never hand out the same message twice.
   * Claiming does not wait for what others hold (in SQL `FOR UPDATE SKIP LOCKED`).
   *
   * @returns the claimed messages by `(at, id)`; empty when there is nothing to do
   * @throws ClienteleError `invalid_option` for a limit or a lease below 1
   */
  claim(context: StorageContext, request: ClaimRequest): Promise<readonly ClaimedMessage[]>;

  /**
   * Removes delivered messages. A lease that has run out is still good until another claim takes the message.
   *
   * @returns what became of each, at its position in `deliveries`
   */
  acknowledge(context: StorageContext, deliveries: readonly Delivery[]): Promise<readonly Acknowledged[]>;

  /**
   * All waiting messages by `(at, id)`, claimed or not, without claiming them: for monitoring and for backups.
   *
   * @throws ClienteleError `invalid_cursor`, `invalid_option` for a limit below 1
   */
  page(context: StorageContext, request: PageRequest): Promise<Page<OutboxMessage>>;
}
