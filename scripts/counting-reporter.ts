/** A vitest reporter whose last lines name each failed test, then count all: `N passed, N failed`. */
import { writeSync } from "node:fs";
import type { Reporter, TestCase, TestModule } from "vitest/node";

const firstLine = (text: string | undefined) => text?.split("\n")[0] ?? "";

const failureOf = (test: TestCase) =>
  `failed test: ${test.module.relativeModuleId} > ${test.fullName}: ${firstLine(test.result().errors?.[0]?.message)}\n`;

export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    // An error outside of any test, or a file that could not be loaded, is a failure too.
    let failed = errors.length;
    let failures = errors.map((error) => `failed outside of a test: ${firstLine(String(error))}\n`).join("");
    for (const module of modules) {
      if (module.errors().length > 0) {
        failed++;
        failures += `failed file: ${module.relativeModuleId}: ${firstLine(module.errors()[0]?.message)}\n`;
      }
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed++;
        else if (state === "failed") {
          failed++;
          failures += failureOf(test);
        }
      }
    }
    process.on("exit", () => {
      writeSync(1, `${failures}${passed} passed, ${failed} failed\n`);
    });
  }
}
