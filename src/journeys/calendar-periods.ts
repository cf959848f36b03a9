import {
  calendarStarts,
  type CalendarUnit,
  ClienteleError,
  dayText,
  type LocalClock,
  MILLISECONDS_PER,
  startOfUnit,
} from "../kernel/index.js";

const SHORTEST_DAYS: Readonly<Record<CalendarUnit, number>> = { day: 1, week: 7, month: 28, quarter: 90, year: 365 };
const MOST_PERIODS = 10_000;

/** Consecutive calendar units: period i is `[starts[i], starts[i + 1])`. */
export interface CalendarPeriods {
  readonly unit: CalendarUnit;
  /** One more than there are periods: the last is the end of the last. */
  readonly starts: readonly number[];
}

/**
 * The calendar units from the one that holds `from` to the one that holds `to`.
 *
 * @throws ClienteleError `too_many_periods`, `invalid_time_zone`, `invalid_option` for another unit
 */
export function calendarPeriods(unit: CalendarUnit, from: number, to: number, zone: string): CalendarPeriods {
  if (!Object.hasOwn(SHORTEST_DAYS, unit)) {
    throw new ClienteleError("invalid_option", "A calendar unit is day, week, month, quarter or year.", {
      option: "unit",
      value: unit,
    });
  }
  const periods = Math.ceil((to - from) / (SHORTEST_DAYS[unit] * MILLISECONDS_PER.days));
  if (periods > MOST_PERIODS) {
    throw new ClienteleError("too_many_periods", "Start later with `from`, or take a longer unit.", { unit, periods });
  }
  const starts = calendarStarts(unit, from, to, zone);

  const end = startOfUnit(unit, starts.at(-1)!, zone, 1);
  return { unit, starts: [...starts, end] };
}

/** The period that holds an instant of the span. */
export function periodOf({ starts }: CalendarPeriods, milliseconds: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= milliseconds) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * How people write the calendar unit that starts at an instant: `2011-01`, `2011-Q1`, `2011`; days and weeks by their
 * first day, `2011-01-03`.
 */
export function periodLabel(unit: CalendarUnit, start: number, clock: LocalClock): string {
  const day = dayText(clock.day(start));
  const [year, month] = day.split("-") as [string, string];
  switch (unit) {
    case "year":
      return year;
    case "quarter":
      return `${year}-Q${Math.ceil(Number(month) / 3)}`;
    case "month":
      return `${year}-${month}`;
    default:
      return day;
  }
}
