import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { architecture, root } from "../../scripts/modules.js";

/** Packages whose code a bundle of everything that the module exports would hold. */
async function packagesIn(module: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(root, "src", module, "index.ts")],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
  });
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs: parts }) =>
    Object.entries(parts).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const names = inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return [...new Set(names)].sort();
}

const modules = architecture.schemaFree.filter((module) => existsSync(join(root, "src", module, "index.ts")));

test.each(modules)("a bundle of all of %s holds neither Zod nor Immer", async (module) => {
  const packages = await packagesIn(module);
  expect(packages).not.toContain("zod");
  expect(packages).not.toContain("immer");
});

test("a bundle of models holds both: the test can see them", async () => {
  expect(await packagesIn("models")).toEqual(expect.arrayContaining(["zod", "immer"]));
});
