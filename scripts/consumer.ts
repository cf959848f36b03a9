/** A folder outside the project into which the packed package is installed, as a consumer would. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "./modules.js";
import { run } from "./run.js";

export interface Consumer {
  readonly folder: string;
  /** Writes a file below the folder and returns its path. */
  readonly write: (path: string, text: string) => string;
  /** Installs packages from the registry beside Clientele; says whether that worked. */
  readonly install: (...packages: readonly string[]) => boolean;
  readonly remove: () => void;
}

/** Packs what `npm run build` made and installs it. Throws with npm's words when that fails. */
export function installedConsumer(): Consumer {
  const folder = mkdtempSync(join(tmpdir(), "clientele-consumer-"));
  const write = (path: string, text: string): string => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  const npm = (...parameters: readonly string[]) => run("npm", ["--no-audit", "--no-fund", ...parameters], { cwd: folder });
  write("package.json", '{ "name": "consumer", "private": true, "type": "module" }\n');
  const packed = run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: root });
  const archive = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  if (!packed.ok || archive === undefined) throw new Error(`npm pack failed:\n${packed.output}`);
  const installed = npm("install", "--prefer-offline", `./${archive}`);
  if (!installed.ok) throw new Error(`npm install of the packed package failed:\n${installed.output}`);
  return {
    folder,
    write,
    install: (...packages) => npm("install", "--prefer-offline", "--no-save", ...packages).ok,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
