import type { Customer } from "../models/index.js";
import type { Calendars, CatalogSource, Rule } from "../rules/index.js";
import type { StorageContext } from "./context.js";
import type { Page, PageRequest, Removed, Saved, Stored, Version } from "./stored.js";

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
 * The profiles, one per customer.
 *
 * `customer.version` counts the changes of the profile and is stored like any other field. The {@link Version} that a save
 * expects belongs to the store.
 */
export interface CustomerStore {
  /**
   * Reads one customer.
   *
   * @returns a copy with its version; `null` if there is no such customer
   */
  get(context: StorageContext, customerId: string): Promise<Stored<Customer> | null>;

  /**
   * Reads several customers.
   *
   * @param customerIds - in any order; repetitions are allowed
   * @returns one result per identifier, in the same order; `null` where there is no such customer
   */
  getMany(context: StorageContext, customerIds: readonly string[]): Promise<readonly (Stored<Customer> | null)[]>;

  /**
   * Creates or replaces a whole customer. Checking the version and writing are one atomic step: of several parallel saves that
   * expect the same version, exactly one succeeds.
   *
   * @param expected - the version that was read; `null` if the customer must not exist yet
   * @returns the new version, or a conflict with the stored version
   * @throws ClienteleError `unstorable_value` (see {@link storableCopy}), `unstorable_identifier`
   */
  save(context: StorageContext, customer: Customer, expected: Version | null): Promise<Saved>;

  /**
   * Removes a customer, under the same rule as {@link save}. The history in the {@link InteractionLog} stays; an erasure removes both.
   *
   * @returns a conflict with `actual: null` if there is no such customer
   */
  remove(context: StorageContext, customerId: string, expected: Version): Promise<Removed>;

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
