import { compareCodePoints } from "clientele/kernel";
import type { Interaction } from "clientele/models";
import {
  type Appended,
  decodeCursor,
  decodeStorable,
  encodeCursor,
  encodeStorable,
  type HistoryRequest,
  type InteractionLog,
  storableInteraction,
} from "clientele/storage";
import { limitOf, pageOf, persistently, tenantOf } from "./conventions.js";
import type { Entry, KeyValueStore } from "./key-value-store.js";
import { justAfter, keyOf, under, walk } from "./keys.js";

const EARLIEST = new Date(-8.64e15);

/** Returns the keys of an interaction: by identifier, by time, and by customer and time. They are written and removed together. */
function keysOf(tenant: string, { id, customerId, at }: Interaction): readonly string[] {
  return [
    keyOf(tenant, "interaction", id),
    keyOf(tenant, "interaction by time", at, id),
    keyOf(tenant, "interaction by customer", customerId, at, id),
  ];
}

/** Creates the interaction log. */
export function keyValueInteractions(store: KeyValueStore): InteractionLog {
  const append = (tenant: string, interaction: Interaction): Promise<Appended> =>
    persistently(async () => {
      const text = encodeStorable(interaction);
      const keys = keysOf(tenant, interaction);
      const known = await store.get(keys[0]!);
      // The text is canonical: equal content gives equal text.
      if (known !== null) return known.value === text ? "repeated" : "conflict";
      const stamp = await store.commit(new Map([[keys[0]!, null]]), new Map(keys.map((key) => [key, text])));
      return stamp === null ? undefined : "appended"; // undefined: another writer has just inserted it; try again
    });

  return {
    async append(context, interactions) {
      const tenant = tenantOf(context);
      // All interactions are checked before the first is stored.
      const checked = interactions.map((interaction, index) => storableInteraction(interaction, `interactions[${index}]`));
      const results: Appended[] = [];
      for (const interaction of checked) results.push(await append(tenant, interaction));
      return results;
    },
    async get(context, id) {
      const entry = await store.get(keyOf(tenantOf(context), "interaction", id));
      return entry && interactionOf(entry);
    },
    async history(context, customerId, request) {
      const tenant = tenantOf(context);
      const limit = limitOf(request);
      const newestFirst = request.direction === "newest-first";
      const method = newestFirst ? "history-newest" : "history";
      const after = decodeCursor(method, request.cursor, ["number", "text"]);
      const found = interactionsOf(store, [tenant, "interaction by customer", customerId], { ...request, after });
      return pageOf(found, limit, ({ at, id }) => encodeCursor(method, [at.getTime(), id]));
    },
    async page(context, request) {
      const tenant = tenantOf(context);
      const limit = limitOf(request);
      const after = decodeCursor("interactions", request.cursor, ["number", "text"]);
      const found = interactionsOf(store, [tenant, "interaction by time"], { after });
      return pageOf(found, limit, ({ at, id }) => encodeCursor("interactions", [at.getTime(), id]));
    },
    async removeHistory(context, customerId) {
      const tenant = tenantOf(context);
      let removed = 0;
      for await (const entry of walk(store, under(tenant, "interaction by customer", customerId))) {
        const keys = keysOf(tenant, interactionOf(entry));
        const stamp = await store.commit(new Map([[entry.key, entry.stamp]]), new Map(keys.map((key) => [key, null])));
        if (stamp !== null) removed++;
      }
      return removed;
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
    const interaction = interactionOf(entry);
    if (types === undefined || types.includes(interaction.type)) yield interaction;
  }
}

const latest = (left: string, right: string): string => (compareCodePoints(left, right) > 0 ? left : right);
const earliest = (left: string, right: string): string => (compareCodePoints(left, right) < 0 ? left : right);

function interactionOf({ value }: Entry): Interaction {
  return decodeStorable(value) as Interaction;
}
