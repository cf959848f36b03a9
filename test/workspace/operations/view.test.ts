import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryStorage } from "clientele/storage";
import { auditWrites } from "clientele/workspace";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { openSqlite } from "../../fixtures/sql-databases.js";
import { openWorld, order } from "../world.js";

test("a view that is not logged writes nothing", async () => {
  const inner = memoryStorage();
  let commits = 0;
  const commit: typeof inner.commit = (...all) => {
    commits++;
    return inner.commit(...all);
  };
  const world = openWorld({ storage: { ...inner, commit }, policies: { audit: auditWrites } });
  await world.clientele.track(order("ada", 0));
  commits = 0;
  expect(await world.clientele.view("ada")).toMatchObject({ interactions: 1 });
  expect(commits).toBe(0);
});

test("a view does not wait for a writer of the same SQLite file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "clientele-view-"));
  const file = join(folder, "customers.sqlite");
  const [writer, reader] = [await openSqlite(file), await openSqlite(file)];
  try {
    const world = openWorld({ storage: reader.storage, policies: { audit: auditWrites } });
    await world.clientele.track(order("ada", 0));
    await writer.kysely.connection().execute(async (connection) => {
      await sql`begin immediate`.execute(connection);
      expect(await world.clientele.view("ada")).toMatchObject({ interactions: 1 });
      await sql`rollback`.execute(connection);
    });
  } finally {
    await reader.remove();
    await writer.remove();
    rmSync(folder, { recursive: true });
  }
});
