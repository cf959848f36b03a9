import { ClienteleError } from "../../kernel/index.js";
import { clickhouse } from "./clickhouse.js";
import type { SqlDialect, SqlDialectName } from "./dialect.js";
import { duckdb } from "./duckdb.js";
import type { Fragment, SqlStatement } from "./fragment.js";
import { mysql } from "./mysql.js";
import { postgres } from "./postgres.js";
import { sqlite } from "./sqlite.js";

const dialects: Readonly<Record<SqlDialectName, SqlDialect>> = { postgres, mysql, sqlite, duckdb, clickhouse };

/**
 * The dialect of a name.
 *
 * @throws ClienteleError `invalid_option` for a name that is none
 */
export function dialectOf(name: SqlDialectName): SqlDialect {
  if (!Object.hasOwn(dialects, name)) {
    throw new ClienteleError("invalid_option", `Choose a dialect: ${Object.keys(dialects).join(", ")}.`, {
      option: "dialect",
      value: name,
    });
  }
  return dialects[name];
}

/** Writes a fragment out: placeholders by the dialect, values in their order. */
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
