import type { Interaction } from "../models/index.js";
import type { StorageContext } from "./context.js";
import type { Page, PageRequest } from "./stored.js";

/**
 * Result of recording one item under an identifier:
 *
 * - `"appended"`: the item was new and is stored.
 * - `"repeated"`: the same content was stored before; nothing changed.
 * - `"conflict"`: other content is stored under this identifier and stays; the new item was not stored.
 *
 * `sameContent` of `clientele/kernel` compares content: the order of keys does not matter, and `undefined` equals absent.
 */
export type Appended = "appended" | "repeated" | "conflict";

/** A request for a page of the history of one customer. */
export interface HistoryRequest extends PageRequest {
  /** First instant, inclusive. Defaults to the beginning. */
  readonly from?: Date | undefined;
  /** End of the range, exclusive. Defaults to the end. */
  readonly to?: Date | undefined;
  /** Reads only these types; an empty list matches nothing. Defaults to all types. */
  readonly types?: readonly string[] | undefined;
  /** Order of the page. A cursor is valid only in the direction it was made for. Defaults to `"oldest-first"`. */
  readonly direction?: "oldest-first" | "newest-first" | undefined;
}

/**
 * The interactions of all customers. They are immutable, recorded once each, and ordered by `(at, id)`: by instant, ties by
 * identifier in code-point order. They may arrive in any order. Identifiers are unique in the tenant, not only per customer.
 */
export interface InteractionLog {
  /**
   * Records interactions. Idempotent by `id`. The customers need not exist in the {@link CustomerStore}.
   *
   * Each interaction has a result of its own, also one that occurs twice in the list, and a conflict of one does not prevent
   * the others from being stored. Of parallel appends of the same interaction, exactly one reports `"appended"`.
   *
   * @returns the result of each interaction, at its position in `interactions`
   * @throws ClienteleError `unstorable_value`, `unstorable_identifier`, `invalid_instant`; none of the interactions is stored then
   */
  append(context: StorageContext, interactions: readonly Interaction[]): Promise<readonly Appended[]>;

  /**
   * Reads one interaction; `null` if there is no such interaction.
   */
  get(context: StorageContext, interactionId: string): Promise<Interaction | null>;

  /**
   * Reads the history of one customer, `from` ≤ `at` < `to`.
   *
   * @returns a page by `(at, id)`, or in exactly the reverse order
   * @throws ClienteleError `invalid_cursor`, `invalid_instant`, `invalid_option` for a limit below 1
   */
  history(context: StorageContext, customerId: string, request: HistoryRequest): Promise<Page<Interaction>>;

  /**
   * Reads all interactions of the tenant by `(at, id)`. A late interaction takes the place of its `at`, which a cursor may have
   * passed already. To learn of interactions in the order of arrival, use the {@link Outbox}.
   *
   * @throws ClienteleError `invalid_cursor`, `invalid_option` for a limit below 1
   */
  page(context: StorageContext, request: PageRequest): Promise<Page<Interaction>>;

  /**
   * Removes all interactions of one customer (an erasure) and frees their identifiers. The workspace keeps late copies out.
   *
   * @returns the number of removed interactions
   */
  removeHistory(context: StorageContext, customerId: string): Promise<number>;

  /** Optional. Streams the interactions of {@link page} in bounded memory. Without it, the library reads pages. */
  scan?(context: StorageContext): AsyncIterable<Interaction>;
}
