import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { randomInteger, seededRandom } from "clientele/kernel";
import type { StorageAdapter } from "clientele/storage";
import pg from "pg";
import { describe, expect, test, vi } from "vitest";
import { openPostgresqlStorage } from "../../../examples/hosts/postgresql-host.js";
import { openSqliteStorage } from "../../../examples/hosts/sqlite-host.js";
import { type Account, accountOf, decide } from "../../fixtures/decisions.js";
import { dropSchema, ownSchema } from "../../fixtures/sql-databases.js";

const KILLS = 6;

/** A writer in a process of its own. */
interface Writer {
  readonly child: ChildProcess;
  /** The decisions that the writer reported. */
  readonly reported: string[];
  readonly ended: Promise<void>;
  /** Resolves to true when the writer waits, to false when it has ended. */
  waiting(): Promise<boolean>;
  goOn(): void;
}

function startWriter(...parameters: readonly string[]): Writer {
  const child = spawn(process.execPath, ["--import", "tsx", "test/fixtures/killed-writer.ts", ...parameters], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const reported: string[] = [];
  let waits = 0;
  let hasEnded = false;
  let wake = (): void => undefined;
  createInterface(child.stdout).on("line", (line) => {
    if (line !== "waiting") return void reported.push(line);
    waits++;
    wake();
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  void ended.then(() => {
    hasEnded = true;
    wake();
  });
  return {
    child,
    reported,
    ended,
    async waiting() {
      while (waits === 0 && !hasEnded) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (waits === 0) return false;
      waits--;
      return true;
    },
    goOn: () => void child.stdin.write("go"),
  };
}

/** Starts a writer, kills it some milliseconds later, and returns the decisions that it reported. */
async function killedWriter(delay: number, ...parameters: readonly string[]): Promise<readonly string[]> {
  const { child, reported, waiting, ended, goOn } = startWriter(...parameters);
  expect(await waiting()).toBe(true);
  goOn();
  child.stdout!.once("data", () => setTimeout(() => child.kill("SIGKILL"), delay));
  await ended;
  expect(child.signalCode).toBe("SIGKILL");
  return reported;
}

/** Expects every list to say the same about every customer. */
function expectWholeDecisions({ account, ids, facts }: Account): void {
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
  // Each writer reports at least its first decision before it is killed, however slow the machine is.
  expect(reported.size).toBeGreaterThanOrEqual(KILLS);
}

/** Connections that the server ends. */
const KILLED_CONNECTIONS = 15;

/** Decisions of each of two writers. */
const DECISIONS = 300;

/** Starts two processes on a database without tables, which increment counters of the same customers. */
async function countTogether(open: () => Promise<StorageAdapter & { close(): Promise<void> }>, ...place: string[]) {
  const writers = ["left", "right"].map((writer) => startWriter(...place, writer, String(DECISIONS)));
  while ((await Promise.all(writers.map(({ waiting }) => waiting()))).includes(true)) for (const { goOn } of writers) goOn();
  await Promise.all(writers.map(({ ended }) => ended));
  expect(writers.map(({ child }) => child.exitCode)).toEqual([0, 0]);
  const storage = await open();
  const account = await accountOf(storage);
  await storage.close();
  expectWholeDecisions(account);
  expect(account.facts).toBe(2 * DECISIONS);
  const sides = [...account.ids].map((id) => id.split(" ")[0]);
  // They ran side by side: ten decisions of each at a time, about three customers.
  expect(sides.filter((side, index) => side !== sides[index - 1]).length).toBeGreaterThan(DECISIONS / 10);
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

describe("a storage in a SQLite file", () => {
  test(
    "keeps only whole decisions, and every reported one, when its writers are killed",
    { timeout: 120_000 },
    withFile((file) => killAgainAndAgain(() => openSqliteStorage(file), "sqlite", file, "")),
  );

  test(
    "loses no decision of two processes that write at once",
    { timeout: 120_000 },
    withFile((file) => countTogether(() => openSqliteStorage(file), "sqlite", file, "")),
  );
});

const { POSTGRES_URL } = process.env;

/** Runs a test with the name of a schema, and drops the schema afterwards. */
function withSchema<Result>(work: (schema: string) => Promise<Result>): () => Promise<void> {
  return async () => {
    const schema = ownSchema();
    try {
      await work(schema);
    } finally {
      await dropSchema(POSTGRES_URL!, schema);
    }
  };
}

describe.skipIf(POSTGRES_URL === undefined)("a storage in PostgreSQL (POSTGRES_URL)", () => {
  const url = POSTGRES_URL!;

  test(
    "whose client is killed, again and again, holds whole decisions only, and every one that was reported",
    { timeout: 120_000 },
    withSchema((schema) => killAgainAndAgain(() => openPostgresqlStorage(url, schema), "postgres", url, schema)),
  );

  test(
    "loses no decision of two processes that write at once",
    { timeout: 120_000 },
    withSchema((schema) => countTogether(() => openPostgresqlStorage(url, schema), "postgres", url, schema)),
  );

  test(
    "loses no decision and makes none twice when the server ends connections in the middle of commits",
    { timeout: 120_000 },
    withSchema(async (schema) => {
      const storage = await openPostgresqlStorage(url, schema);
      const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
      const killer = new pg.Client({ connectionString: url });
      await killer.connect();
      let lost = 0;
      let kills = 0;
      /** Decides until enough connections have ended, and returns how many decisions it made. */
      const write = async (writer: number): Promise<number> => {
        for (let number = 1; ; number++) {
          for (let isDone = false; !isDone; ) {
            try {
              await decide(storage, `customer ${number % 3}`, `${writer} ${number}`);
              isDone = true;
            } catch (error) {
              // The outcome is unknown, and the next attempt reads it.
              expect(String(error)).toMatch(/terminat|connection|ECONNRESET|EPIPE/i);
              lost++;
            }
          }
          if (kills >= KILLED_CONNECTIONS) return number;
        }
      };
      /** Ends a connection that is in a commit at this moment, again and again. */
      const kill = async (): Promise<void> => {
        while (kills < KILLED_CONNECTIONS) {
          const { rowCount } = await killer.query(
            `select pg_terminate_backend(pid) from pg_stat_activity
            where state = 'active' and query like 'with bad%' || $1 || '%' limit 1`,
            [schema],
          );
          kills += rowCount ?? 0;
          // Between two kills, every writer can finish something.
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      const [counts] = await Promise.all([Promise.all([1, 2, 3, 4].map(write)), kill()]);
      await killer.end();
      expect(lost).toBeGreaterThan(0);
      const account = await accountOf(storage);
      expectWholeDecisions(account);
      expect(account.facts).toBe(counts.reduce((sum, count) => sum + count));
      expect(errors).toHaveBeenCalled();
      errors.mockRestore();
      await storage.close();
    }),
  );
});
