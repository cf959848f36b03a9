import type { Interaction } from "../models/index.js";
import type { StorageContext } from "./context.js";
import type { Page, PageRequest } from "./stored.js";

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
 * Lists of interactions. They are immutable, recorded once each, and ordered by `(at, id)`: by instant, ties by identifier in
 * code-point order. They may arrive in any order, and their customers need not exist. Identifiers are unique in the tenant, not
 * only per customer. `read` of the adapter finds single ones, and `commit` records new ones.
 */
export interface InteractionLog {
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

  /** Optional. Streams the interactions of {@link page} in bounded memory. Without it, the library reads pages. */
  scan?(context: StorageContext): AsyncIterable<Interaction>;
}
