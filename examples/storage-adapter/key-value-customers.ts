import type { Customer } from "clientele/models";
import {
  type CheckedCustomerChange,
  type CustomerStore,
  decodeCursor,
  encodeCursor,
  requirePositiveInteger,
  type Version,
} from "clientele/storage";
import { mapped, pageOf, storedIn, storedText, tenantOf } from "./conventions.js";
import type { Entry, KeyValueStore, Writes } from "./key-value-store.js";
import { justAfter, keyOf, under, walk } from "./keys.js";

/** Returns the key of a customer. */
export const customerKey = (tenant: string, id: string): string => keyOf(tenant, "customer", id);

/** Returns what a change of a customer writes over its entry. */
export function customerWrites(tenant: string, { id, customer }: CheckedCustomerChange, version: Version): Writes {
  return new Map([[customerKey(tenant, id), customer && storedText(customer, version)]]);
}

/** Reads a stored customer. */
export const customerIn = (entry: Entry) => storedIn<Customer>(entry);

/** Creates the list of customers. */
export function keyValueCustomers(store: KeyValueStore): CustomerStore {
  return {
    async page(context, request) {
      const range = under(tenantOf(context), "customer");
      const limit = requirePositiveInteger(request.limit, "limit");
      const after = decodeCursor("customers", request.cursor, ["text"]);
      const from = after === null ? range.from : justAfter(range.from + after[0]);
      const customers = mapped(walk(store, { ...range, from }), customerIn);
      return pageOf(customers, limit, ({ value }) => encodeCursor("customers", [value.id]));
    },
  };
}
