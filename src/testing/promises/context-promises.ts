import type { ChangeSet, StorageAdapter, StorageContext, Version } from "../../storage/index.js";
import { ALL, claim, messageOf } from "../outbox-calls.js";
import { customerOf, interactionOf } from "../records.js";
import { commitSet, contentOf, instant, rejection, write } from "../storage-calls.js";
import type { StoragePromise } from "../storage-promise.js";

const KEY = { kind: "kind", id: "a" };

/** Returns calls of every method that reads, by name. */
function everyRead(storage: StorageAdapter, context: StorageContext): Record<string, () => Promise<unknown>> {
  const { customers, interactions, documents, outbox } = storage;
  const drained = (scan?: (context: StorageContext) => AsyncIterable<unknown>) => async () => {
    const items: unknown[] = [];
    if (scan !== undefined) for await (const item of scan(context)) items.push(item);
    return items;
  };
  return {
    "read of customers": () => storage.read(context, { customers: ["a", "a"] }),
    "read of documents": () => storage.read(context, { documents: [KEY] }),
    "read of interactions": () => storage.read(context, { interactions: ["a"] }),
    "read of histories": () => storage.read(context, { histories: [{ customerId: "a", limit: 5 }] }),
    "customers.page": () => customers.page(context, { limit: 5 }),
    ...(customers.scan && { "customers.scan": drained(customers.scan.bind(customers)) }),
    "interactions.history": () => interactions.history(context, "a", { limit: 5 }),
    "interactions.page": () => interactions.page(context, { limit: 5 }),
    ...(interactions.scan && { "interactions.scan": drained(interactions.scan.bind(interactions)) }),
    "documents.page": () => documents.page(context, { limit: 5 }),
    "documents.page of a customer": () => documents.page(context, { customerId: "a", limit: 5 }),
    "documents.due": () => documents.due(context, instant(), { limit: 5 }),
    "outbox.page": () => outbox.page(context, { limit: 5 }),
  };
}

/** Returns calls of every method that writes, by name. Each may succeed or be a conflict. */
function everyWrite(storage: StorageAdapter, context: StorageContext, expected: Version, lease: string) {
  const commit = (set: ChangeSet) => () => commitSet(storage, context, set);
  const customer = customerOf({ id: "a", source: "changed" });
  return {
    "commit of a change of a customer": commit({ customers: [{ id: "a", customer, expected }] }),
    "commit of the removal of a customer": commit({ customers: [{ id: "a", customer: null, expected }] }),
    "commit of a change of a document": commit({ documents: [{ ...KEY, document: { value: 2 }, expected }] }),
    "commit of the removal of a document": commit({ documents: [{ ...KEY, document: null, expected }] }),
    "commit of the removal of a history": commit({ removeHistories: ["a"] }),
    "commit of new records": commit({ ...recordsNamed("b", "other"), messages: [messageOf("a", 2)] }),
    "commit after a check": commit({ checks: [{ ...KEY, expected }], messages: [messageOf("a", 3)] }),
    "outbox.claim": () => claim(storage.outbox, context),
    "outbox.acknowledge": () => storage.outbox.acknowledge(context, [{ subject: "a", lease, through: ALL }]),
  };
}

/** One record of each kind under one identifier. */
const recordsNamed = (id: string, note: string): ChangeSet => ({
  customers: [{ id, customer: customerOf({ id, source: note }), expected: null }],
  documents: [{ kind: "kind", id, document: { customerId: id, dueAt: instant(), value: note }, expected: null }],
  interactions: [interactionOf({ id, customerId: id, source: note })],
  messages: [messageOf(id, 1, { payload: note })],
});

/** Promises about the context: tenants and abort signals. */
export const contextPromises: readonly StoragePromise[] = [
  {
    id: "tenants-are-isolated",
    title: "never shows, changes or blocks data of another tenant, even under the same identifiers",
    protects: "One shop sees the customers of another, or its messages wait for a worker of the other.",
    async check({ storage, context, otherContext, equal }) {
      const { outbox } = storage;
      const version = await write(storage, context, recordsNamed("a", "mine"));
      for (const [method, read] of Object.entries(everyRead(storage, otherContext))) {
        const shown = JSON.stringify(await read());
        equal(`${method} by another tenant shows data`, shown.includes('"a"') || shown.includes("mine"), false);
      }
      const [claimed] = await claim(outbox, context);
      const before = await contentOf(storage, context);
      for (const [method, call] of Object.entries(everyWrite(storage, otherContext, version, claimed!.lease))) {
        await call();
        equal(`the data after ${method} by another tenant`, await contentOf(storage, context), before);
      }
      // The names of the first tenant and of this one differ by a space at the end.
      const third = { ...context, tenantId: `${context.tenantId} ` };
      await write(storage, third, recordsNamed("a", "theirs"));
      const [theirs] = await claim(outbox, third);
      equal("the claim while another tenant has claimed the same subject", theirs?.messages[0]?.payload, "theirs");
      const acknowledge = (owner: StorageContext, lease: string) =>
        outbox.acknowledge(owner, [{ subject: "a", lease, through: ALL }]);
      equal("an acknowledgement by another tenant", await acknowledge(third, claimed!.lease), ["lost"]);
      equal("the acknowledgement", await acknowledge(context, claimed!.lease), ["acknowledged"]);
      equal("the messages of the third tenant", (await outbox.page(third, { limit: 5 })).items.length, 1);
      equal("its acknowledgement", await acknowledge(third, theirs!.lease), ["acknowledged"]);
      for (const [owner, note] of [
        [context, "mine"],
        [third, "theirs"],
      ] as const) {
        const { customers, documents, interactions } = await contentOf(storage, owner);
        const notes = [customers[0]?.value.source, documents[0]?.value.value, interactions[0]?.source];
        equal(`the records of the tenant that stored "${note}"`, notes, [note, note, note]);
      }
    },
  },
  {
    id: "abort-changes-nothing",
    title: "rejects every call with an aborted signal with the reason of the signal, and changes nothing",
    protects: "A request that the user cancelled keeps writing.",
    async check({ storage, context, equal }) {
      const version = await write(storage, context, recordsNamed("a", "mine"));
      const before = await contentOf(storage, context);
      const reason = new Error("cancelled");
      const aborted = { ...context, signal: AbortSignal.abort(reason) };
      const calls = { ...everyRead(storage, aborted), ...everyWrite(storage, aborted, version, "1") };
      for (const [method, call] of Object.entries(calls)) {
        equal(`${method} rejects with the reason`, (await rejection(call)) === reason, true);
        equal(`everything after ${method}`, await contentOf(storage, context), before);
      }
      equal("the subjects that can be claimed", (await claim(storage.outbox, context, 5)).length, 1);
      const open = { ...context, signal: new AbortController().signal };
      const read = await storage.read(open, { customers: ["a"] });
      equal("a read with a signal that is not aborted", read.customers[0]?.value.id, "a");
    },
  },
  {
    id: "abort-keeps-sets-whole",
    title: "leaves every change set of a commit that is aborted while it runs whole or unwritten",
    protects: "An import that is stopped halfway keeps the orders of a customer and loses the points for them.",
    requires: "transactions",
    async check({ storage, context, equal }) {
      for (let turns = 0; turns < 10; turns++) {
        const ids = Array.from({ length: 5 }, (_, position) => `${turns} ${position}`);
        const controller = new AbortController();
        const reason = new Error("stopped");
        const commit = () =>
          storage.commit(
            { ...context, signal: controller.signal },
            ids.map((id) => recordsNamed(id, "mine")),
          );
        const ended = rejection(commit);
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
        controller.abort(reason);
        const error = await ended;
        const keys = ids.map((id) => ({ kind: "kind", id }));
        const found = await storage.read(context, { customers: ids, documents: keys, interactions: ids });
        const waiting = new Set((await contentOf(storage, context)).messages.map(({ subject }) => subject));
        for (const [position, id] of ids.entries()) {
          const { customers, documents, interactions } = found;
          const parts = [customers[position], documents[position], interactions[position]].map((part) => part !== null);
          const written = waiting.has(id);
          equal(`the parts of a set that are written, if its message is ${String(written)}`, parts, [written, written, written]);
          if (error === "nothing") equal("whether a set is written although the call succeeded", written, true);
        }
        if (error !== "nothing") equal("whether the call rejects with the reason", error === reason, true);
      }
    },
  },
];
