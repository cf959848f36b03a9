import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { PURE_MODULES, root } from "../../scripts/modules.js";
import { snippetModules, writeSnippetModules } from "../../scripts/snippets/modules.js";

/**
 * Runs in the other process before anything else: code that asks for the world learns that there is none. Only `new Date()`
 * gives an instant, another absurd one each time, since @date-fns/tz makes empty dates that it then fills.
 */
const poison = `
const deny = (what) => () => { throw new Error("reads " + what); };
const RealDate = Date;
let absurd = 1e11;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, newTarget) =>
    Reflect.construct(target, given.length === 0 ? [(absurd *= -1.0137)] : given, newTarget),
  apply: deny("the clock"),
});
RealDate.now = deny("the clock");
RealDate.prototype.constructor = globalThis.Date;
RealDate.prototype.toLocaleString = deny("the machine's language");
String.prototype.localeCompare = deny("the machine's language");
Math.random = deny("randomness");
const { exit } = process;
const { log } = console;
for (const name of ["performance", "process", "fetch", "setTimeout", "setInterval", "setImmediate", "console"])
  Object.defineProperty(globalThis, name, { get: deny(name), configurable: true });
Object.defineProperty(crypto, "getRandomValues", { get: deny("randomness") });
Object.defineProperty(crypto, "randomUUID", { get: deny("randomness") });
globalThis.__finish = (result) => { log(JSON.stringify(result)); exit(0); };
`;

/** Stands in for vitest in the other process: equality of plain data, with the matchers of the documentation. */
const expectation = `
const same = (a, b) => {
  if (typeof b?.asymmetricMatch === "function") return b.asymmetricMatch(a);
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (a instanceof Map && b instanceof Map) return same([...a], [...b]);
  if (a instanceof Set && b instanceof Set) return same([...a], [...b]);
  if ((ArrayBuffer.isView(a) || Array.isArray(a)) && a.length !== b.length) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(a[key], b[key]));
};
export const expect = (actual, place) => ({
  toEqual: (expected) => { if (!same(actual, expected)) expect.fail(place + ": is " + JSON.stringify(actual)); },
  toBe: (expected) => { if (!Object.is(actual, expected)) expect.fail(place); },
});
expect.fail = (message) => { throw new Error(message); };
`;

const aliases: Plugin = {
  name: "sources",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^clientele(\/|$)/ }, ({ path }) => ({
      path: join(root, path.replace(/^clientele/, "src"), "index.ts"),
    }));
    onResolve({ filter: /^vitest$/ }, () => ({ path: "expectation", namespace: "stub" }));
    onLoad({ filter: /.*/, namespace: "stub" }, () => ({ contents: expectation }));
  },
};

export interface Verdict {
  readonly ran: number;
  readonly failures: readonly string[];
}

export interface BundledExamples {
  /** Runs every example in a process of this time zone and language that has no world. */
  readonly run: (zone: string, language: string) => Promise<Verdict>;
  readonly remove: () => void;
}

/** Bundles every `@example` of the pure modules. */
export async function bundleExamples(): Promise<BundledExamples> {
  const all = snippetModules();
  writeSnippetModules(all);
  const modules = all.filter(
    ({ place, kind, runs, problems }) =>
      kind === "example" && runs && problems.length === 0 && PURE_MODULES.includes(place.split("/")[1] ?? ""),
  );
  const imports = modules.map(
    ({ path, place }) =>
      `await import(${JSON.stringify(path)}).catch((e) => failures.push(${JSON.stringify(place)} + ": " + e.message));`,
  );
  const folder = join(root, ".cache/purity", String(process.pid));
  await build({
    stdin: {
      contents: `const failures = [];\n${imports.join("\n")}\n__finish({ ran: ${modules.length}, failures });`,
      resolveDir: root,
    },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
    plugins: [aliases],
  });
  const program = `await import(${JSON.stringify(join(folder, "stdin.mjs"))});`;
  return {
    run: (zone, language) =>
      runWithoutWorld(program, { TZ: zone, LANG: `${language.replace("-", "_")}.UTF-8`, LC_ALL: language }),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs a program in a process without a world; it ends by `__finish(verdict)`. Rejects with what the program threw. */
export async function runWithoutWorld(program: string, variables: Readonly<Record<string, string>> = {}): Promise<Verdict> {
  const poisoned = `await import(${JSON.stringify(`data:text/javascript,${encodeURIComponent(poison)}`)});\n${program}`;
  const output = await new Promise<string>((resolve, reject) => {
    const settings = { env: { ...process.env, ...variables }, cwd: root, maxBuffer: 1 << 26 };
    execFile(process.execPath, ["--input-type=module", "-e", poisoned], settings, (error, text, problem) => {
      if (error === null) resolve(text);
      else reject(new Error(problem));
    });
  });
  return JSON.parse(output) as Verdict;
}
