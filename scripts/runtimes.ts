/**
 * Runs the packed package on every runtime that this machine has or that npm can install: Node (ESM and CJS), Bun, Deno,
 * workerd (the engine of Cloudflare Workers) and Chromium (page and web worker). All must give the same text. A runtime
 * that cannot be had is named as not available; one that is there and fails, fails the script.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { type Browser, chromium } from "playwright-core";
import { installedConsumer } from "./consumer.js";
import { root } from "./modules.js";
import { run } from "./run.js";
import { smokeModule, smokeScript } from "./runtimes/smoke.js";

/** Runtimes stay here between runs. */
const installed = join(root, ".cache/runtimes");

/** Installs a runtime from npm unless it is there; the path of `file` in it, or `null`. */
function fromNpm(packageName: string, file: string): string | null {
  const folder = join(installed, packageName.replace(/[@/]/g, "-"));
  const path = join(folder, "node_modules", file);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", packageName], { cwd: folder });
  return existsSync(path) ? path : null;
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

const consumer = installedConsumer();
const { folder } = consumer;
const program = consumer.write("smoke.mjs", smokeModule("console.log(smoke());"));
const script = consumer.write("smoke.cjs", smokeScript("console.log(smoke());"));

/** A bundle for runtimes without modules from npm; no `define`, as a careless consumer would do it. */
async function bundled(finish: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: smokeModule(finish), resolveDir: folder },
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    logLevel: "silent",
  });
  return outputFiles[0]!.text;
}

/** What a runtime printed; `null` when it is not to be had. Throws when it fails. */
type Attempt = () => Promise<string | null> | string | null;

function printed(command: string, ...parameters: readonly string[]): string {
  const { ok, output } = run(command, parameters, { cwd: folder, env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" } });
  if (!ok) throw new Error(output);
  return lastLine(output);
}

const platform = process.platform === "win32" ? "windows" : process.platform;
const bun = (): string | null => {
  const file = fromNpm("bun", `@oven/bun-${platform}-${process.arch === "arm64" ? "aarch64" : "x64"}/bin/bun`);
  return file === null ? null : printed(file, program);
};
const deno = (): string | null => {
  const file = fromNpm("deno", `@deno/${platform}-${process.arch}${platform === "linux" ? "-glibc" : ""}/deno`);
  return file === null ? null : printed(file, "run", "--quiet", "--no-prompt", "--node-modules-dir=manual", program);
};

const workerd: Attempt = async () => {
  const miniflare = fromNpm("miniflare@4", "miniflare/package.json");
  if (miniflare === null) return null;
  const worker = await bundled("export default { fetch: () => new Response(smoke()) };");
  const host = join(installed, "miniflare-4", "host.mjs");
  writeFileSync(
    host,
    `import { Miniflare } from "miniflare";
import { readFileSync } from "node:fs";
const worker = new Miniflare({ modules: true, script: readFileSync(process.argv[2], "utf8"), compatibilityDate: "2025-01-01" });
const response = await worker.dispatchFetch("http://localhost/");
const text = await response.text();
await worker.dispose();
if (!response.ok) throw new Error(text);
console.log(text);
`,
  );
  return printed(process.execPath, host, consumer.write("worker.mjs", worker));
};

const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

async function inChromium(use: (browser: Browser) => Promise<string>): Promise<string | null> {
  if (!existsSync(executablePath)) return null;
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}

async function inPage(browser: Browser, code: string): Promise<string> {
  const page = await browser.newPage();
  const failure = new Promise<never>((_, reject) => page.on("pageerror", reject));
  // An origin of its own, without a server: a blank page may not start workers.
  await page.route("**/*", (route) => route.fulfill({ contentType: "text/html", body: "<title>Clientele</title>" }));
  await page.goto("http://clientele.test/");
  await page.addScriptTag({ type: "module", content: code });
  const result = page.waitForFunction("globalThis.smokeResult", undefined, { timeout: 20_000 });
  return String(await (await Promise.race([result, failure])).jsonValue());
}

const page: Attempt = async () => {
  const code = await bundled("globalThis.smokeResult = smoke();");
  return inChromium((browser) => inPage(browser, code));
};
const webWorker: Attempt = async () => {
  const code = JSON.stringify(await bundled("postMessage(smoke());"));
  return inChromium((browser) =>
    inPage(
      browser,
      `const worker = new Worker(URL.createObjectURL(new Blob([${code.replaceAll("</", "<\\/")}], { type: "text/javascript" })), { type: "module" });
       worker.onmessage = ({ data }) => { globalThis.smokeResult = data; };
       worker.onerror = ({ message }) => { throw new Error("worker: " + message); };`,
    ),
  );
};

const attempts: readonly [name: string, attempt: Attempt][] = [
  [`Node ${process.versions.node}, ES modules`, () => printed(process.execPath, program)],
  [`Node ${process.versions.node}, CommonJS`, () => printed(process.execPath, script)],
  ["Bun", bun],
  ["Deno, without any permission", deno],
  ["workerd", workerd],
  ["Chromium, page", page],
  ["Chromium, web worker", webWorker],
];

let failed = 0;
let expected: string | undefined;
try {
  for (const [name, attempt] of attempts) {
    try {
      const result = await attempt();
      if (result === null) {
        console.log(`not available  ${name}`);
        continue;
      }
      expected ??= result;
      if (result !== expected) throw new Error(`gives another result:\n${result}\ninstead of\n${expected}`);
      console.log(`ran            ${name}`);
    } catch (error) {
      failed++;
      console.log(`FAILED         ${name}: ${(error as Error).message}`);
    }
  }
} finally {
  consumer.remove();
}
console.log(`the result everywhere: ${expected ?? "none"}`);
process.exit(failed === 0 ? 0 : 1);
