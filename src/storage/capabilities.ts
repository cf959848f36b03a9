import type { Expression } from "../rules/index.js";

/**
 * What an adapter can do beyond the required members. Every flag is optional; the library does without what is not
 * declared, and the conformance kit tests what is.
 */
export interface StorageCapabilities {
  /**
   * Whether `UnitOfWork.run` is all or nothing over every store of the adapter.
   *
   * Without it `run` just calls the work, what was written before a failure stays written, and the workspace repeats
   * idempotent steps instead; an outbox message may then be missing after a crash.
   *
   * Default is `false`.
   */
  readonly transactions?: boolean;

  /**
   * Kinds of expression that `customers.findByRule` pushes down to the database; a rule that has another kind in it is
   * evaluated by the library. Timelines are in no store that the adapter knows, so `"state"` is none of them unless the
   * adapter keeps timelines itself.
   *
   * Default is none: the library reads all customers with their histories and evaluates every rule.
   */
  readonly ruleKinds?: readonly Expression["kind"][];
}
