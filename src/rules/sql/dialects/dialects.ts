import { requireOneOf } from "../../../kernel/internal.js";
import { clickhouse } from "./clickhouse.js";
import type { SqlDialect, SqlDialectName } from "./dialect.js";
import { duckdb } from "./duckdb.js";
import type { Fragment, SqlStatement } from "./fragment.js";
import { mysql } from "./mysql.js";
import { postgres } from "./postgres.js";
import { sqlite } from "./sqlite.js";

const dialects: Readonly<Record<SqlDialectName, SqlDialect>> = { postgres, mysql, sqlite, duckdb, clickhouse };

/** Names of the dialects. */
export const DIALECT_NAMES = Object.keys(dialects) as readonly SqlDialectName[];

/**
 * Returns the dialect of a name.
 *
 * @throws ClienteleError `invalid_option`
 */
export function dialectOf(name: SqlDialectName | undefined): SqlDialect {
  return dialects[requireOneOf("dialect", name, DIALECT_NAMES)];
}

/** Renders a fragment as text with placeholders of the dialect, and its values in order. */
export function render(dialect: SqlDialect, fragment: Fragment): SqlStatement {
  const parameters: (string | number | boolean)[] = [];
  const text = fragment.parts
    .map((part) => {
      if (typeof part === "string") return part;
      parameters.push(dialect.parameter?.(part) ?? part.value);
      return dialect.placeholder(part, parameters.length);
    })
    .join("");
  return { text, parameters };
}
