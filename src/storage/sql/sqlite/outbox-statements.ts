import { claimByComparing } from "../claim-by-comparing.js";
import { namedStatement } from "../named-statement.js";
import { type ClaimedRow, type ClaimParameters, MESSAGES_READ, type SqlStatements } from "../sql-statements.js";
import type { StoredInteger, TableNames } from "../tables.js";
import { NOW } from "./now.js";

/** Values of a statement about a list of subjects, which is JSON. */
interface ListValues {
  readonly tenant: string;
  readonly rows: string;
}

/** Creates `claim` of SQLite. */
export function sqliteClaim({ message, queue }: TableNames): SqlStatements["claim"] {
  type Values = ClaimParameters & { readonly rows: string };
  const free = namedStatement<{ subject: string }, ClaimParameters>(
    "positional",
    `
select t.subject from ${queue} as t where t.tenant_id = :tenant and t.ready_at <= ${NOW}
order by t.ready_at, t.subject limit :limit`,
  );
  const lease = namedStatement<never, Values>(
    "positional",
    `
update ${queue} set lease = :lease, ready_at = ${NOW} + :leaseMilliseconds, attempts = attempts + 1
where ready_at <= ${NOW} and rowid in (
  select t.rowid from json_each(:rows) as key cross join ${queue} as t on t.tenant_id = :tenant and t.subject = key.value
)`,
  );
  const first = namedStatement<ClaimedRow, Values>(
    "positional",
    `
select q.subject, q.attempts, t.sequence, t.part, t.id, t.record
from json_each(:rows) as key
cross join ${queue} as q on q.tenant_id = :tenant and q.subject = key.value and q.lease = :lease
cross join ${message} as t on t.rowid in (
  select m.rowid from ${message} as m where m.tenant_id = :tenant and m.subject = key.value
  order by m.sequence, m.part limit ${MESSAGES_READ}
)
order by key.key, t.sequence, t.part`,
  );
  const statements = {
    free,
    lease: (parameters: ClaimParameters, subjects: readonly string[]) => lease({ ...parameters, rows: JSON.stringify(subjects) }),
    first: (parameters: ClaimParameters, subjects: readonly string[]) => [
      first({ ...parameters, rows: JSON.stringify(subjects) }),
    ],
  };
  return (access, parameters) => claimByComparing(access, statements, parameters);
}

/** Creates `acknowledge` of SQLite: a transaction with one check and one statement per table. */
export function sqliteAcknowledge({ message, queue }: TableNames): SqlStatements["acknowledge"] {
  const check = namedStatement<{ position: StoredInteger; last_sequence: StoredInteger }, ListValues>(
    "positional",
    `
select key.key as position, t.last_sequence from json_each(:rows) as key
cross join ${queue} as t on t.tenant_id = :tenant and t.subject = key.value ->> 0 and t.lease = key.value ->> 1`,
  );
  const list = (text: string) => namedStatement<never, ListValues>("positional", text);
  const delivered = list(`
delete from ${message} where rowid in (
  select t.rowid from json_each(:rows) as key
  cross join ${message} as t on t.tenant_id = :tenant and t.subject = key.value ->> 0 and t.sequence <= key.value ->> 1
)`);
  const places = `
where rowid in (
  select t.rowid from json_each(:rows) as key cross join ${queue} as t on t.tenant_id = :tenant and t.subject = key.value
)`;
  const finished = list(`delete from ${queue} ${places}`);
  const freed = list(`update ${queue} set lease = null, ready_at = ${NOW}, attempts = 0 ${places}`);
  return (access, tenant, acknowledgements) => {
    const keys = JSON.stringify(acknowledgements.map(({ subject, lease }) => [subject, lease]));
    return access.transaction(["begin immediate"], async (run) => {
      const held = (await run(check({ tenant, rows: keys }))).rows.map(({ position, last_sequence }) => {
        const { subject, through } = acknowledgements[Number(position)]!;
        return { position: Number(position), subject, through, isEmpty: Number(last_sequence) <= through };
      });
      if (held.length === 0) return [];
      await run(delivered({ tenant, rows: JSON.stringify(held.map(({ subject, through }) => [subject, through])) }));
      const subjects = (isEmpty: boolean) => held.filter((row) => row.isEmpty === isEmpty).map(({ subject }) => subject);
      if (subjects(true).length > 0) await run(finished({ tenant, rows: JSON.stringify(subjects(true)) }));
      if (subjects(false).length > 0) await run(freed({ tenant, rows: JSON.stringify(subjects(false)) }));
      return held.map(({ position }) => position);
    });
  };
}
