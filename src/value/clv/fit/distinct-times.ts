import type { FitData } from "./fit-data.js";

/** The distinct values of ages and recencies, which are few in a log by day: terms that depend on one time are computed once. */
export interface DistinctTimes {
  readonly values: Float64Array;
  /** Position of the age and of the recency of each row among the values. */
  readonly ageIndex: Int32Array;
  readonly recencyIndex: Int32Array;
  /** Number of customers, and of their purchases, by the value of their age. */
  readonly customers: Float64Array;
  readonly purchases: Float64Array;
}

/** Rows per distinct value from which tables are worth their look-up. */
const MIN_ROWS_PER_VALUE = 8;

/** Returns the distinct times of the rows; `null` when they hardly repeat. */
export function distinctTimes({ rows, frequency, recency, age, weight }: FitData): DistinctTimes | null {
  const allowed = rows / MIN_ROWS_PER_VALUE;
  const places = new Map<number, number>();
  const ageIndex = new Int32Array(rows);
  const recencyIndex = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    for (const [column, index] of [
      [age, ageIndex],
      [recency, recencyIndex],
    ] as const) {
      const value = column[row]!;
      let place = places.get(value);
      if (place === undefined) {
        place = places.size;
        if (place >= allowed) return null;
        places.set(value, place);
      }
      index[row] = place;
    }
  }
  const customers = new Float64Array(places.size);
  const purchases = new Float64Array(places.size);
  for (let row = 0; row < rows; row++) {
    customers[ageIndex[row]!]! += weight[row]!;
    purchases[ageIndex[row]!]! += weight[row]! * frequency[row]!;
  }
  return { values: Float64Array.from(places.keys()), ageIndex, recencyIndex, customers, purchases };
}
