/**
 * Speed and memory of the workspace. Run: npm run bench workspace
 *
 * `track` in memory, in SQLite and, if POSTGRES_URL is set, in PostgreSQL, one interaction per call and in lists; `tick` over
 * 100,000 customers who are all due; `refresh` over the customers of a SQLite file, with its memory use. TRACK, TICK_CUSTOMERS
 * and REFRESH_CUSTOMERS set the sizes (defaults: 10,000, 100,000 and 20,000; the published figures use 1,000,000).
 * The SQLite driver is Node's own from 22.13 on, because libsql retains some memory per statement and would hide the memory of
 * the refresh. Each measurement is one run, with wall-clock and processor time: a decision is I/O as much as computation.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { retailLifecycle } from "clientele/lifecycle";
import type { Customer, Interaction } from "clientele/models";
import { defineSchema } from "clientele/rules";
import { defineSegments } from "clientele/segments";
import { memoryStorage, type StorageAdapter } from "clientele/storage";
import { auditWrites, type Clientele, createClientele, segmentsPlugin, stagePlugin, valuePlugin } from "clientele/workspace";
import { openPostgresqlStorage } from "../examples/hosts/postgresql-host.js";
import { nodeSqliteDatabase, type NodeSqliteDatabase, sqlStorage } from "clientele/storage/sql";
import { Kysely, SqliteDialect } from "kysely";
import { openSqliteStorage } from "../examples/hosts/sqlite-host.js";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const sizeOf = (name: string, standard: number): number => Number(process.env[name] ?? standard);

const schema = defineSchema({});
const { metric, state, all } = schema.rules;
const segments = defineSegments(
  {
    id: "bench",
    segments: [
      { id: "active", rule: metric.count("order.placed").last({ days: 30 }).atLeast(1) },
      { id: "regular", rule: metric.count("order.placed").last({ days: 365 }).atLeast(4) },
      { id: "silent", rule: all(state("stage:retail").equals("at-risk"), state("score:net-revenue").atLeast(100_00)) },
    ],
  },
  { schema },
);

/** Opens a workspace with three plugins of the package and a clock that the benchmark moves. */
function workspace(storage: StorageAdapter, concurrency = 1): { readonly clientele: Clientele; now: number } {
  const world = { now: START };
  const clientele = createClientele({
    storage,
    plugins: [
      stagePlugin(retailLifecycle()),
      valuePlugin({ currency: "EUR", zone: "UTC" }),
      segmentsPlugin(segments, { schema }),
    ],
    actor: { id: "bench", clearance: "sensitive" },
    schema,
    clock: () => new Date(world.now),
    policies: { audit: auditWrites },
    concurrency,
  });
  return Object.assign(world, { clientele });
}

function order(customerId: string, number: number, at: number): Interaction {
  const properties = { orderId: `o${number}`, total: 10_00 + (number % 97) * 100, currency: "EUR" };
  return { id: `o${number}`, customerId, type: "order.placed", at: new Date(at), properties };
}

interface Measured {
  readonly what: string;
  readonly perSecond: number;
  readonly wall: number;
  readonly processor: number;
}
const rows: Measured[] = [];

async function measure(what: string, count: number, work: () => Promise<void>): Promise<void> {
  const from = performance.now();
  const before = process.cpuUsage();
  await work();
  const wall = (performance.now() - from) / 1_000;
  const { user, system } = process.cpuUsage(before);
  const row = { what, perSecond: Math.round(count / wall), wall, processor: (user + system) / 1e6 };
  rows.push(row);
  console.log(
    `${what}: ${row.perSecond.toLocaleString("en")} per second (${wall.toFixed(1)} s wall, ${row.processor.toFixed(1)} s processor)`,
  );
}

/** Tracks ten interactions per customer, in order of time. */
async function measureTrack(
  name: string,
  count: number,
  open: () => Promise<StorageAdapter & { close?(): Promise<void> }>,
  concurrency: number,
) {
  for (const list of [1, 100]) {
    const storage = await open();
    const world = workspace(storage, concurrency);
    const at = (number: number) => START + number * 60_000;
    const facts = Array.from({ length: count }, (_, number) => order(`c${number % (count / 10)}`, number, at(number)));
    const what = list === 1 ? "one per call" : `lists of ${list}${concurrency > 1 ? `, ${concurrency} at once` : ""}`;
    await measure(`track, ${name}, ${what}`, count, async () => {
      for (let from = 0; from < count; from += list) {
        const call = facts.slice(from, from + list);
        world.now = call.at(-1)!.at.getTime();
        await world.clientele.track(list === 1 ? call[0]! : call);
      }
    });
    await storage.close?.();
  }
}

async function measureTick(customers: number): Promise<void> {
  const world = workspace(memoryStorage());
  const facts = Array.from({ length: customers }, (_, number) => order(`c${number}`, number, START));
  for (let from = 0; from < customers; from += 1_000) await world.clientele.track(facts.slice(from, from + 1_000));
  // Ninety days later, every customer has left a segment and is at risk.
  world.now = START + 90 * DAY;
  await measure(`tick, ${customers.toLocaleString("en")} customers who are all due, memory`, customers, async () => {
    const { decided, done } = await world.clientele.tick();
    if (decided !== customers || !done) throw new Error(`${decided} decided`);
  });
  await measure(`tick, the same customers, none of them due`, 1, async () => {
    if ((await world.clientele.tick()).decided !== 0) throw new Error("a customer was due");
  });
}

/** Opens a SQLite file with Node's own driver, or with libsql in older versions. */
async function openSqlite(file: string): Promise<StorageAdapter & { close(): Promise<void> }> {
  const builtin = process.getBuiltinModule?.("node:sqlite" as never) as
    | { readonly DatabaseSync: new (file: string) => NodeSqliteDatabase & { exec(text: string): void } }
    | undefined;
  if (builtin === undefined) return openSqliteStorage(file);
  const connection = new builtin.DatabaseSync(file);
  connection.exec("pragma journal_mode = wal; pragma synchronous = normal");
  const database = new Kysely({ dialect: new SqliteDialect({ database: nodeSqliteDatabase(connection) }) });
  const storage = sqlStorage({ database, dialect: "sqlite" });
  await storage.migrate();
  return storage;
}

/** Imports customers with two orders each, without decisions. */
async function fill(storage: StorageAdapter, customers: number): Promise<void> {
  const context = { tenantId: "default" };
  const batch = 500;
  for (let from = 0; from < customers; from += batch) {
    const ids = Array.from({ length: Math.min(batch, customers - from) }, (_, index) => from + index);
    const profiles = ids.map((number): Customer => ({ id: `c${String(number).padStart(7, "0")}`, kind: "person", version: 0 }));
    const facts = profiles.flatMap(({ id }, index) =>
      [0, 1].map((turn): Interaction => {
        const number = ids[index]!;
        return order(id, number * 2 + turn, START + ((number * 7 + turn * 31) % 360) * DAY);
      }),
    );
    const imported = profiles.map((customer) => ({ id: customer.id, customer, expected: null }));
    await storage.commit(context, [{ customers: imported, interactions: facts }]);
  }
}

async function measureRefresh(customers: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "clientele-bench-"));
  const storage = await openSqlite(join(folder, "customers.sqlite"));
  try {
    console.log(`filling a SQLite file with ${customers.toLocaleString("en")} customers`);
    await fill(storage, customers);
    const world = workspace(storage);
    world.now = START + 365 * DAY;
    globalThis.gc?.();
    const before = process.memoryUsage();
    let heap = 0;
    let resident = 0;
    let marks = 0;
    await measure(`refresh, ${customers.toLocaleString("en")} customers, SQLite`, customers, async () => {
      const { decided, failed } = await world.clientele.refresh({
        onProgress: ({ phase, done }) => {
          const { heapUsed, rss } = process.memoryUsage();
          heap = Math.max(heap, heapUsed);
          resident = Math.max(resident, rss);
          if (++marks % 250 === 0)
            console.log(`  ${phase} ${done.toLocaleString("en")}: heap ${megabytes(heapUsed)}, resident ${megabytes(rss)}`);
        },
      });
      if (decided !== customers || failed.length > 0) throw new Error(`${decided} decided`);
    });
    console.log(`heap before ${megabytes(before.heapUsed)}, at most ${megabytes(heap)}; resident at most ${megabytes(resident)}`);
  } finally {
    await storage.close();
    rmSync(folder, { recursive: true });
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

const count = sizeOf("TRACK", 10_000);
const { POSTGRES_URL } = process.env;
if (count > 0) {
  await measureTrack("memory", count, async () => memoryStorage(), 1);
  await measureTrack("SQLite in memory", count / 2, () => openSqlite(":memory:"), 1);
  if (POSTGRES_URL !== undefined) {
    let opened = 0;
    const open = () => openPostgresqlStorage(POSTGRES_URL, `clientele_bench_${process.pid}_${++opened}`);
    await measureTrack("PostgreSQL", count / 5, open, 8);
    await dropSchemas(POSTGRES_URL, opened);
  }
}
const due = sizeOf("TICK_CUSTOMERS", 100_000);
if (due > 0) await measureTick(due);
const population = sizeOf("REFRESH_CUSTOMERS", 20_000);
if (population > 0) await measureRefresh(population);
console.table(
  rows.map(({ what, perSecond, wall, processor }) => ({
    what,
    perSecond,
    wall: wall.toFixed(2),
    processor: processor.toFixed(2),
  })),
);

async function dropSchemas(url: string, opened: number): Promise<void> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (let number = 1; number <= opened; number++)
    await client.query(`drop schema "clientele_bench_${process.pid}_${number}" cascade`);
  await client.end();
}
