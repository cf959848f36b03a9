/**
 * The workspace over databases, beside SQL written by hand and beside the commit before the storage interface of today
 * (37d0221), which is checked out next to it and runs the same workload. Run: npm run bench storage
 *
 * POSTGRES_URL and MARIADB_URL name servers; without them only SQLite and memory are measured. FACTS sets the size (default 16,000: fewer measure the warm-up of the engine), DATABASES names some of them.
 * Beside a server, wall time counts; `node` is the processor time of the process per fact. Every figure is the median of five
 * rounds, in which the contestants take turns.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { preparedDatabase, sqlStorage } from "clientele/storage/sql";
import { createClientele } from "clientele/workspace";
import { buildSync } from "esbuild";
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from "kysely";
import Database from "libsql";
import { createPool } from "mysql2";
import pg from "pg";
import { openPostgresqlStorage } from "../examples/hosts/postgresql-host.js";
import { measureClaims } from "./storage-claims.js";
import { mysqlByHand, postgresByHand, type SqliteConnection, sqliteByHand } from "./storage-by-hand.js";
import type { WorkloadResult } from "./storage-workload.js";

const BEFORE = "37d0221";
const root = fileURLToPath(new URL("..", import.meta.url));
const facts = process.env["FACTS"] ?? "16000";
const { MARIADB_URL, POSTGRES_URL } = process.env;
const ROUNDS = Number(process.env["ROUNDS"] ?? 5);

/** Checks out the commit before, with the packages of this tree. */
function checkOutBefore(): string {
  const folder = mkdtempSync(join(tmpdir(), "clientele-before-"));
  execFileSync("git", ["worktree", "add", "--detach", "--force", join(folder, "tree"), BEFORE], { cwd: root, stdio: "ignore" });
  const tree = join(folder, "tree");
  symlinkSync(join(root, "node_modules"), join(tree, "node_modules"));
  copyFileSync(join(root, "bench/storage-workload.ts"), join(tree, "bench/storage-workload.ts"));
  return tree;
}

let schemas = 0;

async function dropSchema(database: string, schema: string): Promise<void> {
  if (database === "mariadb") {
    const pool = createPool({ uri: MARIADB_URL! }).promise();
    await pool.query(`drop database if exists ${schema}`);
    await pool.end();
  }
  if (database !== "postgres") return;
  const client = new pg.Client({ connectionString: POSTGRES_URL });
  await client.connect();
  await client.query(`drop schema if exists "${schema}" cascade`);
  await client.end();
}

const bundles = new Map<string, string>();

/** Bundles the workload with the sources of a tree, as a host would: the transforms of a test runner cost time in every call. */
function bundled(tree: string): string {
  const known = bundles.get(tree);
  if (known !== undefined) return known;
  const outfile = join(tree, "node_modules", `.storage-workload-${process.pid}-${bundles.size}.mjs`);
  buildSync({
    entryPoints: [join(tree, "bench/storage-workload.ts")],
    tsconfig: join(tree, "bench/tsconfig.json"),
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    outfile,
  });
  bundles.set(tree, outfile);
  return outfile;
}

/** Runs the workload in a tree, in a process of its own. */
async function workload(tree: string, database: string): Promise<WorkloadResult[]> {
  const schema = `clientele_bench_${process.pid}_${++schemas}`;
  const env = { ...process.env, BENCH_SCHEMA: schema };
  const args = [bundled(tree), database, facts];
  const output = execFileSync(process.execPath, args, { cwd: tree, env, encoding: "utf8", maxBuffer: 1e8 });
  await dropSchema(database, schema);
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as WorkloadResult);
}

const START = Date.UTC(2026, 0, 1);
const order = (number: number) => ({
  id: `f${number}`,
  customerId: `c${number % 1_000}`,
  type: "order.placed",
  at: new Date(START + number * 1_000),
  properties: { orderId: `o${number}`, total: 10_00, currency: "EUR" },
});

/** Measures lists of 100 about known customers, written by hand. */
async function byHand(database: string): Promise<WorkloadResult[]> {
  const schema = `clientele_bench_${process.pid}_${++schemas}`;
  const opened = hands[database]!(schema);
  await opened.storage.migrate();
  const clientele = createClientele({
    storage: opened.storage,
    plugins: [],
    actor: { id: "bench", clearance: "sensitive" },
    clock: () => new Date(START + 365 * 86_400_000),
  });
  let next = 0;
  const list = () => Array.from({ length: 100 }, () => order(next++));
  for (let done = 0; done < 1_000; done += 100) await clientele.track(list());
  const count = Number(facts);
  const from = performance.now();
  const before = process.cpuUsage();
  for (let done = 0; done < count; done += 100) await opened.peer.write(list());
  const seconds = (performance.now() - from) / 1_000;
  const { user, system } = process.cpuUsage(before);
  await opened.storage.close();
  await dropSchema(database, schema);
  return [
    { what: "lists of 100, known customers", perSecond: count / seconds, nodeMilliseconds: (user + system) / 1_000 / count },
  ];
}

function handPostgres(schema: string) {
  const pool = new pg.Pool({ connectionString: POSTGRES_URL, max: 4 });
  const storage = sqlStorage({ database: new Kysely({ dialect: new PostgresDialect({ pool }) }), dialect: "postgres", schema });
  return { storage, peer: postgresByHand(pool, schema) };
}

function handMariadb(schema: string) {
  const pool = createPool({ uri: MARIADB_URL!, connectionLimit: 4 });
  const storage = sqlStorage({ database: new Kysely({ dialect: new MysqlDialect({ pool }) }), dialect: "mysql", schema });
  return { storage, peer: mysqlByHand(pool.promise(), schema) };
}

function handSqlite() {
  const connection = new Database(":memory:");
  const database = new Kysely({ dialect: new SqliteDialect({ database: preparedDatabase(connection) }) });
  const storage = sqlStorage({ database, dialect: "sqlite" });
  let peer: ReturnType<typeof sqliteByHand> | undefined;
  // Prepared at the first list, when the tables exist.
  return {
    storage,
    peer: {
      write: (list: Parameters<ReturnType<typeof sqliteByHand>["write"]>[0]) =>
        (peer ??= sqliteByHand(connection as unknown as SqliteConnection)).write(list),
    },
  };
}

const hands: Record<string, (schema: string) => ReturnType<typeof handPostgres>> = {
  postgres: handPostgres,
  mariadb: handMariadb,
  sqlite: handSqlite,
};

/** Prints how long claims take in PostgreSQL. */
async function claims(): Promise<void> {
  const schema = `clientele_bench_${process.pid}_${++schemas}`;
  const storage = await openPostgresqlStorage(POSTGRES_URL!, schema);
  console.table(await measureClaims(storage));
  await storage.close();
  await dropSchema("postgres", schema);
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const before = checkOutBefore();
try {
  const servers = { postgres: POSTGRES_URL, mariadb: MARIADB_URL };
  const available = ["memory", "sqlite", ...Object.entries(servers).flatMap(([name, url]) => (url === undefined ? [] : [name]))];
  const databases = process.env["DATABASES"]?.split(",") ?? available;
  const table: Record<string, unknown>[] = [];
  for (const database of databases) {
    const contestants: Record<string, () => Promise<WorkloadResult[]>> = {
      now: () => workload(root, database),
      before: () => workload(before, database),
      ...(database === "memory" ? {} : { "by hand": () => byHand(database) }),
    };
    const results = new Map<string, WorkloadResult[]>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, run] of Object.entries(contestants))
        for (const result of await run()) {
          const key = `${result.what}|${name}`;
          results.set(key, [...(results.get(key) ?? []), result]);
        }
    }
    const whats = [...new Set([...results.keys()].map((key) => key.split("|")[0]!))];
    for (const what of whats) {
      const of = (name: string) => results.get(`${what}|${name}`);
      const speed = (name: string) => (of(name) === undefined ? null : median(of(name)!.map(({ perSecond }) => perSecond)));
      const node = (name: string) =>
        of(name) === undefined ? null : median(of(name)!.map(({ nodeMilliseconds }) => nodeMilliseconds));
      const [now, then, hand] = [speed("now")!, speed("before"), speed("by hand")];
      table.push({
        database,
        what,
        "now/s": Math.round(now),
        "before/s": then === null ? "" : Math.round(then),
        "by hand/s": hand === null ? "" : Math.round(hand),
        "× before": then === null ? "" : (now / then).toFixed(1),
        "of by hand": hand === null ? "" : (now / hand).toFixed(2),
        "node ms": node("now")!.toFixed(2),
        "node ms before": node("before")?.toFixed(2) ?? "",
        "node ms by hand": node("by hand")?.toFixed(2) ?? "",
      });
    }
  }
  console.table(table);
  if (databases.includes("postgres")) await claims();
} finally {
  execFileSync("git", ["worktree", "remove", "--force", before], { cwd: root, stdio: "ignore" });
  rmSync(join(before, ".."), { recursive: true, force: true });
  for (const bundle of bundles.values()) rmSync(bundle, { force: true });
}
