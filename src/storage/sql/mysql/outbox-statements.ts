import { claimByComparing } from "../claim-by-comparing.js";
import { portionsOf } from "../keyset.js";
import { type ClaimedRow, type ClaimParameters, MESSAGES_READ, type SqlStatements } from "../sql-statements.js";
import type { StoredInteger, TableNames } from "../tables.js";
import { NOW } from "./now.js";
import { compiled, joined, listOf, part, raw } from "./statement-text.js";

/** Number of subjects per statement. */
const MAX_SUBJECTS = 100;

/**
 * Creates `claim` of MySQL and MariaDB. The update finds its rows by primary key: by the index of `ready_at`, it would lock every
 * row that is free.
 */
export function mysqlClaim(tables: TableNames): SqlStatements["claim"] {
  const [queue, message, now] = [raw(tables.queue), raw(tables.message), raw(NOW)];
  const statements = {
    free: ({ tenant, limit }: ClaimParameters) =>
      compiled<{ subject: string }>(part`
select subject from ${queue} where tenant_id = ${tenant} and ready_at <= ${now} order by ready_at, subject limit ${limit}`),
    lease: ({ tenant, lease, leaseMilliseconds }: ClaimParameters, subjects: readonly string[]) =>
      compiled<never>(part`
update ${queue} force index (primary) set lease = ${lease}, ready_at = ${now} + ${leaseMilliseconds}, attempts = attempts + 1
where tenant_id = ${tenant} and subject in (${listOf(subjects)}) and ready_at <= ${now}`),
    first: ({ tenant, lease }: ClaimParameters, subjects: readonly string[]) =>
      portionsOf(subjects, MAX_SUBJECTS).map((portion) => {
        const parts = portion.map(
          (subject) => part`
(select q.subject, q.attempts, m.sequence, m.part, m.id, m.record
from ${queue} as q straight_join ${message} as m on m.tenant_id = q.tenant_id and m.subject = q.subject
where q.tenant_id = ${tenant} and q.subject = ${subject} and q.lease = ${lease}
order by m.sequence, m.part limit ${MESSAGES_READ})`,
        );
        return compiled<ClaimedRow>(joined(parts, "\nunion all"));
      }),
  };
  return (access, parameters) => claimByComparing(access, statements, parameters);
}

/** A lower level would lock the gaps between messages, into which others insert. */
const BEGIN = ["set transaction isolation level read committed", "start transaction"];

/** Creates `acknowledge` of MySQL and MariaDB: a transaction that locks the queue, and one statement per table. */
export function mysqlAcknowledge(tables: TableNames): SqlStatements["acknowledge"] {
  const [queue, message, now] = [raw(tables.queue), raw(tables.message), raw(NOW)];
  type Row = { readonly subject: string; readonly lease: string | null; readonly last_sequence: StoredInteger };
  return (access, tenant, acknowledgements) =>
    access.transaction(BEGIN, async (run) => {
      const subjects = listOf([...new Set(acknowledgements.map(({ subject }) => subject))]);
      const { rows } = await run(
        compiled<Row>(part`
select subject, lease, last_sequence from ${queue} where tenant_id = ${tenant} and subject in (${subjects}) for update`),
      );
      const found = new Map(rows.map((row) => [row.subject, row]));
      const held = acknowledgements.flatMap(({ subject, lease, through }, position) => {
        const row = found.get(subject);
        return row?.lease === lease ? [{ position, subject, through, isEmpty: Number(row.last_sequence) <= through }] : [];
      });
      if (held.length === 0) return [];
      const delivered = held.map(({ subject, through }) => part`subject = ${subject} and sequence <= ${through}`);
      await run(compiled(part`delete from ${message} where tenant_id = ${tenant} and (${joined(delivered, " or ")})`));
      const places = (isEmpty: boolean) => {
        const kept = held.filter((row) => row.isEmpty === isEmpty).map(({ subject }) => subject);
        return kept.length === 0 ? null : part`where tenant_id = ${tenant} and subject in (${listOf(kept)})`;
      };
      const [finished, freed] = [places(true), places(false)];
      if (finished !== null) await run(compiled(part`delete from ${queue} ${finished}`));
      if (freed !== null) await run(compiled(part`update ${queue} set lease = null, ready_at = ${now}, attempts = 0 ${freed}`));
      return held.map(({ position }) => position);
    });
}
