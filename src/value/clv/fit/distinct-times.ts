import type { FitData } from "./fit-data.js";

/** The few times that ages and recencies take in a log kept by the day: what depends on one time is computed once. */
export interface DistinctTimes {
  readonly values: Float64Array;
  /** For each row the place of its age and of its recency among the values. */
  readonly ageIndex: Int32Array;
  readonly recencyIndex: Int32Array;
  /** Customers, and their purchases, by the value that is their age. */
  readonly customers: Float64Array;
  readonly purchases: Float64Array;
}

/** So many rows a value, or tables are not worth their look-up. */
const ROWS_A_VALUE = 8;

/** The distinct times of the rows; `null` when they hardly repeat. */
export function distinctTimes({ rows, frequency, recency, age, weight }: FitData): DistinctTimes | null {
  const allowed = rows / ROWS_A_VALUE;
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
