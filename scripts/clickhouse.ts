/**
 * `npm run clickhouse`: installs ClickHouse for this process (chDB, 540 MB, too heavy for every `npm ci`) into a cache
 * folder, once, then compares rules and scores with memory on it.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./modules.js";
import { run, runTool } from "./run.js";

const folder = join(root, ".cache/chdb");
const packageFolder = join(folder, "node_modules/chdb");
if (!existsSync(packageFolder)) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const { ok, output } = run("npm", ["install", "--no-audit", "--no-fund", "chdb@3.4.0"], { cwd: folder });
  if (!ok) {
    console.error(output);
    process.exit(1);
  }
}
process.env.CHDB_PATH = packageFolder;
process.env.RULE_ENGINES = "clickhouse";
process.env.RULE_CASES ??= "500";
delete process.env.POSTGRES_URL;
delete process.env.MARIADB_URL;
process.exit(
  runTool("vitest", ["run", "test/rules/sql/differential.test.ts", "test/rules/score/score-sql.test.ts"], { live: true }).ok
    ? 0
    : 1,
);
