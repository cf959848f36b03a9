/**
 * The modules that exist, read from the folders of `src/`: every folder with an `index.ts` is a subpath of the package.
 * Run directly, it writes `exports` and `typesVersions` of package.json; everything else that needs the list of modules imports it.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Layers from the lowest, and what the checks need to know of them. */
export const architecture = JSON.parse(readFileSync(join(root, "scripts/layers.json"), "utf8")) as {
  readonly layers: readonly (readonly string[])[];
  /** The first layer that may do input and output. */
  readonly firstImpureLayer: number;
  /** Modules whose bundles hold neither Zod nor Immer. */
  readonly schemaFree: readonly string[];
  /**
   * Files that get a chunk of their own, since they, or what they need, run statements when they are loaded (a class that
   * rebuilds the prototype of `Date`, Immer, tables that are computed): a consumer's bundler drops a whole file that nothing
   * uses, but not such a statement. `npm run budgets` measures what that is worth.
   */
  readonly ownChunks: readonly string[];
  readonly runtimeDependencies: readonly string[];
  /** Libraries whose functions are built into the package: development dependencies. */
  readonly bundledDependencies: readonly string[];
  /** Subpaths below a module: `storage/sql`, and one for each later plugin of the workspace. */
  readonly nestedSubpaths: readonly string[];
  /** What a subpath needs beside them: only its users install it. */
  readonly optionalPeers: Readonly<Record<string, readonly string[]>>;
};

/** Modules below storage: pure by rule. */
export const PURE_MODULES: readonly string[] = architecture.layers.slice(0, architecture.firstImpureLayer).flat();

/** Modules and nested subpaths with a public API, sorted. */
export function modules(): string[] {
  const folders = readdirSync(join(root, "src"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  return [...folders, ...architecture.nestedSubpaths]
    .filter((module) => existsSync(join(root, "src", module, "index.ts")))
    .sort();
}

/** Whether the package itself exports names (`clientele`). */
export function hasRootEntry(): boolean {
  return existsSync(join(root, "src/index.ts"));
}

interface Conditions {
  readonly import: { readonly types: string; readonly default: string };
  readonly require: { readonly types: string; readonly default: string };
}

/** Entry files of the package, relative to `src/` and without extension. */
export function entryFiles(): string[] {
  return [...(hasRootEntry() ? ["index"] : []), ...modules().map((module) => `${module}/index`)];
}

/** What `exports` of package.json must be for the modules that exist. */
export function expectedExports(): Record<string, Conditions | string> {
  const entries: [string, string][] = modules().map((module) => [`./${module}`, `${module}/index`]);
  if (hasRootEntry()) entries.unshift([".", "index"]);
  return {
    ...Object.fromEntries(entries.map(([subpath, file]) => [subpath, conditions(file)])),
    "./package.json": "./package.json",
  };
}

/** Where `moduleResolution: node10` finds the types of a subpath, since it does not read `exports`. */
export function expectedTypesVersions(): Record<string, Record<string, string[]>> {
  return { "*": Object.fromEntries(modules().map((module) => [module, [`dist/${module}/index.d.ts`]])) };
}

function conditions(file: string): Conditions {
  return {
    import: { types: `./dist/${file}.d.ts`, default: `./dist/${file}.js` },
    require: { types: `./dist/${file}.d.cts`, default: `./dist/${file}.cjs` },
  };
}

/** Reads package.json. */
export function manifest(): Record<string, unknown> {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, unknown>;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const before = manifest();
  const after = { ...before, exports: expectedExports(), typesVersions: expectedTypesVersions() };
  const current = JSON.stringify(before) === JSON.stringify(after);
  console.log(`package.json exports ${Object.keys(after.exports).join(", ")}`);
  if (!current && process.argv.includes("--check")) {
    console.error("The exports of package.json do not match the modules of src: run npm run modules.");
    process.exit(1);
  }
  if (!current) writeFileSync(join(root, "package.json"), `${JSON.stringify(after, null, 2)}\n`);
}
