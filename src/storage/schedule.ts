import type { StorageContext } from "./context.js";
import type { Page, PageRequest } from "./stored.js";

/** An entry of the schedule: a key and the instant when it is due. */
export interface ScheduleEntry {
  readonly key: string;
  readonly at: Date;
}

/**
 * When something is due because time has passed: one instant per key. `tick` of the workspace reads it.
 *
 * The library writes an entry in the transaction of the decision that computed its instant; the version of the record that was
 * decided about protects both. The schedule itself has no versions: the last committed write wins.
 */
export interface Schedule {
  /**
   * Sets the instant of a key, replacing an earlier one; `null` removes the key.
   *
   * @param key - 1 to 512 storable characters
   * @throws ClienteleError `unstorable_identifier`, `invalid_instant`
   */
  set(context: StorageContext, key: string, at: Date | null): Promise<void>;

  /**
   * Reads the entries that are due: `at` ≤ `until`, by `(at, key)`. Reading does not remove them; set the key again after
   * handling an entry.
   *
   * @throws ClienteleError `invalid_cursor`, `invalid_instant`, `invalid_option` for a limit below 1
   */
  due(context: StorageContext, until: Date, request: PageRequest): Promise<Page<ScheduleEntry>>;
}
