import {
  decodeCursor,
  decodeStorable,
  encodeCursor,
  encodeStorable,
  requireDate,
  requireScheduleKey,
  type Schedule,
  type ScheduleEntry,
} from "clientele/storage";
import { limitOf, pageOf, persistently, tenantOf } from "./conventions.js";
import type { KeyValueStore } from "./key-value-store.js";
import { justAfter, keyOf, under, walk } from "./keys.js";

/** Creates the schedule, with each entry by its key and in the order of time. */
export function keyValueSchedule(store: KeyValueStore): Schedule {
  return {
    async set(context, key, at) {
      const tenant = tenantOf(context);
      const place = keyOf(tenant, "schedule", requireScheduleKey(key));
      if (at !== null) requireDate(at, "at");
      await persistently(async () => {
        const known = await store.get(place);
        const writes = new Map<string, string | null>([[place, at === null ? null : encodeStorable(at)]]);
        if (known !== null) writes.set(keyOf(tenant, "schedule by time", decodeStorable(known.value) as Date, key), null);
        if (at !== null) writes.set(keyOf(tenant, "schedule by time", at, key), encodeStorable({ key, at }));
        return (await store.commit(new Map([[place, known?.stamp ?? null]]), writes)) ?? undefined;
      });
    },
    async due(context, until, request) {
      const tenant = tenantOf(context);
      const limit = limitOf(request);
      const after = decodeCursor("due", request.cursor, ["number", "text"]);
      const { from } = under(tenant, "schedule by time");
      const bounds = {
        from: after === null ? from : justAfter(keyOf(tenant, "schedule by time", new Date(after[0]), after[1])),
        to: under(tenant, "schedule by time", until).to,
      };
      return pageOf(entriesIn(store, bounds), limit, ({ at, key }) => encodeCursor("due", [at.getTime(), key]));
    },
  };
}

async function* entriesIn(store: KeyValueStore, range: { from: string; to: string }): AsyncGenerator<ScheduleEntry> {
  for await (const { value } of walk(store, range)) yield decodeStorable(value) as ScheduleEntry;
}
