import { ClienteleError, isClienteleError, type Problem } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import type { Customer, Interaction } from "../../models/index.js";
import type { StorageDocument } from "../document-store.js";
import type { OutboxMessage } from "../outbox.js";
import { isPlainObject, storableCopy } from "../plain-data.js";
import { requireDate, requireIdentifier, requireScheduleKey } from "../request-checks.js";
import { storableDocument, storableInteraction, storableMessage } from "../storable-records.js";
import { fromJsonValue, type JsonValue } from "../storable-text.js";
import type { Rows } from "./table.js";
import { createTenantTables, documentKey, type TenantTables } from "./tenant-tables.js";

/** State of reading a snapshot. */
export interface SnapshotReading {
  /** Number of tokens used when the snapshot was written; no version or lease is higher. */
  tokens: number;
  readonly problems: Problem[];
}

type Fields = Readonly<Record<string, unknown>>;

const LISTS = ["customers", "interactions", "documents", "messages", "schedule"] as const;

/** Reads one tenant into the map, and adds what is wrong to the problems. */
export function readTenant(tenants: Map<string, TenantTables>, input: unknown, path: string, reading: SnapshotReading): void {
  attempt(path, reading, () => {
    const tenant = requireFields(input, path);
    const tenantId = requireIdentifier(tenant["tenantId"], `${path}.tenantId`);
    if (tenants.has(tenantId)) throw problem(`${path}.tenantId`, "The tenant occurs twice in the list.");
    const tables = createTenantTables();
    tenants.set(tenantId, tables);
    const read: Record<(typeof LISTS)[number], (row: Fields, place: string) => void> = {
      customers: (row, place) => {
        const value = storableCopy(requireFields(row["value"], `${place}.value`), `${place}.value`) as unknown as Customer;
        requireIdentifier(value.id, `${place}.value.id`);
        putNew(tables.customers, value.id, { value, version: requireToken(row["version"], `${place}.version`, reading) }, place);
      },
      interactions: (row, place) => {
        const interaction = storableInteraction(row as unknown as Interaction, place);
        requireIdentifier(interaction.type, `${place}.type`);
        requireFields(interaction.properties, `${place}.properties`);
        putNew(tables.interactions, interaction.id, interaction, place);
      },
      documents: (row, place) => {
        const value = storableDocument(
          requireFields(row["value"], `${place}.value`) as unknown as StorageDocument,
          `${place}.value`,
        );
        const version = requireToken(row["version"], `${place}.version`, reading);
        putNew(tables.documents, documentKey(value.kind, value.id), { value, version }, place);
      },
      messages: (row, place) => {
        const message = storableMessage(
          requireFields(row["message"], `${place}.message`) as unknown as OutboxMessage,
          `${place}.message`,
        );
        const lease = row["lease"] === null ? null : requireToken(row["lease"], `${place}.lease`, reading);
        const leaseUntil = toMilliseconds(row["leaseUntil"] as number, `${place}.leaseUntil`);
        const attempts = row["attempts"];
        if (!Number.isSafeInteger(attempts) || (attempts as number) < 0)
          throw problem(`${place}.attempts`, "Must be an integer of at least 0.");
        putNew(tables.messages, message.id, { message, lease, leaseUntil, attempts: attempts as number }, place);
      },
      schedule: (row, place) => {
        const at = new Date(requireDate(row["at"] as Date, `${place}.at`));
        const key = requireScheduleKey(row["key"], `${place}.key`);
        putNew(tables.schedule, key, { key, at }, place);
      },
    };
    for (const list of LISTS) {
      const rows = tenant[list];
      if (!Array.isArray(rows)) {
        reading.problems.push({ path: `${path}.${list}`, message: "Must be an array." });
        continue;
      }
      rows.forEach((row: JsonValue, index) => {
        const place = `${path}.${list}[${index}]`;
        attempt(place, reading, () => read[list](requireFields(fromJsonValue(row, place), place), place));
      });
    }
  });
}

function putNew<Row>(table: Rows<Row, never>, key: string, row: Row, path: string): void {
  if (table.get(key) !== undefined) throw problem(path, "The identifier occurs twice in the list.");
  table.put(row);
}

function requireFields(value: unknown, path: string): Fields {
  if (typeof value === "object" && value !== null && isPlainObject(value)) return value;
  throw problem(path, "Must be an object.");
}

function requireToken(value: unknown, path: string, { tokens }: SnapshotReading): string {
  if (typeof value === "string" && /^[1-9]\d*$/.test(value) && Number(value) <= tokens) return value;
  throw problem(path, "Must be a version or a lease of this snapshot: digits, at most `tokens`.");
}

function problem(path: string, message: string): ClienteleError<"invalid_snapshot"> {
  return new ClienteleError("invalid_snapshot", message, { problems: [{ path, message }] }, path);
}

/** Runs one step. A coded error becomes a problem, and reading continues. */
function attempt(path: string, { problems }: SnapshotReading, step: () => void): void {
  try {
    step();
  } catch (error) {
    if (isClienteleError(error, "invalid_snapshot")) problems.push(...error.details.problems);
    else if (isClienteleError(error)) problems.push({ path: error.path === "" ? path : error.path, message: error.message });
    else throw error;
  }
}
