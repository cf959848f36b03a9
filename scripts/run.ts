/** Running programs from scripts: in sequence, with the time each took. */
import { spawnSync } from "node:child_process";
import { root } from "./modules.js";

export interface Outcome {
  readonly ok: boolean;
  readonly output: string;
  readonly seconds: number;
}

export interface RunOptions {
  /** Folder to run in; the project by default. */
  readonly cwd?: string;
  /** Variables besides the environment's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Show what the program prints at once instead of returning it. */
  readonly live?: boolean;
}

/** Runs a program to its end; never throws, a program that cannot start is an outcome that failed. */
export function run(program: string, parameters: readonly string[], options: RunOptions = {}): Outcome {
  const start = performance.now();
  const result = spawnSync(program, parameters, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: options.live === true ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
  });
  const output = result.error === undefined ? `${result.stdout ?? ""}${result.stderr ?? ""}` : result.error.message;
  return { ok: result.status === 0, output, seconds: (performance.now() - start) / 1000 };
}

/** Runs a program of `node_modules/.bin`. */
export function runTool(tool: string, parameters: readonly string[], options: RunOptions = {}): Outcome {
  return run(`${root}node_modules/.bin/${tool}`, parameters, options);
}
