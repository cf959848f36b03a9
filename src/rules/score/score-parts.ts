import type { SqlDialect } from "../sql/dialect.js";
import { type Fragment, join, raw, sql } from "../sql/fragment.js";

/** A piece of a score in SQL, and how many inner SELECTs must stand under it for its columns to exist. */
export interface ScoreValue {
  readonly fragment: Fragment;
  readonly after: number;
}

/** Columns that a score computes for itself, in SELECTs inside one another. */
export interface ScoreParts {
  /** The value as a column of an inner SELECT; a short one stays as it is. */
  readonly column: (value: ScoreValue) => ScoreValue;
  /** A table with all these columns beside its own. */
  readonly from: (table: Fragment) => Fragment;
}

/** What is written again rather than computed once: a column, a number, a short sum of them. */
const SHORT = 40;

/** A value made of others. */
export function together(values: readonly ScoreValue[], write: (fragments: readonly Fragment[]) => Fragment): ScoreValue {
  return {
    fragment: write(values.map(({ fragment }) => fragment)),
    after: values.reduce((most, { after }) => Math.max(most, after), 0),
  };
}

/** An empty list of columns. */
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
        // PostgreSQL would write the columns out again where they are used, but for the fence
        const fence = raw(name === "postgres" ? " OFFSET 0" : "");
        return sql`(SELECT ${alias}.*, ${join(columns, ", ")} FROM ${from}${fence}) ${outer}`;
      }, table),
  };
}
