import { spawnSync } from "node:child_process";
import { memoryStorage, type StorageAdapter } from "clientele/storage";
import { describeStorage, provePromise, storagePromises } from "clientele/testing";
import { describe, expect, it, test } from "vitest";
import { brokenAdapters } from "./broken-adapters.js";
import { pushingAdapter } from "./pushing-adapter.js";

/** Collects the tests of the kit instead of running them. */
function collect(create: () => StorageAdapter, options: Parameters<typeof describeStorage>[2] = {}) {
  const tests = new Map<string, () => Promise<void>>();
  const skipped: string[] = [];
  const record = (name: string, body: () => Promise<void>): void => void tests.set(name, body);
  const recordSkip = (name: string): void => void skipped.push(name);
  describeStorage(create, { describe: (_, body) => body(), it: Object.assign(record, { skip: recordSkip }) }, options);
  return { tests, skipped };
}

const promiseOf = (id: string) => storagePromises.find((promise) => promise.id === id);

describe("the conformance kit catches broken adapters", () => {
  test.each(brokenAdapters.map((adapter) => [adapter.breaks, adapter.how, adapter] as const))("%s: %s", async (breaks, _, {
    create,
  }) => {
    await expect(provePromise(promiseOf(breaks)!, create())).rejects.toThrow();
  });

  test("every promise has an adapter that breaks it, and every broken adapter a promise", () => {
    const broken = new Set(brokenAdapters.map(({ breaks }) => breaks));
    expect([...broken].sort()).toEqual(storagePromises.map(({ id }) => id).sort());
  });

  test("every promise has a title and an id of its own and says what it protects from", () => {
    expect(new Set(storagePromises.map(({ id }) => id)).size).toBe(storagePromises.length);
    expect(new Set(storagePromises.map(({ title }) => title)).size).toBe(storagePromises.length);
    for (const { protects } of storagePromises) expect(protects).toMatch(/^\S.{20,}[.]$/s);
  });
});

describe("the suite", () => {
  test("has a test a promise, and one for the capabilities", () => {
    const { tests, skipped } = collect(() => memoryStorage());
    expect(tests.size).toBe(storagePromises.length + 1);
    expect(skipped).toEqual([]);
  });

  test("skips, visibly, only what needs a capability that the adapter does not have", () => {
    const { tests, skipped } = collect(() => memoryStorage(), { without: ["transactions"] });
    expect(skipped).toEqual(storagePromises.filter(({ requires }) => requires === "transactions").map(({ title }) => title));
    expect(tests.size + skipped.length).toBe(storagePromises.length + 1);
  });

  test("names what it skips where the runner has no skip", () => {
    const names: string[] = [];
    describeStorage(
      () => memoryStorage(),
      { describe: (_, body) => body(), it: (name) => void names.push(name) },
      { without: ["transactions"] },
    );
    expect(names.filter((name) => name.endsWith("(skipped: the adapter has no transactions)")).length).toBe(
      storagePromises.filter(({ requires }) => requires === "transactions").length,
    );
  });

  test("fails when the adapter can do what it was said not to, or the other way round", async () => {
    const verdict = async (create: () => StorageAdapter, without: readonly ("transactions" | "ruleKinds")[]) =>
      collect(create, { without }).tests.get("declares the capabilities that this suite was told")!().then(
        () => "passes",
        () => "fails",
      );
    const modest = () => ({ ...memoryStorage(), capabilities: { transactions: false, ruleKinds: [] } });
    expect(await verdict(memoryStorage, ["ruleKinds"])).toBe("passes");
    expect(await verdict(pushingAdapter, [])).toBe("passes");
    expect(await verdict(modest, ["transactions", "ruleKinds"])).toBe("passes");
    expect(await verdict(memoryStorage, [])).toBe("fails");
    expect(await verdict(memoryStorage, ["transactions", "ruleKinds"])).toBe("fails");
    expect(await verdict(pushingAdapter, ["ruleKinds"])).toBe("fails");
    expect(await verdict(modest, ["ruleKinds"])).toBe("fails");
  });

  test("without the runner's expect, a failure says what was found and what was promised", async () => {
    const { create } = brokenAdapters.find(({ how }) => how === "an absent customer is undefined")!;
    await expect(provePromise(promiseOf("absent-is-null")!, create())).rejects.toThrow(
      "an absent customer: got undefined, expected null.",
    );
  });

  it("runs under node:test", { timeout: 60_000 }, () => {
    const { status, stdout } = spawnSync(process.execPath, ["--import", "tsx", "--test", "test/testing/node-test-host.ts"], {
      encoding: "utf8",
      env: { ...process.env, NODE_OPTIONS: "", NODE_TEST_CONTEXT: undefined },
    });
    expect(stdout).toMatch(new RegExp(`# pass ${storagePromises.length}\n# fail 0\n# cancelled 0\n# skipped 1`));
    expect(status).toBe(0);
  });
});
