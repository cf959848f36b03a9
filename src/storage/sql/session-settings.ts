import { type Kysely, sql } from "kysely";
import { ClienteleError } from "../../kernel/index.js";
import type { SqlStorageDialect } from "./sql-dialect.js";

/**
 * Modes in which a backslash is no escape, so that a value that a driver writes into the text of a statement can leave its quotes, or
 * in which functions and empty text have another meaning.
 */
const UNSAFE_MODES = ["NO_BACKSLASH_ESCAPES", "ORACLE", "EMPTY_STRING_IS_NULL"];

/**
 * Checks the settings of a connection on which the quoting and the meaning of statements depend.
 *
 * @throws ClienteleError `unsupported_setting`
 */
export async function requireSafeSettings(database: Kysely<unknown>, dialect: SqlStorageDialect): Promise<void> {
  if (dialect.name === "mysql") {
    const value = await settingOf(database, "@@sql_mode");
    const unsafe = UNSAFE_MODES.filter((mode) => value.split(",").includes(mode));
    if (unsafe.length > 0) throw unsupportedSetting("sql_mode", value, `without ${unsafe.join(" and ")}`);
  }
  if (dialect.name === "postgres") {
    const value = await settingOf(database, "current_setting('standard_conforming_strings')");
    if (value !== "on") throw unsupportedSetting("standard_conforming_strings", value, "on");
  }
}

async function settingOf(database: Kysely<unknown>, expression: string): Promise<string> {
  const { rows } = await sql<{ value: unknown }>`select ${sql.raw(expression)} as value`.execute(database);
  return String(rows[0]?.value);
}

function unsupportedSetting(setting: string, value: string, wanted: string): ClienteleError<"unsupported_setting"> {
  const message = `The database has \`${setting}\` = ${JSON.stringify(value)}; it must be ${wanted}. Set it for every connection.`;
  return new ClienteleError("unsupported_setting", message, { setting, value });
}
