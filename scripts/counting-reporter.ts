/** A vitest reporter that says how far the run is, names each failed test at the end, then counts all: `N passed, N failed`. */
import { writeSync } from "node:fs";
import type { Reporter, TestCase, TestModule, TestSpecification } from "vitest/node";

const firstLine = (text: string | undefined) => text?.split("\n")[0] ?? "";

const failureOf = (test: TestCase) =>
  `failed test: ${test.module.relativeModuleId} > ${test.fullName}: ${firstLine(test.result().errors?.[0]?.message)}\n`;

/** Files between two lines of progress. */
const PROGRESS_EVERY = 10;

export default class CountingReporter implements Reporter {
  #files = 0;
  #done = 0;

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#files = specifications.length;
  }

  onTestModuleEnd(): void {
    this.#done++;
    if (this.#done % PROGRESS_EVERY === 0 && this.#done < this.#files)
      writeSync(1, `progress: ${this.#done} of ${this.#files} test files\n`);
  }

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
