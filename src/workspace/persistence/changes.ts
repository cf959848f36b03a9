import type {
  ChangeSet,
  CustomerChange,
  DocumentChange,
  DocumentCheck,
  DocumentKey,
  OutboxMessage,
  StorageDocument,
  Stored,
} from "../../storage/index.js";
import type { Interaction } from "../../models/index.js";
import { WORKSPACE_KINDS } from "./customer-state.js";

/** A change set that an operation collects. The state of the customer comes last: an adapter without transactions writes in order. */
export interface Changes {
  readonly customers: CustomerChange[];
  readonly documents: DocumentChange[];
  readonly checks: DocumentCheck[];
  readonly removeHistories: string[];
  readonly interactions: Interaction[];
  readonly messages: OutboxMessage[];
}

/** Returns an empty set. */
export function noChanges(): Changes {
  return { customers: [], documents: [], checks: [], removeHistories: [], interactions: [], messages: [] };
}

/** Returns a text for each record that a set names: two sets with a common one cannot be committed in one call. */
export function keysOf({ customers = [], documents = [], checks = [], interactions = [] }: ChangeSet): string[] {
  return [
    ...customers.map(({ id }) => `customer:${id}`),
    ...[...documents, ...checks].map(documentText),
    ...interactions.map(({ id }) => `interaction:${id}`),
  ];
}

/** Moves a document to another customer; what led to the one before leads to that one. */
export function movedDocument({ value: document, version }: Stored<StorageDocument>, customerId: string): DocumentChange {
  const { kind, id, value, ...content } = document;
  return { kind, id, document: { ...content, customerId, value: redirected(kind, value, customerId) }, expected: version };
}

function redirected(kind: string, value: unknown, customerId: string): unknown {
  if (kind === WORKSPACE_KINDS.identity) return { ...(value as object), owner: customerId };
  if (kind === WORKSPACE_KINDS.customerState) return { ...(value as object), into: customerId };
  return value;
}

/** Returns a text for a document, as {@link keysOf} does. */
export function documentText({ kind, id }: DocumentKey): string {
  // No identifier contains U+0000.
  return `document:${kind}\0${id}`;
}
