import { elapsedLimits, type ElapsedTest, spansOf } from "../../language/elapsed-limits.js";
import { type Fragment, integer, sql } from "../dialects/fragment.js";

/** Returns a test of the time that has passed since an instant against business time, whose limits are bound. */
export function elapsedTestSql(value: Fragment, test: ElapsedTest, asOf: number): Fragment {
  const limits = spansOf(test).map((span) => elapsedLimits(span, asOf));
  const [least, most] = [integer(limits[0]!.least), integer(limits.at(-1)!.most)];
  switch (test.is) {
    case "equals":
    case "between":
      return sql`(${value} >= ${least} AND ${value} <= ${most})`;
    case "notEquals":
      return sql`(${value} < ${least} OR ${value} > ${most})`;
    case "atLeast":
      return sql`(${value} >= ${least})`;
    case "moreThan":
      return sql`(${value} > ${most})`;
    case "atMost":
      return sql`(${value} <= ${most})`;
    case "lessThan":
      return sql`(${value} < ${least})`;
  }
}
