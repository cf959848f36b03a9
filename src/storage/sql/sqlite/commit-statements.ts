import { type CommitRows, rowsOfSets } from "../commit-rows.js";
import { namedStatement } from "../named-statement.js";
import type { RunStatement, SqlAccess } from "../sql-access.js";
import type { SqlStatements } from "../sql-statements.js";
import type { StoredInteger, TableNames } from "../tables.js";
import { NOW } from "./now.js";

/** Values of a statement about a list of rows, which is JSON. */
interface ListValues {
  readonly tenant: string;
  readonly rows: string;
}

/** Values of the check: the keys of all lists. */
interface CheckValues {
  readonly tenant: string;
  readonly customers: string;
  readonly documents: string;
  readonly interactions: string;
  readonly histories: string;
  readonly messages: string;
}

/**
 * Creates `commit` of SQLite: a transaction with one check and one statement per table.
 *
 * `begin immediate` takes the lock for writing at once. A transaction that reads first and writes later would fail if another
 * process wrote in between. Nobody writes between the check and the commit, so that the statements need not compare versions.
 */
export function sqliteCommit(tables: TableNames): SqlStatements["commit"] {
  const check = checkStatement(tables);
  const write = writer(tables);
  return (access: SqlAccess, tenant: string, rows: CommitRows) =>
    access.transaction(["begin immediate"], async (run) => {
      const found = await run(check({ tenant, ...keysOf(rows) }));
      const bad = new Set(found.rows.map(({ change_set }) => Number(change_set)));
      await write(run, tenant, bad.size === 0 ? rows : rowsOfSets(rows, (set) => !bad.has(set)));
      return [...bad];
    });
}

/** Names the sets in conflict. `left join` and `cross join` keep the order of the tables: each key is looked up. */
function checkStatement({ customer, document, interaction, message }: TableNames) {
  return namedStatement<{ change_set: StoredInteger }, CheckValues>(
    "positional",
    `
select key.value ->> 0 as change_set
from json_each(:customers) as key
left join ${customer} as t on t.tenant_id = :tenant and t.id = key.value ->> 1
where t.version is not key.value ->> 2
union all
select key.value ->> 0
from json_each(:documents) as key
left join ${document} as t on t.tenant_id = :tenant and t.kind = key.value ->> 1 and t.id = key.value ->> 2
where t.version is not key.value ->> 3
union all
select key.value ->> 0
from json_each(:interactions) as key
cross join ${interaction} as t on t.tenant_id = :tenant and t.id = key.value ->> 1
where not exists (
  select 1 from json_each(:histories) as history
  where history.value ->> 0 = key.value ->> 0 and history.value ->> 1 = t.customer_id
)
union all
select key.value ->> 0
from json_each(:messages) as key
cross join ${message} as t
  on t.tenant_id = :tenant and t.subject = key.value ->> 1 and t.sequence = key.value ->> 2 and t.part = key.value ->> 3`,
  );
}

function keysOf({ customers, documents, interactions, histories, messages }: CommitRows): Omit<CheckValues, "tenant"> {
  return {
    customers: JSON.stringify(customers.map(({ set, id, expected }) => [set, id, expected])),
    documents: JSON.stringify(documents.map(({ set, kind, id, expected }) => [set, kind, id, expected])),
    interactions: JSON.stringify(interactions.map(({ set, id }) => [set, id])),
    histories: JSON.stringify(histories.map(({ set, customerId }) => [set, customerId])),
    messages: JSON.stringify(messages.map(({ set, subject, sequence, part }) => [set, subject, sequence, part])),
  };
}

/** Returns a function that writes all rows, by one statement for each list that is not empty. */
function writer(tables: TableNames): (run: RunStatement, tenant: string, rows: CommitRows) => Promise<void> {
  const statements = writeStatements(tables);
  return async (run, tenant, rows) => {
    for (const [name, list] of Object.entries(listsOf(rows)) as [keyof typeof statements, readonly unknown[]][]) {
      if (list.length > 0) await run(statements[name]({ tenant, rows: JSON.stringify(list) }));
    }
  };
}

/** Returns the rows of each statement, in the order of the statements. A history is removed before new interactions are inserted. */
function listsOf({ customers, documents, histories, interactions, messages }: CommitRows) {
  const changed = documents.filter(({ checked }) => !checked);
  return {
    removedCustomers: customers.filter(({ record }) => record === null).map(({ id }) => id),
    removedDocuments: changed.filter(({ record }) => record === null).map(({ kind, id }) => [kind, id]),
    removedHistories: histories.map(({ customerId }) => customerId),
    customers: customers
      .filter(({ record }) => record !== null)
      .map(({ id, version, record, document }) => [id, version, record, document]),
    documents: changed
      .filter(({ record }) => record !== null)
      .map(({ kind, id, customerId, dueAt, version, record }) => [kind, id, customerId, dueAt, version, record]),
    interactions: interactions.map(({ id, customerId, type, at, channel, record, properties }) => {
      return [id, customerId, type, at, channel, record, properties];
    }),
    queue: messages.map(({ subject, sequence }) => [subject, sequence]),
    messages: messages.map(({ subject, sequence, part, id, record }) => [subject, sequence, part, id, record]),
  };
}

function writeStatements({ customer, document, interaction, message, queue }: TableNames) {
  const list = (text: string) => namedStatement<never, ListValues>("positional", text);
  return {
    removedCustomers: list(`
delete from ${customer} where rowid in (
  select t.rowid from json_each(:rows) as old cross join ${customer} as t on t.tenant_id = :tenant and t.id = old.value
)`),
    removedDocuments: list(`
delete from ${document} where rowid in (
  select t.rowid from json_each(:rows) as old
  cross join ${document} as t on t.tenant_id = :tenant and t.kind = old.value ->> 0 and t.id = old.value ->> 1
)`),
    removedHistories: list(`
delete from ${interaction} where rowid in (
  select t.rowid from json_each(:rows) as old cross join ${interaction} as t on t.tenant_id = :tenant and t.customer_id = old.value
)`),
    customers: list(`
insert into ${customer} (tenant_id, id, version, record, document)
select :tenant, new.value ->> 0, new.value ->> 1, new.value ->> 2, new.value ->> 3 from json_each(:rows) as new where true
on conflict (tenant_id, id)
do update set version = excluded.version, record = excluded.record, document = excluded.document`),
    documents: list(`
insert into ${document} (tenant_id, kind, id, customer_id, due_at, version, record)
select :tenant, new.value ->> 0, new.value ->> 1, new.value ->> 2, new.value ->> 3, new.value ->> 4, new.value ->> 5
from json_each(:rows) as new where true
on conflict (tenant_id, kind, id) do update
set customer_id = excluded.customer_id, due_at = excluded.due_at, version = excluded.version, record = excluded.record`),
    interactions: list(`
insert into ${interaction} (tenant_id, id, customer_id, type, happened_at, channel, record, properties)
select :tenant, new.value ->> 0, new.value ->> 1, new.value ->> 2, new.value ->> 3, new.value ->> 4, new.value ->> 5, new.value ->> 6
from json_each(:rows) as new`),
    queue: list(`
insert into ${queue} (tenant_id, subject, last_sequence, ready_at, lease, attempts)
select :tenant, new.value ->> 0, max(new.value ->> 1), ${NOW}, null, 0 from json_each(:rows) as new where true group by 2
on conflict (tenant_id, subject) do update set last_sequence = max(last_sequence, excluded.last_sequence)`),
    messages: list(`
insert into ${message} (tenant_id, subject, sequence, part, id, record)
select :tenant, new.value ->> 0, new.value ->> 1, new.value ->> 2, new.value ->> 3, new.value ->> 4 from json_each(:rows) as new`),
  };
}
