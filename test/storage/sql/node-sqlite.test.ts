import { nodeSqliteDatabase, type NodeSqliteDatabase, sqlStorage } from "clientele/storage/sql";
import { provePromise, storagePromises } from "clientele/testing";
import { Kysely, SqliteDialect } from "kysely";
import Sqlite from "libsql";
import { expect, test } from "vitest";

/** Opens `node:sqlite` if this version of Node has it, otherwise its interface over another SQLite. */
async function openNodeSqlite(): Promise<NodeSqliteDatabase> {
  if (process.getBuiltinModule?.("node:sqlite") !== undefined) {
    const { DatabaseSync } = process.getBuiltinModule("node:sqlite") as {
      DatabaseSync: new (file: string) => NodeSqliteDatabase;
    };
    return new DatabaseSync(":memory:");
  }
  const database = new Sqlite(":memory:");
  return {
    prepare(text) {
      const statement = database.prepare(text);
      return {
        all: (...parameters) => statement.all(parameters),
        run: (...parameters) => statement.run(parameters),
        iterate: (...parameters) => statement.iterate(parameters) as IterableIterator<unknown>,
        columns: () => (statement.reader ? statement.columns() : []),
      };
    },
    close: () => void database.close(),
  };
}

test("a storage on node:sqlite keeps every promise", async () => {
  const database = new Kysely({ dialect: new SqliteDialect({ database: nodeSqliteDatabase(await openNodeSqlite()) }) });
  const storage = sqlStorage({ database, dialect: "sqlite" });
  await storage.migrate();
  const kept: string[] = [];
  for (const promise of storagePromises) {
    await provePromise(promise, storage);
    kept.push(promise.id);
  }
  expect(kept.length).toBe(storagePromises.length);
  await storage.close();
});

test("nodeSqliteDatabase streams rows", async () => {
  const { prepare, close } = nodeSqliteDatabase(await openNodeSqlite());
  expect([...prepare("select 1 as n union all select 2").iterate([])]).toEqual([{ n: 1 }, { n: 2 }]);
  close();
});
