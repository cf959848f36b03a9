import type { Outcome, StorageAdapter, StorageContext, TransactionContext } from "../../storage/index.js";
import { customerOf, interactionOf } from "../records.js";
import { contentOf, FOREVER, instant, rejection, type StoragePromise, versionOf } from "../storage-promise.js";

const DONE: Outcome<null> = { ok: true, value: null };
const CONFLICT = { ok: false, reason: "conflict", actual: "7" } as const;

/** One write of every kind, in the order of a decision. */
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

/** Something to change. */
async function prepare(storage: StorageAdapter, context: StorageContext): Promise<void> {
  versionOf(await storage.customers.save(context, customerOf({ id: "old" }), null));
  versionOf(await storage.documents.save(context, { kind: "kind", id: "old", value: 0 }, null));
  await storage.interactions.append(context, [interactionOf({ id: "old", customerId: "old" })]);
  await storage.outbox.enqueue(context, [{ id: "old", type: "t", at: instant(), payload: 0 }]);
  await storage.schedule.set(context, "old", instant());
}

/** All or nothing. */
export const transactionPromises: readonly StoragePromise[] = [
  {
    id: "transaction-commits",
    title: "a run that returns a value keeps everything, and hands the value back",
    protects: "A decision whose outcome is lost on the way is taken twice.",
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
    title:
      "a run that throws after any of its steps, or returns a conflict, leaves everything as it was, and its error comes out",
    protects: "A crash half-way leaves points without the order that earned them, or a message about a change that never was.",
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
        equal("the error that came out", (await rejection(() => failing)) === crash, true);
        equal(`everything after a crash after step ${last}`, await contentOf(storage, context), before);
      }
      const outcome = await storage.unitOfWork.run<string>(context, async (inside) => {
        for (const step of steps) await step(inside);
        return CONFLICT;
      });
      equal("the conflict that came out", outcome, CONFLICT);
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
    title: "a run sees its own writes, and nobody outside sees them before the commit",
    protects: "A report that reads half a decision shows an order without its customer.",
    requires: "transactions",
    async check({ storage, context, equal }) {
      await prepare(storage, context);
      const before = await contentOf(storage, context);
      let outside: Promise<unknown> | undefined;
      await storage.unitOfWork.run<null>(context, async (inside) => {
        const steps = decisionSteps(storage);
        for (const step of steps.slice(0, -2)) await step(inside);
        // Begun now and awaited after the run, which takes everything back: whether a reader outside sees the state
        // before or waits for the end, it can see nothing else.
        outside = contentOf(storage, context);
        const own = await contentOf(storage, inside);
        const keys = (list: unknown, keyOf: (item: never) => string) => (list as never[]).map(keyOf);
        equal(
          "own customers",
          keys(own["customers"], ({ value }: { value: { id: string } }) => value.id),
          ["new", "old"],
        );
        equal("own change", (await storage.customers.get(inside, "old"))?.value.source, "changed");
        equal(
          "own documents",
          keys(own["documents"], ({ value }: { value: { id: string } }) => value.id),
          ["new"],
        );
        equal("own history", (await storage.interactions.history(inside, "c1", { limit: 5 })).items.length, 2);
        equal(
          "own interactions",
          keys(own["interactions"], ({ id }: { id: string }) => id),
          ["new 1", "new 2"],
        );
        equal(
          "own messages",
          keys(own["messages"], ({ id }: { id: string }) => id),
          ["old", "new"],
        );
        equal(
          "own schedule",
          keys(own["schedule"], ({ key }: { key: string }) => key),
          ["new"],
        );
        equal("own repetition", await storage.interactions.append(inside, [interactionOf({ id: "new 1" })]), ["repeated"]);
        return CONFLICT;
      });
      equal("everything, seen from outside", await outside, before);
    },
  },
  {
    id: "transaction-one-winner",
    title:
      "of eight parallel runs that change the same customer as they read it, one commits, the others conflict; with repetition none is lost",
    protects: "Eight tills sell to one customer at once, and seven purchases are missing from the profile.",
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
      equal("winners", winners.length, 1);
      equal("losers say conflict", oneRound.filter((outcome) => !outcome.ok && outcome.reason === "conflict").length, 7);
      equal("the winner's customer", (await storage.customers.get(context, "a"))?.value.attributes?.["writer"], winners[0]);
      const facts = (await storage.interactions.page(context, { limit: 10 })).items.map(({ id }) => id);
      equal("the winner's facts, and nobody else's", facts, [`by ${winners[0]}`]);

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
        throw new Error("100 attempts to change one customer, each met a conflict.");
      };
      await Promise.all(writers.flatMap(() => [persist(), persist()]));
      equal("increments", (await storage.customers.get(context, "a"))?.value.attributes?.["count"], 16);
    },
  },
  {
    id: "transaction-against-single-writes",
    title: "a run that changes what a single write changed meanwhile does not overwrite it",
    protects: "Somebody corrects an address while a batch runs, and the batch takes the correction back.",
    requires: "transactions",
    async check({ storage, context, equal }) {
      const first = versionOf(await storage.customers.save(context, customerOf({ id: "a", source: "first" }), null));
      let single: Promise<{ readonly ok: boolean }> | undefined;
      const outcome = await storage.unitOfWork.run(context, async (inside) => {
        const saved = await storage.customers.save(inside, customerOf({ id: "a", source: "run" }), first);
        // Not awaited: a storage with locks makes it wait for the run.
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
    title: "a transaction is refused after its end, for another tenant, when it is made up, and inside another one",
    protects: "A forgotten await writes after the roll-back what the roll-back was to prevent.",
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
      equal("a transaction from elsewhere", await rejection(madeUp), "invalid_transaction");
      await rejection(() =>
        storage.unitOfWork.run(context, async (inside) => {
          leaked = inside;
          throw new Error("rolled back");
        }),
      );
      equal("after the roll-back", await rejection(late), "invalid_transaction");
      equal("nothing was written", await storage.customers.get(context, "late"), null);
    },
  },
];
