import { ClienteleError, isClienteleError } from "../../kernel/index.js";
import type { Customer, Interaction } from "../../models/index.js";
import type { StorageDocument } from "../document-store.js";
import type { OutboxMessage } from "../outbox.js";
import { storableCopy } from "../plain-data.js";
import { requireDate, requireIdentifier, requireScheduleKey } from "../request-checks.js";
import type { ScheduleEntry } from "../schedule.js";
import { storableDocument, storableInteraction, storableMessage } from "../storable-records.js";
import { decodeStorable, encodeStorable } from "../storable-text.js";
import { type LineChecksum, lineChecksum } from "./line-checksum.js";

/** Type of the records of each store in an export. */
export interface ExportedValues {
  readonly customers: Customer;
  readonly interactions: Interaction;
  readonly documents: StorageDocument;
  readonly messages: OutboxMessage;
  readonly schedule: ScheduleEntry;
}

/** Name of a store in an export. */
export type ExportedStore = keyof ExportedValues;

/** One record of an export. */
export type ExportedRecord = {
  readonly [Store in ExportedStore]: { readonly store: Store; readonly value: ExportedValues[Store] };
}[ExportedStore];

/** Number of records per store. */
export type StoreCounts = Readonly<Record<ExportedStore, number>>;

/** Returns counts of zero. */
export const noCounts = (): Record<ExportedStore, number> => ({
  customers: 0,
  interactions: 0,
  documents: 0,
  messages: 0,
  schedule: 0,
});

const KIND = "clientele.export";
const VERSIONS: readonly unknown[] = [1];

/** First line of an export. */
export const HEADER = encodeStorable({ kind: KIND, version: 1 });

/** Writes the line of a record, with its store as the only key. */
export function recordLine({ store, value }: ExportedRecord): string {
  return encodeStorable({ [store]: value });
}

/** Writes the last line: the counts and the checksum of the lines before it. */
export function endLine(counts: StoreCounts, checksum: string): string {
  return encodeStorable({ end: { ...counts, checksum } });
}

/** Checks a record of each store, like the store itself. */
const CHECKS: { readonly [Store in ExportedStore]: (value: never) => unknown } = {
  customers: (value: Customer) => {
    requireIdentifier(value.id, "customer.id");
    return storableCopy(value, "customer");
  },
  interactions: storableInteraction,
  documents: storableDocument,
  messages: storableMessage,
  schedule: ({ key, at }: ScheduleEntry) => ({ key: requireScheduleKey(key), at: new Date(requireDate(at, "at")) }),
};

/** Reads the lines of an export. Yields each record, and returns the counts after verifying the checksum. */
export async function* readExport(lines: Iterable<string> | AsyncIterable<string>): AsyncGenerator<ExportedRecord, StoreCounts> {
  const checksum = lineChecksum();
  const counts = noCounts();
  let number = 0;
  let hasEnded = false;
  for await (const given of lines) {
    number++;
    const line = given.replace(/\r?\n$/, "");
    if (line === "") continue;
    if (hasEnded) throw corrupt(number, "Another line follows the last one. Read one export at a time.");
    if (number === 1) {
      requireHeader(line);
      await checksum.add(line);
      continue;
    }
    const [store, value] = readLine(line, number);
    if (store === "end") {
      await requireEnd(value, counts, checksum, number);
      hasEnded = true;
      continue;
    }
    await checksum.add(line);
    counts[store]++;
    yield { store, value } as ExportedRecord;
  }
  if (!hasEnded) throw corrupt(number, "The last line is missing: the export is cut off.");
  return counts;
}

function requireHeader(line: string): void {
  const { kind, version } = (decoded(line, 1) ?? {}) as { readonly kind?: unknown; readonly version?: unknown };
  if (kind !== KIND) throw corrupt(1, `This is not the first line of an export (kind "${KIND}").`);
  if (VERSIONS.includes(version)) return;
  throw new ClienteleError(
    "unsupported_export_version",
    `The export has version ${String(version)}; this package reads version ${VERSIONS.join(", ")}.`,
    { found: version, supported: VERSIONS as readonly number[] },
    "version",
  );
}

function readLine(line: string, number: number): [ExportedStore | "end", unknown] {
  const fields = decoded(line, number);
  const entries: [string, unknown][] = typeof fields === "object" && fields !== null ? Object.entries(fields) : [];
  const [store, value] = entries.length === 1 ? entries[0]! : ["", undefined];
  if (store === "end") return ["end", value];
  if (!Object.hasOwn(CHECKS, store)) throw corrupt(number, "The line is not a record of an export.");
  try {
    return [store as ExportedStore, CHECKS[store as ExportedStore](value as never)];
  } catch (error) {
    throw corrupt(number, isClienteleError(error) ? error.message : "The record does not match its store.");
  }
}

function decoded(line: string, number: number): unknown {
  try {
    return decodeStorable(line);
  } catch {
    throw corrupt(number, "The line is not valid JSON.");
  }
}

async function requireEnd(value: unknown, counts: StoreCounts, checksum: LineChecksum, number: number): Promise<void> {
  if (encodeStorable({ end: value }) === endLine(counts, await checksum.digest())) return;
  throw corrupt(number, "Records were lost, added or changed after the export was written.");
}

function corrupt(line: number, problem: string): ClienteleError<"corrupt_export"> {
  return new ClienteleError("corrupt_export", `Line ${line}: ${problem}`, { line });
}
