import { namedStatement } from "../named-statement.js";
import {
  type ClaimedRow,
  type ClaimParameters,
  MESSAGES_READ,
  type SqlAcknowledgement,
  type SqlStatements,
} from "../sql-statements.js";
import type { StoredInteger, TableNames } from "../tables.js";
import { arrayList } from "./array-list.js";
import { lookup } from "./lookup.js";
import { NOW } from "./now.js";

/**
 * Creates `claim` of PostgreSQL: one statement.
 *
 * `free` locks the first free rows of the queue and skips those that another transaction holds at this moment. A row that was
 * acknowledged since the snapshot of the statement is left to the next claim: its messages are still visible here. The limit is
 * hidden in a select (see `limitTo`).
 */
export function postgresClaim({ message, queue }: TableNames): SqlStatements["claim"] {
  const statement = namedStatement<ClaimedRow, ClaimParameters>(
    "numbered",
    `
with free as materialized (
  select t.subject, t.last_sequence, t.ready_at, t.attempts from ${queue} as t
  where t.tenant_id = :tenant and t.ready_at <= ${NOW}
  order by t.ready_at, t.subject limit (select :limit::bigint)
  for update skip locked
),
unchanged as materialized (
  select key.subject, key.last_sequence, key.ready_at, key.attempts from free as key
  cross join lateral (select t.ready_at, t.attempts from ${queue} as t where ${lookup("subject")}) as seen
  where seen.ready_at = key.ready_at and seen.attempts = key.attempts
),
claimed as (
  insert into ${queue} as t (tenant_id, subject, last_sequence, ready_at, lease, attempts)
  select :tenant, key.subject, key.last_sequence, ${NOW} + :leaseMilliseconds::bigint, :lease, key.attempts + 1
  from unchanged as key
  on conflict (tenant_id, subject)
  do update set ready_at = excluded.ready_at, lease = excluded.lease, attempts = excluded.attempts
  returning t.subject, t.attempts
)
select claimed.subject, claimed.attempts, first.sequence, first.part, first.id, first.record
from claimed
cross join lateral (
  select t.sequence, t.part, t.id, t.record from ${message} as t
  where t.tenant_id = :tenant and t.subject = claimed.subject
  order by t.sequence, t.part limit ${MESSAGES_READ}
) as first
cross join lateral (select unchanged.ready_at from unchanged where unchanged.subject = claimed.subject limit 1) as place
order by place.ready_at, claimed.subject, first.sequence, first.part`,
  );
  return async ({ run, persistently }, parameters) => (await persistently(() => run(statement(parameters)))).rows;
}

/**
 * Creates `acknowledge` of PostgreSQL: one statement.
 *
 * `held` locks the rows of the queue and reads them as they are by then; a message that was enqueued since the snapshot therefore
 * keeps its row. Messages never change, so that they are removed by place (`ctid`). A row of the queue is removed by place only
 * if it has not moved since the snapshot; otherwise it is set free.
 */
export function postgresAcknowledge({ message, queue }: TableNames): SqlStatements["acknowledge"] {
  const statement = namedStatement<{ position: StoredInteger }, Readonly<Record<string, unknown>>>(
    "numbered",
    `
with held as materialized (
  select key.position, key.subject, key.through, found.last_sequence, seen.place,
    found.last_sequence <= key.through and found.place = seen.place as is_finished
  from ${acknowledged.table("key", ["position", "subject", "lease", "through"])}
  cross join lateral (
    select t.last_sequence, t.lease, t.ctid as place from ${queue} as t where ${lookup("subject")} for update
  ) as found
  cross join lateral (select t.ctid as place from ${queue} as t where ${lookup("subject")}) as seen
  where found.lease = key.lease
),
delivered as (
  delete from ${message} where ctid = any (array(
    select old.place from held
    cross join lateral (
      select t.ctid as place from ${message} as t
      where t.tenant_id = :tenant and t.subject = held.subject and t.sequence <= held.through offset 0
    ) as old
  ))
),
finished as (
  delete from ${queue} where ctid = any (array(select held.place from held where held.is_finished))
),
freed as (
  insert into ${queue} (tenant_id, subject, last_sequence, ready_at, lease, attempts)
  select :tenant, held.subject, held.last_sequence, ${NOW}, null, 0 from held where not held.is_finished
  on conflict (tenant_id, subject)
  do update set ready_at = excluded.ready_at, lease = excluded.lease, attempts = excluded.attempts
)
select held.position from held`,
  );
  return async ({ run }, tenant, acknowledgements) => {
    const rows = acknowledgements.map((acknowledgement, position) => ({ ...acknowledgement, position }));
    const found = await run(statement({ tenant, ...acknowledged.values(rows) }));
    return found.rows.map(({ position }) => Number(position));
  };
}

const acknowledged = arrayList("acknowledged", {
  position: ["int", (row: SqlAcknowledgement & { readonly position: number }) => row.position],
  subject: ["text", ({ subject }) => subject],
  lease: ["text", ({ lease }) => lease],
  through: ["bigint", ({ through }) => through],
});
