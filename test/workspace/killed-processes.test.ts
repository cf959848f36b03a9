import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { randomInteger, seededRandom } from "clientele/kernel";
import { readDocument, scanPages } from "clientele/storage";
import { WORKSPACE_KINDS } from "clientele/workspace";
import { describe, expect, test } from "vitest";
import { countingPlugin } from "../fixtures/counting-plugin.js";
import { openMariadb, openPostgres, ownSchema, type TestDatabase } from "../fixtures/sql-databases.js";
import { CONTEXT, openWorld } from "./world.js";

const ROLES = ["write", "write", "write", "write", "write", "deliver", "deliver", "deliver"] as const;

/** Number of processes that are killed, or as many as `KILLS` says. */
const KILLS = Number(process.env["KILLS"] ?? 16);

interface Worker {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
}

function start(database: string, url: string, schema: string, role: string, name: string): Worker {
  const args = ["--import", "tsx", "test/fixtures/killed-workspace.ts", database, url, schema, role, name];
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const lines: string[] = [];
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const ready = new Promise<void>((resolve) => {
    createInterface(child.stdout!).on("line", (line) => {
      if (line === "ready") resolve();
      else lines.push(line);
    });
    void ended.then(resolve);
  });
  return { child, lines, ready, ended };
}

const { POSTGRES_URL, MARIADB_URL } = process.env;
const servers = [
  { name: "PostgreSQL", url: POSTGRES_URL ?? "", open: openPostgres },
  { name: "MariaDB", url: MARIADB_URL ?? "", open: openMariadb },
];

describe.each(servers)("eight processes on $name, killed at random", ({ name, url, open }) => {
  test.skipIf(url === "")(
    "lose nothing, record nothing twice and keep the order of each customer",
    { timeout: 3_600_000 },
    async () => {
      const random = seededRandom(`processes on ${name}`);
      const schema = ownSchema();
      const database = await open(url, schema);
      let started = 0;
      const startOne = (role: string) => start(name, url, schema, role, `${role}${++started}`);
      const all: Worker[] = [];
      try {
        const running = ROLES.map((role) => ({ role, worker: startOne(role) }));
        await Promise.all(running.map(({ worker }) => worker.ready));
        for (let kill = 0; kill < KILLS; kill++) {
          await new Promise((resolve) => setTimeout(resolve, randomInteger(random, 200)));
          const victim = running[randomInteger(random, running.length)]!;
          victim.worker.child.kill("SIGKILL");
          await victim.worker.ended;
          all.push(victim.worker);
          victim.worker = startOne(victim.role);
          await victim.worker.ready;
        }
        for (const { worker } of running) worker.child.kill("SIGTERM");
        await Promise.all(running.map(({ worker }) => worker.ended));
        all.push(...running.map(({ worker }) => worker));
        expect(running.map(({ worker }) => worker.child.exitCode)).toEqual(ROLES.map(() => 0));
        await check(
          database,
          all.flatMap(({ lines }) => lines),
        );
      } finally {
        for (const { child } of all) child.kill("SIGKILL");
        await database.remove();
      }
    },
  );
});

async function check({ storage }: TestDatabase, lines: readonly string[]): Promise<void> {
  const confirmed = lines.filter((line) => line.startsWith("fact ")).map((line) => line.slice("fact ".length));
  const deliveries = lines.filter((line) => line.startsWith("change ")).map(readDelivery);
  // Leases of the processes that were killed end; the last listener delivers the rest.
  const last = openWorld({
    storage,
    plugins: [countingPlugin],
    newId: () => crypto.randomUUID(),
    monotonic: () => performance.now(),
  });
  for (let isOver = false; !isOver; ) {
    for await (const { subject, revision, part, id } of last.clientele.changes())
      deliveries.push({ at: process.hrtime.bigint(), subject, revision, part, id });
    isOver = (await storage.outbox.page(CONTEXT, { limit: 1 })).items.length === 0;
  }

  const stored: { id: string; customerId: string }[] = [];
  for await (const fact of scanPages((request) => storage.interactions.page(CONTEXT, request), { limit: 500 })) stored.push(fact);
  const ids = new Set(stored.map(({ id }) => id));
  expect(ids.size).toBe(stored.length);
  expect(confirmed.filter((id) => !ids.has(id))).toEqual([]);
  expect(confirmed.length).toBeGreaterThan(KILLS);

  for (const customerId of new Set(stored.map((fact) => fact.customerId))) {
    const document = await readDocument(storage, CONTEXT, WORKSPACE_KINDS.customerState, customerId);
    const state = document!.value.value as { revision: number; seen: { interactions: number } };
    expect(state.seen.interactions, customerId).toBe(stored.filter((fact) => fact.customerId === customerId).length);
    const own = deliveries.filter(({ subject }) => subject === customerId).sort((left, right) => (left.at < right.at ? -1 : 1));
    // Whatever was delivered again: the first deliveries are in order, and the last word is the last revision.
    const firsts = own.filter(({ id }, index) => own.findIndex((other) => other.id === id) === index);
    const places = firsts.map(({ revision, part }) => revision * 1_000 + part);
    expect(places, customerId).toEqual([...places].sort((left, right) => left - right));
    expect(new Set(own.map(({ revision }) => revision)), customerId).toEqual(
      new Set(Array.from({ length: state.revision }, (_, index) => index + 1)),
    );
  }
}

function readDelivery(line: string) {
  const [, at, subject, revision, part, id] = line.split(" ") as [string, string, string, string, string, string];
  return { at: BigInt(at), subject, revision: Number(revision), part: Number(part), id };
}
