/** A vitest reporter whose one line, the last of the output, counts the tests: `N passed, N failed`. */
import { writeSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    // An error outside of any test, or a file that could not be loaded, is a failure too.
    let failed = errors.length;
    for (const module of modules) {
      if (module.errors().length > 0) failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed++;
        else if (state === "failed") failed++;
      }
    }
    process.on("exit", () => {
      writeSync(1, `${passed} passed, ${failed} failed\n`);
    });
  }
}
