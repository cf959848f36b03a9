import { compareCodePoints } from "../../kernel/index.js";
import { compareOrdered, toMilliseconds } from "../../kernel/internal.js";
import type { Interaction } from "../../models/index.js";
import type { StorageContext } from "../context.js";
import { decodeCursor, encodeCursor } from "../cursor.js";
import type { HistoryRequest, InteractionLog } from "../interaction-log.js";
import { plainCopy } from "../plain-data.js";
import { historyRequest, pageRequest } from "../requests.js";
import { scanPages } from "../scan-pages.js";
import type { Page, PageRequest } from "../stored.js";
import { type MemoryState, openTables } from "./memory-state.js";
import { pageOf } from "./page-of.js";
import type { TenantTables } from "./tenant-tables.js";

/** Creates the interaction log of the memory storage. */
export function memoryInteractions(state: MemoryState): InteractionLog {
  const page = async (context: StorageContext, request: PageRequest) => {
    const { interactions } = openTables(state, context);
    const after = readPlace("interactions", pageRequest(request).cursor);
    const rows = interactions.ascending("byTime", (row) => after !== null && compareOrdered(row, after) <= 0);
    return pageOf(rows, request, plainCopy, (row) => encodeCursor("interactions", [row.at.getTime(), row.id]));
  };
  return {
    history: async (context, customerId, request) => historyPage(openTables(state, context), customerId, historyRequest(request)),
    page,
    scan: (context) => scanPages((request) => page(context, request)),
  };
}

/** Reads a page of the history of one customer. */
export function historyPage(tables: TenantTables, customerId: string, request: HistoryRequest): Page<Interaction> {
  const method = request.direction === "newest-first" ? "history-newest" : "history";
  const rows = historyRows(tables, customerId, request);
  return pageOf(rows, request, plainCopy, (row) => encodeCursor(method, [row.at.getTime(), row.id]));
}

/** Returns the identifiers of all interactions of one customer. */
export function historyIds(tables: TenantTables, customerId: string): string[] {
  return Array.from(historyRows(tables, customerId, {}), ({ id }) => id);
}

function readPlace(method: string, cursor: string | null | undefined): { readonly at: Date; readonly id: string } | null {
  const place = decodeCursor(method, cursor, ["number", "text"]);
  return place && { at: new Date(place[0]), id: place[1] };
}

/** Yields the rows of one customer that match a request, starting after its cursor. */
function* historyRows(
  { interactions }: TenantTables,
  customerId: string,
  request: Omit<HistoryRequest, "limit">,
): Iterable<Interaction> {
  const from = request.from === undefined ? Number.NEGATIVE_INFINITY : toMilliseconds(request.from, "from");
  const to = request.to === undefined ? Number.POSITIVE_INFINITY : toMilliseconds(request.to, "to");
  const types = request.types && new Set(request.types);
  const newestFirst = request.direction === "newest-first";
  const after = readPlace(newestFirst ? "history-newest" : "history", request.cursor);

  const isBefore = (row: Interaction): boolean => {
    const side = compareCodePoints(row.customerId, customerId);
    if (side !== 0) return side < 0;
    return row.at.getTime() < from || (!newestFirst && after !== null && compareOrdered(row, after) <= 0);
  };
  const isAfter = (row: Interaction): boolean => {
    const side = compareCodePoints(row.customerId, customerId);
    if (side !== 0) return side > 0;
    return row.at.getTime() >= to || (newestFirst && after !== null && compareOrdered(row, after) >= 0);
  };
  const rows = newestFirst ? interactions.descending("byCustomer", isAfter) : interactions.ascending("byCustomer", isBefore);
  const isBeyond = newestFirst ? isBefore : isAfter;
  for (const row of rows) {
    if (isBeyond(row)) return;
    if (types === undefined || types.has(row.type)) yield row;
  }
}
