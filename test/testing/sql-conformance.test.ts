import { describeStorage } from "clientele/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabases } from "../storage/sql-databases.js";

describe.each(testDatabases)("SQL storage", ({ name, open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  }, 120_000);
  afterAll(() => database.remove());

  describeStorage(() => database.storage, { describe, it, expect }, { name: `on ${name}` });
});
