import { compareCodePoints } from "../../kernel/index.js";
import { compareOrdered, toMilliseconds } from "../../kernel/internal.js";
import type { Interaction } from "../../models/index.js";
import type { StorageContext } from "../context.js";
import { encodeCursor } from "../cursor.js";
import type { DocumentKey } from "../document-store.js";
import type { ReadRequest, ReadResult } from "../read-request.js";
import { readRequest } from "../requests.js";
import { pageOf, portionsOf, sought } from "./keyset.js";
import type { SqlAccess } from "./sql-access.js";
import { type FoundRow, LISTS, type ReadHistory, type ReadKeys, type SqlStatements } from "./sql-statements.js";
import { storedCustomer, storedDocument, storedInteraction } from "./stored-rows.js";

/** Number of histories per statement: databases limit the selects that one statement unites. */
const MAX_HISTORIES = 100;

/** Before every instant that can be stored. */
const BEGINNING = -8.64e15;

/** Reads records by their keys. More than 100 histories take a further statement per 100, after everything else. */
export async function readRecords(
  access: SqlAccess,
  statements: SqlStatements,
  context: StorageContext,
  request: ReadRequest,
): Promise<ReadResult> {
  const tenant = access.open(context);
  const { customers, documents, interactions, histories } = readRequest(request);
  const starts = histories.map(({ customerId, from, limit }, position): ReadHistory => {
    const first = from === undefined ? BEGINNING : toMilliseconds(from, `histories[${position}].from`);
    return { position, customerId: sought(customerId), from: first, limit: limit + 1 };
  });
  const [firstStarts = [], ...moreStarts] = portionsOf(starts, MAX_HISTORIES);
  const keys: ReadKeys = {
    customers: distinct(customers),
    documents: distinctKeys(documents),
    interactions: distinct(interactions),
    histories: firstStarts,
  };
  const found = emptyRows(histories.length);
  for (const part of [keys, ...moreStarts.map((portion) => ({ ...NOTHING, histories: portion }))]) {
    if (isNothing(part)) continue;
    for (const row of await access.persistently(() => statements.read(access.run, tenant, part))) addRow(found, row);
  }
  // Each result is decoded on its own, so that a repeated key returns two copies.
  return {
    customers: customers.map((id) => decoded(found.customers.get(id), storedCustomer)),
    documents: documents.map(({ kind, id }) => decoded(found.documents.get(kind)?.get(id), storedDocument)),
    interactions: interactions.map((id) => decoded(found.interactions.get(id), storedInteraction)),
    histories: histories.map(({ limit }, position) => {
      // A union of selects promises no order.
      const items = found.histories[position]!.map(storedInteraction).sort(compareOrdered);
      return pageOf(
        items,
        limit,
        (item) => item,
        ({ at, id }) => encodeCursor("history", [at.getTime(), id]),
      );
    }),
  };
}

const NOTHING: ReadKeys = { customers: [], documents: [], interactions: [], histories: [] };

function isNothing({ customers, documents, interactions, histories }: ReadKeys): boolean {
  return customers.length + documents.length + interactions.length + histories.length === 0;
}

/** Rows by key. */
interface FoundRows {
  readonly customers: Map<string, FoundRow>;
  readonly documents: Map<string, Map<string, FoundRow>>;
  readonly interactions: Map<string, FoundRow>;
  readonly histories: FoundRow[][];
}

function emptyRows(histories: number): FoundRows {
  const lists = Array.from({ length: histories }, (): FoundRow[] => []);
  return { customers: new Map(), documents: new Map(), interactions: new Map(), histories: lists };
}

function addRow({ customers, documents, interactions, histories }: FoundRows, row: FoundRow): void {
  switch (Number(row.list)) {
    case LISTS.customers:
      customers.set(row.id, row);
      break;
    case LISTS.documents: {
      const ofKind = documents.get(row.kind!) ?? new Map<string, FoundRow>();
      documents.set(row.kind!, ofKind.set(row.id, row));
      break;
    }
    case LISTS.interactions:
      interactions.set(row.id, row);
      break;
    default:
      histories[Number(row.position)]!.push(row);
  }
}

function decoded<Value>(row: FoundRow | undefined, decode: (row: FoundRow) => Value): Value | null {
  return row === undefined ? null : decode(row);
}

/** Returns the texts that can be bound, each once. */
function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.map(sought))].filter((text) => text !== "");
}

/** Returns the keys that can be bound, each once, by kind and identifier. */
function distinctKeys(keys: readonly DocumentKey[]): readonly DocumentKey[] {
  const ids = new Map<string, string[]>();
  for (const { kind, id } of keys) {
    const ofKind = ids.get(sought(kind)) ?? [];
    if (ofKind.push(id) === 1) ids.set(sought(kind), ofKind);
  }
  ids.delete("");
  const kinds = [...ids.keys()].sort(compareCodePoints);
  return kinds.flatMap((kind) => distinct(ids.get(kind)!).map((id) => ({ kind, id })));
}
