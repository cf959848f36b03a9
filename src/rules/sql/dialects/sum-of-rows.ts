import { integer, join, raw, sql, type Fragment } from "./fragment.js";

type Pairs = readonly (readonly [upTo: number, summand: number])[];

/** Adds up the rows of `VALUES` in a subquery that reads the row around it. `columns` names them where the database does not. */
export function sumOfValues(value: Fragment, pairs: Pairs, columns: "" | "(column1, column2)"): Fragment {
  const rows = pairs.map(([upTo, summand]) => sql`(${integer(upTo)}, ${integer(summand)})`);
  return sql`COALESCE((SELECT SUM(steps.column2) FROM (VALUES ${join(rows, ", ")}) AS steps${raw(columns)} WHERE steps.column1 <= ${value}), 0)`;
}

/** Adds up rows as {@link sumOfValues} does, where MySQL and MariaDB have no common `VALUES`. */
export function sumOfUnion(value: Fragment, pairs: Pairs): Fragment {
  const rows = pairs.map(([upTo, summand], index) =>
    index === 0
      ? sql`SELECT ${integer(upTo)} AS up_to, ${integer(summand)} AS summand`
      : sql`SELECT ${integer(upTo)}, ${integer(summand)}`,
  );
  return sql`COALESCE((SELECT SUM(steps.summand) FROM (${join(rows, " UNION ALL ")}) AS steps WHERE steps.up_to <= ${value}), 0)`;
}
