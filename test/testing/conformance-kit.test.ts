import { spawnSync } from "node:child_process";
import { memoryStorage, type StorageAdapter } from "clientele/storage";
import { describeStorage, provePromise, storagePromises } from "clientele/testing";
import { describe, expect, test } from "vitest";
import { pushingAdapter } from "../fixtures/pushing-adapter.js";
import { brokenAdapters } from "./broken/broken-adapters.js";

/** Collects the tests of the kit instead of running them. */
function collect(create: () => StorageAdapter, options: Parameters<typeof describeStorage>[2] = {}) {
  const tests = new Map<string, () => Promise<void>>();
  const skipped: string[] = [];
  const record = (name: string, body: () => Promise<void>): void => void tests.set(name, body);
  const recordSkip = (name: string): void => void skipped.push(name);
  describeStorage(create, { describe: (_, body) => body(), it: Object.assign(record, { skip: recordSkip }) }, options);
  return { tests, skipped };
}

const promiseOf = (id: string) => storagePromises.find((promise) => promise.id === id)!;

/** Random sequences of calls may find any mistake, so an adapter that stands for another promise may fail this one too. */
const FINDS_ANYTHING = "same-as-memory";

/** Tests every promise that applies to an adapter, and returns those that it breaks. */
async function brokenPromises(create: () => StorageAdapter): Promise<Set<string>> {
  const { ruleKinds } = create().capabilities;
  const applies = storagePromises.filter(({ requires }) => requires !== "ruleKinds" || ruleKinds !== undefined);
  const failed = new Set<string>();
  const prove = (id: string) => provePromise(promiseOf(id), create()).catch(() => failed.add(id));
  // All but the one that changes the clock of the process wait for each other's leases at the same time.
  await Promise.all(
    applies
      .map(({ id }) => id)
      .filter((id) => id !== "one-clock")
      .map(prove),
  );
  await prove("one-clock");
  return failed;
}

describe("provePromise rejects what an adapter breaks, and nothing else", () => {
  test.each(brokenAdapters.map((adapter) => [adapter.breaks[0], adapter.how, adapter] as const))("%s: %s", async (_, __, {
    breaks,
    create,
  }) => {
    const failed = await brokenPromises(create);
    if (!breaks.includes(FINDS_ANYTHING)) failed.delete(FINDS_ANYTHING);
    expect([...failed].sort()).toEqual([...breaks].sort());
  });

  test("keeps every promise with the storages that the mistakes are added to", async () => {
    expect(await brokenPromises(memoryStorage)).toEqual(new Set());
    expect(await brokenPromises(pushingAdapter)).toEqual(new Set());
  });

  test("has a broken adapter for every promise", () => {
    const broken = new Set(brokenAdapters.map(({ breaks }) => breaks[0]));
    expect([...broken].sort()).toEqual(storagePromises.map(({ id }) => id).sort());
  });

  test("has a title, an identifier and a reason for every promise", () => {
    expect(new Set(storagePromises.map(({ id }) => id)).size).toBe(storagePromises.length);
    expect(new Set(storagePromises.map(({ title }) => title)).size).toBe(storagePromises.length);
    for (const { protects } of storagePromises) expect(protects).toMatch(/^\S.{20,}[.]$/s);
  });
});

describe("describeStorage", () => {
  test("runs one test per promise, and one for the capabilities", () => {
    const { tests, skipped } = collect(() => memoryStorage());
    expect(tests.size).toBe(storagePromises.length + 1);
    expect(skipped).toEqual([]);
  });

  test("skips only promises that require a missing capability, and reports them as skipped", () => {
    const { tests, skipped } = collect(() => memoryStorage(), { without: ["transactions"] });
    expect(skipped).toEqual(storagePromises.filter(({ requires }) => requires === "transactions").map(({ title }) => title));
    expect(tests.size + skipped.length).toBe(storagePromises.length + 1);
  });

  test("skips the promises that the options name, and refuses an unknown one", () => {
    const skip = ["one-clock", "copies"];
    const { tests, skipped } = collect(() => memoryStorage(), { skip });
    expect(skipped.sort()).toEqual(skip.map((id) => promiseOf(id).title).sort());
    expect(tests.size + skipped.length).toBe(storagePromises.length + 1);
    expect(() => collect(() => memoryStorage(), { skip: ["two-clocks"] })).toThrow(
      expect.objectContaining({ code: "invalid_option", path: "skip[0]" }),
    );
  });

  test("names skipped promises if the runner cannot skip", () => {
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

  test("fails if the capabilities of the adapter differ from the expected ones", async () => {
    const verdict = async (create: () => StorageAdapter, without: readonly ("transactions" | "ruleKinds")[]) =>
      collect(create, { without }).tests.get("declares exactly the capabilities that the suite expects")!().then(
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

  test("reports what was found and what was expected without the expect of the runner", async () => {
    const { create } = brokenAdapters.find(({ how }) => how === "an absent interaction is undefined")!;
    await expect(provePromise(promiseOf("absent-is-null"), create())).rejects.toThrow(
      "an absent interaction: got undefined, expected null.",
    );
  });

  test("runs under node:test", { timeout: 60_000 }, () => {
    const { status, stdout } = spawnSync(process.execPath, ["--import", "tsx", "--test", "test/testing/node-test-host.ts"], {
      encoding: "utf8",
      env: { ...process.env, NODE_OPTIONS: "", NODE_TEST_CONTEXT: undefined },
    });
    expect(stdout).toMatch(new RegExp(`# pass ${storagePromises.length}\n# fail 0\n# cancelled 0\n# skipped 1`));
    expect(status).toBe(0);
  });
});
