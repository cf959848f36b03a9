import type { ChangeSet, StorageDocument } from "../../storage/index.js";
import { messageOf } from "../outbox-calls.js";
import { customerOf, interactionOf } from "../records.js";
import { contentOf, instant, rejection, write } from "../storage-calls.js";
import type { StoragePromise } from "../storage-promise.js";

/** Identifiers that all differ; a storage must not fold, cut, pad, escape or normalize them. */
const awkwardIdentifiers = [
  "a",
  "A",
  "a ",
  " a",
  "á",
  "a\u0301",
  "ﬁ",
  "fi",
  "😀",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "null",
  "0",
  "00",
  "1e3",
  "%",
  "_",
  "a:b",
  "a/b",
  'a","b',
  "a\nb",
  "a\\b",
  "'; DROP TABLE customers; --",
  "王小明",
  "x".repeat(256),
];

/** One record of each kind under one identifier. */
const recordsNamed = (id: string): ChangeSet => ({
  customers: [{ id, customer: customerOf({ id, source: id }), expected: null }],
  documents: [{ kind: id, id, document: { customerId: id, dueAt: instant(), value: { [id]: id } }, expected: null }],
  interactions: [interactionOf({ id, customerId: id })],
  messages: [messageOf(id, 1, { id, type: id })],
});

/** Change sets with a value in each place that holds plain data. */
const setsWithValue = (value: unknown): Readonly<Record<string, ChangeSet>> => ({
  "a customer": { customers: [{ id: "a", customer: customerOf({ id: "a", attributes: { value } }), expected: null }] },
  "a document": { documents: [{ kind: "kind", id: "d", document: { value: [value] }, expected: null }] },
  "an interaction": { interactions: [interactionOf({ id: "bad", properties: { value } })] },
  "a message": { messages: [messageOf("a", 1, { payload: value })] },
});

/** Change sets with an identifier in each place that holds one. */
const setsWithIdentifier = (id: string): Readonly<Record<string, ChangeSet>> => ({
  "a customer": { customers: [{ id, customer: customerOf({ id }), expected: null }] },
  "the kind of a document": { documents: [{ kind: id, id: "d", document: { value: 1 }, expected: null }] },
  "a document": { documents: [{ kind: "kind", id, document: { value: 1 }, expected: null }] },
  "the customer of a document": {
    documents: [{ kind: "kind", id: "d", document: { customerId: id, value: 1 }, expected: null }],
  },
  "a check": { checks: [{ kind: "kind", id, expected: "1" }] },
  "an interaction": { interactions: [interactionOf({ id })] },
  "the customer of an interaction": { interactions: [interactionOf({ id: "bad", customerId: id })] },
  "a removed history": { removeHistories: [id] },
  "the subject of a message": { messages: [messageOf("a", 1, { subject: id })] },
  "a message": { messages: [messageOf("a", 1, { id })] },
});

const removal = { kind: "kind", id: "d", document: null };
const creation = { kind: "kind", id: "d", document: { value: 1 }, expected: null };
const profile = { id: "a", customer: customerOf({ id: "a" }), expected: null };

/** Lists of change sets that contradict themselves. */
const contradictions: Readonly<Record<string, readonly ChangeSet[]>> = {
  "a customer twice in one set": [{ customers: [profile, profile] }],
  "a customer in two sets": [{ customers: [profile] }, { customers: [profile] }],
  "a document in two sets": [{ documents: [creation] }, { documents: [creation] }],
  "a document that one set changes and another checks": [
    { documents: [creation] },
    { checks: [{ kind: "kind", id: "d", expected: "1" }] },
  ],
  "an interaction twice": [{ interactions: [interactionOf({ id: "i" })] }, { interactions: [interactionOf({ id: "i" })] }],
  "a history that two sets remove": [{ removeHistories: ["c1"] }, { removeHistories: ["c1"] }],
  "a message twice": [{ messages: [messageOf("a"), messageOf("a")] }],
  "a customer under another identifier": [{ customers: [{ ...profile, id: "b" }] }],
  "a removal without a version": [{ documents: [{ ...removal, expected: null }] }],
  "a version that is no text": [{ documents: [{ ...removal, expected: 1 as never }] }],
  "a check without a version": [{ checks: [{ kind: "kind", id: "d", expected: null as never }] }],
  "a sequence that is no integer": [{ messages: [messageOf("a", 1.5)] }],
  "part 0 of a message": [{ messages: [messageOf("a", 1, { part: 0 })] }],
};

/** Promises about identifiers and other input: what cannot be stored is refused. */
export const identifierPromises: readonly StoragePromise[] = [
  {
    id: "identifiers-by-code-point",
    title: "distinguishes identifiers by case, trailing space and Unicode form, and treats __proto__ as an ordinary one",
    protects:
      "A database that folds case or pads spaces merges two customers; a careless object sets its prototype with `__proto__`.",
    async check({ storage, context, equal }) {
      const outcomes = await storage.commit(context, awkwardIdentifiers.map(recordsNamed));
      equal(
        "the written change sets",
        Array.from(outcomes, ({ ok }) => ok),
        awkwardIdentifiers.map(() => true),
      );
      const found = await storage.read(context, {
        customers: awkwardIdentifiers,
        documents: awkwardIdentifiers.map((id) => ({ kind: id, id })),
        interactions: awkwardIdentifiers,
        histories: awkwardIdentifiers.map((customerId) => ({ customerId, limit: 100 })),
      });
      for (const [position, id] of awkwardIdentifiers.entries()) {
        equal(`the customer ${id}`, found.customers[position]?.value.source, id);
        const document = found.documents[position]?.value as StorageDocument<Record<string, unknown>> | undefined;
        equal(`the document ${id}`, Object.entries(document?.value ?? {}), [[id, id]]);
        equal(`the interaction ${id}`, found.interactions[position]?.customerId, id);
        const history = found.histories[position]!.items.map((fact) => fact.id);
        equal(`the history of ${id}`, history, [id]);
        const own = await storage.documents.page(context, { customerId: id, limit: 100 });
        equal(
          `the documents of ${id}`,
          own.items.map(({ value }) => value.id),
          [id],
        );
        const other = await storage.read({ ...context, tenantId: id }, { customers: [id] });
        equal(`a customer of the tenant ${id}`, other.customers, [null]);
      }
      const { due, messages } = await contentOf(storage, context);
      equal("documents that are due", new Set(due.map(({ id }) => id)).size, awkwardIdentifiers.length);
      equal("subjects of messages", new Set(messages.map(({ subject }) => subject)).size, awkwardIdentifiers.length);
    },
  },
  {
    id: "unstorable-is-refused",
    title: "rejects values that are not plain data and invalid identifiers with a code, and stores nothing of the whole commit",
    protects: "NaN comes back as null, an unpaired surrogate as a question mark: an error is better than a changed value.",
    async check({ storage, context, equal }) {
      const before = await contentOf(storage, context);
      const refused = async (what: string, set: ChangeSet, code: string): Promise<void> => {
        const commit = () => storage.commit(context, [recordsNamed("good"), set]);
        equal(what, await rejection(commit), code);
      };
      const cycle: Record<string, unknown> = {};
      cycle["self"] = cycle;
      const invalidDate = new Date(Number.NaN);
      const unstorable = [Number.NaN, Number.POSITIVE_INFINITY, "a\u0000b", "\ud800", () => 1, invalidDate, new Map(), 1n, cycle];
      for (const value of unstorable) {
        const shown = typeof value === "object" ? Object.prototype.toString.call(value) : String(value);
        for (const [place, set] of Object.entries(setsWithValue(value))) {
          await refused(`${place} with ${shown}`, set, "unstorable_value");
        }
      }
      for (const id of ["", "a\u0000", "\udc00", "x".repeat(257)]) {
        for (const [place, set] of Object.entries(setsWithIdentifier(id))) {
          await refused(`an invalid identifier of ${place}`, set, "unstorable_identifier");
        }
        const read = () => storage.read({ ...context, tenantId: id }, { customers: ["a"] });
        equal("an invalid identifier of a tenant", await rejection(read), "unstorable_identifier");
      }
      const noDate = { dueAt: 0 as never, value: 1 };
      const undated = { documents: [{ kind: "kind", id: "d", document: noDate, expected: null }] };
      await refused("a number in place of a due instant", undated, "invalid_instant");
      equal("everything", await contentOf(storage, context), before);
    },
  },
  {
    id: "contradictions-are-refused",
    title: "rejects change sets that contradict themselves with a code, and stores nothing of the whole commit",
    protects: "Of two changes of one record in one commit, the one that happens to be last wins, and nobody learns of the other.",
    async check({ storage, context, equal }) {
      await write(storage, context, recordsNamed("kept"));
      const before = await contentOf(storage, context);
      for (const [what, sets] of Object.entries(contradictions)) {
        const commit = () => storage.commit(context, [recordsNamed("good"), ...sets]);
        equal(what, await rejection(commit), "invalid_change_set");
        equal(`everything after ${what}`, await contentOf(storage, context), before);
      }
    },
  },
];
