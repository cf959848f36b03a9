import { compareCodePoints } from "clientele/kernel";
import type { Interaction } from "clientele/models";
import {
  decodeCursor,
  decodeStorable,
  encodeCursor,
  encodeStorable,
  type HistoryRequest,
  type InteractionLog,
  type Page,
  requireDate,
  requirePositiveInteger,
} from "clientele/storage";
import { pageOf, tenantOf } from "./conventions.js";
import type { Entry, KeyValueStore, Writes } from "./key-value-store.js";
import { justAfter, keyOf, under, walk } from "./keys.js";

const EARLIEST = new Date(-8.64e15);

/** Returns the key of an interaction by its identifier. */
export const interactionKey = (tenant: string, id: string): string => keyOf(tenant, "interaction", id);

/** Returns the keys of an interaction: by identifier, by time, and by customer and time. They are written and removed together. */
function keysOf(tenant: string, { id, customerId, at }: Interaction): readonly string[] {
  return [
    interactionKey(tenant, id),
    keyOf(tenant, "interaction by time", at, id),
    keyOf(tenant, "interaction by customer", customerId, at, id),
  ];
}

/** Returns what a new interaction writes. */
export function interactionWrites(tenant: string, interaction: Interaction): Writes {
  const text = encodeStorable(interaction);
  return new Map(keysOf(tenant, interaction).map((key) => [key, text]));
}

/** Returns what the removal of an interaction writes. */
export function interactionRemoval(tenant: string, interaction: Interaction): Writes {
  return new Map(keysOf(tenant, interaction).map((key) => [key, null]));
}

/** Lists the whole history of a customer. */
export const historyEntries = (store: KeyValueStore, tenant: string, customerId: string): AsyncIterable<Entry> =>
  walk(store, under(tenant, "interaction by customer", customerId));

/** Reads a stored interaction. */
export function interactionIn({ value }: Entry): Interaction {
  return decodeStorable(value) as Interaction;
}

/** Reads a page of the history of a customer. */
export function historyPage(
  store: KeyValueStore,
  tenant: string,
  customerId: string,
  request: HistoryRequest,
): Promise<Page<Interaction>> {
  const limit = requirePositiveInteger(request.limit, "limit");
  for (const bound of ["from", "to"] as const) if (request[bound] !== undefined) requireDate(request[bound], bound);
  // A cursor of one direction means nothing in the other, so each has a name of its own.
  const method = request.direction === "newest-first" ? "history-newest" : "history";
  const after = decodeCursor(method, request.cursor, ["number", "text"]);
  const found = interactionsOf(store, [tenant, "interaction by customer", customerId], { ...request, after });
  return pageOf(found, limit, ({ at, id }) => encodeCursor(method, [at.getTime(), id]));
}

/** Creates the lists of interactions. */
export function keyValueInteractions(store: KeyValueStore): InteractionLog {
  return {
    history: async (context, customerId, request) => historyPage(store, tenantOf(context), customerId, request),
    async page(context, request) {
      const tenant = tenantOf(context);
      const limit = requirePositiveInteger(request.limit, "limit");
      const after = decodeCursor("interactions", request.cursor, ["number", "text"]);
      const found = interactionsOf(store, [tenant, "interaction by time"], { after });
      return pageOf(found, limit, ({ at, id }) => encodeCursor("interactions", [at.getTime(), id]));
    },
  };
}

/** Yields the interactions under a key prefix, after a position, in a range of time and of some types. */
async function* interactionsOf(
  store: KeyValueStore,
  parts: readonly string[],
  {
    after,
    from = EARLIEST,
    to,
    types,
    direction,
  }: Omit<HistoryRequest, "limit"> & { readonly after: readonly [number, string] | null },
): AsyncGenerator<Interaction> {
  const range = under(...parts);
  const newestFirst = direction === "newest-first";
  const start = keyOf(...parts, from);
  const end = to === undefined ? range.to : keyOf(...parts, to);
  const place = after === null ? undefined : keyOf(...parts, new Date(after[0]), after[1]);
  const bounds = {
    from: place === undefined || newestFirst ? start : latest(start, justAfter(place)),
    to: place === undefined || !newestFirst ? end : earliest(end, place),
  };
  for await (const entry of walk(store, bounds, newestFirst)) {
    const interaction = interactionIn(entry);
    if (types === undefined || types.includes(interaction.type)) yield interaction;
  }
}

const latest = (left: string, right: string): string => (compareCodePoints(left, right) > 0 ? left : right);
const earliest = (left: string, right: string): string => (compareCodePoints(left, right) < 0 ? left : right);
