import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { architecture, expectedExports, expectedTypesVersions, manifest, modules, root } from "../../scripts/modules.js";

describe("package.json", () => {
  test("exports every module that has a public API, and nothing else (npm run modules writes it)", () => {
    expect(JSON.stringify(manifest()["exports"], null, 2)).toBe(JSON.stringify(expectedExports(), null, 2));
  });

  test("tells moduleResolution node10 where the types of each subpath are", () => {
    expect(manifest()["typesVersions"]).toEqual(expectedTypesVersions());
    expect([manifest()["main"], manifest()["types"]]).toEqual(["./dist/index.cjs", "./dist/index.d.ts"]);
  });

  test("says where it comes from, so that the links of its README work on npm", () => {
    const { repository, homepage, bugs } = manifest() as Record<string, unknown>;
    expect([repository, homepage, bugs].map((value) => JSON.stringify(value))).toEqual([
      expect.stringContaining("git+https://"),
      expect.stringContaining("https://"),
      expect.stringContaining("https://"),
    ]);
  });

  test("depends at run time on what the architecture allows, and bundles the rest", () => {
    expect(Object.keys(manifest()["dependencies"] as object).sort()).toEqual([...architecture.runtimeDependencies].sort());
    const development = manifest()["devDependencies"] as object;
    expect(architecture.bundledDependencies.filter((name) => !Object.hasOwn(development, name))).toEqual([]);
  });

  test("leaves the peer of a single subpath to those who import it", () => {
    const peers = Object.keys(manifest()["peerDependencies"] as object).sort();
    expect(peers).toEqual(Object.values(architecture.optionalPeers).flat().sort());
    for (const peer of peers) expect(manifest()["peerDependenciesMeta"]).toHaveProperty([peer, "optional"], true);
  });

  test("builds chunks of files that exist (a file that moves is to move in scripts/layers.json too)", () => {
    expect(architecture.ownChunks.filter((file) => !existsSync(join(root, "src", `${file}.ts`)))).toEqual([]);
  });

  test("promises no side effects and runs nothing when it is installed", () => {
    expect(manifest()["sideEffects"]).toBe(false);
    expect(Object.keys(manifest()["scripts"] as object).filter((name) => /install|prepare/.test(name))).toEqual([]);
  });

  test("locks versions, not the place they were fetched from", () => {
    expect(readFileSync(join(root, "package-lock.json"), "utf8")).not.toContain('"resolved": "http');
  });
});

test("the lock file holds every optional package that it names, else npm ci refuses it", () => {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const locked = new Set(Object.keys(packages).map((path) => path.slice(path.lastIndexOf("node_modules/") + 13)));
  const named = Object.values(packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies));
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !locked.has(name))).toEqual([]);
});

describe("the architecture", () => {
  test("every folder of src is a module with a layer", () => {
    const folders = readdirSync(join(root, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).filter((name) => !architecture.layers.flat().includes(name))).toEqual([]);
  });

  test("every module has a folder of tests of its own", () => {
    const withoutTests = modules().filter((module) => !existsSync(join(root, "test", module.split("/")[0]!)));
    expect(withoutTests).toEqual([]);
  });

  test("the table of layers in CONTRIBUTING.md is the one that is enforced", () => {
    const table = [...readFileSync(join(root, "CONTRIBUTING.md"), "utf8").matchAll(/^\| \d \| (.*) \|$/gm)].map(([, modules]) =>
      [...modules!.matchAll(/`(\w+)`/g)].map(([, module]) => module),
    );
    expect(table.reverse()).toEqual(architecture.layers);
  });

  test("no file is named after nothing in the domain", () => {
    const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" });
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|types|manager|misc)\.ts$/.test(file))).toEqual([]);
  });
});
