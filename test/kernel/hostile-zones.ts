/** Zones whose clocks and calendars do what naive code does not expect. */
export const hostileZones = [
  "UTC",
  "Europe/London",
  "Europe/Lisbon", // midnight came twice in 1976
  "Asia/Shanghai", // daylight saving until 1991
  "Asia/Kathmandu", // + 5:45
  "Africa/Cairo", // no 00:00 when daylight saving begins
  "America/Sao_Paulo", // no 00:00 until 2018
  "America/Havana", // 00:00 to 01:00 comes twice
  "America/St_Johns", // − 3:30, and changed at 00:01 until 2011
  "Australia/Lord_Howe", // daylight saving of 30 minutes
  "Pacific/Apia", // no 30 December 2011
  "Pacific/Kiritimati", // + 14
  "Antarctica/Troll", // two hours at once
] as const;

/** Days on which something happens in one of them. */
export const hostileDays = [
  "1976-09-26",
  "1986-05-04",
  "1991-09-15",
  "2010-11-07",
  "2011-03-27",
  "2011-10-30",
  "2011-12-29",
  "2011-12-30",
  "2011-12-31",
  "2012-01-01",
  "2016-02-29",
  "2018-02-18",
  "2018-11-04",
  "2024-02-29",
  "2024-04-07",
  "2024-04-26",
  "2024-10-06",
  "2024-10-31",
  "2024-11-03",
  "2025-03-30",
];

const formats = new Map<string, Intl.DateTimeFormat>();

/** The wall clock of a zone by the runtime's own tables, as if it were UTC. */
export function wallClock(zone: string, milliseconds: number): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(milliseconds)) part[type] = Number(value);
  const whole = Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second);
  return whole + (((milliseconds % 1000) + 1000) % 1000);
}

/** Number of the local day, by the runtime's own tables. */
export const dayOf = (zone: string, milliseconds: number): number => Math.floor(wallClock(zone, milliseconds) / 86_400_000);
