import { LARGEST_INSTANT, MILLISECONDS_PER } from "../../kernel/index.js";
import { localDay, zoneOffsets } from "../../kernel/internal.js";

/**
 * The years whose changes of the clocks count. Before and after, a zone keeps the offset of the first or the last instant, so
 * that memory and a table of offsets in a statement agree.
 */
export const ZONE_SPAN = { from: Date.UTC(1900, 0), to: Date.UTC(2100, 0) } as const;

/** Returns the days from 1970-01-01 to the local date of an instant; `undefined` for a number that is no instant. */
export function localDayOf(zone: string, instant: number): number | undefined {
  // The local day of an instant is at most two days away.
  if (!(Math.abs(instant) <= LARGEST_INSTANT - 2 * MILLISECONDS_PER.days)) return undefined;
  const known = Math.min(Math.max(instant, ZONE_SPAN.from), ZONE_SPAN.to);
  return localDay(zoneOffsets(zone, known, known), instant);
}
