import type { ColumnType, Kysely } from "kysely";

/** A 64-bit integer, which drivers return as a number, a text or a bigint. */
type Integer = ColumnType<number | string | bigint, number, number>;

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
    version: string;
    record: string;
  };
  clientele_outbox: {
    tenant_id: string;
    id: string;
    happened_at: Integer;
    record: string;
    lease: string | null;
    lease_until: Integer;
    attempts: number;
  };
  clientele_schedule: { tenant_id: string; schedule_key: string; due_at: Integer };
}

/** Runs statements: the database, or a transaction of it. */
export type SqlExecutor = Kysely<SqlTables>;
