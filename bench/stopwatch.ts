/** What was measured, in milliseconds: the best of some runs. */
export interface Measured {
  readonly what: string;
  readonly wall: number;
  readonly processor: number;
  readonly target: string;
}

/** Collects measurements; every one begins with runs to warm up. */
export function stopwatch(warmUps = 1) {
  const results: Measured[] = [];
  return {
    results: results as readonly Measured[],
    measure(what: string, target: string, runs: number, work: () => unknown): void {
      for (let warm = 0; warm < warmUps; warm++) work();
      let wall = Infinity;
      let processor = Infinity;
      for (let run = 0; run < runs; run++) {
        const before = process.cpuUsage();
        const start = performance.now();
        work();
        wall = Math.min(wall, performance.now() - start);
        const used = process.cpuUsage(before);
        processor = Math.min(processor, (used.user + used.system) / 1000);
      }
      results.push({ what, wall, processor, target });
    },
  };
}

/** Prints a line for each. */
export function printMeasured(results: readonly Measured[]): void {
  console.log(`Node ${process.version}; best of a few runs, milliseconds\n`);
  console.log(`${"what".padEnd(62)}${"wall".padStart(9)}${"processor".padStart(11)}   target`);
  for (const { what, wall, processor, target } of results) {
    console.log(`${what.padEnd(62)}${wall.toFixed(1).padStart(9)}${processor.toFixed(1).padStart(11)}   ${target}`);
  }
}
