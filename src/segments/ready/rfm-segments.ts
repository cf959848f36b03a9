import type { InstantInput } from "../../kernel/index.js";
import {
  anInstant,
  anObject,
  invalidOption,
  type OptionKind,
  type OptionShape,
  requireOneOf,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import type { RfmClassTable, RfmColumns } from "../../models/index.js";
import { rfmEightClasses, rfmElevenClasses } from "../../models/internal.js";
import { type MembershipColumns, partition } from "../set/membership-columns.js";

/** Options of {@link rfmSegments}. */
export interface RfmSegmentsOptions {
  /** `"eleven"` conventional classes over five bins, `"cn8"` for eight classes over two bins, or a table of your own. Defaults to the one that fits the scores. */
  readonly table?: "eleven" | "cn8" | RfmClassTable | undefined;
  /** Instant of the scores. */
  readonly asOf?: InstantInput | undefined;
}

/** Name of a ready table, or a table. */
export const aClassTable: OptionKind = {
  expected: '"eleven", "cn8" or a table',
  accepts: (value) => typeof value === "string" || anObject.accepts(value),
  inside: (value: never, path) => void (typeof value === "string" && requireOneOf(path, value, ["eleven", "cn8"])),
};

const RFM_OPTIONS: OptionShape<RfmSegmentsOptions> = { table: aClassTable, asOf: anInstant };

/** Returns the table that an option names. */
export function rfmTableOf(table: "eleven" | "cn8" | RfmClassTable): RfmClassTable {
  return table === "eleven" ? rfmElevenClasses : table === "cn8" ? rfmEightClasses : table;
}

/**
 * Converts RFM scores to segments; every customer is in exactly one class of the table.
 *
 * @param scores - from `rfmScores`; for a later evaluation, score with the same thresholds, so that no customer moves because others did
 * @throws ClienteleError `invalid_option` if the scores and the table have different bins, or the table lacks a cell; `invalid_instant`
 * @example
 * const scores = { ids: ["a", "b"], recency: Uint8Array.of(5, 1), frequency: Uint8Array.of(5, 1), monetary: Uint8Array.of(5, 1), bins: 5 };
 * rfmSegments(scores).segments.filter(({ size }) => size > 0).map(({ id }) => id) // => ["champions", "lost"]
 */
export function rfmSegments(scores: RfmColumns, options: RfmSegmentsOptions = {}): MembershipColumns {
  const given = requireOptions(options, RFM_OPTIONS);
  const table = rfmTableOf(given.table ?? (scores.bins === 2 ? "cn8" : "eleven"));
  if (scores.bins !== table.bins) throw invalidOption("table", table.id, `a table for scores with ${scores.bins} bins`);
  const classOf = new Map(table.classes.flatMap(({ cells }, position) => cells.map((cell) => [cell, position] as const)));
  const positions = scores.ids.map((_, row) => {
    const cell = `${scores.recency[row]}${scores.frequency[row]}${scores.monetary[row]}`;
    const position = classOf.get(cell);
    if (position !== undefined) return position;
    throw invalidOption("table", table.id, `a table with a class for the cell ${cell}`);
  });
  const asOf = given.asOf === undefined ? null : toMilliseconds(given.asOf, "asOf");
  return partition({ set: `rfm:${table.id}`, version: 1, asOf, ids: scores.ids }, table.classes, positions);
}
