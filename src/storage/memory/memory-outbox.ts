import { compareCodePoints } from "../../kernel/index.js";
import { decodeCursor, encodeCursor } from "../cursor.js";
import { compareMessages, messageKey } from "../message-order.js";
import type { Acknowledged, Acknowledgement, ClaimedSubject, Outbox, OutboxMessage } from "../outbox.js";
import { plainCopy } from "../plain-data.js";
import { acknowledgeRequest, claimRequest, pageRequest } from "../requests.js";
import { type MemoryState, nextToken, openTables } from "./memory-state.js";
import { pageOf } from "./page-of.js";
import { type QueueRow, type TenantTables } from "./tenant-tables.js";

/** Number of messages of one subject that a claim returns at most, unless its first sequence alone has more. */
const MAX_MESSAGES = 100;

/** Creates the outbox of the memory storage. */
export function memoryOutbox(state: MemoryState): Outbox {
  return {
    async claim(context, request) {
      const tables = openTables(state, context);
      const { leaseMilliseconds, limit } = claimRequest(request);
      const now = state.monotonic();
      const free: QueueRow[] = [];
      for (const row of tables.queues.ascending("byReady", () => false)) {
        if (free.length === limit || row.readyAt > now) break;
        free.push(row);
      }
      return free.map(({ subject, attempts }): ClaimedSubject => {
        const lease = nextToken(state);
        const attempt = attempts + 1;
        putSubject(state, tables, { subject, readyAt: now + leaseMilliseconds, lease, attempts: attempt });
        return { subject, lease, attempt, messages: firstMessages(tables, subject).map(plainCopy) };
      });
    },
    async acknowledge(context, acknowledgements) {
      const tables = openTables(state, context);
      return acknowledgeRequest(acknowledgements).map((acknowledgement) => acknowledge(state, tables, acknowledgement));
    },
    async page(context, request) {
      const { messages } = openTables(state, context);
      const after = decodeCursor("outbox", pageRequest(request).cursor, ["text", "number", "number"]);
      const key = after && { subject: after[0], sequence: after[1], part: after[2] };
      const rows = messages.ascending("bySubject", (message) => key !== null && compareMessages(message, key) <= 0);
      return pageOf(rows, request, plainCopy, ({ subject, sequence, part }) => encodeCursor("outbox", [subject, sequence, part]));
    },
  };
}

/** Stores a new message. Its subject becomes ready if no message of it waits. */
export function enqueue(state: MemoryState, tables: TenantTables, message: OutboxMessage): void {
  const { subject } = message;
  tables.messages.put(message);
  if (tables.queues.get(subject) !== undefined) return;
  putSubject(state, tables, { subject, readyAt: state.monotonic(), lease: null, attempts: 0 });
}

/** Makes the subjects of all messages ready, those that were never claimed first. */
export function startQueues(state: MemoryState, tables: TenantTables, attempts: ReadonlyMap<string, number>): void {
  const subjects = new Set(
    Array.from(
      tables.messages.ascending("bySubject", () => false),
      ({ subject }) => subject,
    ),
  );
  const readyAt = state.monotonic();
  const rows = Array.from(subjects, (subject) => ({ subject, readyAt, lease: null, attempts: attempts.get(subject) ?? 0 }));
  rows.sort((left, right) => left.attempts - right.attempts);
  for (const row of rows) putSubject(state, tables, row);
}

/** Puts a subject into the queue, behind those that become ready at the same moment. */
function putSubject(state: MemoryState, { queues }: TenantTables, row: Omit<QueueRow, "turn">): void {
  state.turns++;
  queues.put({ ...row, turn: state.turns });
}

function acknowledge(state: MemoryState, tables: TenantTables, { subject, lease, through }: Acknowledgement): Acknowledged {
  // A subject that is free has no lease, which no argument equals.
  if (tables.queues.get(subject)?.lease !== lease) return "lost";
  let isEmpty = true;
  const delivered: string[] = [];
  for (const message of messagesOf(tables, subject)) {
    isEmpty = message.sequence <= through;
    if (!isEmpty) break;
    delivered.push(messageKey(message));
  }
  for (const key of delivered) tables.messages.remove(key);
  if (isEmpty) tables.queues.remove(subject);
  else putSubject(state, tables, { subject, readyAt: state.monotonic(), lease: null, attempts: 0 });
  return "acknowledged";
}

/** Returns the first messages of a subject: whole sequences, and as many as a claim may return. */
function firstMessages(tables: TenantTables, subject: string): OutboxMessage[] {
  const found: OutboxMessage[] = [];
  /** Number of messages in the whole sequences found. */
  let whole = 0;
  for (const message of messagesOf(tables, subject)) {
    if (found.length > 0 && found.at(-1)!.sequence !== message.sequence) whole = found.length;
    if (found.length >= MAX_MESSAGES && whole > 0) return found.slice(0, whole);
    found.push(message);
  }
  return found;
}

function* messagesOf({ messages }: TenantTables, subject: string): Iterable<OutboxMessage> {
  for (const message of messages.ascending("bySubject", (row) => compareCodePoints(row.subject, subject) < 0)) {
    if (message.subject !== subject) return;
    yield message;
  }
}
