import { namedStatement } from "../named-statement.js";
import type { SqlStatements } from "../sql-statements.js";
import type { StoredInteger, TableNames } from "../tables.js";
import { commitValues, customers, documents, histories, interactions, isRemoved, messages } from "./commit-lists.js";
import { lookup } from "./lookup.js";
import { NOW } from "./now.js";

/**
 * Creates `commit` of PostgreSQL: one statement that locks, compares and writes, and returns the sets in conflict.
 *
 * - `bad` names the sets in conflict. It locks every row that a set changes or checks, in the order of the keys, and compares
 *   the version that the row has by then, which may be newer than the snapshot of the statement. Every other part asks `bad`
 *   first, so nothing is written before everything is locked.
 * - Rows are looked up by {@link lookup} and replaced by `on conflict`: unlike a join, neither can become a scan of the tenant
 *   while the statistics are young.
 * - A new row is a plain insert. If another writer inserts the same key at the same moment, the statement fails with 23505; its
 *   repetition sees the key.
 * - Removals are a statement of their own, longer one: see {@link removals}.
 */
export function postgresCommit(tables: TableNames): SqlStatements["commit"] {
  type Row = { readonly change_set: StoredInteger };
  const plain = namedStatement<Row, ReturnType<typeof commitValues>>("numbered", commitText(tables, false));
  const removing = namedStatement<Row, ReturnType<typeof commitValues>>("numbered", commitText(tables, true));
  return async ({ run }, tenant, rows) => {
    const removes = rows.histories.length > 0 || rows.customers.some(isRemoved) || rows.documents.some(isRemoved);
    const found = await run((removes ? removing : plain)(commitValues(tenant, rows)));
    return found.rows.map(({ change_set }) => Number(change_set));
  };
}

function commitText(tables: TableNames, removes: boolean): string {
  const { customer, document, interaction, message, queue } = tables;
  const isGood = (row: string): string => `${row}.change_set not in (select bad.change_set from bad)`;
  return `
with bad as materialized (
${conflicts(tables, removes)}
),
new_customer as (
  insert into ${customer} (tenant_id, id, version, record, document)
  select :tenant, new.id, new.version, new.record, new.document::jsonb from ${CUSTOMERS}
  where new.expected is null and ${isGood("new")}
),
changed_customer as (
  insert into ${customer} (tenant_id, id, version, record, document)
  select :tenant, new.id, new.version, new.record, new.document::jsonb from ${CUSTOMERS}
  where new.expected is not null and new.record is not null and ${isGood("new")}
  on conflict (tenant_id, id)
  do update set version = excluded.version, record = excluded.record, document = excluded.document
),
new_document as (
  insert into ${document} (tenant_id, kind, id, customer_id, due_at, version, record)
  select :tenant, new.kind, new.id, new.customer_id, new.due_at, new.version, new.record from ${DOCUMENTS}
  where new.expected is null and ${isGood("new")}
),
changed_document as (
  insert into ${document} (tenant_id, kind, id, customer_id, due_at, version, record)
  select :tenant, new.kind, new.id, new.customer_id, new.due_at, new.version, new.record from ${DOCUMENTS}
  where new.expected is not null and new.record is not null and ${isGood("new")}
  on conflict (tenant_id, kind, id) do update
  set customer_id = excluded.customer_id, due_at = excluded.due_at, version = excluded.version, record = excluded.record
),
${removes ? removals(tables, isGood) : ""}
new_interaction as (
  insert into ${interaction} (tenant_id, id, customer_id, type, happened_at, channel, record, properties)
  select :tenant, new.id, new.customer_id, new.type, new.happened_at, new.channel, new.record, new.properties::jsonb
  from ${interactions.table("new", ["change_set", "id", "customer_id", "type", "happened_at", "channel", "record", "properties"])}
  where ${removes ? "(select count(*) from removed_history) >= 0 and " : ""}${isGood("new")}
),
queued as (
  insert into ${queue} as t (tenant_id, subject, last_sequence, ready_at, lease, attempts)
  select :tenant, new.subject, max(new.sequence), ${NOW}, null, 0
  from ${messages.table("new", ["change_set", "subject", "sequence"])}
  where ${isGood("new")}
  group by new.subject
  order by new.subject collate "C"
  on conflict (tenant_id, subject) do update set last_sequence = greatest(t.last_sequence, excluded.last_sequence)
),
new_message as (
  insert into ${message} (tenant_id, subject, sequence, part, id, record)
  select :tenant, new.subject, new.sequence, new.part, new.id, new.record
  from ${messages.table("new", ["change_set", "subject", "sequence", "part", "id", "record"])}
  where ${isGood("new")}
)
select bad.change_set from bad`;
}

const CUSTOMERS = customers.table("new", ["change_set", "id", "expected", "version", "record", "document"]);

const DOCUMENTS = documents.table("new", ["change_set", "kind", "id", "expected", "version", "customer_id", "due_at", "record"]);

/**
 * Returns the text that locks and compares, and returns the sets in conflict.
 *
 * A row to remove is removed by its place. Another program may have moved it since the snapshot of the statement without changing
 * its version; then the place is not the one that the removal sees, and the set is in conflict.
 */
function conflicts({ customer, document, interaction, message }: TableNames, removes: boolean): string {
  const seen = (table: string, ...columns: readonly string[]): string =>
    removes
      ? `left join lateral (select t.ctid as place from ${table} as t where key.removed and ${lookup(...columns)}) as seen on true`
      : "";
  const moved = (place: string): string => (removes ? `or key.removed and ${place} is distinct from seen.place` : "");
  const removed = removes
    ? `where not exists (
    select from ${histories.table("history", ["change_set", "customer_id"])}
    where history.change_set = key.change_set and history.customer_id = known.customer_id
  )`
    : "";
  return `
  select key.change_set
  from ${customers.table("key", ["change_set", "id", "expected", "removed"])}
  left join lateral (
    select t.version, t.ctid as place from ${customer} as t where ${lookup("id")} for update
  ) as held on true
  ${seen(customer, "id")}
  where held.version is distinct from key.expected ${moved("held.place")}
  union all
  select key.change_set
  from ${documents.table("key", ["change_set", "kind", "id", "expected", "checked", "removed"])}
  left join lateral (
    select t.version, t.ctid as place from ${document} as t where not key.checked and ${lookup("kind", "id")} for update
  ) as changed on true
  left join lateral (
    select t.version from ${document} as t where key.checked and ${lookup("kind", "id")} for share
  ) as checked on true
  ${seen(document, "kind", "id")}
  where coalesce(changed.version, checked.version) is distinct from key.expected ${moved("changed.place")}
  union all
  select key.change_set
  from ${interactions.table("key", ["change_set", "id"])}
  cross join lateral (
    select t.customer_id from ${interaction} as t where ${lookup("id")}
  ) as known
  ${removed}
  union all
  select key.change_set
  from ${messages.table("key", ["change_set", "subject", "sequence", "part"])}
  cross join lateral (
    select from ${message} as t where ${lookup("subject", "sequence", "part")}
  ) as known`;
}

/**
 * Returns the text that removes. `removed_history` runs before `new_interaction`, which asks for its count. The index then
 * treats the removed rows as gone, so that a set can record the same identifiers again.
 */
function removals({ customer, document, interaction }: TableNames, isGood: (row: string) => string): string {
  return `
removed_customer as (
  delete from ${customer} where ctid = any (array(
    select old.place from ${customers.table("key", ["change_set", "id", "removed"])}
    cross join lateral (select t.ctid as place from ${customer} as t where ${lookup("id")}) as old
    where key.removed and ${isGood("key")}
  ))
),
removed_document as (
  delete from ${document} where ctid = any (array(
    select old.place
    from ${documents.table("key", ["change_set", "kind", "id", "removed"])}
    cross join lateral (select t.ctid as place from ${document} as t where ${lookup("kind", "id")}) as old
    where key.removed and ${isGood("key")}
  ))
),
removed_history as (
  delete from ${interaction} where ctid = any (array(
    select old.place from ${histories.table("key", ["change_set", "customer_id"])}
    cross join lateral (
      select t.ctid as place from ${interaction} as t
      where t.tenant_id = :tenant and t.customer_id >= key.customer_id and t.customer_id <= key.customer_id
      order by t.customer_id, t.happened_at, t.id offset 0
    ) as old
    where ${isGood("key")}
  ))
  returning 1
),`;
}
