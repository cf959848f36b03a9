/**
 * The rooms that exist, read from the folders of `src/`: every folder with an `index.ts` is a subpath of the package.
 * Run directly, it writes the `exports` of package.json; everything else that needs the list of rooms imports it.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Subpaths below a room that are public faces of their own. */
const NESTED = ["storage/sql"];

/** The table of the house: floors from the lowest, and what the checks need to know of them. */
export const house = JSON.parse(readFileSync(join(root, "scripts/layers.json"), "utf8")) as {
  readonly floors: readonly (readonly string[])[];
  /** The first floor that may know the world outside (files, clocks, databases). */
  readonly firstImpureFloor: number;
  /** Rooms whose bundles hold neither Zod nor Immer. */
  readonly schemaFree: readonly string[];
  readonly runtimeDependencies: readonly string[];
  /** What a subpath needs beside them, installed by whoever imports it. */
  readonly optionalPeers: Readonly<Record<string, readonly string[]>>;
};

/** Rooms below storage: pure by rule. */
export const PURE_ROOMS: readonly string[] = house.floors.slice(0, house.firstImpureFloor).flat();

/** Rooms with a public face, sorted; `storage/sql` is one of them when it exists. */
export function rooms(): string[] {
  const folders = readdirSync(join(root, "src"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  return [...folders, ...NESTED].filter((room) => existsSync(join(root, "src", room, "index.ts"))).sort();
}

/** Whether the package has a face of its own (`clientele`). */
export function hasRootFace(): boolean {
  return existsSync(join(root, "src/index.ts"));
}

interface Conditions {
  readonly import: { readonly types: string; readonly default: string };
  readonly require: { readonly types: string; readonly default: string };
}

/** What `exports` of package.json must be for the rooms that exist. */
export function expectedExports(): Record<string, Conditions | string> {
  const faces: [string, string][] = rooms().map((room) => [`./${room}`, `${room}/index`]);
  if (hasRootFace()) faces.unshift([".", "index"]);
  return {
    ...Object.fromEntries(faces.map(([subpath, file]) => [subpath, conditions(file)])),
    "./package.json": "./package.json",
  };
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
  const after = { ...before, exports: expectedExports() };
  const current = JSON.stringify(before) === JSON.stringify(after);
  console.log(`package.json exports ${Object.keys(after.exports).join(", ")}`);
  if (!current && process.argv.includes("--check")) {
    console.error("The exports of package.json do not match the rooms of src: run npm run rooms.");
    process.exit(1);
  }
  if (!current) writeFileSync(join(root, "package.json"), `${JSON.stringify(after, null, 2)}\n`);
}
