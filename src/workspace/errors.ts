/** Errors of the workspace. */
export interface WorkspaceErrors {
  /**
   * @cause Others changed the same customer so often that a decision could not be saved within the attempts that were allowed.
   * @remedy Call again: nothing was written. If it comes often, look for a loop that writes one customer from many places, or raise `attempts`.
   */
  version_conflict: { readonly customerId: string; readonly attempts: number };
  /**
   * @cause The access policy does not let this actor do this.
   * @remedy Act as somebody who may; `reason` is the policy's own. The plain policy goes by the actor's clearance.
   */
  access_denied: {
    readonly actorId: string;
    readonly action: string;
    readonly customerId: string | null;
    readonly reason: string;
  };
  /**
   * @cause A customer was named who is not there, and the call does not create one.
   * @remedy Track or identify the customer first; after a merge, either identifier finds the one who was kept.
   */
  unknown_customer: { readonly customerId: string };
  /**
   * @cause The customer was erased, and a tombstone keeps the data from coming back under the same identifier.
   * @remedy Leave it: an erased customer who comes back of their own will is a new customer, under a new identifier.
   */
  erased_customer: { readonly customerId: string };
  /**
   * @cause A plugin is not what the workspace can run: two plugins share an identifier or a timeline, or a plugin returned something that it had not declared.
   * @remedy Mend the plugin; `problem` says what is wrong with it.
   */
  invalid_plugin: { readonly plugin: string; readonly problem: string };
  /**
   * @cause A plugin threw while it decided about a customer; nothing of the decision was written.
   * @remedy Look at the plugin's own error in `code` and `problem`: a lifecycle that goes in circles, a model of another version.
   */
  plugin_failed: {
    readonly plugin: string;
    readonly customerId: string;
    readonly code: string | null;
    readonly problem: string;
  };
  /**
   * @cause Two different customers were to be merged who are one already, or one of them with itself.
   * @remedy Give two customers; after an earlier merge both identifiers lead to the same one.
   */
  invalid_merge: { readonly fromId: string; readonly intoId: string };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends WorkspaceErrors {}
}
