import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { openSqlite, type TestDatabase, testDatabases } from "../fixtures/sql-databases.js";
import { DAY, listOf, openWorld, order, START } from "./world.js";

const MARKS = ["Zenobia", "zenobia@example.com", "+49 170 1234567", "customer-zz-17", "visitor-zz-17", "likes oolong"];

/** Does everything that writes about one customer, and erases the customer. */
async function liveAndErase(database: TestDatabase): Promise<void> {
  const world = openWorld({ storage: database.storage, newId: () => crypto.randomUUID(), hashKey: "a secret of the host" });
  const { clientele } = world;
  const id = "customer-zz-17";
  world.now = START + 10 * DAY;
  await clientele.track([order(id, 1), order(id, 3), order("visitor-zz-17", 2), order("bob", 1)]);
  const identities = [{ namespace: "email", value: "zenobia@example.com" }];
  await clientele.identify({ customerId: id, identities, update: { name: { given: "Zenobia" } } }, { reason: "likes oolong" });
  await clientele.update(id, { phones: [{ number: "+49 170 1234567" }], tags: ["likes oolong"] });
  await clientele.merge({ fromId: "visitor-zz-17", intoId: id }, { reason: "Zenobia said so" });
  await clientele.view(id);
  const byName = { version: 1, kind: "attribute", path: "name.given", test: { is: "equals", value: "Zenobia" } } as const;
  expect(await listOf(clientele.audience(byName))).toHaveLength(1);
  await clientele.refresh();
  await clientele.export(id, { reason: "Zenobia asked" });
  world.now += 100 * DAY;
  await clientele.tick();
  await clientele.erase(id, { reason: "gdpr-17" });
  // A message that waits for delivery may name the customer; one that was delivered is gone.
  for await (const change of clientele.changes()) expect(change.id).toBeTruthy();
}

/** Returns the tables of the storage. Introspection sees only the database of the connection in MySQL. */
async function tablesOf(kysely: Kysely<unknown>, schema: string | undefined): Promise<{ readonly name: string }[]> {
  if (schema === undefined) return (await kysely.introspection.getTables()).filter(({ name }) => name.startsWith("clientele_"));
  const named = sql<{ name: string }>`select table_name as name from information_schema.tables where table_schema = ${schema}`;
  return (await named.execute(kysely)).rows;
}

/** Returns every row of every table, as text. */
async function rowsOf({ kysely, schema, dialect }: TestDatabase): Promise<string> {
  const within = schema === undefined ? kysely : kysely.withSchema(schema);
  const tables = await tablesOf(kysely, schema);
  expect(tables.length, dialect).toBeGreaterThan(4);
  const texts: string[] = [];
  for (const { name } of tables) texts.push(JSON.stringify(await within.selectFrom(name as never).selectAll().execute()));
  return texts.join("\n");
}

test.each(testDatabases)("no table of $name holds a trace of an erased customer", { timeout: 120_000 }, async ({ open }) => {
  const database = await open();
  try {
    await liveAndErase(database);
    const rows = await rowsOf(database);
    expect(rows).toContain("bob");
    for (const mark of MARKS) expect(rows).not.toContain(mark);
  } finally {
    await database.remove();
  }
});

test("no byte of a SQLite file holds a trace, with secure_delete or after VACUUM", { timeout: 120_000 }, async () => {
  for (const method of ["secure_delete", "vacuum", "neither"]) {
    const folder = mkdtempSync(join(tmpdir(), "clientele-erased-"));
    const file = join(folder, "customers.sqlite");
    const database = await openSqlite(file);
    try {
      if (method === "secure_delete") await sql`pragma secure_delete = on`.execute(database.kysely);
      await liveAndErase(database);
      if (method === "vacuum") await sql`vacuum`.execute(database.kysely);
      await sql`pragma wal_checkpoint(truncate)`.execute(database.kysely);
      const bytes = readFileSync(file).toString("latin1");
      const found = MARKS.filter((mark) => bytes.includes(mark));
      // Without either, deleted pages keep what they held: that is what the guide says.
      if (method === "neither") expect(found).not.toEqual([]);
      else expect(found, method).toEqual([]);
    } finally {
      await database.remove();
      rmSync(folder, { recursive: true });
    }
  }
});
