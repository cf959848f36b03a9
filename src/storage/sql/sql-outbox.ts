import { compareCodePoints } from "../../kernel/index.js";
import { encodeCursor } from "../cursor.js";
import type { Acknowledged, ClaimedSubject, Outbox, OutboxMessage } from "../outbox.js";
import { acknowledgeRequest, claimRequest, pageRequest } from "../requests.js";
import { behind, limitTo, pageOf, readCursor, sought } from "./keyset.js";
import type { SqlAccess } from "./sql-access.js";
import { type ClaimedRow, MESSAGES_READ, type SqlStatements } from "./sql-statements.js";
import { storedMessage } from "./stored-rows.js";

/** Columns of the order of messages. */
const PLACE = ["subject", "sequence", "part"] as const;

/** Creates the outbox of the SQL storage. */
export function sqlOutbox(access: SqlAccess, statements: SqlStatements): Outbox {
  const select = (tenant: string) =>
    access.executor
      .selectFrom("clientele_message")
      .select(["subject", "sequence", "part", "record"])
      .where("tenant_id", "=", tenant);

  /** Reads a sequence that has more parts than a claim reads. */
  const wholeSequence = async (tenant: string, { subject, sequence }: ClaimedRow): Promise<OutboxMessage[]> => {
    const ofSequence = () =>
      select(tenant).where("subject", "=", subject).where("sequence", "=", Number(sequence)).orderBy("part").execute();
    return (await access.persistently(ofSequence)).map(storedMessage);
  };

  const firstMessages = async (tenant: string, rows: readonly ClaimedRow[]): Promise<OutboxMessage[]> => {
    if (rows.length < MESSAGES_READ) return rows.map(storedMessage);
    // One row more than a claim returns was read: its sequence may go on.
    const cut = Number(rows.at(-1)!.sequence);
    const whole = rows.slice(0, -1).filter(({ sequence }) => Number(sequence) !== cut);
    return whole.length > 0 ? whole.map(storedMessage) : wholeSequence(tenant, rows[0]!);
  };

  return {
    async claim(context, request) {
      const tenant = access.open(context);
      const { leaseMilliseconds, limit } = claimRequest(request);
      const [token] = (await access.newTokens(1)) as [string];
      const parameters = { tenant, lease: token, leaseMilliseconds, limit };
      const rows = await statements.claim(access, parameters);
      const claimed: ClaimedSubject[] = [];
      for (const [subject, ofSubject] of bySubject(rows)) {
        const messages = await firstMessages(tenant, ofSubject);
        claimed.push({ subject, lease: leaseOf(token, subject), attempt: Number(ofSubject[0]!.attempts), messages });
      }
      return claimed;
    },
    async acknowledge(context, acknowledgements) {
      const tenant = access.open(context);
      // Of several acknowledgements of one lease, the first counts: afterwards, the subject is free.
      const distinct = new Map<string, { subject: string; lease: string; through: number; position: number }>();
      acknowledgeRequest(acknowledgements).forEach(({ subject, lease, through }, position) => {
        const token = tokenOf(lease, subject);
        if (token === null || distinct.has(lease)) return;
        distinct.set(lease, { subject, lease: token, through, position });
      });
      const results = acknowledgements.map((): Acknowledged => "lost");
      if (distinct.size === 0) return results;
      const sorted = [...distinct.values()].sort((left, right) => compareCodePoints(left.subject, right.subject));
      const valid = await access.persistently(() => statements.acknowledge(access, tenant, sorted));
      for (const index of valid) results[sorted[index]!.position] = "acknowledged";
      return results;
    },
    async page(context, request) {
      const tenant = access.open(context);
      const { limit, cursor } = pageRequest(request);
      const after = readCursor("outbox", cursor, ["text", "number", "number"]);
      const rows = await access.persistently(() =>
        select(tenant)
          .$if(after !== null, (query) => query.where(behind(PLACE, after!)))
          .orderBy("subject")
          .orderBy("sequence")
          .orderBy("part")
          .limit(limitTo(access.dialect, limit + 1))
          .execute(),
      );
      return pageOf(rows, limit, storedMessage, ({ subject, sequence, part }) =>
        encodeCursor("outbox", [subject, Number(sequence), Number(part)]),
      );
    },
  };
}

/** Groups rows by subject, in the order in which the subjects come. */
function bySubject(rows: readonly ClaimedRow[]): Map<string, ClaimedRow[]> {
  const groups = new Map<string, ClaimedRow[]>();
  for (const row of rows) {
    const group = groups.get(row.subject) ?? [];
    if (group.push(row) === 1) groups.set(row.subject, group);
  }
  return groups;
}

/** Returns the lease of a subject. Rows keep the token of their claim, which is the same for all its subjects. */
function leaseOf(token: string, subject: string): string {
  return `${token}:${subject}`;
}

/** Returns the token in a lease of a subject; `null` if it is a lease of another one. */
function tokenOf(lease: unknown, subject: unknown): string | null {
  const end = `:${sought(subject)}`;
  const text = sought(lease);
  return end !== ":" && text.endsWith(end) ? text.slice(0, -end.length) : null;
}
