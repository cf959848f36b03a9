/** `npm run check`: everything that is fast; ends with the line that counts the tests (`--without-tests` leaves them out). */
import { runTool } from "./run.js";
import { lintSteps, runSteps, tool } from "./steps.js";

const failed = runSteps([tool("formatting", "biome", "format", "."), tool("types", "tsc", "-p", "."), ...lintSteps]);
if (process.argv.includes("--without-tests")) process.exit(failed.length === 0 ? 0 : 1);
if (failed.length > 0) console.log(`\nFailed before the tests: ${failed.join(", ")}\n`);
const tests = runTool("vitest", ["run"], { live: true });
process.exit(failed.length === 0 && tests.ok ? 0 : 1);
