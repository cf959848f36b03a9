import type { Customer } from "clientele/models";
import {
  type CustomerStore,
  decodeCursor,
  decodeStorable,
  encodeCursor,
  encodeStorable,
  requireIdentifier,
  type Stored,
} from "clientele/storage";
import { limitOf, pageOf, tenantOf } from "./conventions.js";
import type { Entry, KeyValueStore } from "./key-value-store.js";
import { justAfter, keyOf, under, walk } from "./keys.js";

/** Creates the customer store. The key is `tenant, "customer", id`; the stamp of an entry is its version, because no stamp is used twice. */
export function keyValueCustomers(store: KeyValueStore): CustomerStore {
  const read = async (tenant: string, id: string) => {
    const entry = await store.get(keyOf(tenant, "customer", id));
    return entry && storedCustomer(entry);
  };
  return {
    get: async (context, id) => read(tenantOf(context), id),
    async getMany(context, ids) {
      const tenant = tenantOf(context);
      return Promise.all(ids.map((id) => read(tenant, id)));
    },
    async save(context, customer, expected) {
      const key = keyOf(tenantOf(context), "customer", requireIdentifier(customer.id, "customer.id"));
      // encodeStorable checks that the customer is plain data, and writes a text that is read back exactly.
      const value = encodeStorable(customer);
      // Checking and writing are one step of the database. Reading first and writing later would lose updates.
      const version = await store.commit(new Map([[key, expected]]), new Map([[key, value]]));
      if (version !== null) return { ok: true, version };
      return { ok: false, reason: "conflict", actual: (await store.get(key))?.stamp ?? null };
    },
    async remove(context, id, expected) {
      const key = keyOf(tenantOf(context), "customer", id);
      const removed = await store.commit(new Map([[key, expected]]), new Map([[key, null]]));
      if (removed !== null) return { ok: true };
      return { ok: false, reason: "conflict", actual: (await store.get(key))?.stamp ?? null };
    },
    async page(context, request) {
      const range = under(tenantOf(context), "customer");
      const limit = limitOf(request);
      const after = decodeCursor("customers", request.cursor, ["text"]);
      const from = after === null ? range.from : justAfter(range.from + after[0]);
      const customers = mapped(walk(store, { ...range, from }), storedCustomer);
      return pageOf(customers, limit, ({ value }) => encodeCursor("customers", [value.id]));
    },
  };
}

async function* mapped<Item>(entries: AsyncIterable<Entry>, itemOf: (entry: Entry) => Item): AsyncGenerator<Item> {
  for await (const entry of entries) yield itemOf(entry);
}

function storedCustomer({ value, stamp }: Entry): Stored<Customer> {
  return { value: decodeStorable(value) as Customer, version: stamp };
}
