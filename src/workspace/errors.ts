/** Errors of the workspace. */
export interface WorkspaceErrors {
  /**
   * @cause Other writers changed the same customer so often that the decision could not be saved within `maxAttempts`.
   * @remedy Call again: nothing was written. If it happens often, find the code that writes one customer from many places, or raise `maxAttempts`.
   */
  version_conflict: { readonly customerId: string; readonly attempts: number };
  /**
   * @cause The access policy denies the call to this actor, or the call names no actor: `actor` is present and `undefined`, `null` or without an id.
   * @remedy Call as an actor who may do this; `reason` comes from the policy. The default policy goes by the clearance of the actor. Leave `actor` out to act as the workspace's own actor.
   */
  access_denied: {
    readonly actorId: string;
    readonly action: string;
    readonly customerId: string | null;
    readonly reason: string;
  };
  /**
   * @cause The call names a customer who does not exist, and it does not create one.
   * @remedy Track or identify the customer first. After a merge, both identifiers lead to the customer who was kept.
   */
  unknown_customer: { readonly customerId: string };
  /**
   * @cause The customer was erased, and a tombstone keeps data out under the same identifier.
   * @remedy Do not retry. Give a customer who comes back a new identifier.
   */
  erased_customer: { readonly customerId: string };
  /**
   * @cause The workspace cannot run a plugin: it is malformed, two plugins share an identifier or a timeline, or a plugin returned something that it does not declare.
   * @remedy Fix the plugin; `problem` says what is wrong with it.
   */
  invalid_plugin: { readonly plugin: string; readonly problem: string };
  /**
   * @cause Plugins read each other's timelines in a cycle, so that none of them can decide first.
   * @remedy Remove one of the `reads` along the cycle, or move what both need into a third plugin. `plugins` lists the cycle.
   */
  plugin_cycle: { readonly plugins: readonly string[] };
  /**
   * @cause A plugin threw while it decided about a customer. Nothing of the decision was written.
   * @remedy Read the plugin's own error in `code` and `problem`; typical causes are a lifecycle whose transitions form a cycle and a model of another version.
   */
  plugin_failed: {
    readonly plugin: string;
    readonly customerId: string;
    readonly code: string | null;
    readonly problem: string;
  };
  /**
   * @cause A merge names the same customer twice.
   * @remedy Name two customers. After an earlier merge, both identifiers lead to the same customer.
   */
  invalid_merge: { readonly fromId: string; readonly intoId: string };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends WorkspaceErrors {}
}
