/** Steps of a check: each is announced, timed, and told of at the end; one that fails does not hide the others. */
import { type Outcome, run, runTool } from "./run.js";

export interface Step {
  readonly name: string;
  readonly run: () => Outcome;
}

/** A step that runs a program of `node_modules/.bin`; its output is shown only when it fails. */
export function tool(name: string, program: string, ...parameters: readonly string[]): Step {
  return { name, run: () => runTool(program, parameters) };
}

/** A step that runs a script of this folder. */
export function script(name: string, file: string, ...parameters: readonly string[]): Step {
  return { name, run: () => run(process.execPath, ["--import", "tsx", `scripts/${file}`, ...parameters]) };
}

/** Runs all steps and returns the names of those that failed. */
export function runSteps(steps: readonly Step[]): string[] {
  const failed: string[] = [];
  for (const step of steps) {
    const { ok, output, seconds } = step.run();
    console.log(`${ok ? "ok    " : "FAILED"} ${step.name} (${seconds.toFixed(1)} s)`);
    if (ok) continue;
    failed.push(step.name);
    console.log(output.trimEnd());
  }
  return failed;
}

export const lintSteps: readonly Step[] = [
  script("exports of package.json match the modules", "modules.ts", "--check"),
  tool("eslint, type-aware", "eslint", "."),
  tool("layers, modules and sub-folders", "depcruise", "src", "examples", "--config", ".dependency-cruiser.mjs"),
  script("a planted import upward is seen", "planted-import.ts"),
  tool("unused code and dependencies", "knip", "--no-config-hints"),
  script("plain words", "phrases.ts"),
  script("API reports are current", "api-report.ts", "--check"),
  script("grammar of the public API", "api-grammar.ts"),
  script("types of every snippet", "docs-types.ts"),
];
