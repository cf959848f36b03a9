import { ClienteleError, type ErrorDetails } from "../kernel/index.js";

const SENTENCES = {
  ended: "This transaction has ended; await every call inside the work.",
  foreign: "This transaction belongs to another storage; use the context that run hands to the work.",
  tenant: "This transaction belongs to another tenant; begin one for each.",
  nested: "A run cannot begin inside a run; pass the context on instead.",
} as const;

/**
 * The error with which an adapter refuses a transaction.
 *
 * @example
 * invalidTransaction("nested").details.reason // => "nested"
 */
export function invalidTransaction(reason: ErrorDetails["invalid_transaction"]["reason"]): ClienteleError<"invalid_transaction"> {
  return new ClienteleError("invalid_transaction", SENTENCES[reason], { reason }, "context.transaction");
}
