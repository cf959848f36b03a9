import { namedStatement } from "../named-statement.js";
import { type FoundRow, LISTS, type ReadKeys, type SqlStatements } from "../sql-statements.js";
import type { TableNames } from "../tables.js";
import { columnOf } from "./columns.js";

/**
 * Creates `read` of PostgreSQL: one statement for every combination of keys, with arrays as parameters.
 *
 * Each key is looked up by a `lateral` with a limit, which the planner cannot turn into a join that reads the whole tenant. It
 * would: the statistics of a table that grows quickly are always too young.
 */
export function postgresRead({ customer, document, interaction }: TableNames): SqlStatements["read"] {
  const statement = namedStatement<FoundRow, ReturnType<typeof valuesOf>>(
    "numbered",
    `
select ${LISTS.customers} as list, 0 as position, null::text as kind, found.id, null::text as customer_id,
  null::bigint as due_at, found.version, found.record
from unnest(:customers::text[]) as key (id)
cross join lateral (
  select t.id, t.version, t.record from ${customer} as t where t.tenant_id = :tenant and t.id = key.id limit 1
) as found
union all
select ${LISTS.documents}, 0, found.kind, found.id, found.customer_id, found.due_at, found.version, found.record
from unnest(:kinds::text[], :documents::text[]) as key (kind, id)
cross join lateral (
  select t.kind, t.id, t.customer_id, t.due_at, t.version, t.record from ${document} as t
  where t.tenant_id = :tenant and t.kind = key.kind and t.id = key.id limit 1
) as found
union all
select ${LISTS.interactions}, 0, null, found.id, null, null, null, found.record
from unnest(:interactions::text[]) as key (id)
cross join lateral (
  select t.id, t.record from ${interaction} as t where t.tenant_id = :tenant and t.id = key.id limit 1
) as found
union all
select ${LISTS.histories}, key.position, null, found.id, null, null, null, found.record
from unnest(:positions::int[], :owners::text[], :starts::bigint[], :limits::bigint[]) as key (position, owner, start, count)
cross join lateral (
  select t.id, t.record from ${interaction} as t
  where t.tenant_id = :tenant and t.customer_id = key.owner and t.happened_at >= key.start
  order by t.happened_at, t.id limit key.count
) as found`,
  );
  return async (run, tenant, keys) => (await run(statement(valuesOf(tenant, keys)))).rows;
}

function valuesOf(tenant: string, { customers, documents, interactions, histories }: ReadKeys) {
  return {
    tenant,
    customers,
    kinds: columnOf(documents, "kind"),
    documents: columnOf(documents, "id"),
    interactions,
    positions: columnOf(histories, "position"),
    owners: columnOf(histories, "customerId"),
    starts: columnOf(histories, "from"),
    limits: columnOf(histories, "limit"),
  };
}
