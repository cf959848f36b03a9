import { describeStorage, storagePromises } from "clientele/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabases } from "../fixtures/sql-databases.js";

/** PGlite runs in this process and has its clock, so that a promise about two clocks does not concern it. */
const aboutTwoClocks = storagePromises.find(({ id }) => id === "one-clock")!.title;

describe.each(testDatabases)("SQL storage", ({ name, open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  }, 120_000);
  afterAll(() => database.remove());

  const it = (title: string, body: () => Promise<void>) => {
    const skips = name === "PGlite" && title === aboutTwoClocks;
    test.skipIf(skips)(title, body);
  };
  describeStorage(() => database.storage, { describe, it, expect }, { name: `on ${name}` });
});
