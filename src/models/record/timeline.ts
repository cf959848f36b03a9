import type { InstantInput } from "../../kernel/index.js";
import {
  anInstant,
  anInteger,
  aText,
  compareOrdered,
  invalidOption,
  listOf,
  oneOf,
  type OptionShape,
  parseInstant,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import type { Interaction } from "../schemas/interaction.js";
import { type FactInput, factsOf } from "./fact.js";

/** Options of {@link timelineOf}. */
export interface TimelineOptions {
  /** Only these interaction types. */
  readonly types?: readonly string[] | undefined;
  /** Only these channels. */
  readonly channels?: readonly string[] | undefined;
  /** From this instant on. */
  readonly from?: InstantInput | undefined;
  /** Before this instant. */
  readonly to?: InstantInput | undefined;
  /** Interactions per page; defaults to 50. */
  readonly limit?: number | undefined;
  /** `next` of the previous page. */
  readonly cursor?: string | undefined;
  /** Defaults to newest first. */
  readonly direction?: "newest-first" | "oldest-first" | undefined;
}

/** A page of a timeline. */
export interface TimelinePage {
  readonly items: readonly Interaction[];
  /** Cursor of the next page, `null` on the last. */
  readonly next: string | null;
  /** Number of interactions that pass the filters, over all pages. */
  readonly total: number;
}

const TIMELINE_OPTIONS: OptionShape<TimelineOptions> = {
  types: listOf(aText),
  channels: listOf(aText),
  from: anInstant,
  to: anInstant,
  limit: anInteger({ min: 1 }),
  cursor: aText,
  direction: oneOf(["newest-first", "oldest-first"]),
};

/** Anything with a history: a record, a subject. */
interface HasHistory {
  readonly history: readonly FactInput[];
}

/**
 * Returns a page of everything that happened to one customer, or to several (an account and its contacts), over all channels.
 * The cursor names the last interaction shown: pages neither repeat nor skip any when new ones arrive.
 *
 * @throws ClienteleError `invalid_option`; `invalid_instant`, `malformed_fact` with the path of what cannot be read
 * @example
 * const viewed = { id: "i1", customerId: "c1", type: "page.viewed", at: new Date(0), channel: "web", properties: {} };
 * timelineOf({ history: [viewed] }, { channels: ["app"] }).total // => 0
 */
export function timelineOf(records: HasHistory | Iterable<HasHistory>, options: TimelineOptions = {}): TimelinePage {
  const { limit = 50, cursor, direction = "newest-first" } = requireOptions(options, TIMELINE_OPTIONS);
  const from = options.from === undefined ? Number.NEGATIVE_INFINITY : toMilliseconds(options.from, "from");
  const to = options.to === undefined ? Number.POSITIVE_INFINITY : toMilliseconds(options.to, "to");
  const types = options.types && new Set(options.types);
  const channels = options.channels && new Set(options.channels);
  const sign = direction === "newest-first" ? -1 : 1;
  const all: Interaction[] = [];
  for (const { history } of "history" in records ? [records] : records) {
    for (const [, interaction] of factsOf(history, "history")) {
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
    throw invalidOption("cursor", cursor, "the `next` of the previous page");
  return { at: new Date(Number(match[1])), id: match[2]! };
}
