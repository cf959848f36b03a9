import { type ScheduleConversion, scheduleConversion } from "../version-one.js";
import type { ExportedRecord, StoreCounts } from "./export-format.js";
import { type ReadRecord, readExport } from "./read-export.js";

/** What the records of an export depend on that stand behind them. */
export interface InspectedExport {
  readonly counts: StoreCounts;
  /** Number that is subtracted from the sequence of each message: 0, or in version 1 the number of messages. */
  readonly sequenceShift: number;
  /** The schedule of version 1; empty in later versions. */
  readonly schedule: ScheduleConversion;
}

/**
 * Reads an export to its end.
 *
 * @throws ClienteleError `corrupt_export` with the line, `unsupported_export_version`
 */
export async function inspectExport(lines: Iterable<string> | AsyncIterable<string>): Promise<InspectedExport> {
  const schedule = scheduleConversion();
  const records = readExport(lines);
  for (;;) {
    const { done, value } = await records.next();
    if (done === true) {
      const { version, counts } = value;
      return { counts, schedule, sequenceShift: version === 1 ? counts.messages : 0 };
    }
    if (value.store === "schedule") schedule.add(value.value);
  }
}

/** Yields the records of an export as the current version has them. */
export async function* upgradedRecords(
  records: AsyncIterable<ReadRecord>,
  { schedule, sequenceShift }: InspectedExport,
): AsyncGenerator<ExportedRecord> {
  for await (const record of records) {
    if (record.store === "documents") yield { store: "documents", value: schedule.convert(record.value) };
    else if (record.store === "messages") {
      yield { store: "messages", value: { ...record.value, sequence: record.value.sequence - sequenceShift } };
    } else if (record.store !== "schedule") yield record;
  }
  for (const value of schedule.rest()) yield { store: "documents", value };
}
