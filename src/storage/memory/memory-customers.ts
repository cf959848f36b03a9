import { compareCodePoints } from "../../kernel/index.js";
import type { StorageContext } from "../context.js";
import { decodeCursor, encodeCursor } from "../cursor.js";
import type { CustomerStore } from "../customer-store.js";
import { plainCopy } from "../plain-data.js";
import { pageRequest } from "../requests.js";
import { scanPages } from "../scan-pages.js";
import type { PageRequest } from "../stored.js";
import { type MemoryState, openTables } from "./memory-state.js";
import { pageOf } from "./page-of.js";

/** Creates the customer store of the memory storage. */
export function memoryCustomers(state: MemoryState): CustomerStore {
  const page = async (context: StorageContext, request: PageRequest) => {
    const { customers } = openTables(state, context);
    const { cursor } = pageRequest(request);
    const [after] = decodeCursor("customers", cursor, ["text"]) ?? [""];
    const rows = customers.ascending("byId", (row) => compareCodePoints(row.value.id, after) <= 0);
    return pageOf(rows, request, plainCopy, (row) => encodeCursor("customers", [row.value.id]));
  };
  return { page, scan: (context) => scanPages((request) => page(context, request)) };
}
