import { describeStorage } from "clientele/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabases } from "../fixtures/sql-databases.js";

describe.each(testDatabases)("SQL storage", ({ name, open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  }, 120_000);
  afterAll(() => database.remove());

  // PGlite runs in this process and has its clock.
  const skip = name === "PGlite" ? ["one-clock"] : [];
  describeStorage(() => database.storage, { describe, it: test, expect }, { name: `on ${name}`, skip });
});
