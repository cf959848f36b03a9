/** Bundles the page: `npx tsx examples/browser-page/build.ts [folder]`. */
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Writes index.html and page.js into a folder, which any static server can serve. */
export async function buildPage(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  cpSync(join(here, "index.html"), join(folder, "index.html"));
  await build({
    entryPoints: [join(here, "page.ts")],
    outfile: join(folder, "page.js"),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2023",
    platform: "browser",
    logLevel: "silent",
  });
}

if (process.argv[1]?.endsWith("browser-page/build.ts") === true) {
  const folder = process.argv[2] ?? join(here, "../../.cache/browser-page");
  await buildPage(folder);
  console.log(folder);
}
