import { ClienteleError } from "../kernel/index.js";

/**
 * Creates the error of a table without a header.
 *
 * @param fault - why its first row is not one: `"empty"`, or the fault of a malformed row
 */
export function missingHeader(fault: string): ClienteleError<"missing_header"> {
  const message = "The table has no header. Add one, or name the columns with the option `columns`.";
  return new ClienteleError("missing_header", message, { fault });
}
