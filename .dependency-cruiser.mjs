// @ts-check
import { readFileSync } from "node:fs";

/** @type {{ layers: string[][], schemaFree: string[], runtimeDependencies: string[], optionalPeers: Record<string, string[]> }} */
const { layers, schemaFree, runtimeDependencies, optionalPeers } = JSON.parse(
  readFileSync(new URL("./scripts/layers.json", import.meta.url), "utf8"),
);

/** @param {readonly string[]} modules */
const pathOf = (modules) => `^src/(${modules.join("|")})/`;
const everyRoom = layers.flat();
const valueImport = { dependencyTypesNot: ["type-only"] };

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...layers.slice(0, -1).map((modules, layer) => ({
      name: `layer-${layer}-imports-downward`,
      comment: "An import goes only downward (CONTRIBUTING.md, the architecture). Move what is shared down a layer.",
      severity: "error",
      from: { path: pathOf(modules) },
      to: { path: pathOf(layers.slice(layer + 1).flat()) },
    })),
    ...layers.map((modules, layer) => ({
      name: `modules-of-layer-${layer}-are-strangers`,
      comment: "Modules of one layer never import each other: pass plain data whose type lives in models.",
      severity: "error",
      from: { path: pathOf(modules.filter((module) => module !== "testing")) },
      to: { path: pathOf(modules), pathNot: "^src/$1/" },
    })),
    {
      name: "the-conformance-kit-knows-storage-only",
      comment:
        "The testing module proves adapters against storage's interfaces and its memory storage; of its layer it knows no more.",
      severity: "error",
      from: { path: "^src/testing/" },
      to: {
        path: pathOf(layers.find((modules) => modules.includes("testing"))),
        pathNot: ["^src/testing/", "^src/storage/index\\.ts$"],
      },
    },
    {
      name: "only-through-the-door",
      comment: "Another module is imported only by its index.ts.",
      severity: "error",
      from: { path: "^src/([^/]+)/" },
      to: { path: "^src/[^/]+/", pathNot: ["^src/$1/", "^src/[^/]+/index\\.ts$", "^src/storage/sql/index\\.ts$"] },
    },
    {
      name: "the-root-face-imports-faces",
      severity: "error",
      from: { path: "^src/[^/]+\\.ts$" },
      to: { path: "^src/", pathNot: "^src/[^/]+/index\\.ts$" },
    },
    {
      name: "no-import-of-the-own-face",
      comment: "Inside a module import the file that holds the thing; index.ts is for others.",
      severity: "error",
      from: { path: "^src/([^/]+)/", pathNot: "^src/storage/sql/" },
      to: { path: "^src/$1/index\\.ts$" },
    },
    {
      name: "every-module-has-a-layer",
      comment: "Add the new module to scripts/layers.json and to the table of CONTRIBUTING.md.",
      severity: "error",
      from: { path: "^src/[^/]+/", pathNot: pathOf(everyRoom) },
      to: {},
    },
    {
      name: "no-circle",
      comment: "Two files that need each other are one idea, or share a third. Circles of types alone are harmless.",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true, viaOnly: valueImport },
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
      to: { path: "node_modules/", pathNot: `node_modules/(${runtimeDependencies.join("|")})/` },
    },
    ...Object.entries(optionalPeers).map(([face, peers]) => ({
      name: `only-declared-peers-of-${face}`,
      comment: "What is heavy is an optional peer of one subpath, named in scripts/layers.json, package.json and the README.",
      severity: "error",
      from: { path: pathOf([face]) },
      to: { path: "node_modules/", pathNot: `node_modules/(${[...runtimeDependencies, ...peers].join("|")})/` },
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
      name: "users-come-by-the-door",
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
