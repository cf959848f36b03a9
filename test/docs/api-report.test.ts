import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { apiFolder, apiReports } from "../../scripts/api-report.js";

test("the public entry of every module is the one that docs/api shows (npm run api writes it)", { timeout: 120_000 }, () => {
  const committed = existsSync(apiFolder)
    ? readdirSync(apiFolder).map((file) => [file, readFileSync(join(apiFolder, file), "utf8")] as const)
    : [];
  expect(Object.fromEntries(committed)).toEqual(Object.fromEntries(apiReports()));
});
