import { compareCodePoints } from "../../kernel/index.js";
import type { Appended } from "../interaction-log.js";
import { chunked } from "./keyset.js";
import type { SqlStorageDialect } from "./sql-dialect.js";

/** A row that is stored once by its identifier; `record` is canonical, so that equal content is an equal text. */
export interface NewRow {
  readonly id: string;
  readonly record: string;
}

/** The statements of a table. */
export interface NewRowTable<Row extends NewRow> {
  /** Puts all rows in; fails on a key that is there. */
  insert(rows: readonly Row[]): Promise<unknown>;
  /** Puts in what is not there; which it did. For databases that can. */
  insertMissing(rows: readonly Row[]): Promise<readonly { readonly id: string }[]>;
  /** What is there of these identifiers. */
  read(ids: readonly string[]): Promise<readonly NewRow[]>;
}

/** A row that comes and goes under our feet more often than this is somebody else's mistake. */
const MOST_ROUNDS = 20;

/** Stores rows once each by identifier, and says what became of each, by position. */
export async function appendOnce<Row extends NewRow>(
  dialect: SqlStorageDialect,
  table: NewRowTable<Row>,
  rows: readonly Row[],
): Promise<Appended[]> {
  const firsts = new Map<string, Row>();
  for (const row of rows) if (!firsts.has(row.id)) firsts.set(row.id, row);
  // In one order everywhere: two lists with common identifiers then wait for each other instead of locking each other out.
  const distinct = [...firsts.values()].sort((left, right) => compareCodePoints(left.id, right.id));
  const inserted = new Set<string>();
  const records = new Map<string, string>();
  for (const chunk of chunked(distinct)) {
    let open: readonly Row[] = chunk;
    for (let round = 1; open.length > 0; round++) {
      for (const id of await insertable(dialect, table, open)) inserted.add(id);
      open = open.filter(({ id }) => !inserted.has(id));
      if (open.length === 0) break;
      for (const { id, record } of await table.read(open.map(({ id }) => id))) records.set(id, record);
      // Neither put in nor there: removed in between, or put in by another just now.
      open = open.filter(({ id }) => !records.has(id));
      if (round === MOST_ROUNDS)
        throw new Error(`${open.length} rows were taken away ${MOST_ROUNDS} times while they were appended.`);
    }
  }
  return rows.map((row): Appended => {
    if (inserted.has(row.id) && firsts.get(row.id) === row) return "appended";
    return (records.get(row.id) ?? firsts.get(row.id)!.record) === row.record ? "repeated" : "conflict";
  });
}

/** Inserts what can be; returns the identifiers that were put in. */
async function insertable<Row extends NewRow>(
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
    // Another one has put in some of them since: the caller looks again.
    if (dialect.failureOf(error) === "duplicate") return [];
    throw error;
  }
}
