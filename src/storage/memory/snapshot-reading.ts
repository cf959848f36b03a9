import type { Customer, Interaction } from "../../models/index.js";
import type { StorageDocument } from "../document-store.js";
import { messageKey } from "../message-order.js";
import type { OutboxMessage } from "../outbox.js";
import { storableCopy } from "../plain-data.js";
import { requireIdentifier } from "../request-checks.js";
import { storableDocument, storableInteraction, storableMessage } from "../storable-records.js";
import { fromJsonValue, type JsonValue } from "../storable-text.js";
import { startQueues } from "./memory-outbox.js";
import type { MemoryState } from "./memory-state.js";
import {
  attempt,
  type ListReaders,
  occursTwice,
  problem,
  putNew,
  requireCount,
  requireFields,
  type SnapshotReading,
  type VersionReaders,
} from "./snapshot-rows.js";
import { readersOfVersionOne } from "./snapshot-version-one.js";
import { documentKey } from "../document-order.js";
import { createTenantTables, type TenantTables } from "./tenant-tables.js";

/** Reads one tenant into the state, and adds what is wrong to the problems. */
export function readTenant(state: MemoryState, input: unknown, path: string, reading: SnapshotReading): void {
  attempt(path, reading, () => {
    const tenant = requireFields(input, path);
    const tenantId = requireIdentifier(tenant["tenantId"], `${path}.tenantId`);
    if (state.tenants.has(tenantId)) throw problem(`${path}.tenantId`, "The tenant occurs twice in the list.");
    const tables = createTenantTables();
    state.tenants.set(tenantId, tables);
    const { lists, finish } = READERS[reading.version](state, tables, path);
    for (const [list, read] of Object.entries({ ...recordReaders(tables, reading), ...lists })) {
      const rows = tenant[list];
      if (!Array.isArray(rows)) {
        reading.problems.push({ path: `${path}.${list}`, message: "Must be an array." });
        continue;
      }
      rows.forEach((row: JsonValue, index) => {
        const place = `${path}.${list}[${index}]`;
        attempt(place, reading, () => read(requireFields(fromJsonValue(row, place), place), place));
      });
    }
    finish();
  });
}

const READERS: Readonly<
  Record<SnapshotReading["version"], (state: MemoryState, tables: TenantTables, path: string) => VersionReaders>
> = { 1: readersOfVersionOne, 2: readersOfVersionTwo };

/** Creates the readers of the lists that every version has. */
function recordReaders(tables: TenantTables, reading: SnapshotReading): ListReaders {
  return {
    customers: (row, path) => {
      const value = storableCopy(requireFields(row["value"], `${path}.value`), `${path}.value`) as unknown as Customer;
      requireIdentifier(value.id, `${path}.value.id`);
      putNew(tables.customers, value.id, { value, version: requireVersion(row["version"], `${path}.version`, reading) }, path);
    },
    interactions: (row, path) => {
      const interaction = storableInteraction(row as unknown as Interaction, path);
      requireIdentifier(interaction.type, `${path}.type`);
      requireFields(interaction.properties, `${path}.properties`);
      putNew(tables.interactions, interaction.id, interaction, path);
    },
    documents: (row, path) => {
      const given = requireFields(row["value"], `${path}.value`) as unknown as StorageDocument;
      const value = storableDocument(given, `${path}.value`);
      const version = requireVersion(row["version"], `${path}.version`, reading);
      putNew(tables.documents, documentKey(value), { value, version }, path);
    },
  };
}

function readersOfVersionTwo(state: MemoryState, tables: TenantTables): VersionReaders {
  const subjects = new Set<string>();
  const attempts = new Map<string, number>();
  return {
    lists: {
      messages: (row, path) => {
        const message = storableMessage(row as unknown as OutboxMessage, path);
        putNew(tables.messages, messageKey(message), message, path);
        subjects.add(message.subject);
      },
      attempts: (row, path) => {
        const subject = requireIdentifier(row["subject"], `${path}.subject`);
        if (!subjects.has(subject)) throw problem(`${path}.subject`, "Must be the subject of a message of the tenant.");
        if (attempts.has(subject)) throw occursTwice(path);
        attempts.set(subject, requireCount(row["attempts"], 1, `${path}.attempts`));
      },
    },
    finish: () => startQueues(state, tables, attempts),
  };
}

function requireVersion(value: unknown, path: string, { tokens }: SnapshotReading): string {
  if (typeof value === "string" && /^[1-9]\d*$/.test(value) && Number(value) <= tokens) return value;
  throw problem(path, "Must be a version of this snapshot: digits, at most `tokens`.");
}
