import { portionsOf } from "../keyset.js";
import { type FoundRow, LISTS, type SqlStatements } from "../sql-statements.js";
import type { TableNames } from "../tables.js";
import { byKind } from "./by-kind.js";
import { compiled, joined, listOf, part, raw } from "./statement-text.js";

/** Number of keys per list: with more than 1,000, MariaDB turns the list into a table and joins it. */
const MAX_KEYS = 500;

/**
 * Creates `read` of MySQL and MariaDB: one union of a select per list of keys, per kind of documents, and per history. Pairs of
 * columns are not compared with a list of pairs, because MariaDB would not use the index.
 */
export function mysqlRead(tables: TableNames): SqlStatements["read"] {
  const [customer, document, interaction] = [raw(tables.customer), raw(tables.document), raw(tables.interaction)];
  return async (run, tenant, keys) => {
    const parts = [
      ...portionsOf(keys.customers, MAX_KEYS).map(
        (ids) => part`
select ${raw(String(LISTS.customers))} as list, 0 as position, null as kind, t.id, null as customer_id, null as due_at, t.version, t.record
from ${customer} as t where t.tenant_id = ${tenant} and t.id in (${listOf(ids)})`,
      ),
      ...byKind(keys.documents, MAX_KEYS).map(
        ({ kind, ids }) => part`
select ${raw(String(LISTS.documents))} as list, 0 as position, t.kind, t.id, t.customer_id, t.due_at, t.version, t.record
from ${document} as t where t.tenant_id = ${tenant} and t.kind = ${kind} and t.id in (${listOf(ids)})`,
      ),
      ...portionsOf(keys.interactions, MAX_KEYS).map(
        (ids) => part`
select ${raw(String(LISTS.interactions))} as list, 0 as position, null as kind, t.id, null as customer_id, null as due_at,
  null as version, t.record
from ${interaction} as t where t.tenant_id = ${tenant} and t.id in (${listOf(ids)})`,
      ),
      ...keys.histories.map(
        ({ position, customerId, from, limit }) => part`
(select ${raw(String(LISTS.histories))} as list, ${raw(String(position))} as position, null as kind, t.id, null as customer_id,
  null as due_at, null as version, t.record
from ${interaction} as t where t.tenant_id = ${tenant} and t.customer_id = ${customerId} and t.happened_at >= ${from}
order by t.happened_at, t.id limit ${limit})`,
      ),
    ];
    return (await run(compiled<FoundRow>(joined(parts, "\nunion all")))).rows;
  };
}
