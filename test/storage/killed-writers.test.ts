import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { randomInteger, seededRandom } from "clientele/kernel";
import type { StorageAdapter } from "clientele/storage";
import { describe, expect, test } from "vitest";
import { openPostgresqlStorage } from "../../examples/hosts/postgresql-host.js";
import { openSqliteStorage } from "../../examples/hosts/sqlite-host.js";
import { accountOf } from "./decisions.js";
import { openPostgres, ownSchema } from "./sql-databases.js";

const KILLS = 6;

/** A writer in a process of its own. */
interface Writer {
  readonly child: ChildProcess;
  /** The decisions that it has reported. */
  readonly reported: string[];
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  begin(): void;
}

function startWriter(...parameters: readonly string[]): Writer {
  const child = spawn(process.execPath, ["--import", "tsx", "test/storage/killed-writer.ts", ...parameters], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const reported: string[] = [];
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const ready = new Promise<void>((resolve, reject) => {
    createInterface(child.stdout).on("line", (line) => (line === "ready" ? resolve() : reported.push(line)));
    void ended.then(() => reject(new Error("The writer ended before it was ready.")));
  });
  return { child, reported, ready, ended, begin: () => void child.stdin.write("go") };
}

/** Starts a writer and kills it some milliseconds after it began; returns the decisions that it reported. */
async function killedWriter(delay: number, ...parameters: readonly string[]): Promise<readonly string[]> {
  const { child, reported, ready, ended, begin } = startWriter(...parameters);
  await ready;
  begin();
  child.stdout!.once("data", () => setTimeout(() => child.kill("SIGKILL"), delay));
  await ended;
  expect(child.signalCode).toBe("SIGKILL");
  return reported;
}

/** Every store tells the same of every customer. */
function expectWholeDecisions({ account, ids, facts }: Awaited<ReturnType<typeof accountOf>>): void {
  for (const [customerId, { count, ...others }] of Object.entries(account)) {
    expect({ customerId, ...others }).toEqual({ customerId, facts: count, points: count, messages: count, next: count });
  }
  expect(facts).toBe(ids.size);
}

async function killAgainAndAgain(open: () => Promise<StorageAdapter & { close(): Promise<void> }>, ...place: string[]) {
  const random = seededRandom(`killed in ${place[0]}`);
  const reported = new Set<string>();
  for (let round = 0; round < KILLS; round++) {
    const delay = randomInteger(random, 60);
    for (const id of await killedWriter(delay, ...place, `writer ${round}`, "0")) reported.add(id);
    const storage = await open();
    const account = await accountOf(storage);
    await storage.close();
    expectWholeDecisions(account);
    expect([...reported].filter((id) => !account.ids.has(id))).toEqual([]);
  }
  expect(reported.size).toBeGreaterThan(KILLS);
}

/** Decisions of each of two writers. */
const DECISIONS = 300;

async function countTogether(storage: StorageAdapter, ...place: string[]) {
  const writers = ["left", "right"].map((writer) => startWriter(...place, writer, String(DECISIONS)));
  await Promise.all(writers.map(({ ready }) => ready));
  for (const { begin } of writers) begin();
  await Promise.all(writers.map(({ ended }) => ended));
  expect(writers.map(({ child }) => child.exitCode)).toEqual([0, 0]);
  const account = await accountOf(storage);
  expectWholeDecisions(account);
  expect(account.facts).toBe(2 * DECISIONS);
  const sides = [...account.ids].map((id) => id.split(" ")[0]);
  // Else the one had ended before the other began, and nothing was tried.
  expect(sides.filter((side, index) => side !== sides[index - 1]).length).toBeGreaterThan(6);
}

function withFile<Result>(work: (file: string) => Promise<Result>): () => Promise<void> {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), "clientele-sqlite-"));
    try {
      await work(join(folder, "customers.db"));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

describe("a SQLite file", () => {
  test(
    "whose writer is killed, again and again, holds whole decisions only, and every one that was reported",
    { timeout: 120_000 },
    withFile((file) => killAgainAndAgain(() => openSqliteStorage(file), "sqlite", file, "")),
  );

  test(
    "that two processes write at once loses no decision of either",
    { timeout: 120_000 },
    withFile(async (file) => {
      const storage = await openSqliteStorage(file);
      await countTogether(storage, "sqlite", file, "");
      await storage.close();
    }),
  );
});

const { POSTGRES_URL } = process.env;

describe.skipIf(POSTGRES_URL === undefined)("PostgreSQL (POSTGRES_URL)", () => {
  test("whose client is killed, again and again, holds whole decisions only, and every one that was reported", {
    timeout: 120_000,
  }, async () => {
    const schema = ownSchema();
    const { remove } = await openPostgres(POSTGRES_URL!, schema);
    await killAgainAndAgain(() => openPostgresqlStorage(POSTGRES_URL!, schema), "postgres", POSTGRES_URL!, schema);
    await remove();
  });

  test("that two processes write at once loses no decision of either", { timeout: 120_000 }, async () => {
    const schema = ownSchema();
    const { storage, remove } = await openPostgres(POSTGRES_URL!, schema);
    await countTogether(storage, "postgres", POSTGRES_URL!, schema);
    await remove();
  });
});
