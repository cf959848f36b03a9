import { describeStorage } from "clientele/testing";
import { afterAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabases } from "../storage/sql-databases.js";

for (const { name, open } of testDatabases) {
  let opened: Promise<TestDatabase> | undefined;
  afterAll(async () => (await opened)?.remove());
  describeStorage(
    async () => {
      opened ??= open();
      return (await opened).storage;
    },
    { describe, it, expect },
    { name: `SQL storage on ${name}` },
  );
}
