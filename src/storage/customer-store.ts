import type { Customer } from "../models/index.js";
import type { CatalogSource, Rule } from "../rules/index.js";
import type { StorageContext } from "./context.js";
import type { Page, PageRequest, Removed, Saved, Stored, Version } from "./stored.js";

/** Which audience to read. */
export interface RuleRequest extends PageRequest {
  /** What had happened by then counts, nothing later. */
  readonly asOf: Date;
  /** What the words of the rule mean. */
  readonly catalog: CatalogSource;
}

/**
 * The profiles, one a customer.
 *
 * `customer.version` is the profile's own count of changes and none of the store's business: it is stored like any
 * other field. The {@link Version} that a save expects is the store's.
 */
export interface CustomerStore {
  /**
   * One customer.
   *
   * @returns a copy with its version; `null` when there is none
   */
  get(context: StorageContext, customerId: string): Promise<Stored<Customer> | null>;

  /**
   * Several customers at once.
   *
   * @param customerIds - in any order, the same one more than once if you like
   * @returns as many as were asked for, in the same order, `null` where there is none
   */
  getMany(context: StorageContext, customerIds: readonly string[]): Promise<readonly (Stored<Customer> | null)[]>;

  /**
   * Creates or replaces a customer as a whole. Checking the version and writing are one atomic step: of any number of
   * parallel saves that expect the same version, exactly one succeeds.
   *
   * @param expected - the version that was read; `null` when the customer must not exist yet
   * @returns the new version, or a conflict with the version now stored
   * @throws ClienteleError `unstorable_value` (see {@link storableCopy}), `unstorable_identifier`
   */
  save(context: StorageContext, customer: Customer, expected: Version | null): Promise<Saved>;

  /**
   * Removes a customer, under the same rule as {@link save}. The history in the {@link InteractionLog} stays; an erasure removes both.
   *
   * @returns a conflict with `actual: null` when there is none
   */
  remove(context: StorageContext, customerId: string, expected: Version): Promise<Removed>;

  /**
   * All customers of the tenant by identifier, in code-point order (`compareCodePoints`; in SQL a binary collation).
   *
   * @throws ClienteleError `invalid_cursor`, `invalid_option` for a limit below 1
   */
  page(context: StorageContext, request: PageRequest): Promise<Page<Stored<Customer>>>;

  /**
   * Optional: the same customers in the same order as {@link page}, streamed in bounded memory, with the same promise
   * about concurrent writes. Left out, the library reads pages.
   */
  scan?(context: StorageContext): AsyncIterable<Stored<Customer>>;

  /**
   * Optional: the customers for whom a rule holds, found by the database, in the order of {@link page}. The library calls
   * it for rules made of the kinds in `capabilities.ruleKinds` only, and evaluates the others itself.
   *
   * The answer is the one that `evaluateRule` gives for each customer with the history in the {@link InteractionLog}, without
   * timelines and with the profile as it is now: not one customer more or less. A rule of a declared kind that the
   * database cannot do faithfully (its tests, its zone) is answered with `null`, never with an approximation.
   *
   * @param rule - valid against `request.catalog`
   * @returns a page; `null` when this rule cannot be pushed down, and then on every page
   * @throws ClienteleError `invalid_cursor`, `invalid_option` for a limit below 1
   */
  findByRule?(context: StorageContext, rule: Rule, request: RuleRequest): Promise<Page<Stored<Customer>> | null>;
}
