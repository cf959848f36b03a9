import type { PostgresPool, PostgresPoolClient } from "kysely";
import { fnv1a } from "../../kernel/internal.js";
import { canBePrepared } from "./preparable.js";

/** The part of a client of `pg` that is used: a query with a name is prepared once per connection. */
interface NamedQueries {
  query(query: { readonly name: string; readonly text: string; readonly values: readonly unknown[] }): Promise<unknown>;
}

/** Maximum number of texts that are prepared, and of texts that are remembered in case they come again. */
const MAX_TEXTS = 200;

/**
 * Prepares the statements that a pool of `pg` runs again and again, for Kysely's `PostgresDialect`: the server parses and plans
 * them once per connection, which saves most of the time of a short statement. A text is prepared when it comes for the second
 * time, at most 200 texts per pool; texts that differ in every call are left alone.
 *
 * Connect to PostgreSQL itself, or to PgBouncer 1.21 or later: an older one loses prepared statements in transaction mode.
 *
 * @param pool - a `Pool` of `pg`
 * @example
 * const pool = { connect: () => Promise.reject(new Error("no server")), end: async () => undefined };
 * preparedPool(pool) // a pool for `new PostgresDialect({ pool: preparedPool(new pg.Pool({ connectionString })) })`
 */
export function preparedPool(pool: PostgresPool): PostgresPool {
  const nameOf = statementNames();
  const prepared = new WeakMap<PostgresPoolClient, PostgresPoolClient>();
  return {
    async connect() {
      const client = await pool.connect();
      // Kysely recognizes a connection by its client.
      const known = prepared.get(client) ?? preparedClient(client, nameOf);
      prepared.set(client, known);
      return known;
    },
    end: () => pool.end(),
  };
}

function preparedClient(client: PostgresPoolClient, nameOf: (text: string) => string | null): PostgresPoolClient {
  const query = (text: unknown, values: readonly unknown[] = []): unknown => {
    const name = typeof text === "string" ? nameOf(text) : null;
    // A cursor is an object; it goes through as it is.
    if (name === null) return client.query(text as string, values);
    return (client as unknown as NamedQueries).query({ name, text: text as string, values });
  };
  return { query: query as PostgresPoolClient["query"], release: () => client.release() };
}

/** Returns a function that names the texts that come for the second time; `null` for others. */
function statementNames(): (text: string) => string | null {
  const names = new Map<string, string>();
  const seen = new Set<string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (names.size === MAX_TEXTS || !canBePrepared(text)) return null;
    if (!seen.delete(text)) {
      seen.add(text);
      if (seen.size > MAX_TEXTS) seen.delete(seen.values().next().value!);
      return null;
    }
    const name = nameFor(text);
    names.set(text, name);
    return name;
  };
}

/** Returns a name that only this text has: 64 bits of hash and the length. `pg` refuses one name for two texts. */
function nameFor(text: string): string {
  return `clientele_${fnv1a(text).toString(36)}_${fnv1a(text, ~text.length).toString(36)}_${text.length}`;
}
