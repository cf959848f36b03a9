/** Builds `dist/`: JavaScript by tsup (ESM and CJS), declarations by tsc, and the same declarations for CJS. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "./modules.js";
import { run, runTool } from "./run.js";

const dist = join(root, "dist");

/**
 * Global types that our declarations and Zod's name, and that a program has with DOM or Node types. The empty interfaces
 * merge with theirs, and let the declarations compile where a program has neither.
 */
const AMBIENT = "globals.d.ts";
const AMBIENT_TEXT = `/** Named by declarations of this package and of Zod; merges with the type of DOM or Node where a program has it. */
interface URL {}
/** Named by declarations of this package; merges with the type of DOM or Node where a program has it. */
interface AbortSignal {}
`;

function must(step: string, outcome: { readonly ok: boolean; readonly output: string; readonly seconds: number }): void {
  console.log(`${step}: ${outcome.ok ? "done" : "FAILED"} in ${outcome.seconds.toFixed(1)} s`);
  if (outcome.ok) return;
  console.error(outcome.output);
  process.exit(1);
}

function finishDeclarations(): number {
  writeFileSync(join(dist, AMBIENT), AMBIENT_TEXT);
  const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".d.ts") && path !== AMBIENT,
  );
  for (const file of files) {
    const path = join(dist, file);
    let text = readFileSync(path, "utf8");
    if (/from "zod"|\bAbortSignal\b/.test(text)) {
      const up = relative(dirname(path), join(dist, AMBIENT)).replaceAll("\\", "/");
      text = `/// <reference path="${up.startsWith(".") ? up : `./${up}`}" />\n${text}`;
      writeFileSync(path, text);
    }
    writeFileSync(path.replace(/\.d\.ts$/, ".d.cts"), text.replace(/(["'])(\.{1,2}\/[^"'\n]+)\.js\1/g, "$1$2.cjs$1"));
  }
  return files.length;
}

rmSync(dist, { recursive: true, force: true });
must("exports of package.json", run(process.execPath, ["--import", "tsx", "scripts/modules.ts"]));
must("JavaScript", runTool("tsup", []));
must("declarations", runTool("tsc", ["-p", "tsconfig.build.json"]));
console.log(`declarations for require: ${finishDeclarations()} files`);
