/** `npm run bench [word]`: installs what the benchmarks need, then runs every `bench/*.bench.ts` whose name holds the word. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./modules.js";
import { run } from "./run.js";

const folder = join(root, "bench");
if (!existsSync(join(folder, "node_modules"))) {
  const { ok, output } = run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder });
  if (!ok) {
    console.error(output);
    process.exit(1);
  }
}
const word = process.argv[2] ?? "";
let failed = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith(".bench.ts") && name.includes(word))) {
  console.log(`\n${file}`);
  if (!run(process.execPath, ["--import", "tsx", `bench/${file}`], { live: true }).ok) failed++;
}
process.exit(failed === 0 ? 0 : 1);
