import { compareCodePoints, sameContent } from "../../kernel/index.js";
import { compareOrdered, toMilliseconds } from "../../kernel/internal.js";
import type { Interaction } from "../../models/index.js";
import type { StorageContext } from "../context.js";
import { decodeCursor, encodeCursor } from "../cursor.js";
import type { Appended, HistoryRequest, InteractionLog } from "../interaction-log.js";
import { plainCopy } from "../plain-data.js";
import { historyRequest, pageRequest } from "../requests.js";
import { scanPages } from "../scan-pages.js";
import { storableInteraction } from "../storable-records.js";
import type { PageRequest } from "../stored.js";
import { type MemoryAccess, pageOf } from "./access.js";
import type { TenantRows } from "./tenant-tables.js";

/** Creates the interaction log of the memory storage. */
export function memoryInteractions(access: MemoryAccess): InteractionLog {
  const page = async (context: StorageContext, request: PageRequest) => {
    const { interactions } = access.rows(context);
    const after = readPlace("interactions", pageRequest(request).cursor);
    const rows = interactions.ascending("byTime", (row) => after !== null && compareOrdered(row, after) <= 0);
    return pageOf(rows, request, plainCopy, (row) => encodeCursor("interactions", [row.at.getTime(), row.id]));
  };
  return {
    async append(context, facts) {
      const { interactions } = access.rows(context);
      const copies = facts.map((fact, index) => storableInteraction(fact, `interactions[${index}]`));
      return copies.map((fact): Appended => {
        const known = interactions.get(fact.id);
        if (known !== undefined) return sameContent(known, fact) ? "repeated" : "conflict";
        interactions.put(fact);
        return "appended";
      });
    },
    async get(context, interactionId) {
      return plainCopy(access.rows(context).interactions.get(interactionId) ?? null);
    },
    async history(context, customerId, request) {
      const rows = historyRows(access.rows(context), customerId, historyRequest(request));
      const method = request.direction === "newest-first" ? "history-newest" : "history";
      return pageOf(rows, request, plainCopy, (row) => encodeCursor(method, [row.at.getTime(), row.id]));
    },
    page,
    async removeHistory(context, customerId) {
      const rows = access.rows(context);
      const ids = [...historyRows(rows, customerId, { limit: 1 })].map((row) => row.id);
      for (const id of ids) rows.interactions.remove(id);
      return ids.length;
    },
    scan: (context) => scanPages((request) => page(context, request)),
  };
}

function readPlace(method: string, cursor: string | null | undefined): { readonly at: Date; readonly id: string } | null {
  const place = decodeCursor(method, cursor, ["number", "text"]);
  return place && { at: new Date(place[0]), id: place[1] };
}

/** Yields the rows of one customer that match a request, starting after its cursor, without a limit. */
function* historyRows({ interactions }: TenantRows, customerId: string, request: HistoryRequest): Iterable<Interaction> {
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
