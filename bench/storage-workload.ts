/**
 * The workload of `storage.bench.ts`, run in a process of its own: `track` through a workspace with a trivial decision. It uses
 * only what the commit before the new storage interface has too, so that it runs in both trees.
 *
 * Arguments: database (`postgres`, `mariadb`, `sqlite`, `memory`), facts. Prints one line of JSON per measurement.
 */
import type { Interaction } from "clientele/models";
import { memoryStorage, type StorageAdapter } from "clientele/storage";
import { sqlStorage } from "clientele/storage/sql";
import { createClientele, type WorkspacePlugin } from "clientele/workspace";
import { Kysely, MysqlDialect } from "kysely";
import { createPool } from "mysql2";
import { openPostgresqlStorage } from "../examples/hosts/postgresql-host.js";
import { openSqliteStorage } from "../examples/hosts/sqlite-host.js";

const CUSTOMERS = 1_000;
const START = Date.UTC(2026, 0, 1);

/** Counts the interactions of a customer, keeps 2 KB of state and announces each decision: nearly nothing but storage. */
const trivialPlugin: WorkspacePlugin = {
  id: "count",
  version: 1,
  label: { en: "Count", zh: "计数" },
  reads: [],
  writes: [],
  inventory: ["count", "filler"].map((path) => ({
    path,
    label: { en: path, zh: path },
    sensitivity: "internal",
    origin: "derived",
  })),
  decide: ({ subject }) => ({
    state: { count: subject.history.length, filler: "x".repeat(1_500) },
    timelines: {},
    messages: [{ id: `counted:${subject.id}`, type: "counted", payload: { count: subject.history.length } }],
    nextCheckAt: null,
  }),
};

const fact = (number: number): Interaction => ({
  id: `f${number}`,
  customerId: `c${number % CUSTOMERS}`,
  type: "order.placed",
  at: new Date(START + number * 1_000),
  properties: { orderId: `o${number}`, total: 10_00, currency: "EUR" },
});

export interface WorkloadResult {
  readonly what: string;
  readonly perSecond: number;
  /** Processor time of this process per fact, in milliseconds. */
  readonly nodeMilliseconds: number;
}

async function main([database = "memory", size = "4000"]: readonly string[]): Promise<void> {
  const storage = await open(database);
  const clientele = createClientele({
    storage,
    plugins: [trivialPlugin],
    actor: { id: "bench", clearance: "sensitive" },
    clock: () => new Date(START + 365 * 86_400_000),
  });
  const total = Number(size);
  let next = 0;
  const numbers = (count: number): number[] => Array.from({ length: count }, () => next++);
  const list = async (count: number): Promise<void> => {
    const { appended } = await clientele.track(numbers(count).map(fact));
    if (appended !== count) throw new Error(`${appended} of ${count} were recorded.`);
  };
  const measure = async (what: string, count: number, work: () => Promise<unknown>): Promise<void> => {
    const from = performance.now();
    const before = process.cpuUsage();
    await work();
    const seconds = (performance.now() - from) / 1_000;
    const { user, system } = process.cpuUsage(before);
    const result: WorkloadResult = { what, perSecond: count / seconds, nodeMilliseconds: (user + system) / 1_000 / count };
    console.log(JSON.stringify(result));
  };
  const lists = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += 100) await list(100);
  };
  const callers = (writers: number, count: number): Promise<unknown> =>
    Promise.all(
      Array.from({ length: writers }, async () => {
        for (const number of numbers(count / writers)) await clientele.track(fact(number));
      }),
    );
  await measure("lists of 100, new customers", CUSTOMERS, () => lists(CUSTOMERS));
  await measure("lists of 100, known customers", total, () => lists(total));
  await measure("8 callers", total / 2, () => callers(8, total / 2));
  await measure("1 caller", total / 8, () => callers(1, total / 8));
  await storage.close?.();
}

async function open(database: string): Promise<StorageAdapter> {
  if (database === "memory") return memoryStorage();
  if (database === "sqlite") return openSqliteStorage(":memory:");
  const { BENCH_SCHEMA: schema, MARIADB_URL: uri, POSTGRES_URL } = process.env;
  if (database === "postgres") return openPostgresqlStorage(POSTGRES_URL!, schema);
  const pool = createPool({ uri: uri!, connectionLimit: 12 });
  const storage = sqlStorage({
    database: new Kysely({ dialect: new MysqlDialect({ pool }) }),
    dialect: "mysql",
    schema: schema!,
  });
  await storage.migrate();
  return storage;
}

await main(process.argv.slice(2));
