/**
 * A `Date` whose local time is UTC, on any machine. The functions of date-fns reckon on the local time of the date that they
 * are given, and return dates of its class. It has the methods that the ones we use call.
 */
export class UtcDate extends Date {
  /** @param value - epoch milliseconds, or a date; it is never absent, since that would give the clock */
  constructor(value: number | Date) {
    super(Number(value));
  }

  override getFullYear(): number {
    return this.getUTCFullYear();
  }

  override getMonth(): number {
    return this.getUTCMonth();
  }

  override getDate(): number {
    return this.getUTCDate();
  }

  override getDay(): number {
    return this.getUTCDay();
  }

  override setFullYear(...parts: [year: number, month?: number, date?: number]): number {
    return this.setUTCFullYear(...parts);
  }

  override setMonth(...parts: [month: number, date?: number]): number {
    return this.setUTCMonth(...parts);
  }

  override setDate(date: number): number {
    return this.setUTCDate(date);
  }

  override setHours(...parts: [hours: number, minutes?: number, seconds?: number, milliseconds?: number]): number {
    return this.setUTCHours(...parts);
  }
}
