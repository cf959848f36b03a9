import { readFileSync } from "node:fs";
import type { PurchaseColumns, PurchaseSummary } from "clientele/models";

const DAY = 86_400_000;

function linesOf(name: string): string[] {
  return readFileSync(new URL(`../data/${name}`, import.meta.url), "utf8")
    .trim()
    .split("\n");
}

function numbersOf(name: string): number[][] {
  return linesOf(name)
    .slice(1)
    .map((line) => line.split(",").map(Number));
}

/** CDNOW, 1/10 sample, recency and age in weeks of two decimals, as the literature circulates it. */
export function cdnowTwoDecimals(): PurchaseColumns<"week"> {
  const rows = numbersOf("cdnow-summary-2dp.csv");
  const column = (index: number): Float64Array => Float64Array.from(rows, (row) => row[index]!);
  return { unit: "week", frequency: column(1), recency: column(2), age: column(3) };
}

/** One CDNOW customer's purchase days (days since 1997-01-01) with what they spent. */
export interface CdnowCustomer {
  readonly id: string;
  readonly days: readonly number[];
  readonly spend: readonly number[];
}

/** CDNOW, 1/10 sample, merged by day. */
export function cdnowCustomers(): CdnowCustomer[] {
  const byCustomer = new Map<string, Map<number, number>>();
  for (const line of linesOf("cdnow-sample.txt")) {
    const [, id, date, , dollars] = line.trim().split(/\s+/) as [string, string, string, string, string];
    const at = Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6, 8)));
    const day = (at - Date.UTC(1997, 0, 1)) / DAY;
    const days = byCustomer.get(id) ?? new Map<number, number>();
    days.set(day, (days.get(day) ?? 0) + Number(dollars));
    byCustomer.set(id, days);
  }
  return Array.from(byCustomer, ([id, days]) => {
    const sorted = [...days].sort((left, right) => left[0] - right[0]);
    return { id, days: sorted.map(([day]) => day), spend: sorted.map(([, dollars]) => dollars) };
  });
}

/** Day of the end of calibration (1997-09-30) and of the holdout (1998-06-30), since 1997-01-01. */
export const CDNOW_CALIBRATION = 272;
export const CDNOW_END = 545;

/** The calibration summary in exact days / 7. */
export function cdnowExact(end = CDNOW_CALIBRATION): PurchaseSummary<"week"> {
  const customers = cdnowCustomers();
  const seen = customers.map(({ days }) => days.filter((day) => day <= end));
  return {
    unit: "week",
    ids: customers.map(({ id }) => id),
    frequency: Float64Array.from(seen, (days) => days.length - 1),
    recency: Float64Array.from(seen, (days) => (days[days.length - 1]! - days[0]!) / 7),
    age: Float64Array.from(seen, (days) => (end - days[0]!) / 7),
    monetary: Float64Array.from(customers, ({ spend }, row) => {
      const count = seen[row]!.length;
      return count < 2 ? Number.NaN : spend.slice(1, count).reduce((sum, value) => sum + value, 0) / (count - 1);
    }),
    logGaps: Float64Array.from(seen, (days) =>
      days.slice(1).reduce((sum, day, index) => sum + Math.log((day - days[index]!) / 7), 0),
    ),
  };
}

/** CDNOW, all 23,570 customers, compressed by day.  @public (the benchmark uses it) */
export function cdnowMaster(): PurchaseColumns<"week"> & { readonly weight: Float64Array } {
  const rows = numbersOf("cdnow-master-summary.csv");
  return {
    unit: "week",
    frequency: Float64Array.from(rows, (row) => row[0]!),
    recency: Float64Array.from(rows, (row) => row[1]! / 7),
    age: Float64Array.from(rows, (row) => row[2]! / 7),
    weight: Float64Array.from(rows, (row) => row[3]!),
  };
}

/** Yearly donations of 11,104 people over six years. */
export function donations(): PurchaseColumns<"year"> & { readonly weight: Float64Array } {
  const rows = numbersOf("donations.csv");
  const column = (index: number): Float64Array => Float64Array.from(rows, (row) => row[index]!);
  return { unit: "year", frequency: column(0), recency: column(1), age: column(2), weight: column(3) };
}

/** Customers who remain, years 0–12 (Fader, Hardie 2007). */
export const REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173];
export const HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394];
