import type { StorageContext } from "./context.js";
import type { Page, PageRequest } from "./stored.js";

/** Something to look at again. */
export interface ScheduleEntry {
  readonly key: string;
  readonly at: Date;
}

/**
 * When time alone makes something due: one instant a key. What `tick` reads.
 *
 * The library writes it in the same transaction as the decision that computed the instant, guarded by the version of
 * what was decided about; the schedule itself has no versions, the last committed write stands.
 */
export interface Schedule {
  /**
   * Sets or moves the instant of a key; `null` removes it.
   *
   * @param key - 1 to 512 storable characters
   * @throws ClienteleError `unstorable_identifier`, `invalid_instant`
   */
  set(context: StorageContext, key: string, at: Date | null): Promise<void>;

  /**
   * What is due: entries with `at` ≤ `until`, by `(at, key)`. Reading removes nothing; who handles an entry sets it anew.
   *
   * @throws ClienteleError `invalid_cursor`, `invalid_option` for a limit below 1
   */
  due(context: StorageContext, until: Date, request: PageRequest): Promise<Page<ScheduleEntry>>;
}
