import { ClienteleError, type InstantInput } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import type { RfmClassTable, RfmColumns } from "../../models/index.js";
import { rfmEightClasses, rfmElevenClasses } from "../../models/internal.js";
import { type MembershipColumns, partition } from "../set/membership-columns.js";

/** Which classes to form. */
export interface RfmSegmentsOptions {
  /** `"eleven"` conventional classes over five bins (default where the scores have five), `"cn8"` over two, or a table of your own. */
  readonly table?: "eleven" | "cn8" | RfmClassTable | undefined;
  /** The instant that the scores are of. */
  readonly asOf?: InstantInput | undefined;
}

/** The table that an option names. */
export function rfmTableOf(table: "eleven" | "cn8" | RfmClassTable): RfmClassTable {
  return table === "eleven" ? rfmElevenClasses : table === "cn8" ? rfmEightClasses : table;
}

/**
 * RFM scores as segments: every customer is in exactly one class of the table.
 *
 * @param scores - from `rfmScores`; for a second evaluation score with the same thresholds, so that nobody moves because others did
 * @throws ClienteleError `invalid_option` when the scores have other bins than the table, or the table lacks a cell
 * @example
 * const scores = { ids: ["a", "b"], recency: Uint8Array.of(5, 1), frequency: Uint8Array.of(5, 1), monetary: Uint8Array.of(5, 1), bins: 5 };
 * rfmSegments(scores).segments.filter(({ size }) => size > 0).map(({ id }) => id) // => ["champions", "lost"]
 */
export function rfmSegments(scores: RfmColumns, options: RfmSegmentsOptions = {}): MembershipColumns {
  const table = rfmTableOf(options.table ?? (scores.bins === 2 ? "cn8" : "eleven"));
  if (scores.bins !== table.bins) {
    throw new ClienteleError("invalid_option", `Score with ${table.bins} bins for the table ${table.id}.`, {
      option: "table",
      value: table.id,
    });
  }
  const classOf = new Map(table.classes.flatMap(({ cells }, position) => cells.map((cell) => [cell, position] as const)));
  const positions = scores.ids.map((_, row) => {
    const cell = `${scores.recency[row]}${scores.frequency[row]}${scores.monetary[row]}`;
    const position = classOf.get(cell);
    if (position !== undefined) return position;
    throw new ClienteleError("invalid_option", `The table ${table.id} has no class for the cell ${cell}.`, {
      option: "table",
      value: table.id,
    });
  });
  const asOf = options.asOf === undefined ? null : toMilliseconds(options.asOf, "asOf");
  return partition({ set: `rfm:${table.id}`, version: 1, asOf, ids: scores.ids }, table.classes, positions);
}
