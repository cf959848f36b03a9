import type { OutboxMessage } from "../outbox.js";
import { type MessageOfVersionOne, messageOfVersionOne, scheduleConversion, scheduleEntry } from "../version-one.js";
import { startQueues } from "./memory-outbox.js";
import { type MemoryState, nextToken } from "./memory-state.js";
import { occursTwice, putNew, requireCount, requireFields, type VersionReaders } from "./snapshot-rows.js";
import { documentKey } from "../document-order.js";
import type { TenantTables } from "./tenant-tables.js";

/** Creates the readers of what version 1 holds otherwise: messages with leases, and a schedule. Leases are not kept. */
export function readersOfVersionOne(state: MemoryState, tables: TenantTables, path: string): VersionReaders {
  const messages = new Map<string, OutboxMessage>();
  const attempts = new Map<string, number>();
  const schedule = scheduleConversion();
  return {
    lists: {
      messages: (row, place) => {
        const given = requireFields(row["message"], `${place}.message`) as unknown as MessageOfVersionOne;
        const message = messageOfVersionOne(given, 0, `${place}.message`);
        const claims = requireCount(row["attempts"], 0, `${place}.attempts`);
        if (messages.has(message.id)) throw occursTwice(place);
        messages.set(message.id, message);
        attempts.set(message.subject, Math.max(attempts.get(message.subject) ?? 0, claims));
      },
      schedule: (row, place) => {
        if (!schedule.add(scheduleEntry(row, place))) throw occursTwice(place);
      },
    },
    finish: () => {
      for (const row of [...tables.documents.ascending("byKind", () => false)]) {
        tables.documents.put({ ...row, value: schedule.convert(row.value) });
      }
      for (const value of schedule.rest()) {
        putNew(tables.documents, documentKey(value), { value, version: nextToken(state) }, `${path}.schedule`);
      }
      // The list is in the order (at, id).
      [...messages.values()].forEach((message, position) => {
        tables.messages.put({ ...message, sequence: position - messages.size });
      });
      startQueues(state, tables, attempts);
    },
  };
}
