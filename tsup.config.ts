import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Options } from "tsup";

const src = fileURLToPath(new URL("./src", import.meta.url));
const modules = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => `src/${path.replaceAll("\\", "/")}`);

/**
 * The build keeps one file per source file, in both formats: a consumer's bundler then drops every module that it does
 * not use, and modules share one copy of what they share. Only Immer is bundled: it reads `process.env` unguarded, which
 * fails in a worker.
 */
function build(format: "esm" | "cjs", extension: ".js" | ".cjs"): Options {
  return {
    entry: Object.fromEntries(modules.map((path) => [path.slice("src/".length, -".ts".length), path])),
    outDir: "dist",
    format,
    target: "es2023",
    platform: "neutral",
    splitting: false,
    treeshake: false,
    silent: true,
    noExternal: ["immer"],
    define: { "process.env.NODE_ENV": '"production"' },
    outExtension: () => ({ js: extension }),
    esbuildOptions(options) {
      options.mainFields = ["module", "main"];
    },
    esbuildPlugins: [
      {
        name: "one-file-per-module",
        setup({ onResolve }) {
          onResolve({ filter: /^\.{1,2}\// }, ({ path, kind, importer }) =>
            kind === "entry-point" || importer.includes("node_modules")
              ? undefined
              : { path: path.replace(/\.js$/, extension), external: true },
          );
        },
      },
    ],
  };
}

export default defineConfig([build("esm", ".js"), build("cjs", ".cjs")]);
