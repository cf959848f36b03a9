import type { Interaction } from "../models/index.js";
import type { StorageContext } from "./context.js";
import type { Page, PageRequest } from "./stored.js";

/**
 * What became of one thing that was recorded under an identifier:
 *
 * - `"appended"`: it was new.
 * - `"repeated"`: the same content is there already; nothing changed.
 * - `"conflict"`: *other* content is there under this identifier, and stays; the new one was not stored.
 *
 * Content is the same when {@link sameContent} says so: key order and absent-or-undefined make no difference.
 */
export type Appended = "appended" | "repeated" | "conflict";

/** Which part of a customer's history to read. */
export interface HistoryRequest extends PageRequest {
  /** From this instant on. */
  readonly from?: Date | undefined;
  /** Before this instant. */
  readonly to?: Date | undefined;
  /** Only these types; an empty list matches nothing. Default is all. */
  readonly types?: readonly string[] | undefined;
  /** Default is `"oldest-first"`. A cursor belongs to the direction it was made in. */
  readonly direction?: "oldest-first" | "newest-first" | undefined;
}

/**
 * The facts: immutable, each once, in the one total order `(at, id)`: by instant, ties by identifier in code-point
 * order. They arrive in any order. Identifiers are unique in the tenant, not just within a customer.
 */
export interface InteractionLog {
  /**
   * Records facts, idempotently by `id`. The customers need not exist in the {@link CustomerStore}.
   *
   * Each fact is judged for itself, one that comes twice in the list too, and a conflict of one does not keep the
   * others out. Of parallel appends of the same fact, exactly one reports `"appended"`.
   *
   * @returns what became of each, at its position in `interactions`
   * @throws ClienteleError `unstorable_value`, `unstorable_identifier`; then none of the list is stored
   */
  append(context: StorageContext, interactions: readonly Interaction[]): Promise<readonly Appended[]>;

  /**
   * One fact by its identifier; `null` when there is none.
   */
  get(context: StorageContext, interactionId: string): Promise<Interaction | null>;

  /**
   * The history of one customer, `from` ≤ `at` < `to`.
   *
   * @returns a page by `(at, id)`, or in the exact reverse of that order
   * @throws ClienteleError `invalid_cursor`, `invalid_option` for a limit below 1
   */
  history(context: StorageContext, customerId: string, request: HistoryRequest): Promise<Page<Interaction>>;

  /**
   * All facts of the tenant by `(at, id)`. A fact that arrives late stands where its `at` puts it, which may be behind
   * a cursor: to learn of new facts in the order of arrival, use the {@link Outbox}.
   *
   * @throws ClienteleError `invalid_cursor`, `invalid_option` for a limit below 1
   */
  page(context: StorageContext, request: PageRequest): Promise<Page<Interaction>>;

  /**
   * Removes every fact of one customer (an erasure). Their identifiers become free: keeping a late copy out is the
   * workspace's matter.
   *
   * @returns how many were removed
   */
  removeHistory(context: StorageContext, customerId: string): Promise<number>;

  /** Optional: as {@link page}, streamed in bounded memory. Left out, the library reads pages. */
  scan?(context: StorageContext): AsyncIterable<Interaction>;
}
