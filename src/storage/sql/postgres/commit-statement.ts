import type { CommitRows } from "../commit-rows.js";
import { namedStatement } from "../named-statement.js";
import type { SqlStatements } from "../sql-statements.js";
import type { StoredInteger, TableNames } from "../tables.js";
import { columnOf } from "./columns.js";
import { NOW } from "./now.js";

/**
 * Creates `commit` of PostgreSQL: one statement that locks, compares and writes, and returns the sets in conflict.
 *
 * - `bad` names the sets in conflict. It locks every row that a set changes or checks, in the order of the keys, and compares
 *   the version that the row has by then, which may be newer than the snapshot of the statement. Every other part asks `bad`
 *   first, so nothing is written before everything is locked.
 * - Keys are looked up by `lateral` with a limit, and rows replaced by `on conflict`: unlike a join, neither can become a scan
 *   of the tenant while the statistics are young.
 * - A new row is a plain insert. If another writer inserts the same key at the same moment, the statement fails with 23505; its
 *   repetition sees the key.
 * - `removed_history` runs before `new_interaction`, which asks for its count. The index then treats the removed rows as gone,
 *   so that a set can record the same identifiers again.
 * - Removals look up keys, not places (`ctid`): another transaction may have moved a row since the snapshot.
 */
export function postgresCommit({ customer, document, interaction, message, queue }: TableNames): SqlStatements["commit"] {
  const statement = namedStatement<{ change_set: StoredInteger }, ReturnType<typeof valuesOf>>(
    "numbered",
    `
with bad as materialized (
  select key.change_set
  from unnest(:customerSets::int[], :customerIds::text[], :customersExpected::text[]) as key (change_set, id, expected)
  left join lateral (
    select t.version from ${customer} as t where t.tenant_id = :tenant and t.id = key.id limit 1 for update
  ) as held on true
  where held.version is distinct from key.expected
  union all
  select key.change_set
  from unnest(:documentSets::int[], :documentKinds::text[], :documentIds::text[], :documentsExpected::text[], :documentsChecked::boolean[])
    as key (change_set, kind, id, expected, checked)
  left join lateral (
    select t.version from ${document} as t
    where t.tenant_id = :tenant and t.kind = key.kind and t.id = key.id and not key.checked limit 1 for update
  ) as changed on true
  left join lateral (
    select t.version from ${document} as t
    where t.tenant_id = :tenant and t.kind = key.kind and t.id = key.id and key.checked limit 1 for share
  ) as checked on true
  where coalesce(changed.version, checked.version) is distinct from key.expected
  union all
  select key.change_set
  from unnest(:interactionSets::int[], :interactionIds::text[]) as key (change_set, id)
  cross join lateral (
    select t.customer_id from ${interaction} as t where t.tenant_id = :tenant and t.id = key.id limit 1
  ) as known
  where not exists (
    select from unnest(:historySets::int[], :historyCustomers::text[]) as history (change_set, customer_id)
    where history.change_set = key.change_set and history.customer_id = known.customer_id
  )
  union all
  select key.change_set
  from unnest(:messageSets::int[], :messageSubjects::text[], :messageSequences::bigint[], :messageParts::bigint[])
    as key (change_set, subject, sequence, part)
  cross join lateral (
    select from ${message} as t
    where t.tenant_id = :tenant and t.subject = key.subject and t.sequence = key.sequence and t.part = key.part limit 1
  ) as known
),
new_customer as (
  insert into ${customer} (tenant_id, id, version, record, document)
  select :tenant, new.id, new.version, new.record, new.document::jsonb
  from ${CUSTOMERS}
  where new.expected is null and new.change_set not in (select bad.change_set from bad)
),
changed_customer as (
  insert into ${customer} (tenant_id, id, version, record, document)
  select :tenant, new.id, new.version, new.record, new.document::jsonb
  from ${CUSTOMERS}
  where new.expected is not null and new.record is not null and new.change_set not in (select bad.change_set from bad)
  on conflict (tenant_id, id)
  do update set version = excluded.version, record = excluded.record, document = excluded.document
),
removed_customer as (
  delete from ${customer} as t
  where t.tenant_id = :tenant and t.id = any (array(
    select key.id from unnest(:customerSets::int[], :customerIds::text[], :customerRecords::text[]) as key (change_set, id, record)
    where key.record is null and key.change_set not in (select bad.change_set from bad)
  ))
),
new_document as (
  insert into ${document} (tenant_id, kind, id, customer_id, due_at, version, record)
  select :tenant, new.kind, new.id, new.customer_id, new.due_at, new.version, new.record
  from ${DOCUMENTS}
  where new.expected is null and new.change_set not in (select bad.change_set from bad)
),
changed_document as (
  insert into ${document} (tenant_id, kind, id, customer_id, due_at, version, record)
  select :tenant, new.kind, new.id, new.customer_id, new.due_at, new.version, new.record
  from ${DOCUMENTS}
  where new.expected is not null and new.record is not null and new.change_set not in (select bad.change_set from bad)
  on conflict (tenant_id, kind, id) do update
  set customer_id = excluded.customer_id, due_at = excluded.due_at, version = excluded.version, record = excluded.record
),
removable_document as materialized (
  select key.kind, key.id
  from unnest(:documentSets::int[], :documentKinds::text[], :documentIds::text[], :documentRecords::text[], :documentsChecked::boolean[])
    as key (change_set, kind, id, record, checked)
  where key.record is null and not key.checked and key.change_set not in (select bad.change_set from bad)
),
removed_document as (
  delete from ${document} as t
  where t.tenant_id = :tenant
    and t.kind = any (array(select key.kind from removable_document as key))
    and t.id = any (array(select key.id from removable_document as key))
    and ${pairOf("t")} = any (array(select ${pairOf("key")} from removable_document as key))
),
removed_history as (
  delete from ${interaction} as t
  where t.ctid = any (array(
    select old.place from unnest(:historySets::int[], :historyCustomers::text[]) as key (change_set, customer_id)
    cross join lateral (
      select t.ctid as place from ${interaction} as t where t.tenant_id = :tenant and t.customer_id = key.customer_id offset 0
    ) as old
    where key.change_set not in (select bad.change_set from bad)
  ))
  returning 1
),
new_interaction as (
  insert into ${interaction} (tenant_id, id, customer_id, type, happened_at, channel, record, properties)
  select :tenant, new.id, new.customer_id, new.type, new.happened_at, new.channel, new.record, new.properties::jsonb
  from unnest(
    :interactionSets::int[], :interactionIds::text[], :interactionCustomers::text[], :interactionTypes::text[],
    :interactionInstants::bigint[], :interactionChannels::text[], :interactionRecords::text[], :interactionProperties::text[]
  ) as new (change_set, id, customer_id, type, happened_at, channel, record, properties)
  where (select count(*) from removed_history) >= 0 and new.change_set not in (select bad.change_set from bad)
),
queued as (
  insert into ${queue} as t (tenant_id, subject, last_sequence, ready_at, lease, attempts)
  select :tenant, new.subject, max(new.sequence), ${NOW}, null, 0
  from unnest(:messageSets::int[], :messageSubjects::text[], :messageSequences::bigint[]) as new (change_set, subject, sequence)
  where new.change_set not in (select bad.change_set from bad)
  group by new.subject
  order by new.subject collate "C"
  on conflict (tenant_id, subject) do update set last_sequence = greatest(t.last_sequence, excluded.last_sequence)
),
new_message as (
  insert into ${message} (tenant_id, subject, sequence, part, id, record)
  select :tenant, new.subject, new.sequence, new.part, new.id, new.record
  from unnest(
    :messageSets::int[], :messageSubjects::text[], :messageSequences::bigint[], :messageParts::bigint[], :messageIds::text[],
    :messageRecords::text[]
  ) as new (change_set, subject, sequence, part, id, record)
  where new.change_set not in (select bad.change_set from bad)
)
select bad.change_set from bad`,
  );
  return async ({ run }, tenant, rows) =>
    (await run(statement(valuesOf(tenant, rows)))).rows.map(({ change_set }) => Number(change_set));
}

/** Expression for a text that is different for every pair of kind and identifier: an array of rows cannot be compared. */
function pairOf(row: string): string {
  return `length(${row}.kind) || ':' || ${row}.kind || ${row}.id`;
}

const CUSTOMERS = `unnest(
    :customerSets::int[], :customerIds::text[], :customersExpected::text[], :customerVersions::text[], :customerRecords::text[],
    :customerJson::text[]
  ) as new (change_set, id, expected, version, record, document)`;

const DOCUMENTS = `unnest(
    :documentSets::int[], :documentKinds::text[], :documentIds::text[], :documentsExpected::text[], :documentVersions::text[],
    :documentCustomers::text[], :documentInstants::bigint[], :documentRecords::text[]
  ) as new (change_set, kind, id, expected, version, customer_id, due_at, record)`;

function valuesOf(tenant: string, { customers, documents, histories, interactions, messages }: CommitRows) {
  return {
    tenant,
    customerSets: columnOf(customers, "set"),
    customerIds: columnOf(customers, "id"),
    customersExpected: columnOf(customers, "expected"),
    customerVersions: columnOf(customers, "version"),
    customerRecords: columnOf(customers, "record"),
    customerJson: columnOf(customers, "document"),
    documentSets: columnOf(documents, "set"),
    documentKinds: columnOf(documents, "kind"),
    documentIds: columnOf(documents, "id"),
    documentsExpected: columnOf(documents, "expected"),
    documentsChecked: columnOf(documents, "checked"),
    documentVersions: columnOf(documents, "version"),
    documentCustomers: columnOf(documents, "customerId"),
    documentInstants: columnOf(documents, "dueAt"),
    documentRecords: columnOf(documents, "record"),
    historySets: columnOf(histories, "set"),
    historyCustomers: columnOf(histories, "customerId"),
    interactionSets: columnOf(interactions, "set"),
    interactionIds: columnOf(interactions, "id"),
    interactionCustomers: columnOf(interactions, "customerId"),
    interactionTypes: columnOf(interactions, "type"),
    interactionInstants: columnOf(interactions, "at"),
    interactionChannels: columnOf(interactions, "channel"),
    interactionRecords: columnOf(interactions, "record"),
    interactionProperties: columnOf(interactions, "properties"),
    messageSets: columnOf(messages, "set"),
    messageSubjects: columnOf(messages, "subject"),
    messageSequences: columnOf(messages, "sequence"),
    messageParts: columnOf(messages, "part"),
    messageIds: columnOf(messages, "id"),
    messageRecords: columnOf(messages, "record"),
  };
}
