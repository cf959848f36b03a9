import type { Outcome, StorageAdapter, StorageContext, TransactionContext } from "../../storage/index.js";
import { customerOf, interactionOf } from "../records.js";
import { contentOf, FOREVER, instant, rejection, type StoragePromise, versionOf } from "../storage-promise.js";

const DONE: Outcome<null> = { ok: true, value: null };
const CONFLICT = { ok: false, reason: "conflict", actual: "7" } as const;

/** Returns one write of every kind, in the order of a decision. */
function decisionSteps(storage: StorageAdapter): ((context: StorageContext) => Promise<unknown>)[] {
  const version = async (context: StorageContext) => (await storage.customers.get(context, "old"))!.version;
  const documentVersion = async (context: StorageContext) => (await storage.documents.get(context, "kind", "old"))!.version;
  return [
    (context) => storage.interactions.append(context, [interactionOf({ id: "new 1" }), interactionOf({ id: "new 2" })]),
    async (context) => storage.customers.save(context, customerOf({ id: "old", source: "changed" }), await version(context)),
    (context) => storage.customers.save(context, customerOf({ id: "new" }), null),
    (context) => storage.documents.save(context, { kind: "kind", id: "new", value: 1 }, null),
    async (context) => storage.documents.remove(context, "kind", "old", await documentVersion(context)),
    (context) => storage.outbox.enqueue(context, [{ id: "new", type: "t", at: instant(1), payload: 1 }]),
    (context) => storage.schedule.set(context, "new", instant(1)),
    (context) => storage.schedule.set(context, "old", null),
    (context) => storage.interactions.removeHistory(context, "old"),
    async (context) => {
      const claimed = await storage.outbox.claim(context, { now: instant(), leaseMilliseconds: 1_000, limit: 1 });
      await storage.outbox.acknowledge(
        context,
        claimed.map(({ message, lease }) => ({ id: message.id, lease })),
      );
    },
    async (context) => storage.customers.remove(context, "old", await version(context)),
  ];
}

/** Stores records that the steps change. */
async function prepare(storage: StorageAdapter, context: StorageContext): Promise<void> {
  versionOf(await storage.customers.save(context, customerOf({ id: "old" }), null));
  versionOf(await storage.documents.save(context, { kind: "kind", id: "old", value: 0 }, null));
  await storage.interactions.append(context, [interactionOf({ id: "old", customerId: "old" })]);
  await storage.outbox.enqueue(context, [{ id: "old", type: "t", at: instant(), payload: 0 }]);
  await storage.schedule.set(context, "old", instant());
}

/** Promises about transactions. */
export const transactionPromises: readonly StoragePromise[] = [
  {
    id: "transaction-commits",
    title: "keeps every write of a run that returns a value, and returns that value",
    protects: "A decision whose result is lost is made twice.",
    requires: "transactions",
    async check({ storage, context, equal }) {
      await prepare(storage, context);
      const outcome = await storage.unitOfWork.run(context, async (inside) => {
        for (const step of decisionSteps(storage)) await step(inside);
        return { ok: true, value: ["decided"] };
      });
      equal("the outcome", outcome, { ok: true, value: ["decided"] });
      const { customers, documents, interactions, messages, schedule } = await contentOf(storage, context);
      const ids = (list: unknown) =>
        (list as { id?: string; key?: string; value?: { id: string } }[]).map((item) => item.value?.id ?? item.id ?? item.key);
      equal("customers", ids(customers), ["new"]);
      equal("documents", ids(documents), ["new"]);
      equal("interactions", ids(interactions), ["new 1", "new 2"]);
      equal("messages", ids(messages), ["new"]);
      equal("schedule", ids(schedule), ["new"]);
    },
  },
  {
    id: "transaction-rolls-back",
    title: "undoes every write of a run that throws after any step or returns a conflict, and passes the error on",
    protects:
      "A crash halfway leaves points without the order that earned them, or a message about a change that never happened.",
    requires: "transactions",
    async check({ storage, context, equal }) {
      await prepare(storage, context);
      const before = await contentOf(storage, context);
      const steps = decisionSteps(storage);
      for (let last = 0; last <= steps.length; last++) {
        const crash = new Error(`crash after step ${last}`);
        const failing = storage.unitOfWork.run(context, async (inside) => {
          for (const step of steps.slice(0, last)) await step(inside);
          throw crash;
        });
        equal("the error of the run", (await rejection(() => failing)) === crash, true);
        equal(`everything after a crash after step ${last}`, await contentOf(storage, context), before);
      }
      const outcome = await storage.unitOfWork.run<string>(context, async (inside) => {
        for (const step of steps) await step(inside);
        return CONFLICT;
      });
      equal("the conflict of the run", outcome, CONFLICT);
      equal("everything after a conflict", await contentOf(storage, context), before);
      const claimed = await storage.outbox.claim(context, { now: instant(), leaseMilliseconds: 1, limit: 5 });
      equal(
        "claims that were rolled back",
        claimed.map(({ attempt }) => attempt),
        [1],
      );
    },
  },
  {
    id: "transaction-is-invisible",
    title: "shows a run its own writes, and shows them to no one else before the commit",
    protects: "A report that reads half a decision shows an order without its customer.",
    requires: "transactions",
    async check({ storage, context, equal }) {
      await prepare(storage, context);
      const before = await contentOf(storage, context);
      let outside: Promise<unknown> | undefined;
      await storage.unitOfWork.run<null>(context, async (inside) => {
        const steps = decisionSteps(storage);
        for (const step of steps.slice(0, -2)) await step(inside);
        // Started now and awaited after the run, which rolls back. Whether an outside reader sees the state before the run or
        // waits for its end, it sees the same.
        outside = contentOf(storage, context);
        const own = await contentOf(storage, inside);
        const keys = (list: unknown, keyOf: (item: never) => string) => (list as never[]).map(keyOf);
        equal(
          "its own customers",
          keys(own["customers"], ({ value }: { value: { id: string } }) => value.id),
          ["new", "old"],
        );
        equal("its own change", (await storage.customers.get(inside, "old"))?.value.source, "changed");
        equal(
          "its own documents",
          keys(own["documents"], ({ value }: { value: { id: string } }) => value.id),
          ["new"],
        );
        equal("its own history", (await storage.interactions.history(inside, "c1", { limit: 5 })).items.length, 2);
        equal(
          "its own interactions",
          keys(own["interactions"], ({ id }: { id: string }) => id),
          ["new 1", "new 2"],
        );
        equal(
          "its own messages",
          keys(own["messages"], ({ id }: { id: string }) => id),
          ["old", "new"],
        );
        equal(
          "its own schedule",
          keys(own["schedule"], ({ key }: { key: string }) => key),
          ["new"],
        );
        equal("its own repetition", await storage.interactions.append(inside, [interactionOf({ id: "new 1" })]), ["repeated"]);
        return CONFLICT;
      });
      equal("everything, seen from outside", await outside, before);
    },
  },
  {
    id: "transaction-one-winner",
    title:
      "commits one of eight parallel runs that change the same customer, reports conflicts to the others, and loses no retried change",
    protects: "Eight checkouts sell to one customer at once, and seven purchases are missing from the profile.",
    requires: "transactions",
    async check({ storage, context, equal }) {
      const first = versionOf(await storage.customers.save(context, customerOf({ id: "a", attributes: { count: 0 } }), null));
      const writers = Array.from({ length: 8 }, (_, writer) => writer);
      const oneRound = await Promise.all(
        writers.map((writer) =>
          storage.unitOfWork.run(context, async (inside) => {
            const saved = await storage.customers.save(inside, customerOf({ id: "a", attributes: { writer, count: 0 } }), first);
            if (!saved.ok) return saved;
            await storage.interactions.append(inside, [interactionOf({ id: `by ${writer}` })]);
            return { ok: true, value: writer };
          }),
        ),
      );
      const winners = oneRound.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
      equal("committed runs", winners.length, 1);
      equal("runs that report a conflict", oneRound.filter((outcome) => !outcome.ok && outcome.reason === "conflict").length, 7);
      equal(
        "the customer of the committed run",
        (await storage.customers.get(context, "a"))?.value.attributes?.["writer"],
        winners[0],
      );
      const recorded = (await storage.interactions.page(context, { limit: 10 })).items.map(({ id }) => id);
      equal("the interactions of the committed run, and no others", recorded, [`by ${winners[0]}`]);

      const increment = async (inside: TransactionContext): Promise<Outcome<null>> => {
        const found = (await storage.customers.get(inside, "a"))!;
        const count = (found.value.attributes!["count"] as number) + 1;
        const saved = await storage.customers.save(inside, { ...found.value, attributes: { count } }, found.version);
        return saved.ok ? DONE : saved;
      };
      const persist = async (): Promise<void> => {
        for (let attempt = 1; attempt <= 100; attempt++) {
          if ((await storage.unitOfWork.run(context, increment)).ok) return;
        }
        throw new Error("100 attempts to change one customer all ended in a conflict.");
      };
      await Promise.all(writers.flatMap(() => [persist(), persist()]));
      equal("increments", (await storage.customers.get(context, "a"))?.value.attributes?.["count"], 16);
    },
  },
  {
    id: "transaction-against-single-writes",
    title: "does not let a run overwrite a single write that changed the same record meanwhile",
    protects: "An address is corrected while a batch runs, and the batch undoes the correction.",
    requires: "transactions",
    async check({ storage, context, equal }) {
      const first = versionOf(await storage.customers.save(context, customerOf({ id: "a", source: "first" }), null));
      let single: Promise<{ readonly ok: boolean }> | undefined;
      const outcome = await storage.unitOfWork.run(context, async (inside) => {
        const saved = await storage.customers.save(inside, customerOf({ id: "a", source: "run" }), first);
        // Not awaited, because a storage with locks makes it wait for the run.
        single = storage.customers.save(context, customerOf({ id: "a", source: "single" }), first);
        return saved.ok ? DONE : saved;
      });
      const { ok } = await single!;
      equal("exactly one of the two succeeded", [outcome.ok, ok].filter(Boolean).length, 1);
      equal("the customer", (await storage.customers.get(context, "a"))?.value.source, ok ? "single" : "run");
    },
  },
  {
    id: "transaction-boundaries",
    title: "rejects a transaction after its end, for another tenant, if it is made up, and inside another one",
    protects: "After a rollback, a call that was not awaited writes what the rollback undid.",
    requires: "transactions",
    async check({ storage, context, otherContext, equal }) {
      let leaked: TransactionContext | undefined;
      await storage.unitOfWork.run(context, async (inside) => {
        leaked = inside;
        equal("the tenant inside", inside.tenantId, context.tenantId);
        const foreign = () => storage.customers.get({ ...otherContext, transaction: inside.transaction }, "a");
        equal("another tenant", await rejection(foreign), "invalid_transaction");
        const nested = () => storage.unitOfWork.run(inside, async () => DONE);
        equal("a run in a run", await rejection(nested), "invalid_transaction");
        return DONE;
      });
      const late = () => storage.customers.save(leaked!, customerOf({ id: "late" }), null);
      equal("after the end", await rejection(late), "invalid_transaction");
      const madeUp = () => storage.schedule.due({ ...context, transaction: {} }, FOREVER, { limit: 1 });
      equal("a made-up transaction", await rejection(madeUp), "invalid_transaction");
      await rejection(() =>
        storage.unitOfWork.run(context, async (inside) => {
          leaked = inside;
          throw new Error("rolled back");
        }),
      );
      equal("after the rollback", await rejection(late), "invalid_transaction");
      equal("nothing was written", await storage.customers.get(context, "late"), null);
    },
  },
];
