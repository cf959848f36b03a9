/**
 * The peer of `storage.bench.ts`: set-based SQL written by hand, with the driver alone, on the tables of the package. Per list of
 * customers it reads states and histories, decides as little, and writes the same rows: interaction, state, audit, message, queue.
 */
import type { Interaction } from "clientele/models";
import type { Pool as MysqlPool, RowDataPacket } from "mysql2/promise";
import type { Pool, PoolClient } from "pg";

/** Writes lists of facts about known customers. */
export interface ByHand {
  write(facts: readonly Interaction[]): Promise<void>;
}

interface Rows {
  readonly customers: readonly string[];
  readonly facts: readonly string[];
  readonly factTexts: readonly string[];
  readonly properties: readonly string[];
  readonly instants: readonly number[];
  readonly states: readonly string[];
  readonly sequences: readonly number[];
  readonly audits: readonly string[];
  readonly auditTexts: readonly string[];
  readonly messages: readonly string[];
  readonly messageTexts: readonly string[];
  readonly versions: readonly string[];
}

let tokens = 0;

/** Decides about the customers of some facts: counts their interactions. */
function rowsFor(facts: readonly Interaction[], states: ReadonlyMap<string, string>, counts: ReadonlyMap<string, number>): Rows {
  const parsed = facts.map(({ customerId }) => JSON.parse(states.get(customerId)!) as { revision: number; plugins: object[] });
  const revisions = parsed.map(({ revision }) => revision + 1);
  const at = new Date(Date.UTC(2027, 0, 1)).toISOString();
  return {
    customers: facts.map(({ customerId }) => customerId),
    facts: facts.map(({ id }) => id),
    factTexts: facts.map((fact) => JSON.stringify({ ...fact, at: { $date: fact.at.toISOString() } })),
    properties: facts.map(({ properties }) => JSON.stringify(properties)),
    instants: facts.map(({ at }) => at.getTime()),
    states: parsed.map((state, index) =>
      JSON.stringify({
        ...state,
        revision: revisions[index],
        plugins: state.plugins.map((plugin) => ({
          ...plugin,
          state: { count: (counts.get(facts[index]!.customerId) ?? 0) + 1, filler: "x".repeat(1_500) },
        })),
      }),
    ),
    sequences: revisions,
    audits: facts.map(({ id }) => `${at}:${id}:${++tokens}`),
    auditTexts: facts.map(({ customerId }) =>
      JSON.stringify({ at: { $date: at }, actorId: "bench", action: "track", customerId }),
    ),
    messages: facts.map(({ customerId }, index) => `counted:${customerId}@${revisions[index]}`),
    messageTexts: facts.map(({ customerId }, index) =>
      JSON.stringify({ at: { $date: at }, id: customerId, payload: { count: revisions[index], customerId }, type: "counted" }),
    ),
    versions: facts.map(() => `by-hand-${process.pid}-${++tokens}`),
  };
}

/** Writes by hand to PostgreSQL: nine prepared statements per list, in one transaction. */
export function postgresByHand(pool: Pool, schema: string, tenant = "default"): ByHand {
  const table = (name: string): string => `"${schema}"."clientele_${name}"`;
  const run = (client: PoolClient, name: string, text: string, values: readonly unknown[]) =>
    client.query<Record<string, string>>({ name: `by_hand_${name}`, text, values: [...values] });
  return {
    async write(facts) {
      const client = await pool.connect();
      try {
        const ids = facts.map(({ customerId }) => customerId);
        await client.query("begin");
        const states = await run(
          client,
          "states",
          `select id, record from ${table("document")} where tenant_id = $1 and kind = 'workspace.standing' and id = any ($2::text[]) order by id for update`,
          [tenant, ids],
        );
        await run(
          client,
          "profiles",
          `select id, record from ${table("customer")} where tenant_id = $1 and id = any ($2::text[])`,
          [tenant, ids],
        );
        await run(client, "known", `select id from ${table("interaction")} where tenant_id = $1 and id = any ($2::text[])`, [
          tenant,
          facts.map(({ id }) => id),
        ]);
        const histories = await run(
          client,
          "histories",
          `select i.customer_id, i.record from unnest($2::text[]) as key (id) cross join lateral (select * from ${table("interaction")} as t
             where t.tenant_id = $1 and t.customer_id = key.id order by t.happened_at, t.id limit 250) as i`,
          [tenant, ids],
        );
        const counts = new Map<string, number>();
        for (const { customer_id, record } of histories.rows) {
          JSON.parse(record!);
          counts.set(customer_id!, (counts.get(customer_id!) ?? 0) + 1);
        }
        const rows = rowsFor(facts, new Map(states.rows.map(({ id, record }) => [id!, record!])), counts);
        await run(
          client,
          "facts",
          `insert into ${table("interaction")} (tenant_id, id, customer_id, type, happened_at, channel, record, properties)
           select $1, n.id, n.customer, 'order.placed', n.at, null, n.record, n.properties::jsonb
           from unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[]) as n (id, customer, at, record, properties)`,
          [tenant, rows.facts, rows.customers, rows.instants, rows.factTexts, rows.properties],
        );
        await run(
          client,
          "update_states",
          `update ${table("document")} as t set version = n.version, record = n.record
           from unnest($2::text[], $3::text[], $4::text[]) as n (id, version, record)
           where t.tenant_id = $1 and t.kind = 'workspace.standing' and t.id = n.id`,
          [tenant, rows.customers, rows.versions, rows.states],
        );
        await run(
          client,
          "audit",
          `insert into ${table("document")} (tenant_id, kind, id, customer_id, version, record)
           select $1, 'workspace.audit', n.id, n.customer, n.version, n.record
           from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as n (id, customer, version, record)`,
          [tenant, rows.audits, rows.customers, rows.versions, rows.auditTexts],
        );
        await run(
          client,
          "messages",
          `insert into ${table("message")} (tenant_id, subject, sequence, part, id, record)
           select $1, n.subject, n.sequence, 1, n.id, n.record
           from unnest($2::text[], $3::bigint[], $4::text[], $5::text[]) as n (subject, sequence, id, record)`,
          [tenant, rows.customers, rows.sequences, rows.messages, rows.messageTexts],
        );
        await run(
          client,
          "queue",
          `insert into ${table("queue")} as t (tenant_id, subject, last_sequence, ready_at, lease, attempts)
           select $1, n.subject, n.sequence, 0, null, 0 from unnest($2::text[], $3::bigint[]) as n (subject, sequence)
           on conflict (tenant_id, subject) do update set last_sequence = excluded.last_sequence`,
          [tenant, rows.customers, rows.sequences],
        );
        await client.query("commit");
      } finally {
        client.release();
      }
    },
  };
}

/** Writes by hand to MariaDB or MySQL: ten statements per list, in one transaction, many rows each. */
export function mysqlByHand(pool: MysqlPool, schema: string, tenant = "default"): ByHand {
  const table = (name: string): string => `\`${schema}\`.clientele_${name}`;
  return {
    async write(facts) {
      const connection = await pool.getConnection();
      const read = async (text: string, values: unknown[]) => (await connection.query<RowDataPacket[]>(text, values))[0];
      const insert = (into: string, rows: unknown[][], end = "") =>
        connection.query(`insert into ${into} values ? ${end}`, [rows]);
      try {
        const ids = facts.map(({ customerId }) => customerId);
        await connection.query("begin");
        const states = await read(
          `select id, record from ${table("document")} where tenant_id = ? and kind = 'workspace.standing' and id in (?) for update`,
          [tenant, ids],
        );
        await read(`select id, record from ${table("customer")} where tenant_id = ? and id in (?)`, [tenant, ids]);
        await read(`select id from ${table("interaction")} where tenant_id = ? and id in (?)`, [
          tenant,
          facts.map(({ id }) => id),
        ]);
        const history = `(select customer_id, record from ${table("interaction")} where tenant_id = ? and customer_id = ? order by happened_at, id limit 250)`;
        const histories = await read(
          ids.map(() => history).join(" union all "),
          ids.flatMap((id) => [tenant, id]),
        );
        const counts = new Map<string, number>();
        for (const { customer_id, record } of histories) {
          JSON.parse(record);
          counts.set(customer_id, (counts.get(customer_id) ?? 0) + 1);
        }
        const rows = rowsFor(facts, new Map(states.map(({ id, record }) => [id as string, record as string])), counts);
        const each = (row: (index: number) => unknown[]): unknown[][] => facts.map((_, index) => row(index));
        await insert(
          `${table("interaction")} (tenant_id, id, customer_id, type, happened_at, channel, record, properties)`,
          each((n) => [
            tenant,
            rows.facts[n],
            rows.customers[n],
            "order.placed",
            rows.instants[n],
            null,
            rows.factTexts[n],
            rows.properties[n],
          ]),
        );
        await insert(
          `${table("document")} (tenant_id, kind, id, customer_id, version, record)`,
          each((n) => [tenant, "workspace.standing", rows.customers[n], rows.customers[n], rows.versions[n], rows.states[n]]),
          "on duplicate key update version = values(version), record = values(record)",
        );
        await insert(
          `${table("document")} (tenant_id, kind, id, customer_id, version, record)`,
          each((n) => [tenant, "workspace.audit", rows.audits[n], rows.customers[n], rows.versions[n], rows.auditTexts[n]]),
        );
        await insert(
          `${table("queue")} (tenant_id, subject, last_sequence, ready_at, lease, attempts)`,
          each((n) => [tenant, rows.customers[n], rows.sequences[n], 0, null, 0]),
          "on duplicate key update last_sequence = values(last_sequence)",
        );
        await insert(
          `${table("message")} (tenant_id, subject, sequence, part, id, record)`,
          each((n) => [tenant, rows.customers[n], rows.sequences[n], 1, rows.messages[n], rows.messageTexts[n]]),
        );
        await connection.query("commit");
      } finally {
        connection.release();
      }
    },
  };
}

/** The part of a SQLite connection that is used. */
export interface SqliteConnection {
  exec(text: string): unknown;
  prepare(text: string): {
    run(...values: unknown[]): unknown;
    get(...values: unknown[]): unknown;
    all(...values: unknown[]): unknown[];
  };
}

/** Writes by hand to SQLite: prepared statements per row in one transaction, which is the fastest in one process. */
export function sqliteByHand(connection: SqliteConnection, tenant = "default"): ByHand {
  const prepare = (text: string) => connection.prepare(text);
  const state = prepare("select record from clientele_document where tenant_id = ? and kind = 'workspace.standing' and id = ?");
  const profile = prepare("select record from clientele_customer where tenant_id = ? and id = ?");
  const known = prepare("select id from clientele_interaction where tenant_id = ? and id = ?");
  const history = prepare(
    "select record from clientele_interaction where tenant_id = ? and customer_id = ? order by happened_at, id limit 250",
  );
  const addFact = prepare("insert into clientele_interaction values (?, ?, ?, 'order.placed', ?, null, ?, ?)");
  const setState = prepare(
    "update clientele_document set version = ?, record = ? where tenant_id = ? and kind = 'workspace.standing' and id = ?",
  );
  const addAudit = prepare(
    "insert into clientele_document (tenant_id, kind, id, customer_id, version, record) values (?, 'workspace.audit', ?, ?, ?, ?)",
  );
  const addMessage = prepare(
    "insert into clientele_message (tenant_id, subject, sequence, part, id, record) values (?, ?, ?, 1, ?, ?)",
  );
  const addQueue = prepare(
    "insert into clientele_queue (tenant_id, subject, last_sequence, ready_at, lease, attempts) values (?, ?, ?, 0, null, 0) on conflict do update set last_sequence = excluded.last_sequence",
  );
  return {
    async write(facts) {
      connection.exec("begin immediate");
      const states = new Map<string, string>();
      const counts = new Map<string, number>();
      for (const { id, customerId } of facts) {
        states.set(customerId, (state.get(tenant, customerId) as { record: string }).record);
        profile.get(tenant, customerId);
        known.get(tenant, id);
        const found = history.all(tenant, customerId) as { record: string }[];
        for (const { record } of found) JSON.parse(record);
        counts.set(customerId, found.length);
      }
      const rows = rowsFor(facts, states, counts);
      for (const index of facts.keys()) {
        addFact.run(
          tenant,
          rows.facts[index],
          rows.customers[index],
          rows.instants[index],
          rows.factTexts[index],
          rows.properties[index],
        );
        setState.run(rows.versions[index], rows.states[index], tenant, rows.customers[index]);
        addAudit.run(tenant, rows.audits[index], rows.customers[index], rows.versions[index], rows.auditTexts[index]);
        addMessage.run(tenant, rows.customers[index], rows.sequences[index], rows.messages[index], rows.messageTexts[index]);
        addQueue.run(tenant, rows.customers[index], rows.sequences[index]);
      }
      connection.exec("commit");
    },
  };
}
