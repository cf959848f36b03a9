import { compareCodePoints } from "../../kernel/index.js";
import type { Appended } from "../interaction-log.js";
import { chunked } from "./keyset.js";
import type { SqlStorageDialect } from "./sql-dialect.js";

/** A row that is stored once by its identifier. `record` is canonical: equal content is equal text. */
export interface NewRow {
  readonly id: string;
  readonly record: string;
}

/** Statements on one table. */
export interface NewRowTable<Row extends NewRow> {
  /** Inserts all rows; fails if a key exists. */
  insert(rows: readonly Row[]): Promise<unknown>;
  /** Inserts the rows whose key does not exist, and returns their identifiers; only for databases that can do both. */
  insertMissing(rows: readonly Row[]): Promise<readonly { readonly id: string }[]>;
  /** Reads the rows with these identifiers. */
  read(ids: readonly string[]): Promise<readonly NewRow[]>;
}

/** Number of attempts to append rows that another client removes again and again. */
const MAX_ROUNDS = 20;

/** Stores each row once by its identifier, and returns the result of each row, by position. */
export async function appendOnce<Row extends NewRow>(
  dialect: SqlStorageDialect,
  table: NewRowTable<Row>,
  rows: readonly Row[],
): Promise<Appended[]> {
  const firsts = new Map<string, Row>();
  for (const row of rows) if (!firsts.has(row.id)) firsts.set(row.id, row);
  // Always in the same order: two lists with common identifiers then wait for each other instead of deadlocking.
  const distinct = [...firsts.values()].sort((left, right) => compareCodePoints(left.id, right.id));
  const inserted = new Set<string>();
  const records = new Map<string, string>();
  for (const chunk of chunked(distinct)) {
    let open: readonly Row[] = chunk;
    for (let round = 1; open.length > 0; round++) {
      for (const id of await insertNew(dialect, table, open)) inserted.add(id);
      open = open.filter(({ id }) => !inserted.has(id));
      if (open.length === 0) break;
      for (const { id, record } of await table.read(open.map(({ id }) => id))) records.set(id, record);
      // Rows neither inserted nor found were removed in between, or inserted by another client just now.
      open = open.filter(({ id }) => !records.has(id));
      if (round === MAX_ROUNDS)
        throw new Error(`${open.length} rows could not be appended: another client removed them ${MAX_ROUNDS} times.`);
    }
  }
  return rows.map((row): Appended => {
    if (inserted.has(row.id) && firsts.get(row.id) === row) return "appended";
    return (records.get(row.id) ?? firsts.get(row.id)!.record) === row.record ? "repeated" : "conflict";
  });
}

/** Inserts the rows that do not exist, and returns their identifiers. */
async function insertNew<Row extends NewRow>(
  dialect: SqlStorageDialect,
  table: NewRowTable<Row>,
  rows: readonly Row[],
): Promise<readonly string[]> {
  if (dialect.insertsMissing) return (await table.insertMissing(rows)).map(({ id }) => id);
  const ids = rows.map(({ id }) => id);
  try {
    await table.insert(rows);
    return ids;
  } catch (error) {
    if (dialect.failureOf(error) !== "duplicate") throw error;
  }
  const known = new Set((await table.read(ids)).map(({ id }) => id));
  const missing = rows.filter(({ id }) => !known.has(id));
  try {
    if (missing.length > 0) await table.insert(missing);
    return missing.map(({ id }) => id);
  } catch (error) {
    // Another client has inserted some of them since: the caller tries again.
    if (dialect.failureOf(error) === "duplicate") return [];
    throw error;
  }
}
