import { namedStatement } from "../named-statement.js";
import {
  type ClaimedRow,
  type ClaimParameters,
  MESSAGES_READ,
  type SqlAcknowledgement,
  type SqlStatements,
} from "../sql-statements.js";
import type { StoredInteger, TableNames } from "../tables.js";
import { columnOf } from "./columns.js";
import { NOW } from "./now.js";

/**
 * Creates `claim` of PostgreSQL: one statement.
 *
 * `free` locks the first free rows of the queue and skips those that another transaction holds at this moment. A row that was
 * acknowledged since the snapshot of the statement is left to the next claim: its messages are still visible here.
 */
export function postgresClaim({ message, queue }: TableNames): SqlStatements["claim"] {
  const statement = namedStatement<ClaimedRow, ClaimParameters>(
    "numbered",
    `
with free as materialized (
  select t.subject, t.ready_at, t.attempts from ${queue} as t
  where t.tenant_id = :tenant and t.ready_at <= ${NOW}
  order by t.ready_at, t.subject limit :limit::bigint
  for update skip locked
),
unchanged as materialized (
  select free.subject, free.ready_at from free
  cross join lateral (
    select t.ready_at, t.attempts from ${queue} as t where t.tenant_id = :tenant and t.subject = free.subject limit 1
  ) as seen
  where seen.ready_at = free.ready_at and seen.attempts = free.attempts
),
claimed as (
  update ${queue} as t
  set lease = :lease, ready_at = ${NOW} + :leaseMilliseconds::bigint, attempts = t.attempts + 1
  where t.tenant_id = :tenant and t.subject = any (array(select unchanged.subject from unchanged))
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
 * Creates `acknowledge` of PostgreSQL: one statement. `held` locks the rows of the queue and reads them as they are by then; a
 * message that was enqueued since the snapshot therefore keeps its row. Messages never change, so that they can be removed by
 * place (`ctid`), found by `lateral` and not by a join.
 */
export function postgresAcknowledge({ message, queue }: TableNames): SqlStatements["acknowledge"] {
  const statement = namedStatement<{ position: StoredInteger }, ReturnType<typeof acknowledgementValues>>(
    "numbered",
    `
with held as materialized (
  select key.position, key.subject, key.through, found.last_sequence
  from unnest(:subjects::text[], :leases::text[], :throughs::bigint[]) with ordinality as key (subject, lease, through, position)
  cross join lateral (
    select t.last_sequence from ${queue} as t
    where t.tenant_id = :tenant and t.subject = key.subject and t.lease = key.lease limit 1 for update
  ) as found
),
delivered as (
  delete from ${message} as t
  where t.ctid = any (array(
    select old.place from held
    cross join lateral (
      select t.ctid as place from ${message} as t
      where t.tenant_id = :tenant and t.subject = held.subject and t.sequence <= held.through offset 0
    ) as old
  ))
),
finished as (
  delete from ${queue} as t
  where t.tenant_id = :tenant and t.subject = any (array(select held.subject from held where held.last_sequence <= held.through))
),
freed as (
  update ${queue} as t set lease = null, ready_at = ${NOW}, attempts = 0
  where t.tenant_id = :tenant and t.subject = any (array(select held.subject from held where held.last_sequence > held.through))
)
select held.position - 1 as position from held`,
  );
  return async ({ run }, tenant, acknowledgements) =>
    (await run(statement(acknowledgementValues(tenant, acknowledgements)))).rows.map(({ position }) => Number(position));
}

function acknowledgementValues(tenant: string, acknowledgements: readonly SqlAcknowledgement[]) {
  return {
    tenant,
    subjects: columnOf(acknowledgements, "subject"),
    leases: columnOf(acknowledgements, "lease"),
    throughs: columnOf(acknowledgements, "through"),
  };
}
