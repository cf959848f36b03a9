import { MILLISECONDS_PER } from "./window.js";
import { isTimeZone, type ZoneOffsets, zoneOffsets } from "./zone.js";
import { ClienteleError } from "./errors.js";

/** Reads the wall clock of one zone for many instants, however far apart they lie. */
export interface LocalClock {
  /** IANA name. */
  readonly zone: string;
  /** Milliseconds east of UTC at an instant. */
  offset(milliseconds: number): number;
  /** Number of the local day, days since 1970-01-01 on the zone's calendar. */
  day(milliseconds: number): number;
}

/** Four years, of 1,461 days. */
const CHUNK = 126_230_400_000;
const FIRST = Date.UTC(1900, 0);
const LAST = Date.UTC(2100, 0);

/** Clocks by zone: who asks about one customer after another does not build the same tables again and again. */
const clocks = /* @__PURE__ */ new Map<string, LocalClock>();
/** Bounded, because names may come from outside. */
const MOST_CLOCKS = 100;

/**
 * A clock that builds the tables of the table of a zone four years at a time, as instants ask for them. One stray
 * instant of the year −200000 in a file then costs one lookup, not a table of two hundred thousand years.
 *
 * @throws ClienteleError `invalid_time_zone`
 * @example
 * localClock("Asia/Shanghai").day(Date.UTC(1970, 0, 1, 16)) // => 1
 */
export function localClock(zone: string): LocalClock {
  const made = clocks.get(zone);
  if (made !== undefined) return made;
  if (!isTimeZone(zone)) throw new ClienteleError("invalid_time_zone", "Use an IANA time zone such as Europe/London.", { zone });
  const chunks = new Map<number, ZoneOffsets>();
  // The span that answered last, because neighbouring rows mostly share it.
  let from = 0;
  let to = 0;
  let known = 0;

  const offset = (milliseconds: number): number => {
    if (milliseconds >= from && milliseconds < to) return known;
    if (milliseconds < FIRST || milliseconds >= LAST) return zoneOffsets(zone, milliseconds, milliseconds).offsets[0]!;
    const chunk = Math.floor(milliseconds / CHUNK);
    let table = chunks.get(chunk);
    if (table === undefined) {
      table = zoneOffsets(zone, chunk * CHUNK, (chunk + 1) * CHUNK - 1);
      chunks.set(chunk, table);
    }
    let index = table.starts.length - 1;
    while (index > 0 && table.starts[index]! > milliseconds) index--;
    from = table.starts[index]!;
    to = table.starts[index + 1] ?? (chunk + 1) * CHUNK;
    known = table.offsets[index]!;
    return known;
  };
  const clock: LocalClock = {
    zone,
    offset,
    day: (milliseconds) => Math.floor((milliseconds + offset(milliseconds)) / MILLISECONDS_PER.days),
  };
  if (clocks.size < MOST_CLOCKS) clocks.set(zone, clock);
  return clock;
}
