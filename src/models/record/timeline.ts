import { ClienteleError, type InstantInput } from "../../kernel/index.js";
import { compareOrdered, parseInstant, toMilliseconds } from "../../kernel/internal.js";
import type { Interaction } from "../schemas/interaction.js";

/** Which part of the timeline to show. */
export interface TimelineOptions {
  /** Only these types. */
  readonly types?: readonly string[] | undefined;
  /** Only these channels. */
  readonly channels?: readonly string[] | undefined;
  /** From this instant on. */
  readonly from?: InstantInput | undefined;
  /** Before this instant. */
  readonly to?: InstantInput | undefined;
  /** How many a page, 50 unless told. */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
  /** Newest first unless told. */
  readonly direction?: "newest-first" | "oldest-first" | undefined;
}

/** A page of a timeline. */
export interface TimelinePage {
  readonly items: readonly Interaction[];
  /** Cursor of the next page, `null` on the last. */
  readonly next: string | null;
  /** How many interactions pass the filters, over all pages. */
  readonly total: number;
}

/** Anything that has a history: a record, a subject. */
interface HasHistory {
  readonly history: readonly Interaction[];
}

/**
 * One merged view over every channel of one customer or of several (an account and its contacts), filtered and paged.
 * The cursor names the last interaction shown, so that pages neither repeat nor skip when new ones arrive.
 *
 * @throws ClienteleError `invalid_option` for a limit below 1 or a cursor that is none
 * @example
 * const viewed = { id: "i1", customerId: "c1", type: "page.viewed", at: new Date(0), channel: "web", properties: {} };
 * timelineOf({ history: [viewed] }, { channels: ["app"] }).total // => 0
 */
export function timelineOf(records: HasHistory | Iterable<HasHistory>, options: TimelineOptions = {}): TimelinePage {
  const { limit = 50, cursor, direction = "newest-first" } = options;
  if (!Number.isInteger(limit) || limit < 1)
    throw new ClienteleError("invalid_option", "A page holds at least one interaction.", { option: "limit", value: limit });
  const from = options.from === undefined ? Number.NEGATIVE_INFINITY : toMilliseconds(options.from, "from");
  const to = options.to === undefined ? Number.POSITIVE_INFINITY : toMilliseconds(options.to, "to");
  const types = options.types && new Set(options.types);
  const channels = options.channels && new Set(options.channels);
  const sign = direction === "newest-first" ? -1 : 1;
  const all: Interaction[] = [];
  for (const { history } of "history" in records ? [records] : records) {
    for (const interaction of history) {
      const at = interaction.at.getTime();
      if (at < from || at >= to) continue;
      if (types !== undefined && !types.has(interaction.type)) continue;
      if (channels !== undefined && !channels.has(interaction.channel ?? "")) continue;
      all.push(interaction);
    }
  }
  all.sort((left, right) => sign * compareOrdered(left, right));
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const start = after === undefined ? 0 : all.findIndex((interaction) => sign * compareOrdered(interaction, after) > 0);
  const items = start < 0 ? [] : all.slice(start, start + limit);
  const last = items.at(-1);
  const more = last !== undefined && start + limit < all.length;
  return { items, next: more ? `${last.at.getTime()}:${last.id}` : null, total: all.length };
}

function readCursor(cursor: string): { at: Date; id: string } {
  const match = /^(-?\d+):(.+)$/s.exec(cursor);
  if (match === null || parseInstant(Number(match[1])) === undefined)
    throw new ClienteleError("invalid_option", "Pass the `next` of the page before.", { option: "cursor", value: cursor });
  return { at: new Date(Number(match[1])), id: match[2]! };
}
