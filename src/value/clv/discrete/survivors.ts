import { ClienteleError } from "../../../kernel/index.js";
import { unfittable } from "../fit/fit-data.js";

/** Number of customers of one cohort who remain after 0, 1, 2, … renewals: `[1000, 869, 743]`. */
export type Survivors = readonly number[];

/** Number of customers who left after exactly t renewals, and number who were still there when last seen after t renewals. */
export interface RenewalCounts {
  readonly lost: readonly number[];
  readonly remaining: readonly number[];
  readonly customers: number;
}

/**
 * Sums up cohorts of unequal length as counts by age.
 *
 * @throws ClienteleError `invalid_summary` when a cohort grows or holds an impossible number; `unfittable_data` when no customer left
 */
export function countRenewals(cohorts: Survivors | readonly Survivors[], model: string): RenewalCounts {
  const list = (typeof cohorts[0] === "number" ? [cohorts] : cohorts) as readonly Survivors[];
  const longest = list.reduce((length, cohort) => Math.max(length, cohort.length), 0);
  const lost = new Array<number>(Math.max(0, longest - 1)).fill(0);
  const remaining = new Array<number>(longest).fill(0);
  let customers = 0;
  list.forEach((cohort, row) => {
    cohort.forEach((value, period) => {
      const previous = period === 0 ? Infinity : cohort[period - 1]!;
      if (!(value >= 0 && value < Infinity && value <= previous)) {
        throw new ClienteleError(
          "invalid_summary",
          `\`survivors[${row}][${period}]\` must be a number from 0 to the number before (${previous}), got ${String(value)}.`,
          { column: "survivors", row, value },
        );
      }
      if (period > 0) lost[period - 1]! += previous - value;
    });
    if (cohort.length > 0) {
      customers += cohort[0]!;
      remaining[cohort.length - 1]! += cohort[cohort.length - 1]!;
    }
  });
  if (longest < 2) throw unfittable(model, "no cohort was observed for 2 periods");
  if (!lost.some((count) => count > 0)) throw unfittable(model, "no customer left");
  return { lost, remaining, customers };
}
