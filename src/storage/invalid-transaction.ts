import { ClienteleError, type ErrorDetails } from "../kernel/index.js";

const SENTENCES = {
  ended: "The transaction has ended. Await every call inside the work.",
  foreign: "The transaction belongs to another storage. Use the context that `run` passes to the work.",
  tenant: "The transaction belongs to another tenant. Start one transaction per tenant.",
  nested: "Transactions do not nest. Pass the context of the outer run to every call instead.",
} as const;

/**
 * Creates the error with which an adapter rejects a transaction.
 *
 * @example
 * invalidTransaction("nested").details.reason // => "nested"
 */
export function invalidTransaction(reason: ErrorDetails["invalid_transaction"]["reason"]): ClienteleError<"invalid_transaction"> {
  return new ClienteleError("invalid_transaction", SENTENCES[reason], { reason }, "context.transaction");
}
