/**
 * Tries the packed package as its users have it: CommonJS by plain require, TypeScript under `moduleResolution: node10` with
 * ts-jest, SWC with Jest, and a browser bundle by Vite. Each runs the first example of the README. A tool that npm cannot
 * install is named as not available; one that is there and fails, fails the script.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { installedConsumer } from "./consumer.js";
import { root } from "./modules.js";
import { type Outcome, run } from "./run.js";

const consumer = installedConsumer();
const { folder, write } = consumer;
let failed = 0;

/** The README's first `ts` block as a program; its comments say what each line gives. */
const readme = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8"))?.[1] ?? "";

/** The calls that the tests and bundles make. */
const use = `
const schema = defineSchema({});
const rule = schema.rules.metric.count("order.placed").last({ days: 60 }).equals(0);
const amount = addMoney(money(1999, "EUR"), money(1, "EUR")).amount;
const silent = evaluateRule(rule, { id: "c1", attributes: {}, history: [] }, { asOf: "2026-01-01T00:00:00Z", schema });
`;
const names = [
  ["addMoney, money", "clientele/kernel"],
  ["defineSchema, evaluateRule", "clientele/rules"],
] as const;
const imports = names.map(([list, from]) => `import { ${list} } from "${from}";`).join("\n");
const requires = names.map(([list, from]) => `const { ${list} } = require("${from}");`).join("\n");

function report(what: string, outcome: Outcome | null): void {
  if (outcome === null) {
    console.log(`not available: ${what}`);
    return;
  }
  console.log(`${outcome.ok ? "ok    " : "FAILED"} ${what} (${outcome.seconds.toFixed(1)} s)`);
  if (outcome.ok) return;
  failed++;
  console.error(outcome.output);
}

const binary = (name: string, ...parameters: readonly string[]): Outcome =>
  run(join(folder, "node_modules/.bin", name), parameters, { cwd: folder });

try {
  write("plain.cjs", `${requires}\n${use}\nif (amount !== 2000 || silent !== true) process.exit(1);\n`);
  report("plain require", run(process.execPath, ["plain.cjs"], { cwd: folder }));

  const test = `${imports}\ntest("the package works", () => {\n${use}\nexpect(amount).toBe(2000);\nexpect(silent).toBe(true);\n});\n`;
  const tsConfig = {
    target: "ES2020",
    module: "commonjs",
    moduleResolution: "node10",
    strict: true,
    types: ["jest"],
  };
  if (consumer.install("jest@30.5.2", "ts-jest@29.4.5", "@types/jest@30.0.0", "typescript@5.9.3")) {
    write("tsconfig.node10.json", JSON.stringify({ compilerOptions: { ...tsConfig, skipLibCheck: true } }));
    write("node10/package.json", '{ "type": "commonjs" }\n');
    write("node10/first.test.ts", test);
    const transform = { "\\.ts$": ["ts-jest", { tsconfig: "tsconfig.node10.json" }] };
    write("jest.node10.json", JSON.stringify({ rootDir: ".", roots: ["<rootDir>/node10"], transform }));
    report("ts-jest under moduleResolution node10", binary("jest", "--config", "jest.node10.json"));
    // The types of the README's first example, as a program of that setting.
    write("node10/readme.ts", readme);
    const files = {
      compilerOptions: { ...tsConfig, types: [], lib: ["ES2023", "DOM"], noEmit: true, skipLibCheck: true },
      files: ["node10/readme.ts"],
    };
    write("tsconfig.readme.json", JSON.stringify(files));
    report("the README's first example under node10", binary("tsc", "-p", "tsconfig.readme.json"));
  } else report("ts-jest under moduleResolution node10", null);

  if (consumer.install("jest@30.5.2", "@swc/core@1.15.3", "@swc/jest@0.2.39")) {
    write("swc/package.json", '{ "type": "commonjs" }\n');
    write("swc/first.test.ts", test);
    const swc = { jsc: { parser: { syntax: "typescript" } }, module: { type: "commonjs" } };
    write(
      "jest.swc.json",
      JSON.stringify({ rootDir: ".", roots: ["<rootDir>/swc"], transform: { "\\.ts$": ["@swc/jest", swc] } }),
    );
    report("Jest with SWC", binary("jest", "--config", "jest.swc.json"));
  } else report("Jest with SWC", null);

  if (consumer.install("vite@8.0.0") || consumer.install("vite@7.2.4")) {
    write("site/index.html", '<script type="module" src="./main.ts"></script>\n');
    write("site/main.ts", `${imports}\n${use}\ndocument.title = \`\${amount} \${silent}\`;\n`);
    report("Vite", binary("vite", "build", "site", "--logLevel", "warn"));
  } else report("Vite", null);
} finally {
  consumer.remove();
}
process.exit(failed === 0 ? 0 : 1);
