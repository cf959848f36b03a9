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
import { justBehind, keyOf, under, walk } from "./keys.js";

const EARLIEST = new Date(-8.64e15);

/** The three places of a fact: by identifier, by time, by customer and time. Written and removed together. */
function placesOf(tenant: string, { id, customerId, at }: Interaction): readonly string[] {
  return [
    keyOf(tenant, "interaction", id),
    keyOf(tenant, "interaction by time", at, id),
    keyOf(tenant, "interaction by customer", customerId, at, id),
  ];
}

/** The facts. */
export function keyValueInteractions(store: KeyValueStore): InteractionLog {
  const append = (tenant: string, fact: Interaction): Promise<Appended> =>
    persistently(async () => {
      const text = encodeStorable(fact);
      const places = placesOf(tenant, fact);
      const known = await store.get(places[0]!);
      // The text is canonical: equal content, equal text.
      if (known !== null) return known.value === text ? "repeated" : "conflict";
      const stamp = await store.commit(new Map([[places[0]!, null]]), new Map(places.map((key) => [key, text])));
      return stamp === null ? undefined : "appended"; // undefined: somebody else put it in just now; look again
    });

  return {
    async append(context, interactions) {
      const tenant = tenantOf(context);
      // All are checked before the first is stored.
      const facts = interactions.map((fact, index) => storableInteraction(fact, `interactions[${index}]`));
      const results: Appended[] = [];
      for (const fact of facts) results.push(await append(tenant, fact));
      return results;
    },
    async get(context, id) {
      const entry = await store.get(keyOf(tenantOf(context), "interaction", id));
      return entry && factOf(entry);
    },
    async history(context, customerId, request) {
      const tenant = tenantOf(context);
      const limit = limitOf(request);
      const newestFirst = request.direction === "newest-first";
      const method = newestFirst ? "history-newest" : "history";
      const after = decodeCursor(method, request.cursor, ["number", "text"]);
      const facts = factsOf(store, [tenant, "interaction by customer", customerId], { ...request, after });
      return pageOf(facts, limit, ({ at, id }) => encodeCursor(method, [at.getTime(), id]));
    },
    async page(context, request) {
      const tenant = tenantOf(context);
      const limit = limitOf(request);
      const after = decodeCursor("interactions", request.cursor, ["number", "text"]);
      const facts = factsOf(store, [tenant, "interaction by time"], { after });
      return pageOf(facts, limit, ({ at, id }) => encodeCursor("interactions", [at.getTime(), id]));
    },
    async removeHistory(context, customerId) {
      const tenant = tenantOf(context);
      let removed = 0;
      for await (const entry of walk(store, under(tenant, "interaction by customer", customerId))) {
        const places = placesOf(tenant, factOf(entry));
        const stamp = await store.commit(new Map([[entry.key, entry.stamp]]), new Map(places.map((key) => [key, null])));
        if (stamp !== null) removed++;
      }
      return removed;
    },
  };
}

/** Facts below some parts of a key, from behind a place, in a range of time, of some types. */
async function* factsOf(
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
    from: place === undefined || newestFirst ? start : latest(start, justBehind(place)),
    to: place === undefined || !newestFirst ? end : earliest(end, place),
  };
  for await (const entry of walk(store, bounds, newestFirst)) {
    const fact = factOf(entry);
    if (types === undefined || types.includes(fact.type)) yield fact;
  }
}

const latest = (left: string, right: string): string => (compareCodePoints(left, right) > 0 ? left : right);
const earliest = (left: string, right: string): string => (compareCodePoints(left, right) < 0 ? left : right);

function factOf({ value }: Entry): Interaction {
  return decodeStorable(value) as Interaction;
}
