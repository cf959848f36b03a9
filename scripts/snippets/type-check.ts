/** Type-checks the generated modules and gives the errors at the lines of the pages that they came from. */
import { execFile } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../modules.js";
import { type SnippetModule, snippetsFolder } from "./modules.js";

/** Errors of the snippets as `docs/x.md:12: what is wrong`; errors of the sources are another check's matter. */
export async function typeErrors(modules: readonly SnippetModule[]): Promise<string[]> {
  const config = join(snippetsFolder, `tsconfig.${process.pid}.json`);
  writeFileSync(
    config,
    JSON.stringify({
      extends: "../../tsconfig.json",
      // What `strict` asks for, and no more: an example should not need `!` behind every index.
      compilerOptions: { noUncheckedIndexedAccess: false },
      include: [],
      files: modules.filter(({ problems }) => problems.length === 0).map(({ path }) => path),
    }),
  );
  try {
    const output = await new Promise<string>((resolve) => {
      const tsc = join(root, "node_modules/typescript/bin/tsc");
      execFile(process.execPath, [tsc, "-p", config, "--pretty", "false"], { cwd: root, maxBuffer: 1 << 26 }, (_, text) => {
        resolve(text);
      });
    });
    return [...output.matchAll(/^\.cache\/snippets\/(.+)\/line-\d+\.ts\((\d+),\d+\): error (.*)$/gm)].map(
      ([, file, line, message]) => `${file}:${line}: ${message}`,
    );
  } finally {
    rmSync(config, { force: true });
  }
}
