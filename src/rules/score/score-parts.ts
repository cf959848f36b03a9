import type { SqlDialect } from "../sql/dialects/dialect.js";
import { type Fragment, join, raw, sql } from "../sql/dialects/fragment.js";

/** A piece of a score in SQL, and the number of inner SELECTs that its columns need. */
export interface ScoreValue {
  readonly fragment: Fragment;
  readonly after: number;
}

/** Columns that a score computes for itself, in nested SELECTs. */
export interface ScoreParts {
  /** Turns a long value into a column of an inner SELECT; a short one stays as it is. */
  readonly column: (value: ScoreValue) => ScoreValue;
  /** Adds all these columns to a table. */
  readonly from: (table: Fragment) => Fragment;
}

/** Maximum number of parts of a value that is repeated rather than computed once: a column, a number, a short sum of them. */
const SHORT = 40;

/** Combines values to one. */
export function together(values: readonly ScoreValue[], write: (fragments: readonly Fragment[]) => Fragment): ScoreValue {
  return {
    fragment: write(values.map(({ fragment }) => fragment)),
    after: values.reduce((most, { after }) => Math.max(most, after), 0),
  };
}

/** Starts a list of columns. */
export function scoreParts({ name, identifier }: SqlDialect): ScoreParts {
  const levels: Fragment[][] = [];
  let count = 0;
  return {
    column: (value) => {
      if (value.fragment.parts.length <= SHORT) return value;
      count++;
      const column = raw(identifier(`clientele_part_${count}`));
      levels[value.after] = [...(levels[value.after] ?? []), sql`${value.fragment} AS ${column}`];
      return { fragment: column, after: value.after + 1 };
    },
    from: (table) =>
      levels.reduce((inner, columns, level) => {
        const alias = raw(identifier(`clientele_level_${level + 1}`));
        const from = level === 0 ? sql`${inner} ${alias}` : inner;
        const outer = raw(identifier(`clientele_level_${level + 2}`));
        // Without OFFSET 0, PostgreSQL would repeat the columns where they are used.
        const fence = raw(name === "postgres" ? " OFFSET 0" : "");
        return sql`(SELECT ${alias}.*, ${join(columns, ", ")} FROM ${from}${fence}) ${outer}`;
      }, table),
  };
}
