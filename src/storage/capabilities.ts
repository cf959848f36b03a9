import type { Expression } from "../rules/index.js";

/**
 * Optional capabilities of an adapter. The library works without those that are not declared; the conformance kit tests those
 * that are.
 */
export interface StorageCapabilities {
  /**
   * Whether a change set is atomic: all of it is written, or nothing.
   *
   * Without transactions, whatever was written before a failure stays written. The library repeats the operation, which
   * completes it, and a message may be missing after a crash.
   *
   * Defaults to false.
   */
  readonly transactions?: boolean | undefined;

  /**
   * Kinds of expression that `customers.findByRule` evaluates in the database. The library evaluates a rule that contains any
   * other kind. No store of the adapter holds timelines, so leave out `"state"` unless the adapter keeps timelines itself.
   *
   * Defaults to none: the library reads all customers with their histories and evaluates every rule.
   */
  readonly ruleKinds?: readonly Expression["kind"][] | undefined;
}
