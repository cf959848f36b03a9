import { compareCodePoints } from "../../kernel/index.js";
import type { StorageContext } from "../context.js";
import { decodeCursor, encodeCursor } from "../cursor.js";
import type { CustomerStore } from "../customer-store.js";
import { plainCopy, storableCopy } from "../plain-data.js";
import { requireIdentifier } from "../request-checks.js";
import { pageRequest } from "../requests.js";
import { scanPages } from "../scan-pages.js";
import type { PageRequest } from "../stored.js";
import { type MemoryAccess, pageOf } from "./access.js";

/** Creates the customer store of the memory storage. */
export function memoryCustomers(access: MemoryAccess): CustomerStore {
  const page = async (context: StorageContext, request: PageRequest) => {
    const { customers } = access.rows(context);
    const { cursor } = pageRequest(request);
    const [after] = decodeCursor("customers", cursor, ["text"]) ?? [""];
    const rows = customers.ascending("byId", (row) => compareCodePoints(row.value.id, after) <= 0);
    return pageOf(rows, request, plainCopy, (row) => encodeCursor("customers", [row.value.id]));
  };
  return {
    async get(context, customerId) {
      return plainCopy(access.rows(context).customers.get(customerId) ?? null);
    },
    async getMany(context, customerIds) {
      const { customers } = access.rows(context);
      return customerIds.map((id) => plainCopy(customers.get(id) ?? null));
    },
    async save(context, customer, expected) {
      const { customers } = access.rows(context);
      requireIdentifier(customer.id, "customer.id");
      const value = storableCopy(customer, "customer");
      const actual = customers.get(value.id)?.version ?? null;
      if (actual !== expected) return { ok: false, reason: "conflict", actual };
      const version = access.nextToken();
      customers.put({ value, version });
      return { ok: true, version };
    },
    async remove(context, customerId, expected) {
      const { customers } = access.rows(context);
      const actual = customers.get(customerId)?.version ?? null;
      if (actual === null || actual !== expected) return { ok: false, reason: "conflict", actual };
      customers.remove(customerId);
      return { ok: true };
    },
    page,
    scan: (context) => scanPages((request) => page(context, request)),
  };
}
