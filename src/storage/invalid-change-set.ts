import { ClienteleError } from "../kernel/index.js";

/** Creates the error of a change set that contradicts itself. */
export function invalidChangeSet(path: string, problem: string): ClienteleError<"invalid_change_set"> {
  return new ClienteleError("invalid_change_set", `Invalid change set at ${path}. ${problem}`, { path }, path);
}
