import { isClienteleError } from "clientele/kernel";
import { memoryStorage } from "clientele/storage";

/** Returns the paths of what is wrong with a snapshot; `["loaded"]` if nothing is. */
export function problemPaths(snapshot: unknown): string[] {
  try {
    memoryStorage({ snapshot });
    return ["loaded"];
  } catch (error) {
    if (isClienteleError(error, "invalid_snapshot")) return error.details.problems.map(({ path }) => path);
    throw error;
  }
}
