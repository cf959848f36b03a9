import type { DocumentKey } from "../../document-store.js";
import { namedStatement } from "../named-statement.js";
import { type FoundRow, LISTS, type ReadHistory, type ReadKeys, type SqlStatements } from "../sql-statements.js";
import type { TableNames } from "../tables.js";
import { arrayList } from "./array-list.js";
import { lookup } from "./lookup.js";

/**
 * Creates `read` of PostgreSQL: one statement for every combination of keys, with arrays as parameters.
 *
 * Each key is looked up by a `lateral` with a limit, which the planner cannot turn into a join that reads the whole tenant. It
 * would: the statistics of a table that grows quickly are always too young. A history has the order of its index for the same
 * reason (see {@link lookup}).
 */
export function postgresRead({ customer, document, interaction }: TableNames): SqlStatements["read"] {
  const statement = namedStatement<FoundRow, ReturnType<typeof readValues>>(
    "numbered",
    `
select ${LISTS.customers} as list, 0 as position, null::text as kind, found.id, null::text as customer_id,
  null::bigint as due_at, found.version, found.record
from ${customers.table("key", ["id"])}
cross join lateral (
  select t.id, t.version, t.record from ${customer} as t where ${lookup("id")}
) as found
union all
select ${LISTS.documents}, 0, found.kind, found.id, found.customer_id, found.due_at, found.version, found.record
from ${documents.table("key", ["kind", "id"])}
cross join lateral (
  select t.kind, t.id, t.customer_id, t.due_at, t.version, t.record from ${document} as t where ${lookup("kind", "id")}
) as found
union all
select ${LISTS.interactions}, 0, null, found.id, null, null, null, found.record
from ${interactions.table("key", ["id"])}
cross join lateral (
  select t.id, t.record from ${interaction} as t where ${lookup("id")}
) as found
union all
select ${LISTS.histories}, key.position, null, found.id, null, null, null, found.record
from ${histories.table("key", ["position", "owner", "start", "count"])}
cross join lateral (
  select t.id, t.record from ${interaction} as t
  where t.tenant_id = :tenant and (t.customer_id, t.happened_at) >= (key.owner, key.start) and t.customer_id <= key.owner
  order by t.customer_id, t.happened_at, t.id limit key.count
) as found`,
  );
  return async (run, tenant, keys) => (await run(statement(readValues(tenant, keys)))).rows;
}

const customers = arrayList("customers", { id: ["text", (id: string) => id] });

const documents = arrayList("documents", {
  kind: ["text", (key: DocumentKey) => key.kind],
  id: ["text", ({ id }) => id],
});

const interactions = arrayList("interactions", { id: ["text", (id: string) => id] });

const histories = arrayList("histories", {
  position: ["int", (history: ReadHistory) => history.position],
  owner: ["text", ({ customerId }) => customerId],
  start: ["bigint", ({ from }) => from],
  count: ["bigint", ({ limit }) => limit],
});

function readValues(tenant: string, keys: ReadKeys): Readonly<Record<string, unknown>> {
  return {
    tenant,
    ...customers.values(keys.customers),
    ...documents.values(keys.documents),
    ...interactions.values(keys.interactions),
    ...histories.values(keys.histories),
  };
}
