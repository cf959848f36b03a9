import { layoutRowsOf, type SqlDialectName, type SqlStatement } from "clientele/rules";
import type { Subject } from "clientele/models";

/** A database that rules are compared on. */
export interface Engine {
  readonly name: string;
  readonly dialect: SqlDialectName;
  /** Replaces everything by these subjects. */
  load(subjects: readonly Subject[]): Promise<void>;
  /** Runs a statement; rows as arrays of values in the order of columns. */
  query(statement: SqlStatement): Promise<readonly (readonly unknown[])[]>;
  close(): Promise<void>;
}

type Rows = Readonly<Record<"subject" | "interaction" | "state", readonly (readonly unknown[])[]>>;

function rowsOf(subjects: readonly Subject[]): Rows {
  const rows = subjects.map(layoutRowsOf);
  return {
    subject: rows.map(({ subject }) => [subject.id, subject.document]),
    interaction: rows.flatMap(({ interactions }) =>
      interactions.map((row) => [row.subject_id, row.id, row.type, row.happened_at, row.channel, row.properties]),
    ),
    state: rows.flatMap(({ states }) =>
      states.map((row) => [row.subject_id, row.state_key, row.value, row.valid_from, row.valid_to]),
    ),
  };
}

const columns = {
  subject: ["id", "document"],
  interaction: ["subject_id", "id", "type", "happened_at", "channel", "properties"],
  state: ["subject_id", "state_key", "value", "valid_from", "valid_to"],
} as const;
const tables = ["subject", "interaction", "state"] as const;

/** The tables of the layout, in the words of a dialect: text, big integer, JSON. */
function createStatements(text: string, json: string, suffix = "", bigint = "BIGINT"): string[] {
  return [
    `CREATE TABLE subject (id ${text} NOT NULL, document ${json} NOT NULL)${suffix}`,
    `CREATE TABLE interaction (subject_id ${text} NOT NULL, id ${text} NOT NULL, type ${text} NOT NULL, happened_at ${bigint} NOT NULL, channel ${text}, properties ${json} NOT NULL)${suffix}`,
    `CREATE TABLE state (subject_id ${text} NOT NULL, state_key ${text} NOT NULL, value ${json} NOT NULL, valid_from ${bigint} NOT NULL, valid_to ${bigint})${suffix}`,
  ];
}

/** One INSERT of many rows, in chunks, with the placeholders of a dialect. */
async function insertAll(
  rows: Rows,
  run: (text: string, parameters: unknown[]) => Promise<unknown>,
  placeholder: (position: number) => string,
): Promise<void> {
  for (const table of tables) {
    const names = columns[table];
    for (let start = 0; start < rows[table].length; start += 100) {
      const chunk = rows[table].slice(start, start + 100);
      let position = 0;
      const values = chunk.map(() => `(${names.map(() => placeholder(++position)).join(", ")})`).join(", ");
      await run(`INSERT INTO ${table} (${names.join(", ")}) VALUES ${values}`, chunk.flat());
    }
  }
}

export async function sqliteEngine(): Promise<Engine> {
  const { default: initialize } = await import("sql.js");
  const SQL = await initialize({ useOldExtensionFunctions: false } as never);
  const database = new SQL.Database();
  for (const statement of createStatements("TEXT", "TEXT", "", "INTEGER")) database.run(statement);
  return {
    name: "sqlite",
    dialect: "sqlite",
    load: async (subjects) => {
      for (const table of tables) database.run(`DELETE FROM ${table}`);
      await insertAll(
        rowsOf(subjects),
        async (text, parameters) => database.run(text, parameters as never),
        () => "?",
      );
    },
    query: async ({ text, parameters }) => database.exec(text, parameters as never)[0]?.values ?? [],
    close: async () => database.close(),
  };
}

export async function pgliteEngine(): Promise<Engine> {
  const { PGlite } = await import("@electric-sql/pglite");
  const database = await PGlite.create();
  for (const statement of createStatements("TEXT", "JSONB")) await database.exec(statement);
  return {
    name: "pglite",
    dialect: "postgres",
    load: async (subjects) => {
      await database.exec("TRUNCATE subject, interaction, state");
      await insertAll(
        rowsOf(subjects),
        (text, parameters) => database.query(text, parameters),
        (position) => `$${position}`,
      );
    },
    query: async ({ text, parameters }) => (await database.query<unknown[]>(text, [...parameters], { rowMode: "array" })).rows,
    close: () => database.close(),
  };
}

export async function duckdbEngine(): Promise<Engine> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run("SET threads = 1");
  for (const statement of createStatements("VARCHAR", "JSON")) await connection.run(statement);
  return {
    name: "duckdb",
    dialect: "duckdb",
    load: async (subjects) => {
      for (const table of tables) await connection.run(`DELETE FROM ${table}`);
      await insertAll(
        rowsOf(subjects),
        (text, parameters) => connection.run(text, parameters as never),
        (position) => `$${position}`,
      );
    },
    query: async ({ text, parameters }) => (await (await connection.run(text, [...parameters])).getRowsJS()) as unknown[][],
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** A server of PostgreSQL, in a schema of its own that goes away afterwards. */
export async function postgresEngine(url: string): Promise<Engine> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const schema = `clientele_rules_${process.pid}`;
  await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema}; SET search_path TO ${schema}`);
  for (const statement of createStatements("TEXT", "JSONB")) await client.query(statement);
  return {
    name: "postgres",
    dialect: "postgres",
    load: async (subjects) => {
      await client.query("TRUNCATE subject, interaction, state");
      await insertAll(
        rowsOf(subjects),
        (text, parameters) => client.query(text, parameters),
        (position) => `$${position}`,
      );
    },
    query: async ({ text, parameters }) => (await client.query({ text, values: [...parameters], rowMode: "array" })).rows,
    close: async () => {
      await client.query(`DROP SCHEMA ${schema} CASCADE`);
      await client.end();
    },
  };
}

/** A server of MySQL or MariaDB, in a database of its own that goes away afterwards. */
export async function mariadbEngine(url: string): Promise<Engine> {
  const { createConnection } = await import("mysql2/promise");
  const connection = await createConnection({ uri: url, charset: "utf8mb4", supportBigNumbers: true });
  const database = `clientele_rules_${process.pid}`;
  await connection.query(`DROP DATABASE IF EXISTS ${database}`);
  await connection.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
  await connection.query(`USE ${database}`);
  const [[version]] = (await connection.query("SELECT VERSION() AS version")) as unknown as [[{ version: string }]];
  // No padding: 'a' and 'a ' are two texts.
  const collation = version.version.includes("MariaDB") ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin";
  for (const statement of createStatements("VARCHAR(255)", "JSON", ` DEFAULT CHARSET utf8mb4 COLLATE ${collation}`))
    await connection.query(statement);
  return {
    name: "mariadb",
    dialect: "mysql",
    load: async (subjects) => {
      for (const table of tables) await connection.query(`TRUNCATE ${table}`);
      await insertAll(
        rowsOf(subjects),
        (text, parameters) => connection.execute(text, parameters as never),
        () => "?",
      );
    },
    query: async ({ text, parameters }) => {
      const [rows] = await connection.query({ sql: text, values: [...parameters], rowsAsArray: true });
      return rows as unknown[][];
    },
    close: async () => {
      await connection.query(`DROP DATABASE ${database}`);
      await connection.end();
    },
  };
}

interface ChdbSession {
  query(text: string, format?: string): string;
  queryBind(text: string, parameters: object, format?: string): string;
  insertAsync?(parameters: object): Promise<unknown>;
  cleanup(): void;
}

/** ClickHouse in this process (chDB), from a folder that `scripts/clickhouse.ts` filled: it is too heavy for every `npm ci`. */
export async function clickhouseEngine(packageFolder: string): Promise<Engine> {
  const { createRequire } = await import("node:module");
  const { Session } = createRequire(import.meta.url)(packageFolder) as { Session: new () => ChdbSession };
  const session = new Session();
  session.query("CREATE DATABASE IF NOT EXISTS rules ENGINE = Memory");
  for (const statement of createStatements("String", "String", " ENGINE = Memory", "Int64")) {
    session.query(
      statement
        .replace("CREATE TABLE ", "CREATE TABLE rules.")
        .replace("channel String", "channel Nullable(String)")
        .replace("valid_to Int64", "valid_to Nullable(Int64)")
        .replaceAll(" NOT NULL", ""),
    );
  }
  const literal = (value: unknown): string =>
    value === null
      ? "NULL"
      : typeof value === "number"
        ? String(value)
        : `'${String(value).replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  return {
    name: "clickhouse",
    dialect: "clickhouse",
    load: async (subjects) => {
      const rows = rowsOf(subjects);
      for (const table of tables) {
        session.query(`TRUNCATE TABLE rules.${table}`);
        for (let start = 0; start < rows[table].length; start += 100) {
          const chunk = rows[table].slice(start, start + 100).map((row) => `(${row.map(literal).join(", ")})`);
          session.query(`INSERT INTO rules.${table} (${columns[table].join(", ")}) VALUES ${chunk.join(", ")}`);
        }
      }
    },
    query: async ({ text, parameters }) => {
      const named = Object.fromEntries(parameters.map((value, index) => [`p${index + 1}`, value]));
      const qualified = text.replaceAll(/`(subject|interaction|state)`/g, "rules.`$1`");
      const answer = session.queryBind(qualified, named, "JSONCompactEachRow");
      return answer
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as unknown[]);
    },
    close: async () => session.cleanup(),
  };
}

/** The embedded engines (`RULE_ENGINES` picks some), and the servers whose connection variables are set. */
export async function openEngines(): Promise<Engine[]> {
  const { POSTGRES_URL, MARIADB_URL, CHDB_PATH, RULE_ENGINES } = process.env;
  const wanted = (name: string): boolean => RULE_ENGINES === undefined || RULE_ENGINES.split(",").includes(name);
  return Promise.all([
    ...(wanted("sqlite") ? [sqliteEngine()] : []),
    ...(wanted("pglite") ? [pgliteEngine()] : []),
    ...(wanted("duckdb") ? [duckdbEngine()] : []),
    ...(CHDB_PATH === undefined ? [] : [clickhouseEngine(CHDB_PATH)]),
    ...(POSTGRES_URL === undefined ? [] : [postgresEngine(POSTGRES_URL)]),
    ...(MARIADB_URL === undefined ? [] : [mariadbEngine(MARIADB_URL)]),
  ]);
}
