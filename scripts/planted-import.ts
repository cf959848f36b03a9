/**
 * Proves that the boundaries are enforced: a copy of the sources with one import upward between layers, one between sibling
 * modules and one upward between sub-folders must be refused three times.
 */
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./modules.js";
import { run } from "./run.js";

const planted: readonly (readonly [file: string, text: string, rule: string])[] = [
  ["src/kernel/planted.ts", 'export * from "../models/index.js";', "layer-0-imports-downward"],
  ["src/value/planted.ts", 'export * from "../churn/index.js";', "siblings-in-layer-4"],
  ["src/value/summary/planted.ts", 'export * from "../forecast/product-demand.js";', "value-summary-imports-downward"],
];

const copy = mkdtempSync(join(tmpdir(), "clientele-planted-"));
try {
  for (const path of ["src", "scripts", "package.json", "tsconfig.json", ".dependency-cruiser.mjs"])
    cpSync(join(root, path), join(copy, path), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  for (const [file, text] of planted) writeFileSync(join(copy, file), `${text}\n`);
  const depcruise = join(root, "node_modules/.bin/depcruise");
  const { ok, output } = run(depcruise, ["src", "--config", ".dependency-cruiser.mjs"], { cwd: copy });
  const missed = planted.filter(([file, , rule]) => !output.includes(rule) || !output.includes(file));
  for (const [file, , rule] of missed) console.log(`${file} was not refused by ${rule}.`);
  console.log(`${planted.length - missed.length} of ${planted.length} planted imports were refused.`);
  process.exitCode = ok || missed.length > 0 ? 1 : 0;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
