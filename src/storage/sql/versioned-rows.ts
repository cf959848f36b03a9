import type { InsertQueryBuilder, InsertResult } from "kysely";
import type { Removed, Saved, Version } from "../stored.js";
import type { SqlAccess, SqlSession } from "./sql-access.js";
import type { SqlStorageDialect } from "./sql-dialect.js";
import type { SqlExecutor, SqlTables } from "./tables.js";

/** Statements on one row with a version: a customer or a document. */
export interface VersionedRow {
  /** Inserts the row unless its key exists; returns whether it did. */
  insert(executor: SqlExecutor, version: Version): Promise<boolean>;
  /** Updates the row if it has the expected version; returns whether it did. */
  update(executor: SqlExecutor, version: Version, expected: Version): Promise<boolean>;
  /** Returns the stored version; `null` if there is no row. */
  versionOf(executor: SqlExecutor): Promise<Version | null>;
}

/** Creates or updates a row. The statement that writes also checks the version, so both are one step. */
export async function saveVersioned(
  access: SqlAccess,
  session: SqlSession,
  row: VersionedRow,
  expected: Version | null,
): Promise<Saved> {
  return session.run(async (executor) => {
    const version = await access.nextToken(executor);
    const done = expected === null ? await row.insert(executor, version) : await row.update(executor, version, expected);
    if (done) return { ok: true, version };
    return { ok: false, reason: "conflict", actual: await row.versionOf(executor) };
  });
}

/** Removes a row under the same rule. */
export async function removeVersioned(
  session: SqlSession,
  remove: (executor: SqlExecutor) => Promise<boolean>,
  versionOf: VersionedRow["versionOf"],
): Promise<Removed> {
  return session.run(async (executor) => {
    if (await remove(executor)) return { ok: true };
    return { ok: false, reason: "conflict", actual: await versionOf(executor) };
  });
}

/** Inserts one row unless its key exists; returns whether it did. */
export async function insertOne<Table extends keyof SqlTables>(
  dialect: SqlStorageDialect,
  insert: InsertQueryBuilder<SqlTables, Table, InsertResult>,
): Promise<boolean> {
  if (dialect.insertsMissing) {
    const { numInsertedOrUpdatedRows } = await insert.onConflict((conflict) => conflict.doNothing()).executeTakeFirstOrThrow();
    return (numInsertedOrUpdatedRows ?? 0n) > 0n;
  }
  try {
    await insert.execute();
    return true;
  } catch (error) {
    if (dialect.failureOf(error) === "duplicate") return false;
    throw error;
  }
}
