/** Errors of customers, interactions and records. */
export interface ModelErrors {
  /**
   * @cause A change would touch a field that no change may touch (`id`, `version`, `createdAt`) or that does not exist.
   * @remedy Leave it out of the change; merging two customers is a matter of the identity module.
   */
  invalid_change: { readonly field: string };
  /**
   * @cause The past of a profile was asked for at an instant before it existed, or before its changes begin, or its changes have a gap.
   * @remedy Keep every change from the creation on, or ask for a later instant.
   */
  unknown_past: { readonly customerId: string; readonly at: number };
  /**
   * @cause A change of one customer's profile was put to the record, or asked for in the past, of another.
   * @remedy Pick the changes by `customerId` first.
   */
  foreign_change: { readonly customerId: string; readonly changedCustomerId: string };
  /**
   * @cause An interaction of one customer was put into the record of another.
   * @remedy Group interactions by `customerId` first, or use `recordsFrom`, which reports orphans.
   */
  foreign_interaction: { readonly customerId: string; readonly interactionId: string };
  /**
   * @cause Two different interactions bear the same identifier.
   * @remedy Give every fact its own id; the same fact twice is welcome, and counted once.
   */
  conflicting_interaction: { readonly interactionId: string };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends ModelErrors {}
}
