import { CompiledQuery } from "kysely";
import { namedStatement } from "../named-statement.js";
import type { RunStatement } from "../sql-access.js";
import { type FoundRow, LISTS, type ReadHistory, type ReadKeys, type SqlStatements } from "../sql-statements.js";
import type { TableNames } from "../tables.js";

/** Values of the part of a read that does not depend on the number of limits. */
interface KeyValues {
  readonly tenant: string;
  readonly customers: string;
  readonly documents: string;
  readonly interactions: string;
}

/** Values of the histories with one limit. */
interface HistoryValues {
  readonly tenant: string;
  readonly histories: string;
  readonly limit: number;
}

/**
 * Creates `read` of SQLite: one statement for every combination of keys, which come as JSON. `cross join` keeps the order of
 * the tables: each key is looked up, and nothing is scanned.
 *
 * SQLite has no `lateral`, and its limits cannot depend on a row. Histories are therefore looked up by row number in a subquery
 * per key, and those with another limit are a further part of the union.
 */
export function sqliteRead({ customer, document, interaction }: TableNames): SqlStatements["read"] {
  const keyPart = namedStatement<FoundRow, KeyValues>(
    "positional",
    `
select ${LISTS.customers} as list, 0 as position, null as kind, t.id, null as customer_id, null as due_at, t.version, t.record
from json_each(:customers) as key
cross join ${customer} as t on t.tenant_id = :tenant and t.id = key.value
union all
select ${LISTS.documents}, 0, t.kind, t.id, t.customer_id, t.due_at, t.version, t.record
from json_each(:documents) as key
cross join ${document} as t on t.tenant_id = :tenant and t.kind = key.value ->> 0 and t.id = key.value ->> 1
union all
select ${LISTS.interactions}, 0, null, t.id, null, null, null, t.record
from json_each(:interactions) as key
cross join ${interaction} as t on t.tenant_id = :tenant and t.id = key.value`,
  );
  const historyPart = namedStatement<FoundRow, HistoryValues>(
    "positional",
    `
select ${LISTS.histories}, key.value ->> 0, null, t.id, null, null, null, t.record
from json_each(:histories) as key
cross join ${interaction} as t on t.rowid in (
  select i.rowid from ${interaction} as i
  where i.tenant_id = :tenant and i.customer_id = key.value ->> 1 and i.happened_at >= key.value ->> 2
  order by i.happened_at, i.id limit :limit
)`,
  );
  return async (run: RunStatement, tenant: string, { customers, documents, interactions, histories }: ReadKeys) => {
    const keys = keyPart({
      tenant,
      customers: JSON.stringify(customers),
      documents: JSON.stringify(documents.map(({ kind, id }) => [kind, id])),
      interactions: JSON.stringify(interactions),
    });
    const parts = [...byLimit(histories)].map(([limit, starts]) => {
      const list = starts.map(({ position, customerId, from }) => [position, customerId, from]);
      return historyPart({ tenant, limit, histories: JSON.stringify(list) });
    });
    const all = [keys, ...parts];
    const text = all.map(({ sql }) => sql).join("\nunion all\n");
    const values = all.flatMap(({ parameters }) => parameters);
    return (await run(CompiledQuery.raw(text, values) as CompiledQuery<FoundRow>)).rows;
  };
}

function byLimit(histories: readonly ReadHistory[]): Map<number, ReadHistory[]> {
  const groups = new Map<number, ReadHistory[]>();
  for (const history of histories) groups.set(history.limit, [...(groups.get(history.limit) ?? []), history]);
  return groups;
}
