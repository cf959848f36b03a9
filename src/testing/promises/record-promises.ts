import { type Interaction, type Customer } from "../../models/index.js";
import {
  type OutboxMessage,
  storableCopy,
  type StorageAdapter,
  type StorageContext,
  type StorageDocument,
} from "../../storage/index.js";
import { claim, messageOf } from "../outbox-calls.js";
import { customerOf, interactionOf } from "../records.js";
import { commitSet, CONFLICT, instant, write } from "../storage-calls.js";
import type { StoragePromise } from "../storage-promise.js";

/** A value with every type of plain data. */
const everything = {
  text: "naïve 😀 价值 ﬁ e\u0301 \u00e9",
  empty: "",
  flags: [true, false, null],
  numbers: [0, -1, 0.1 + 0.2, 1e-300, 5e-324, 1.7976931348623157e308, 9007199254740991, -273.15],
  dates: { then: new Date(-1), precise: new Date(1767268800123), last: new Date(8.64e15), first: new Date(-8.64e15) },
  nested: [[], {}, [{ deep: [{ deeper: new Date(0) }] }]],
  looksLikeADate: ["2026-01-01T00:00:00.000Z", { $date: "2026-01-01T00:00:00.000Z" }, { $$date: 1 }],
  "key with spaces, 'quotes\" and a .dot": 1,
};

/** One record of each kind. */
interface Records {
  readonly customer: Customer;
  readonly document: StorageDocument;
  readonly fact: Interaction;
  readonly message: OutboxMessage;
}

const changeSetOf = ({ customer, document: { kind, id, ...document }, fact, message }: Records) => ({
  customers: [{ id: customer.id, customer, expected: null }],
  documents: [{ kind, id, document, expected: null }],
  interactions: [fact],
  messages: [message],
});

/** Reads the records by their keys. */
async function readRecords(storage: StorageAdapter, context: StorageContext, { customer, document, fact }: Records) {
  const found = await storage.read(context, { customers: [customer.id], documents: [document], interactions: [fact.id] });
  const messages = await storage.outbox.page(context, { limit: 1 });
  return {
    customer: found.customers[0]?.value,
    document: found.documents[0]?.value,
    fact: found.interactions[0],
    message: messages.items[0],
  };
}

/** Promises about records: what is stored is returned unchanged. */
export const recordPromises: readonly StoragePromise[] = [
  {
    id: "absent-is-null",
    title: "returns null, an empty page or an empty list for what does not exist, never undefined or an error",
    protects: "Code that tests `=== null` takes a missing customer for an existing one and fails later, far away.",
    async check({ storage, context, equal }) {
      const none = { items: [], next: null };
      const found = await storage.read(context, {
        customers: ["nobody"],
        documents: [{ kind: "kind", id: "nothing" }],
        interactions: ["nothing"],
        histories: [{ customerId: "nobody", limit: 5 }],
      });
      equal("an absent customer", found.customers[0], null);
      equal("an absent document", found.documents[0], null);
      equal("an absent interaction", found.interactions[0], null);
      equal("an absent history", found.histories[0], none);
      const nothing = { customers: [], documents: [], interactions: [], histories: [] };
      equal("a read of nothing", await storage.read(context, {}), nothing);
      equal("a history of nobody", await storage.interactions.history(context, "nobody", { limit: 5 }), none);
      equal("documents that are due", await storage.documents.due(context, instant(), { limit: 5 }), none);
      equal("a claim from an empty outbox", await claim(storage.outbox, context, 5), []);
      const lost = await storage.outbox.acknowledge(context, [{ subject: "nobody", lease: "none", through: 1 }]);
      equal("an acknowledgement of nothing", lost, ["lost"]);
      equal("a commit of no change set", await storage.commit(context, []), []);
      equal("whether an empty change set is written", (await commitSet(storage, context, {})).ok, true);
      const removal = { customers: [{ id: "nobody", customer: null, expected: "1" }] };
      equal("the removal of an absent customer", await commitSet(storage, context, removal), CONFLICT);
      const erasure = await commitSet(storage, context, { removeHistories: ["nobody"] });
      equal("whether the removal of an absent history is written", erasure.ok, true);
    },
  },
  {
    id: "values-survive",
    title: "returns dates, numbers, texts and nested values equal to the last bit, from every kind of record",
    protects: "A date that comes back as text, or without its milliseconds, moves customers between stages.",
    async check({ storage, context, equal }) {
      const records: Records = {
        customer: customerOf({ id: "a", name: { family: "王", given: "小明" }, attributes: everything }),
        document: { kind: "kind", id: "d", customerId: "a", dueAt: instant(7), value: everything },
        fact: interactionOf({ id: "i", at: new Date(-1), recordedAt: instant(7), properties: everything }),
        message: messageOf("a", 7, { type: "stage.changed", at: instant(3), payload: everything }),
      };
      await write(storage, context, changeSetOf(records));
      const found = await readRecords(storage, context, records);
      for (const name of ["customer", "document", "fact", "message"] as const) equal(`the ${name}`, found[name], records[name]);
      const history = await storage.interactions.history(context, "c1", { limit: 1 });
      equal("the interaction in its history", history.items, [records.fact]);
      const claimed = await claim(storage.outbox, context);
      equal("the claimed message", claimed[0]?.messages, [records.message]);
      const values = [[1, [2]], "text", 0, false, null, new Date(5)];
      const documents = values.map((value, index) => ({ kind: "value", id: `${index}`, document: { value }, expected: null }));
      await write(storage, context, { documents });
      const read = await storage.read(context, { documents });
      equal(
        "documents with other values",
        Array.from(read.documents, (document) => document?.value.value),
        values,
      );
    },
  },
  {
    id: "copies",
    title: "stores and returns copies: changing an argument or a result changes nothing stored",
    protects: "A screen that sorts a list in place rewrites the customer for everyone.",
    async check({ storage, context, equal }) {
      const records: Records = {
        customer: customerOf({ id: "a", tags: ["vip"], attributes: { seen: new Date(0) } }),
        document: { kind: "kind", id: "d", dueAt: instant(), value: { points: [1] } },
        fact: interactionOf({ id: "i", properties: { tags: ["x"] } }),
        message: messageOf("a", 1, { payload: { list: [1] } }),
      };
      const before = storableCopy(records);
      const committed = commitSet(storage, context, changeSetOf(records));
      // Changed at once, while the call may still be busy.
      spoil(records);
      equal("whether the set is written", (await committed).ok, true);
      const read = () => readRecords(storage, context, before);
      equal("after the arguments were changed", await read(), before);
      spoil(await read());
      equal("after the results were changed", await read(), before);
      const { customers, documents, interactions, outbox } = storage;
      spoil([
        await customers.page(context, { limit: 1 }),
        await documents.page(context, { limit: 1 }),
        await documents.due(context, instant(), { limit: 1 }),
        await interactions.page(context, { limit: 1 }),
        await interactions.history(context, "c1", { limit: 1 }),
        await claim(outbox, context),
      ]);
      equal("after results in lists were changed", await read(), before);
      const due = await documents.due(context, instant(), { limit: 1 });
      equal("the document that is due", due.items, [{ kind: "kind", id: "d", dueAt: instant() }]);
    },
  },
  {
    id: "large-records",
    title: "stores a record of a megabyte and a change set of a thousand interactions completely",
    protects: "A column that cuts off at 64 kB silently loses the end of a customer's profile.",
    async check({ storage, context, equal }) {
      const value = { text: "价".repeat(350_000) };
      await write(storage, context, { documents: [{ kind: "kind", id: "large", document: { value }, expected: null }] });
      const found = await storage.read(context, { documents: [{ kind: "kind", id: "large" }] });
      equal("the large document is complete", JSON.stringify(found.documents[0]?.value.value) === JSON.stringify(value), true);
      const interactions = Array.from({ length: 1_000 }, (_, index) => interactionOf({ id: `i${index}`, at: instant(index) }));
      await write(storage, context, { interactions });
      const history = await storage.interactions.history(context, "c1", { limit: 1_000 });
      equal("the number of interactions", history.items.length, 1_000);
    },
  },
];

/** Changes everything that can be changed, at every depth. */
function spoil(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (value instanceof Date) {
    value.setTime(1);
    return;
  }
  for (const [key, field] of Object.entries(value)) {
    if (typeof field === "object" && field !== null) spoil(field);
    else if (!Object.isFrozen(value)) (value as Record<string, unknown>)[key] = "spoiled";
  }
  if (Array.isArray(value) && !Object.isFrozen(value)) value.push("spoiled");
}
