/**
 * Runs the conformance kit of the packed package under the test runners that its users have: Vitest, Jest and node:test, from
 * ES modules and from CommonJS, on the memory storage and on SQLite. Every runner must pass the same number of tests. A
 * runner that npm cannot install is named as not available; one that is there and fails, fails the script.
 * Needs `npm run build` and the subpath `clientele/storage/sql`.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { installedConsumer } from "./consumer.js";
import { manifest } from "./modules.js";
import { run } from "./run.js";

const versions = manifest()["devDependencies"] as Readonly<Record<string, string>>;
const JEST = "30.5.2";
const consumer = installedConsumer();
const { folder, write } = consumer;

/** What a user writes. */
function suite(runner: "vitest" | "@jest/globals" | "node:test", format: "esm" | "cjs"): string {
  const names = runner === "node:test" ? "describe, it" : "describe, expect, it";
  const load = (what: string, from: string): string =>
    format === "esm" ? `import { ${what} } from "${from}";` : `const { ${what} } = require("${from}");`;
  const libsql = format === "esm" ? `import Database from "libsql";` : `const Database = require("libsql");`;
  return `${load(names, runner)}
${load("describeStorage", "clientele/testing")}
${load("memoryStorage", "clientele/storage")}
${load("sqlStorage", "clientele/storage/sql")}
${load("Kysely, SqliteDialect", "kysely")}
${libsql}
const runner = { ${names} };
describeStorage(() => memoryStorage(), runner, { name: "memory", without: ["ruleKinds"] });
describeStorage(
  async () => {
    const database = new Kysely({ dialect: new SqliteDialect({ database: new Database(":memory:") }) });
    const storage = sqlStorage({ database, dialect: "sqlite" });
    await storage.migrate();
    return storage;
  },
  runner,
  { name: "SQLite" },
);
`;
}

const bin = (tool: string): string => join(folder, "node_modules/.bin", tool);

interface Attempt {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly command: readonly [program: string, ...parameters: string[]];
  /** Where the runner says how many passed. */
  readonly passed: RegExp;
  readonly needs?: string;
}

const attempts: readonly Attempt[] = [
  ...(["esm", "cjs"] as const).map((format): Attempt => {
    const file = format === "esm" ? "node.test.mjs" : "node.test.cjs";
    const text = suite("node:test", format);
    return {
      name: `node:test, ${format}`,
      file,
      text,
      command: [process.execPath, "--test", "--test-reporter=tap", file],
      passed: /^# pass (\d+)$/m,
    };
  }),
  {
    name: "Jest, cjs",
    file: "jest.test.cjs",
    text: suite("@jest/globals", "cjs"),
    command: [bin("jest"), "--ci", "--testMatch", "**/jest.test.cjs"],
    passed: /^Tests:.* (\d+) passed/m,
    needs: "jest",
  },
  {
    name: "Vitest, esm",
    file: "vitest.test.mjs",
    text: suite("vitest", "esm"),
    command: [bin("vitest"), "run", "--no-color", "vitest.test.mjs"],
    passed: /Tests\s+(\d+) passed/,
    needs: "vitest",
  },
];

let failed = 0;
let expected: string | undefined;
try {
  consumer.install(
    `kysely@${versions["kysely"]}`,
    `libsql@${versions["libsql"]}`,
    `vitest@${versions["vitest"]}`,
    `jest@${JEST}`,
  );
  write("jest.config.cjs", "module.exports = { transform: {}, testTimeout: 60000 };\n");
  for (const { name, file, text, command, passed, needs } of attempts) {
    if (needs !== undefined && !existsSync(bin(needs))) {
      console.log(`not available  ${name}`);
      continue;
    }
    write(file, text);
    const [program, ...parameters] = command;
    const { ok, output, seconds } = run(program, parameters, { cwd: folder, env: { NO_COLOR: "1", NODE_OPTIONS: "" } });
    const count = passed.exec(output)?.[1];
    expected ??= count;
    if (ok && count !== undefined && count === expected) {
      console.log(`ran            ${name}: ${count} passed (${seconds.toFixed(1)} s)`);
    } else {
      failed++;
      console.log(`FAILED         ${name}: ${count ?? "none"} passed\n${output}`);
    }
  }
} finally {
  consumer.remove();
}
process.exit(failed === 0 && expected !== undefined ? 0 : 1);
