import { compareCodePoints } from "../../kernel/index.js";
import type { Interaction } from "../../models/index.js";
import type { CheckedChangeSets } from "../check-change-sets.js";
import { storableText } from "../storable-text.js";
import { sought } from "./keyset.js";
import { pushedDocument, pushedProperties } from "./pushed-json.js";

/** Row of a customer to create, replace or remove. */
export interface CustomerRow {
  readonly set: number;
  readonly version: string;
  readonly id: string;
  readonly expected: string | null;
  /** The stored text; `null` removes the row. */
  readonly record: string | null;
  readonly document: string | null;
}

/** Row of a document to create, replace, remove or check. */
export interface DocumentRow {
  readonly set: number;
  readonly version: string;
  readonly kind: string;
  readonly id: string;
  readonly expected: string | null;
  /** Whether the row is only compared. */
  readonly checked: boolean;
  readonly customerId: string | null;
  readonly dueAt: number | null;
  /** The stored text; `null` removes the row, or checks it. */
  readonly record: string | null;
}

/** Row of a new interaction. */
export interface InteractionRow {
  readonly set: number;
  readonly id: string;
  readonly customerId: string;
  readonly type: string;
  readonly at: number;
  readonly channel: string | null;
  readonly record: string;
  readonly properties: string;
}

/** Row of a new message. */
export interface MessageRow {
  readonly set: number;
  readonly subject: string;
  readonly sequence: number;
  readonly part: number;
  readonly id: string;
  readonly record: string;
}

/** Rows of change sets, each list by key in code-point order, each row with the position of its set. */
export interface CommitRows {
  readonly customers: readonly CustomerRow[];
  /** Changes and checks together, so that all writers lock them in one order. */
  readonly documents: readonly DocumentRow[];
  readonly histories: readonly { readonly set: number; readonly customerId: string }[];
  readonly interactions: readonly InteractionRow[];
  readonly messages: readonly MessageRow[];
}

/**
 * Converts checked change sets to rows.
 *
 * @param versions - new version of each set, by position
 */
export function commitRowsOf(sets: CheckedChangeSets, versions: readonly string[]): CommitRows {
  const changes = sets.documents.map(({ set, kind, id, expected, document }): DocumentRow => {
    const content = {
      customerId: document?.customerId ?? null,
      dueAt: document?.dueAt?.getTime() ?? null,
      record: document === null ? null : storableText(document.value),
    };
    return { set, version: versions[set]!, kind, id, expected: bindable(expected), checked: false, ...content };
  });
  const checks = sets.checks.map(({ set, kind, id, expected }): DocumentRow => {
    const nothing = { customerId: null, dueAt: null, record: null };
    return { set, version: versions[set]!, kind, id, expected: bindable(expected), checked: true, ...nothing };
  });
  return {
    customers: sets.customers.map(({ set, id, expected, customer }) => {
      const content =
        customer === null
          ? { record: null, document: null }
          : { record: storableText(customer), document: pushedDocument(customer) };
      return { set, version: versions[set]!, id, expected: bindable(expected), ...content };
    }),
    documents: checks.length === 0 ? changes : [...changes, ...checks].sort(byKey),
    histories: sets.removeHistories,
    interactions: sets.interactions.map(({ set, interaction }) => ({ set, ...interactionColumns(interaction) })),
    messages: sets.messages.map(({ set, message: { subject, sequence, part, ...content } }) => {
      return { set, subject, sequence, part, id: content.id, record: storableText(content) };
    }),
  };
}

/** Returns a version to compare; one that was never stored for a text that cannot be bound. */
function bindable(expected: string | null): string | null {
  return expected === null ? null : sought(expected);
}

function byKey(left: DocumentRow, right: DocumentRow): number {
  return compareCodePoints(left.kind, right.kind) || compareCodePoints(left.id, right.id);
}

function interactionColumns(interaction: Interaction): Omit<InteractionRow, "set"> {
  const { id, customerId, type, at, channel } = interaction;
  return {
    id,
    customerId,
    // Columns for searching; a value of another type is only in `record`.
    type: typeof type === "string" ? type : "",
    at: at.getTime(),
    channel: typeof channel === "string" ? channel : null,
    record: storableText(interaction),
    properties: pushedProperties(interaction),
  };
}

/** Maximum number of sets per portion. */
const MAX_SETS = 100;

/** Maximum length of the stored texts per portion: with quotes and escapes, far below what every server accepts. */
const MAX_LENGTH = 2_000_000;

/**
 * Splits the sets of a commit into portions for one transaction each. A set is never split.
 *
 * @returns the positions of the sets of each portion, in order
 */
export function commitPortions(rows: CommitRows, count: number): readonly (readonly number[])[] {
  const lengths = new Array<number>(count).fill(0);
  const { customers, documents, interactions, messages } = rows;
  for (const list of [customers, documents, interactions, messages])
    for (const { set, record } of list) lengths[set]! += record?.length ?? 0;
  const portions: number[][] = [];
  let left = 0;
  lengths.forEach((length, set) => {
    const last = portions.at(-1);
    if (last === undefined || last.length === MAX_SETS || length > left) {
      portions.push([set]);
      left = MAX_LENGTH - length;
    } else {
      last.push(set);
      left -= length;
    }
  });
  return portions;
}

/** Returns the rows of some sets. */
export function rowsOfSets(rows: CommitRows, has: (set: number) => boolean): CommitRows {
  const kept = <Row extends { readonly set: number }>(list: readonly Row[]): readonly Row[] => list.filter(({ set }) => has(set));
  return {
    customers: kept(rows.customers),
    documents: kept(rows.documents),
    histories: kept(rows.histories),
    interactions: kept(rows.interactions),
    messages: kept(rows.messages),
  };
}
