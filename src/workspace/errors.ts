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
   * @cause A newer version of a plugin has decided about the customer or fitted the stored model, in another process that was updated before this one.
   * @remedy Update this process. It overwrites nothing until then, so that the newer state is not lost.
   */
  newer_state: {
    /** `null` for a model. */
    readonly customerId: string | null;
    readonly plugin: string;
    readonly found: number;
    readonly supported: number;
  };
  /**
   * @cause The storage failed: a lost connection, a full disk, a missing table. `error.cause` is its own error.
   * @remedy Read the cause. Whether a commit that failed was written is unknown; every operation can be called again. For a list of interactions, `appended` and `repeated` count those that were recorded before.
   */
  storage_failed: {
    readonly operation: string;
    readonly appended?: number | undefined;
    readonly repeated?: number | undefined;
  };
  /**
   * @cause `execute` or `unwindOrder` was called with a key that was used before, for another customer or with another input. Nothing was written.
   * @remedy Use the key of one request for that request alone: an order number, or an identifier that the client makes and repeats when it tries again.
   */
  idempotency_conflict: { readonly plugin: string; readonly command: string; readonly key: string };
  /**
   * @cause `execute` or `unwindOrder` names a plugin or a command that the workspace does not have.
   * @remedy Use one of the names in `known`.
   */
  unknown_command: { readonly plugin: string; readonly command: string; readonly known: readonly string[] };
  /**
   * @cause A command changes a document that customers share, such as a stock, and the storage cannot write it in one transaction with the customer.
   * @remedy Use a storage with transactions for plugins that share documents.
   */
  transactions_required: { readonly storage: string };
  /**
   * @cause A merge names the same customer twice, or `unmerge` names an identifier of which no merge is recorded.
   * @remedy Name two customers to merge. To undo a merge, name the identifier that was absorbed.
   */
  invalid_merge: { readonly fromId: string; readonly intoId: string };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends WorkspaceErrors {}
}
