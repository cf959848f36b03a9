import type { Expression } from "../rules/index.js";

/**
 * Optional capabilities of an adapter. The library works without those that are not declared; the conformance kit tests those
 * that are.
 */
export interface StorageCapabilities {
  /**
   * Whether `UnitOfWork.run` is atomic over all stores of the adapter.
   *
   * Without transactions, `run` only calls the work, and whatever was written before a failure stays written. The workspace
   * then repeats idempotent steps, and an outbox message may be missing after a crash.
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
