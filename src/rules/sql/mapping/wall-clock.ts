import { MILLISECONDS_PER } from "../../../kernel/index.js";
import { remembered, zoneOffsets } from "../../../kernel/internal.js";
import type { SqlDialect } from "../dialects/dialect.js";
import { type Fragment, raw, sql } from "../dialects/fragment.js";
import { nativeColumns } from "./native-columns.js";

/**
 * Returns the instant of a wall-clock time, by arithmetic with the offsets of the zone. A time that occurs twice is the first of the
 * two, and one that the clocks skipped is later by what they skipped.
 */
export function instantOf(dialect: SqlDialect, local: Fragment, zone: string): Fragment {
  const { width, changes, offsets } = clockTable(zone);
  if (offsets.length === 1) return offsets[0] === 0 ? local : sql`(${local} - (${raw(String(offsets[0]))}))`;
  const { element, position } = nativeColumns[dialect.name];
  const bucket = position(local, width, changes.length - 1);
  const offset = element(offsets, sql`(CASE WHEN ${local} < ${element(changes, bucket)} THEN ${bucket} ELSE ${bucket} + 1 END)`);
  return sql`(${local} - ${offset})`;
}

/**
 * The offsets of a zone by wall-clock time, in buckets of equal width from 1970 on, with at most one change in each: of bucket `i`,
 * `offsets[i]` holds before `changes[i]`, and `offsets[i + 1]` from then on.
 */
interface ClockTable {
  readonly width: number;
  readonly changes: readonly number[];
  readonly offsets: readonly number[];
}

/** Offsets before 1970 are those of 1970, and after 2100 those of 2100. */
const END = Date.UTC(2100, 0);
const WIDTHS = [120, 60, 30, 15, 7, 3, 1].map((days) => days * MILLISECONDS_PER.days);
/** In a bucket without a change, every time is after it. */
const NEVER = -9e15;
const MAX_ZONES = 50;

/** Returns the table of a zone. One of 130 years takes a while. */
const clockTable = remembered(MAX_ZONES, (zone: string): ClockTable => {
  const { starts, offsets } = zoneOffsets(zone, 0, END);
  // Where the clocks go back, the times that occur twice belong to the offset before; where they skip, so do the skipped ones.
  const changes = starts.slice(1).map((start, index) => start + Math.max(offsets[index]!, offsets[index + 1]!));
  return changes.length === 0 ? { width: END, changes, offsets } : buckets(changes, offsets);
});

function buckets(changes: readonly number[], offsets: readonly number[]): ClockTable {
  const bucketOf = (at: number, width: number): number => Math.floor(at / width);
  const isApart = (width: number): boolean =>
    changes.every((at, index) => index === 0 || bucketOf(changes[index - 1]!, width) < bucketOf(at, width));
  const width = WIDTHS.find(isApart) ?? WIDTHS.at(-1)!;
  const table: { width: number; changes: number[]; offsets: number[] } = { width, changes: [], offsets: [offsets[0]!] };
  let next = 0;
  for (let bucket = 0; bucket <= bucketOf(END, width); bucket++) {
    const hasChange = next < changes.length && bucketOf(changes[next]!, width) === bucket;
    table.changes.push(hasChange ? changes[next]! : NEVER);
    if (hasChange) next++;
    table.offsets.push(offsets[next]!);
  }
  return table;
}
