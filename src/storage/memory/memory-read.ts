import type { StorageContext } from "../context.js";
import { plainCopy } from "../plain-data.js";
import type { ReadRequest, ReadResult } from "../read-request.js";
import { historyRequest, readRequest } from "../requests.js";
import { historyPage } from "./memory-interactions.js";
import { type MemoryState, openTables } from "./memory-state.js";
import { documentKey } from "../document-order.js";

/** Reads records by their keys, all of one instant. */
export function readRecords(state: MemoryState, context: StorageContext, request: ReadRequest): ReadResult {
  const tables = openTables(state, context);
  const { customers, documents, interactions, histories } = readRequest(request);
  return {
    customers: customers.map((id) => plainCopy(tables.customers.get(id) ?? null)),
    documents: documents.map((key) => plainCopy(tables.documents.get(documentKey(key)) ?? null)),
    interactions: interactions.map((id) => plainCopy(tables.interactions.get(id) ?? null)),
    histories: histories.map(({ customerId, from, limit }) => historyPage(tables, customerId, historyRequest({ from, limit }))),
  };
}
