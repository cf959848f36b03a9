// @ts-check
import { readFileSync } from "node:fs";

/**
 * @type {{ layers: string[][], subFolders: Record<string, string[]>, schemaFree: string[], runtimeDependencies: string[], bundledDependencies: string[],
 *   optionalPeers: Record<string, string[]> }}
 */
const { layers, subFolders, schemaFree, runtimeDependencies, bundledDependencies, optionalPeers } = JSON.parse(
  readFileSync(new URL("./scripts/layers.json", import.meta.url), "utf8"),
);

/** @param {readonly string[]} modules */
const pathOf = (modules) => `^src/(${modules.join("|")})/`;
const everyModule = layers.flat();
const valueImport = { dependencyTypesNot: ["type-only"] };

/** Files by which a module is imported: its public API, and what only other modules of the package use. */
const ENTRIES = "(index|internal)\\.ts$";

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...layers.slice(0, -1).map((modules, layer) => ({
      name: `layer-${layer}-imports-downward`,
      comment: "An import goes only downward (CONTRIBUTING.md, Architecture). Move what is shared down a layer.",
      severity: "error",
      from: { path: pathOf(modules) },
      to: { path: pathOf(layers.slice(layer + 1).flat()) },
    })),
    ...layers.map((modules, layer) => ({
      name: `siblings-in-layer-${layer}`,
      comment: "Sibling modules never import each other: pass plain data whose type lives in models.",
      severity: "error",
      from: { path: pathOf(modules) },
      to: { path: pathOf(modules), pathNot: "^src/$1/" },
    })),
    ...Object.entries(subFolders).flatMap(([module, folders]) =>
      folders.slice(0, -1).map((folder, position) => ({
        name: `${module}-${folder.replace("/", "-")}-imports-downward`,
        comment: "Inside a module no import runs upward between its sub-folders (scripts/layers.json has their order).",
        severity: "error",
        from: { path: `^src/${module}/${folder}/` },
        to: { path: `^src/${module}/(${folders.slice(position + 1).join("|")})/` },
      })),
    ),
    {
      name: "sub-folders-are-listed",
      comment: "Add the new sub-folder to scripts/layers.json, in its place.",
      severity: "error",
      from: { path: `^src/(${Object.keys(subFolders).join("|")})/[^/]+/` },
      to: {
        path: "^src/$1/[^/]+/",
        pathNot: Object.entries(subFolders).map(([module, folders]) => `^src/${module}/(${folders.join("|")})/`),
      },
    },
    {
      name: "only-by-its-entries",
      comment: "Another module is imported only by its index.ts (public) or internal.ts (for modules of the package).",
      severity: "error",
      from: { path: "^src/([^/]+)/" },
      to: { path: "^src/[^/]+/", pathNot: ["^src/$1/", `^src/[^/]+/${ENTRIES}`, "^src/(storage|rules)/sql/index\\.ts$"] },
    },
    {
      name: "the-root-imports-public-names",
      severity: "error",
      from: { path: "^src/[^/]+\\.ts$" },
      to: { path: "^src/", pathNot: "^src/[^/]+/index\\.ts$" },
    },
    {
      name: "no-import-of-the-own-entry",
      comment: "Inside a module import the file that holds the thing; index.ts and internal.ts are for others.",
      severity: "error",
      from: { path: "^src/([^/]+)/", pathNot: "^src/storage/sql/" },
      to: { path: `^src/$1/${ENTRIES}` },
    },
    {
      name: "every-module-has-a-layer",
      comment: "Add the new module to scripts/layers.json and to the table of CONTRIBUTING.md.",
      severity: "error",
      from: { path: "^src/[^/]+/", pathNot: pathOf(everyModule) },
      to: {},
    },
    {
      name: "no-cycle",
      comment: "Two files that need each other, types included, are one idea, or share a third.",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true },
    },
    {
      name: "no-validator-in-scoring",
      comment: "Scoring modules import types of schemas, so that a bundle of one score has no Zod and no Immer.",
      severity: "error",
      from: { path: pathOf(schemaFree) },
      to: { path: "node_modules/(zod|immer)/", ...valueImport },
    },
    {
      name: "only-declared-dependencies",
      comment: "A new runtime dependency is a decision: scripts/layers.json, package.json and the README name it.",
      severity: "error",
      from: { path: "^src/", pathNot: pathOf(Object.keys(optionalPeers)) },
      to: { path: "node_modules/", pathNot: `node_modules/(${[...runtimeDependencies, ...bundledDependencies].join("|")})/` },
    },
    ...Object.entries(optionalPeers).map(([face, peers]) => ({
      name: `only-declared-peers-of-${face}`,
      comment: "What is heavy is an optional peer of one subpath, named in scripts/layers.json, package.json and the README.",
      severity: "error",
      from: { path: pathOf([face]) },
      to: {
        path: "node_modules/",
        pathNot: `node_modules/(${[...runtimeDependencies, ...bundledDependencies, ...peers].join("|")})/`,
      },
    })),
    {
      name: "no-runtime-builtins",
      comment: "The package runs in browsers and workers: no built-in module of Node.",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "nothing-unresolved",
      severity: "error",
      from: { path: "^src/" },
      to: { couldNotResolve: true },
    },
    {
      name: "sources-stand-alone",
      comment: "What is shipped imports nothing of tests, scripts, examples or benchmarks.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(test|scripts|examples|bench|docs)/" },
    },
    {
      name: "users-import-subpaths",
      comment: "Examples and benchmarks import clientele/<module>, as users do.",
      severity: "error",
      from: { path: "^(examples|bench)/" },
      to: { path: "^src/", pathNot: ["^src/index\\.ts$", "^src/[^/]+/index\\.ts$", "^src/storage/sql/index\\.ts$"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "bench/peers" },
    tsPreCompilationDeps: "specify",
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "default"],
      extensions: [".ts", ".js"],
    },
    skipAnalysisNotInRules: true,
  },
};
