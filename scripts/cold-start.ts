/**
 * What importing the built package costs a process that starts: CPU time beside that of importing Zod, in the same run, so that
 * the speed of the machine does not count. Medians of nine processes each, taken in turn.
 */
import { execFileSync } from "node:child_process";
import { installedConsumer } from "./consumer.js";

/** Ratio to importing Zod, at most. */
const CEILINGS: Readonly<Record<string, number>> = { "clientele/kernel": 0.35, "clientele/value": 0.8, clientele: 2.7 };
const ROUNDS = 9;

const consumer = installedConsumer();
const specifiers = ["zod", ...Object.keys(CEILINGS)];

/** CPU milliseconds of one import in a new process. */
function importCost(specifier: string): number {
  const program = `const start = process.cpuUsage(); await import(${JSON.stringify(specifier)});
    const { user, system } = process.cpuUsage(start); console.log((user + system) / 1000);`;
  return Number(
    execFileSync(process.execPath, ["--input-type=module", "-e", program], { cwd: consumer.folder, encoding: "utf8" }),
  );
}

try {
  const costs = new Map<string, number[]>(specifiers.map((specifier) => [specifier, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const specifier of specifiers) costs.get(specifier)!.push(importCost(specifier));
  const median = (specifier: string): number => [...costs.get(specifier)!].sort((a, b) => a - b)[(ROUNDS - 1) / 2]!;
  const zod = median("zod");
  let failed = 0;
  console.log(`       ${zod.toFixed(1)} ms of CPU: importing zod`);
  for (const [specifier, ceiling] of Object.entries(CEILINGS)) {
    const ratio = median(specifier) / zod;
    if (ratio > ceiling) failed++;
    console.log(
      `${ratio <= ceiling ? "ok    " : "FAILED"} ${median(specifier).toFixed(1)} ms, ${ratio.toFixed(2)} of zod (at most ${ceiling}): importing ${specifier}`,
    );
  }
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  consumer.remove();
}
