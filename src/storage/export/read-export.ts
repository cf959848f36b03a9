import { ClienteleError, isClienteleError } from "../../kernel/index.js";
import type { Customer } from "../../models/index.js";
import { storableCopy } from "../plain-data.js";
import { requireIdentifier } from "../request-checks.js";
import { storableDocument, storableInteraction, storableMessage } from "../storable-records.js";
import { decodeStorable, encodeStorable } from "../storable-text.js";
import { type MessageOfVersionOne, messageOfVersionOne, type ScheduleEntry, scheduleEntry } from "../version-one.js";
import { EXPORT_KIND, endLine, type ExportedRecord, noCounts, type StoreCounts } from "./export-format.js";
import { type LineChecksum, lineChecksum } from "./line-checksum.js";

/** A record as it is read. Version 1 has a schedule too, and its messages are numbered from 0. */
export type ReadRecord = ExportedRecord | { readonly store: "schedule"; readonly value: ScheduleEntry };

/** What an export holds. */
export interface ExportContent {
  readonly version: 1 | 2;
  readonly counts: StoreCounts;
}

/** Checks a record of a store, like the storage itself. */
type Check = (value: never, position: number) => unknown;

const CHECKS: Readonly<Record<string, Check>> = {
  customers: (value: Customer) => {
    requireIdentifier(value.id, "customer.id");
    return storableCopy(value, "customer");
  },
  interactions: (value) => storableInteraction(value),
  documents: (value) => storableDocument(value),
  messages: (value) => storableMessage(value),
};

/** Checks of the records of each version. */
const VERSIONS: Readonly<Record<ExportContent["version"], Readonly<Record<string, Check>>>> = {
  1: {
    ...CHECKS,
    messages: (value: MessageOfVersionOne, position) => messageOfVersionOne(value, position),
    schedule: (value) => scheduleEntry(value),
  },
  2: CHECKS,
};

/** Reads the lines of an export. Yields each record, and returns what it holds after verifying the checksum. */
export async function* readExport(lines: Iterable<string> | AsyncIterable<string>): AsyncGenerator<ReadRecord, ExportContent> {
  const checksum = lineChecksum();
  let version: ExportContent["version"] = 2;
  let counts: Record<string, number> = {};
  let number = 0;
  let hasEnded = false;
  for await (const given of lines) {
    number++;
    const line = given.replace(/\r?\n$/, "");
    if (line === "") continue;
    if (hasEnded) throw corrupt(number, "Another line follows the last one. Read one export at a time.");
    if (number === 1) {
      version = readHeader(line);
      counts = Object.fromEntries(Object.keys(VERSIONS[version]).map((store) => [store, 0]));
      await checksum.add(line);
      continue;
    }
    const [store, value] = readLine(line, number);
    if (store === "end") {
      await requireEnd(value, counts, checksum, number);
      hasEnded = true;
      continue;
    }
    const record = readRecord(VERSIONS[version], store, value, counts[store] ?? 0, number);
    await checksum.add(line);
    counts[store]!++;
    yield record;
  }
  if (!hasEnded) throw corrupt(number, "The last line is missing: the export is cut off.");
  const { schedule: _, ...ofRecords } = counts;
  return { version, counts: { ...noCounts(), ...ofRecords } };
}

function readHeader(line: string): ExportContent["version"] {
  const { kind, version } = (decoded(line, 1) ?? {}) as { readonly kind?: unknown; readonly version?: unknown };
  if (kind !== EXPORT_KIND) throw corrupt(1, `This is not the first line of an export (kind "${EXPORT_KIND}").`);
  if (version === 1 || version === 2) return version;
  throw new ClienteleError(
    "unsupported_export_version",
    `The export has version ${String(version)}; this package reads the versions 1 and 2.`,
    { found: version, supported: [1, 2] },
    "version",
  );
}

function readLine(line: string, number: number): [store: string, value: unknown] {
  const fields = decoded(line, number);
  const entries: [string, unknown][] = typeof fields === "object" && fields !== null ? Object.entries(fields) : [];
  return entries.length === 1 ? entries[0]! : ["", undefined];
}

function readRecord(
  checks: Readonly<Record<string, Check>>,
  store: string,
  value: unknown,
  position: number,
  number: number,
): ReadRecord {
  if (!Object.hasOwn(checks, store)) throw corrupt(number, "The line is not a record of an export.");
  try {
    return { store, value: checks[store]!(value as never, position) } as ReadRecord;
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

async function requireEnd(
  value: unknown,
  counts: Readonly<Record<string, number>>,
  checksum: LineChecksum,
  number: number,
): Promise<void> {
  if (encodeStorable({ end: value }) === endLine(counts, await checksum.digest())) return;
  throw corrupt(number, "Records were lost, added or changed after the export was written.");
}

function corrupt(line: number, problem: string): ClienteleError<"corrupt_export"> {
  return new ClienteleError("corrupt_export", `Line ${line}: ${problem}`, { line });
}
