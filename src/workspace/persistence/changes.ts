import type {
  ChangeSet,
  CustomerChange,
  DocumentChange,
  DocumentCheck,
  DocumentKey,
  OutboxMessage,
} from "../../storage/index.js";
import type { Interaction } from "../../models/index.js";

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

/** Returns a text for a document, as {@link keysOf} does. */
export function documentText({ kind, id }: DocumentKey): string {
  return `document:${kind}:${id}`;
}
