import { preparedDatabase, preparedPool } from "clientele/storage/sql";
import type { PostgresPoolClient, SqliteDatabase } from "kysely";
import Database from "libsql";
import pg from "pg";
import { describe, expect, test } from "vitest";

/** A client that records its queries. */
function recordingPool() {
  const queries: unknown[][] = [];
  let released = 0;
  const client = {
    query: async (...query: unknown[]) => {
      queries.push(query);
      return { rows: [] };
    },
    release: () => void released++,
  } as unknown as PostgresPoolClient;
  const pool = preparedPool({ connect: async () => client, end: async () => undefined });
  return { pool, queries, released: () => released };
}

describe("preparedPool", () => {
  test("names a statement that comes again, and never two statements alike", async () => {
    const { pool, queries, released } = recordingPool();
    const client = await pool.connect();
    for (const text of ["select 1", "select 1", "select 1", "select 2", "select 2", "begin", "begin", "begin"])
      await client.query(text, []);
    const names = queries.map(([query]) => (typeof query === "string" ? null : (query as { name: string }).name));
    expect(names.map((name) => name !== null)).toEqual([false, true, true, false, true, false, false, false]);
    expect(new Set(names).size).toBe(3);
    expect(names[1]).toBe(names[2]);
    expect(queries[1]).toEqual([{ name: names[1], text: "select 1", values: [] }]);
    client.release();
    expect(released()).toBe(1);
    // Kysely recognizes a connection by its client.
    expect(await pool.connect()).toBe(client);
  });

  test("prepares 200 statements at most", async () => {
    const { pool, queries } = recordingPool();
    const client = await pool.connect();
    for (let number = 0; number < 300; number++) for (const _ of "twice") await client.query(`select ${number}`, []);
    const named = new Set(queries.flatMap(([query]) => (typeof query === "string" ? [] : [(query as { name: string }).name])));
    expect(named.size).toBe(200);
  });

  test("leaves statements alone that are new every time", async () => {
    const { pool, queries } = recordingPool();
    const client = await pool.connect();
    for (let number = 0; number < 1_000; number++) await client.query(`select ${number}`, []);
    expect(queries.every(([query]) => typeof query === "string")).toBe(true);
    const cursor = { submit: () => undefined };
    client.query(cursor as never);
    expect(queries.at(-1)![0]).toBe(cursor);
  });

  const { POSTGRES_URL } = process.env;

  test.skipIf(POSTGRES_URL === undefined)("prepares a statement once per connection of PostgreSQL", async () => {
    const pool = preparedPool(new pg.Pool({ connectionString: POSTGRES_URL!, max: 1 }));
    const client = await pool.connect();
    for (let number = 1; number <= 4; number++) {
      expect(await client.query("select $1::int + 1 as next", [number])).toMatchObject({ rows: [{ next: number + 1 }] });
    }
    const { rows } = await client.query<{ statement: string }>("select statement from pg_prepared_statements", []);
    expect(rows).toEqual([{ statement: "select $1::int + 1 as next" }]);
    client.release();
    await pool.end();
  });
});

describe("preparedDatabase", () => {
  function recording(): { database: SqliteDatabase; texts: string[] } {
    const own = new Database(":memory:");
    const texts: string[] = [];
    const database: SqliteDatabase = {
      prepare: (text) => {
        texts.push(text);
        return own.prepare(text) as never;
      },
      close: () => void own.close(),
    };
    return { database: preparedDatabase(database), texts };
  }

  test("prepares a statement once, until the tables change", () => {
    const { database, texts } = recording();
    const all = (text: string, ...parameters: unknown[]) => database.prepare(text).all(parameters);
    database.prepare("create table t (n integer)").run([]);
    for (const n of [1, 2, 3]) database.prepare("insert into t values (?)").run([n]);
    expect([all("select * from t where n = ?", 1), all("select * from t where n = ?", 2)]).toEqual([[{ n: 1 }], [{ n: 2 }]]);
    expect(texts.length).toBe(3);
    database.prepare("alter table t add column more text").run([]);
    expect(all("select * from t where n = ?", 3)).toEqual([{ n: 3, more: null }]);
    expect(texts.filter((text) => text.startsWith("select")).length).toBe(2);
    database.close();
  });

  test("reads one statement while another reading of it is not at its end", () => {
    const { database } = recording();
    const text = "select 1 as n union all select 2";
    const outer: unknown[] = [];
    for (const row of database.prepare(text).iterate([]))
      outer.push([row, [...database.prepare(text).iterate([])].length, database.prepare(text).all([]).length]);
    expect(outer).toEqual([
      [{ n: 1 }, 2, 2],
      [{ n: 2 }, 2, 2],
    ]);
    database.close();
  });

  test("keeps the 200 statements that were used last", () => {
    const { database, texts } = recording();
    for (let number = 0; number < 200; number++) database.prepare(`select ${number}`);
    database.prepare("select 0");
    database.prepare("select 200");
    texts.length = 0;
    for (const number of [0, 200, 2, 1]) database.prepare(`select ${number}`);
    expect(texts).toEqual(["select 1"]);
    database.close();
  });
});
