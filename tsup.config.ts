import { readFileSync } from "node:fs";
import { defineConfig, type Options } from "tsup";
import { architecture, entryFiles } from "./scripts/modules.js";

/**
 * Functions of the kernel that make kinds of options, which tables of options at the top of a file call, and `Date.UTC`: a
 * bundler may drop what they make.
 */
const PURE = /\b(Date\.UTC|aNumber|anInteger|oneOf|orNull|orAbsent|listOf|mapOf|optionsOf)(<[^()]*>)?\(/g;

/**
 * One file for each subpath and one for each part that several share (esbuild's chunks), in both formats: a program that
 * imports one module reads a handful of files, and all modules share one copy of what they share. Zod is the only dependency
 * at run time. The functions that we use of date-fns, simple-statistics and Immer are bundled: loading them as packages costs
 * more at start than all the rest, and Immer reads `process.env` unguarded, which fails in a worker.
 */
function build(format: "esm" | "cjs", extension: ".js" | ".cjs"): Options {
  return {
    entry: Object.fromEntries([...entryFiles(), ...architecture.ownChunks].map((file) => [file, `src/${file}.ts`])),
    outDir: "dist",
    format,
    target: "es2023",
    platform: "neutral",
    splitting: true,
    treeshake: false,
    silent: true,
    noExternal: ["immer", "simple-statistics", /^date-fns(\/|$)/, /^@date-fns\//],
    define: { "process.env.NODE_ENV": '"production"' },
    outExtension: () => ({ js: extension }),
    esbuildOptions(options) {
      options.mainFields = ["module", "main"];
      options.chunkNames = "shared/[hash]";
    },
    esbuildPlugins: [
      {
        name: "tables-of-options-are-pure",
        setup({ onLoad }) {
          onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
            contents: readFileSync(path, "utf8").replace(/^(?!\s*\*|.*\bfunction ).*$/gm, (line) =>
              line.replace(PURE, "/* @__PURE__ */ $&"),
            ),
            loader: "ts",
          }));
        },
      },
      {
        // Its package.json does not say that its functions have no side effects, and we use one of them.
        name: "simple-statistics-by-function",
        setup({ onResolve, resolve }) {
          onResolve({ filter: /^simple-statistics$/ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
            if (pluginData === "resolved") return undefined;
            const found = await resolve(path, { importer, kind, resolveDir, pluginData: "resolved" });
            return { ...found, sideEffects: false };
          });
        },
      },
    ],
  };
}

export default defineConfig([build("esm", ".js"), build("cjs", ".cjs")]);
