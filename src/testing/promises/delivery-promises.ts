import type { OutboxMessage } from "../../storage/index.js";
import { instant, readPages, rejection, type StoragePromise } from "../storage-promise.js";

const messageOf = (id: string, at = 0, payload: unknown = null): OutboxMessage => ({
  id,
  type: "stage.changed",
  at: instant(at),
  payload,
});

/** Promises about the outbox and the schedule. */
export const deliveryPromises: readonly StoragePromise[] = [
  {
    id: "enqueue-once",
    title: "reports a message that is enqueued again while it waits as repeated, and other content as a conflict",
    protects: "A decision that is repeated after a conflict sends its message twice.",
    async check({ storage, context, equal }) {
      const { outbox } = storage;
      const first = messageOf("m", 0, { stage: "active" });
      equal("the first", await outbox.enqueue(context, [first, first]), ["appended", "repeated"]);
      const others = [{ ...first, payload: { stage: "lost" } }, messageOf("n"), { ...first }];
      equal("the next", await outbox.enqueue(context, others), ["conflict", "appended", "repeated"]);
      await outbox.claim(context, { now: instant(), leaseMilliseconds: 1_000, limit: 5 });
      equal("a claimed message", await outbox.enqueue(context, [first]), ["repeated"]);
      equal("the waiting messages", (await outbox.page(context, { limit: 5 })).items, [first, messageOf("n")]);
    },
  },
  {
    id: "claims-in-order",
    title: "claims the oldest messages first, each once, up to the limit, and counts the attempts",
    protects: '"Moved to lost" is delivered before "moved to active", and the mail program believes the last one.',
    async check({ storage, context, equal }) {
      const { outbox } = storage;
      const messages = ["e", "a", "😀", "ﬁ", "c"].map((id) => messageOf(id, 5));
      await outbox.enqueue(context, [...messages, messageOf("first", 1), messageOf("last", 9)]);
      const claim = async (limit: number) => {
        const claimed = await outbox.claim(context, { now: instant(), leaseMilliseconds: 1_000, limit });
        for (const { leaseUntil, attempt } of claimed) equal("the lease", [leaseUntil, attempt], [instant(1_000), 1]);
        return claimed.map(({ message }) => message.id);
      };
      equal("the first two", await claim(2), ["first", "a"]);
      equal("the next four", await claim(4), ["c", "e", "ﬁ", "😀"]);
      equal("the rest", await claim(4), ["last"]);
      equal("nothing left", await claim(4), []);
      for (const request of [
        { limit: 0, leaseMilliseconds: 1 },
        { limit: 1, leaseMilliseconds: 0 },
        { limit: 1.5, leaseMilliseconds: 1 },
      ]) {
        equal(
          "an invalid request",
          await rejection(() => outbox.claim(context, { now: instant(), ...request })),
          "invalid_option",
        );
      }
    },
  },
  {
    id: "claims-are-exclusive",
    title: "never returns the same message from parallel claims",
    protects: "Two workers send the same mail.",
    async check({ storage, context, equal }) {
      const ids = Array.from({ length: 20 }, (_, index) => `m${String(index).padStart(2, "0")}`);
      await storage.outbox.enqueue(
        context,
        ids.map((id) => messageOf(id)),
      );
      const request = { now: instant(), leaseMilliseconds: 1_000, limit: 3 };
      const claimed: string[] = [];
      for (let round = 0; round < 20; round++) {
        const parallel = await Promise.all(Array.from({ length: 8 }, () => storage.outbox.claim(context, request)));
        const inHand = parallel.flat();
        claimed.push(...inHand.map(({ message }) => message.id));
        equal("distinct leases", new Set(inHand.map(({ lease }) => lease)).size, inHand.length);
        if (inHand.length === 0) break;
      }
      equal("claimed messages, each once", claimed.toSorted(), ids);
    },
  },
  {
    id: "leases-run-out",
    title:
      "gives a message to the next claim when its lease has expired, not a millisecond earlier, and reports the old lease as lost",
    protects: "A worker dies with claimed messages and they are never sent, or two workers hold the same one.",
    async check({ storage, context, equal }) {
      const { outbox } = storage;
      await outbox.enqueue(context, [messageOf("m")]);
      const claim = async (now: number) =>
        (await outbox.claim(context, { now: instant(now), leaseMilliseconds: 100, limit: 5 }))[0];
      const first = await claim(0);
      equal("a claim one millisecond before the lease expires", await claim(99), undefined);
      const second = await claim(100);
      equal("a claim when the lease expires", [second?.message.id, second?.attempt, second?.leaseUntil], ["m", 2, instant(200)]);
      equal("whether the lease is the same", first!.lease === second!.lease, false);
      equal("the old lease", await outbox.acknowledge(context, [{ id: "m", lease: first!.lease }]), ["lost"]);
      equal("the message after that", (await outbox.page(context, { limit: 1 })).items, [messageOf("m")]);
      const acknowledged = await outbox.acknowledge(context, [{ id: "m", lease: second!.lease }]);
      equal("the new lease, although it has expired", acknowledged, ["acknowledged"]);
      equal("a claim long afterwards", await claim(1_000_000), undefined);
    },
  },
  {
    id: "acknowledged-is-gone",
    title: "never returns an acknowledged message again, and keeps the others",
    protects: "Mail is sent again after every restart.",
    async check({ storage, context, equal }) {
      const { outbox } = storage;
      await outbox.enqueue(context, [messageOf("a"), messageOf("b"), messageOf("c")]);
      const claimed = await outbox.claim(context, { now: instant(), leaseMilliseconds: 10, limit: 5 });
      const [a, b, c] = claimed.map(({ message, lease }) => ({ id: message.id, lease }));
      const results = await outbox.acknowledge(context, [
        b!,
        { id: "a", lease: b!.lease },
        { id: "nothing", lease: a!.lease },
        b!,
      ]);
      equal("the results", results, ["acknowledged", "lost", "lost", "lost"]);
      equal(
        "the waiting messages",
        (await outbox.page(context, { limit: 5 })).items.map(({ id }) => id),
        ["a", "c"],
      );
      const again = await outbox.claim(context, { now: instant(10), leaseMilliseconds: 10, limit: 5 });
      equal(
        "the messages claimed again",
        again.map(({ message, attempt }) => [message.id, attempt]),
        [
          ["a", 2],
          ["c", 2],
        ],
      );
      equal("an old lease", await outbox.acknowledge(context, [c!]), ["lost"]);
    },
  },
  {
    id: "schedule-moves",
    title: "keeps one instant per key: setting the key again moves it, null removes it",
    protects: "A customer who bought again is called lost on a day that no longer applies.",
    async check({ storage, context, equal }) {
      const { schedule } = storage;
      await schedule.set(context, "a", instant(5));
      await schedule.set(context, "b", instant(5));
      await schedule.set(context, "a", instant(9));
      equal("after a move", (await schedule.due(context, instant(5), { limit: 5 })).items, [{ key: "b", at: instant(5) }]);
      await schedule.set(context, "a", instant(1));
      const both = [
        { key: "a", at: instant(1) },
        { key: "b", at: instant(5) },
      ];
      equal("after a move back", (await schedule.due(context, instant(5), { limit: 5 })).items, both);
      equal("reading removes nothing", (await schedule.due(context, instant(5), { limit: 5 })).items, both);
      await schedule.set(context, "a", null);
      await schedule.set(context, "nothing", null);
      equal("after a removal", (await schedule.due(context, instant(99), { limit: 5 })).items, [{ key: "b", at: instant(5) }]);
    },
  },
  {
    id: "schedule-order",
    title: "returns what is due at or before the instant, by (at, key) in code-point order",
    protects: "An entry due at this very millisecond is forgotten, or a batch starts with the newest and never reaches the rest.",
    async check({ storage, context, equal }) {
      const { schedule } = storage;
      const entries = [
        { key: "z", at: new Date(-1) },
        { key: "A", at: instant() },
        { key: "a", at: instant() },
        { key: "ﬁ", at: instant() },
        { key: "😀", at: instant() },
        { key: "0", at: instant(1) },
        { key: "late", at: instant(2) },
      ];
      for (const index of [5, 3, 0, 6, 2, 4, 1]) await schedule.set(context, entries[index]!.key, entries[index]!.at);
      for (const limit of [1, 3, 10]) {
        const due = await readPages((request) => schedule.due(context, instant(1), request), limit);
        equal(`due, ${limit} per page`, due, entries.slice(0, 6));
      }
      equal("one millisecond earlier", (await readPages((request) => schedule.due(context, instant(), request))).length, 5);
    },
  },
];
