import type { StorageAdapter, StorageContext } from "../../storage/index.js";
import { customerOf, interactionOf } from "../records.js";
import { contentOf, instant, rejection, type StoragePromise, versionOf } from "../storage-promise.js";

/** Returns calls of every method that reads, by name. */
function everyRead(storage: StorageAdapter, context: StorageContext): Record<string, () => Promise<unknown>> {
  const { customers, interactions, documents, outbox, schedule } = storage;
  const drained = (scan?: (context: StorageContext) => AsyncIterable<unknown>) => async () => {
    const items: unknown[] = [];
    if (scan !== undefined) for await (const item of scan(context)) items.push(item);
    return items;
  };
  return {
    "customers.get": () => customers.get(context, "a"),
    "customers.getMany": () => customers.getMany(context, ["a", "a"]),
    "customers.page": () => customers.page(context, { limit: 5 }),
    ...(customers.scan && { "customers.scan": drained(customers.scan.bind(customers)) }),
    "interactions.get": () => interactions.get(context, "a"),
    "interactions.history": () => interactions.history(context, "a", { limit: 5 }),
    "interactions.page": () => interactions.page(context, { limit: 5 }),
    ...(interactions.scan && { "interactions.scan": drained(interactions.scan.bind(interactions)) }),
    "documents.get": () => documents.get(context, "kind", "a"),
    "documents.getMany": () => documents.getMany(context, "kind", ["a"]),
    "documents.page": () => documents.page(context, { limit: 5 }),
    "documents.page of a customer": () => documents.page(context, { customerId: "a", limit: 5 }),
    "outbox.page": () => outbox.page(context, { limit: 5 }),
    "schedule.due": () => schedule.due(context, instant(), { limit: 5 }),
  };
}

/** Returns calls of every method that writes, by name. Each succeeds whatever the others did. */
function everyWrite(storage: StorageAdapter, context: StorageContext, versions: readonly string[]) {
  const { customers, interactions, documents, outbox, schedule } = storage;
  return {
    "customers.save": () => customers.save(context, customerOf({ id: "b" }), null),
    "customers.save over a": () => customers.save(context, customerOf({ id: "a", source: "changed" }), versions[0]!),
    "customers.remove": () => customers.remove(context, "a", versions[0]!),
    "interactions.append": () => interactions.append(context, [interactionOf({ id: "b" })]),
    "interactions.removeHistory": () => interactions.removeHistory(context, "a"),
    "documents.save": () => documents.save(context, { kind: "kind", id: "b", value: 2 }, null),
    "documents.remove": () => documents.remove(context, "kind", "a", versions[1]!),
    "outbox.enqueue": () => outbox.enqueue(context, [{ id: "b", type: "t", at: instant(), payload: 1 }]),
    "outbox.claim": () => outbox.claim(context, { now: instant(), leaseMilliseconds: 1, limit: 1 }),
    "outbox.acknowledge": () => outbox.acknowledge(context, [{ id: "a", lease: versions[2]! }]),
    "schedule.set": () => schedule.set(context, "b", instant()),
    "schedule.set to null": () => schedule.set(context, "a", null),
  };
}

/** Stores one record of each kind, all named "a". */
async function fill(storage: StorageAdapter, context: StorageContext, note: string): Promise<string[]> {
  const customer = versionOf(await storage.customers.save(context, customerOf({ id: "a", source: note }), null));
  const document = versionOf(
    await storage.documents.save(context, { kind: "kind", id: "a", customerId: "a", value: note }, null),
  );
  await storage.interactions.append(context, [interactionOf({ id: "a", customerId: "a", source: note })]);
  await storage.outbox.enqueue(context, [{ id: "a", type: "t", at: instant(), payload: note }]);
  await storage.schedule.set(context, "a", instant());
  return [customer, document];
}

/** Promises about the context: tenants and abort signals. */
export const contextPromises: readonly StoragePromise[] = [
  {
    id: "tenants-are-isolated",
    title: "never shows or changes data of another tenant, even under the same identifiers",
    protects: "One shop sees the customers of another.",
    async check({ storage, context, otherContext, equal }) {
      const versions = await fill(storage, context, "mine");
      for (const [method, read] of Object.entries(everyRead(storage, otherContext))) {
        const shown = JSON.stringify(await read());
        equal(`${method} by another tenant shows data`, shown.includes('"a"') || shown.includes("mine"), false);
      }
      const [claimed] = await storage.outbox.claim(context, { now: instant(), leaseMilliseconds: 1_000, limit: 1 });
      const before = await contentOf(storage, context);
      const writes = everyWrite(storage, otherContext, [...versions, claimed!.lease]);
      for (const [method, write] of Object.entries(writes)) {
        await write();
        equal(`the data after ${method} by another tenant`, await contentOf(storage, context), before);
      }
      const again = await storage.outbox.claim(otherContext, { now: instant(5_000), leaseMilliseconds: 1, limit: 5 });
      equal(
        "messages that another tenant can claim",
        again.map(({ message }) => message.id),
        ["b"],
      );
      const acknowledged = await storage.outbox.acknowledge(context, [{ id: "a", lease: claimed!.lease }]);
      equal("the lease after calls of another tenant", acknowledged, ["acknowledged"]);
      const third = { ...context, tenantId: `${context.tenantId} ` };
      await fill(storage, third, "theirs");
      equal("the customer of the first tenant", (await storage.customers.get(context, "a"))?.value.source, "mine");
      equal("the customer of the third tenant", (await storage.customers.get(third, "a"))?.value.source, "theirs");
    },
  },
  {
    id: "abort-changes-nothing",
    title: "rejects every call with an aborted signal with the reason of the signal, and changes nothing",
    protects: "A request that the user cancelled keeps writing.",
    async check({ storage, context, equal }) {
      const versions = await fill(storage, context, "mine");
      const before = await contentOf(storage, context);
      const reason = new Error("cancelled");
      const aborted = { ...context, signal: AbortSignal.abort(reason) };
      const calls: Record<string, () => Promise<unknown>> = {
        ...everyRead(storage, aborted),
        ...everyWrite(storage, aborted, [...versions, "1"]),
        "unitOfWork.run": () => storage.unitOfWork.run(aborted, async () => ({ ok: true, value: 1 })),
      };
      for (const [method, call] of Object.entries(calls)) {
        equal(`${method} rejects with the reason`, (await rejection(call)) === reason, true);
        equal(`everything after ${method}`, await contentOf(storage, context), before);
      }
      const open = { ...context, signal: new AbortController().signal };
      equal("a signal that is not aborted", (await storage.customers.get(open, "a"))?.value.id, "a");
    },
  },
  {
    id: "abort-rolls-back",
    title: "rolls a run back when its signal is aborted, and rejects with the reason",
    protects: "A batch that is stopped halfway keeps its first half.",
    requires: "transactions",
    async check({ storage, context, equal }) {
      const controller = new AbortController();
      const reason = new Error("stopped");
      const before = await contentOf(storage, context);
      const run = () =>
        storage.unitOfWork.run({ ...context, signal: controller.signal }, async (inside) => {
          await storage.customers.save(inside, customerOf({ id: "a" }), null);
          controller.abort(reason);
          return { ok: true, value: 1 };
        });
      equal("the run rejects with the reason", (await rejection(run)) === reason, true);
      equal("everything", await contentOf(storage, context), before);
    },
  },
];
