import type { Customer } from "../models/index.js";
import type { Calendars, CatalogSource, Rule } from "../rules/index.js";
import type { StorageContext } from "./context.js";
import type { Page, PageRequest, Stored } from "./stored.js";

/** A request for a page of the customers that a rule selects. */
export interface RuleRequest extends PageRequest {
  /** Instant of the evaluation: later facts do not count. */
  readonly asOf: Date;
  /** Schema of the rule. */
  readonly schema: CatalogSource;
  /** Open hours of the business calendars that the rule names. */
  readonly calendars?: Calendars | undefined;
}

/**
 * Lists of profiles. `read` of the adapter finds single ones, and `commit` changes them.
 *
 * `customer.version` counts the changes of the profile and is stored like any other field. The `Version` that a change expects
 * belongs to the storage.
 */
export interface CustomerStore {
  /**
   * Reads all customers of the tenant by identifier, in code-point order (`compareCodePoints`; in SQL a binary collation).
   *
   * @throws ClienteleError `invalid_cursor`, `invalid_option` for a limit below 1
   */
  page(context: StorageContext, request: PageRequest): Promise<Page<Stored<Customer>>>;

  /**
   * Optional. Streams the customers of {@link page} in the same order and in bounded memory, with the same guarantee under
   * concurrent writes. Without it, the library reads pages.
   */
  scan?(context: StorageContext): AsyncIterable<Stored<Customer>>;

  /**
   * Optional. Finds the customers that a rule selects, in the database and in the order of {@link page}. The library calls it
   * only for rules made of the kinds in `capabilities.ruleKinds`, and evaluates other rules itself.
   *
   * The result must be exactly that of `evaluateRule` for every customer, with the history in the {@link InteractionLog},
   * the current profile and no timelines. If the database cannot evaluate a rule of a declared kind exactly (because of a test
   * or a time zone), return `null` rather than an approximation.
   *
   * @param rule - valid in `request.schema`
   * @returns a page; `null` on every page if the rule cannot be evaluated in the database
   * @throws ClienteleError `invalid_cursor`, `invalid_instant`, `invalid_option` for a limit below 1
   */
  findByRule?(context: StorageContext, rule: Rule, request: RuleRequest): Promise<Page<Stored<Customer>> | null>;
}
