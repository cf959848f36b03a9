import { MILLISECONDS_PER } from "../kernel/index.js";
import { isCalendarDate, offsetIn, type ZoneOffsets, zoneOffsets } from "../kernel/internal.js";

/** How to read a local time that the clocks of the zone showed twice or never. */
export interface LocalTimeRules {
  /** A time shown twice, because clocks went back: take the earlier instant, the later one, or reject the row. Defaults to `"earlier"`. */
  readonly doubled?: "earlier" | "later" | "refuse" | undefined;
  /** A time never shown, because clocks went forward: reject the row, or shift the time by the gap (02:30 becomes 03:30). Defaults to `"refuse"`. */
  readonly nonexistent?: "refuse" | "shift" | undefined;
}

/** Why a local time does not name exactly one instant. */
export type LocalTimeFault = "nonexistent_local_time" | "doubled_local_time";

/**
 * Creates a function from wall-clock milliseconds (a local date and time read as if it were UTC) to the instant in a zone.
 *
 * @param zone - IANA time zone
 * @throws ClienteleError `invalid_time_zone`
 */
export function localTimeReader(zone: string, rules: LocalTimeRules = {}): (wall: number) => number | LocalTimeFault {
  const { doubled = "earlier", nonexistent = "refuse" } = rules;
  const tables = new Map<number, ZoneOffsets>();
  const offsetsAround = (wall: number): ZoneOffsets => {
    const year = new Date(wall).getUTCFullYear();
    let table = tables.get(year);
    if (table === undefined) {
      // Two more days on either side: no zone is further from UTC.
      const margin = 2 * MILLISECONDS_PER.days;
      table = zoneOffsets(zone, Date.UTC(year, 0) - margin, Date.UTC(year + 1, 0) + margin);
      tables.set(year, table);
    }
    return table;
  };
  offsetsAround(0);
  return (wall) => {
    const table = offsetsAround(wall);
    const before = offsetIn(table, wall - MILLISECONDS_PER.days);
    const after = offsetIn(table, wall + MILLISECONDS_PER.days);
    if (before === after) return wall - before;
    const earlier = wall - before;
    const later = wall - after;
    const isEarlier = offsetIn(table, earlier) === before;
    const isLater = offsetIn(table, later) === after;
    if (isEarlier && isLater) return doubled === "refuse" ? "doubled_local_time" : doubled === "earlier" ? earlier : later;
    if (isEarlier) return earlier;
    if (isLater) return later;
    return nonexistent === "shift" ? earlier : "nonexistent_local_time";
  };
}

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

/** The expression that reads each token. A token reads exactly what it would write. */
const tokens: Readonly<Record<string, string>> = {
  yyyy: "(?<year>\\d{4})",
  MMMM: `(?<name>${MONTHS.join("|")})`,
  MMM: `(?<name>${MONTHS.map((name) => name.slice(0, 3)).join("|")})`,
  MM: "(?<month>\\d{2})",
  M: "(?<month>\\d{1,2})",
  dd: "(?<day>\\d{2})",
  d: "(?<day>\\d{1,2})",
  HH: "(?<hour>\\d{2})",
  H: "(?<hour>\\d{1,2})",
  hh: "(?<half>\\d{2})",
  h: "(?<half>\\d{1,2})",
  mm: "(?<minute>\\d{2})",
  m: "(?<minute>\\d{1,2})",
  ss: "(?<second>\\d{2})",
  s: "(?<second>\\d{1,2})",
  SSS: "(?<millisecond>\\d{3})",
  a: "(?<noon>[ap])\\.?m\\.?",
};

/** Reads a local date and time as if it were UTC; `"wrong_type"` when the text does not match the pattern. */
export type PatternReader = (text: string) => number | "wrong_type" | "impossible_date";

/**
 * Compiles a pattern in the tokens of Unicode TR35 that date-fns uses (`yyyy-MM-dd HH:mm:ss`, `d MMM yyyy h:mm a`);
 * other text goes in single quotes. Returns `undefined` for an invalid pattern, or one without year, month or day.
 *
 * `parse` of date-fns is not used because it takes 0.2 ms per cell and accepts `2` where the pattern says `dd`.
 *
 * @see https://unicode.org/reports/tr35/tr35-dates.html#Date_Field_Symbol_Table
 */
export function patternReader(pattern: string): PatternReader | undefined {
  const parts = pattern.match(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']/g);
  if (parts === null || parts.join("") !== pattern) return undefined;
  let source = "";
  for (const part of parts) {
    if (part.startsWith("'")) source += part === "''" ? "'" : literally(part.slice(1, -1).replaceAll("''", "'"));
    else if (!/^[A-Za-z]/.test(part)) source += literally(part);
    else if (Object.hasOwn(tokens, part)) source += tokens[part]!;
    else return undefined;
  }
  const named = [...source.matchAll(/\(\?<(\w+)>/g)].map((match) => match[1]!);
  const month = named.includes("month") !== named.includes("name");
  if (new Set(named).size !== named.length || !named.includes("year") || !month || !named.includes("day")) return undefined;
  if (named.includes("half") !== named.includes("noon") || (named.includes("half") && named.includes("hour"))) return undefined;
  const expression = new RegExp(`^${source}$`, "i");
  return (text) => {
    const groups = expression.exec(text)?.groups;
    return groups === undefined ? "wrong_type" : wallClock(groups);
  };
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function wallClock(groups: Readonly<Record<string, string | undefined>>): number | "impossible_date" {
  const two = (text: string) => text.padStart(2, "0");
  const { name, half, noon } = groups;
  const month = name === undefined ? groups.month! : String(MONTHS.findIndex((full) => full.startsWith(name.toLowerCase())) + 1);
  const date = `${groups.year!}-${two(month)}-${two(groups.day!)}`;
  const hour = half === undefined ? Number(groups.hour ?? 0) : (Number(half) % 12) + (noon!.toLowerCase() === "p" ? 12 : 0);
  const minute = Number(groups.minute ?? 0);
  const second = Number(groups.second ?? 0);
  const halfExists = half === undefined || (Number(half) >= 1 && Number(half) <= 12);
  if (!isCalendarDate(date) || hour > 23 || minute > 59 || second > 59 || !halfExists) return "impossible_date";
  const time = ((hour * 60 + minute) * 60 + second) * MILLISECONDS_PER.seconds + Number(groups.millisecond ?? 0);
  return Date.parse(`${date}T00:00:00Z`) + time;
}
