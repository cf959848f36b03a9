import { ClienteleError } from "../kernel/index.js";

/** Maximum number of attempts to write records that other writers change at the same moment. */
export const MAX_ATTEMPTS = 20;

/** Creates the error of records that conflicted at every attempt. */
export function unresolvedConflict(): ClienteleError<"unresolved_conflict"> {
  const message = `Other writers changed the same records at each of ${MAX_ATTEMPTS} attempts. Repeat the call, which completes it.`;
  return new ClienteleError("unresolved_conflict", message, { attempts: MAX_ATTEMPTS });
}
