import type { ColumnType, Kysely } from "kysely";

/** A 64-bit integer, which drivers return as a number, a text or a bigint. */
export type StoredInteger = number | string | bigint;

type Integer = ColumnType<StoredInteger, number, number>;

/** JSON for rules (`findByRule`); never read back. */
type PushedJson = ColumnType<unknown, string, string>;

/** The tables of Clientele. `record` is authoritative: the canonical text of `encodeStorable`. */
export interface SqlTables {
  clientele_customer: { tenant_id: string; id: string; version: string; record: string; document: PushedJson };
  clientele_interaction: {
    tenant_id: string;
    id: string;
    customer_id: string;
    type: string;
    happened_at: Integer;
    channel: string | null;
    record: string;
    properties: PushedJson;
  };
  clientele_document: {
    tenant_id: string;
    kind: string;
    id: string;
    customer_id: string | null;
    due_at: Integer | null;
    version: string;
    record: string;
  };
  /** Messages to deliver. `record` holds everything but the key. */
  clientele_message: { tenant_id: string; subject: string; sequence: Integer; part: Integer; id: string; record: string };
  /** One row per subject with messages. It is free for the next claim from `ready_at` on, by the clock of the database. */
  clientele_queue: {
    tenant_id: string;
    subject: string;
    last_sequence: Integer;
    ready_at: Integer;
    lease: string | null;
    attempts: number;
  };
}

/** Builds and runs statements on the tables. */
export type SqlExecutor = Kysely<SqlTables>;

/** Names of the tables as they stand in the text of a statement, with schema and quotes. */
export interface TableNames {
  readonly customer: string;
  readonly interaction: string;
  readonly document: string;
  readonly message: string;
  readonly queue: string;
}

/** Returns the names of the tables, quoted. */
export function tableNames(quote: '"' | "`", schema: string | undefined): TableNames {
  const quoted = (name: string): string => `${quote}${name.replaceAll(quote, quote + quote)}${quote}`;
  const named = (table: string): string => (schema === undefined ? quoted(table) : `${quoted(schema)}.${quoted(table)}`);
  return {
    customer: named("clientele_customer"),
    interaction: named("clientele_interaction"),
    document: named("clientele_document"),
    message: named("clientele_message"),
    queue: named("clientele_queue"),
  };
}
