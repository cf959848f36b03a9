/**
 * Checks the built package as others will see it: publint, are-the-types-wrong, and programs of strict consumers that
 * import every subpath as ESM and as CJS, with no global types at all, and with every declaration checked.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Consumer, installedConsumer } from "./consumer.js";
import { expectedExports, manifest, root } from "./modules.js";
import { type Outcome, runTool } from "./run.js";

let failed = 0;

function report(what: string, outcome: Outcome): void {
  console.log(`${outcome.ok ? "ok    " : "FAILED"} ${what} (${outcome.seconds.toFixed(1)} s)`);
  if (outcome.ok) return;
  failed++;
  console.error(outcome.output);
}

const subpaths = Object.keys(expectedExports()).filter((subpath) => subpath !== "./package.json");
const specifiers = subpaths.map((subpath) => subpath.replace(/^\./, "clientele"));
const importAll = specifiers.map((specifier, n) => `import * as module${n} from "${specifier}";\nvoid module${n};`).join("\n");

/** A use of the types that a consumer relies on: narrowing by code, money, a customer of the schema's type. */
const usage = `
import { ClienteleError, isClienteleError, money } from "clientele/kernel";
import { type Customer, parseCustomer } from "clientele/models";
const customer: Customer = parseCustomer({ id: "c1" });
const amount: number = money(1999, "GBP").amount;
const error: unknown = new ClienteleError("mixed_currencies", "", { currencies: ["GBP", "CNY"] });
if (isClienteleError(error, "mixed_currencies")) error.details.currencies.map((currency: string) => currency.length + amount);
// @ts-expect-error a customer has an identifier, no number
customer.id satisfies number;
`;

interface Setting {
  readonly name: string;
  readonly file: string;
  readonly options: Record<string, unknown>;
}

const settings: readonly Setting[] = [
  { name: "ESM, moduleResolution node16", file: "program.mts", options: { module: "node16", moduleResolution: "node16" } },
  { name: "CJS, moduleResolution node16", file: "program.cts", options: { module: "node16", moduleResolution: "node16" } },
  { name: "ESM, moduleResolution bundler", file: "program.ts", options: { module: "esnext", moduleResolution: "bundler" } },
  {
    name: "ESM, types of Node",
    file: "program.ts",
    options: {
      module: "node16",
      moduleResolution: "node16",
      types: ["node"],
      typeRoots: [join(root, "node_modules/@types")],
    },
  },
  {
    name: "ESM, exactOptionalPropertyTypes, DOM library",
    file: "program.ts",
    options: {
      module: "esnext",
      moduleResolution: "bundler",
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      lib: ["ES2023", "DOM"],
    },
  },
];

function typeCheck(consumer: Consumer, { name, file, options }: Setting): void {
  consumer.write(file, `${importAll}\n${usage}`);
  const config = consumer.write(
    `tsconfig.json`,
    JSON.stringify({
      compilerOptions: {
        target: "ES2023",
        lib: ["ES2023"],
        types: [],
        strict: true,
        skipLibCheck: false,
        noEmit: true,
        ...options,
      },
      files: [file],
    }),
  );
  report(`strict consumer: ${name}`, runTool("tsc", ["-p", config], { cwd: consumer.folder }));
}

report("publint", runTool("publint", ["--strict"]));
const consumer = installedConsumer();
// The optional peer of clientele/storage/sql.
const { kysely } = manifest()["devDependencies"] as Readonly<Record<string, string>>;
if (!consumer.install(`kysely@${kysely}`)) throw new Error("Kysely could not be installed beside the package.");
try {
  const archive = join(consumer.folder, `clientele-${String(manifest()["version"])}.tgz`);
  report("are the types wrong", runTool("attw", ["--profile", "node16", archive]));
  for (const setting of settings) typeCheck(consumer, setting);
  const installed = JSON.parse(readFileSync(join(consumer.folder, "node_modules/.package-lock.json"), "utf8")) as {
    packages: Record<string, unknown>;
  };
  const dependencies = Object.keys(installed.packages).map((path) => path.replace("node_modules/", ""));
  console.log(`installed beside it: ${dependencies.filter((name) => name !== "clientele").join(", ")}`);
} finally {
  consumer.remove();
}
process.exit(failed === 0 ? 0 : 1);
