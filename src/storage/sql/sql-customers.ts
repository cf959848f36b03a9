import type { StorageContext } from "../context.js";
import { encodeCursor } from "../cursor.js";
import type { CustomerStore } from "../customer-store.js";
import { pageRequest } from "../requests.js";
import { scanPages } from "../scan-pages.js";
import type { PageRequest } from "../stored.js";
import { pageOf, readCursor } from "./keyset.js";
import { findCustomersByRule } from "./pushed-rules.js";
import type { SqlAccess } from "./sql-access.js";
import { storedCustomer } from "./stored-rows.js";

/** Creates the lists of customers of the SQL storage. */
export function sqlCustomers(access: SqlAccess): CustomerStore {
  const page = async (context: StorageContext, request: PageRequest) => {
    const tenant = access.open(context);
    const { limit, cursor } = pageRequest(request);
    const [after] = readCursor("customers", cursor, ["text"]) ?? [""];
    const rows = await access.persistently(() =>
      access.executor
        .selectFrom("clientele_customer")
        .select(["id", "version", "record"])
        .where("tenant_id", "=", tenant)
        .where("id", ">", after)
        .orderBy("id")
        .limit(limit + 1)
        .execute(),
    );
    return pageOf(rows, limit, storedCustomer, ({ id }) => encodeCursor("customers", [id]));
  };

  return {
    page,
    scan: (context) => scanPages((request) => page(context, request)),
    findByRule: (context, rule, request) => findCustomersByRule(access, context, rule, request),
  };
}
