import type { ChangeSet } from "../../storage/index.js";
import { ALL, claim, claimBriefly, claimWhenFree, deliverAll, messageOf, placeOf } from "../outbox-calls.js";
import { customerOf } from "../records.js";
import { instant, pause, persist, rejection, write } from "../storage-calls.js";
import type { StoragePromise } from "../storage-promise.js";

/** Number of attempts to make a race happen. */
const ROUNDS = 30;

/** Longer than the smallest step of any clock that counts milliseconds. */
const LATER = 20;

/** Promises about queues: the messages of a subject are delivered in their order. */
export const queuePromises: readonly StoragePromise[] = [
  {
    id: "order-per-subject",
    title: "hands out the messages of a subject by sequence and part to one worker at a time, whatever their instants",
    protects: '"Moved to lost" is delivered before "moved to active", and the mail program believes the last one.',
    async check({ storage, context, equal }) {
      const { outbox } = storage;
      const subjects = ["a", "b"];
      // The clock falls: a later message has an earlier instant. Sequences grow from −1 to 1 and from 9 to 12.
      const messages = (subject: string, sequence: number) =>
        [2, 1, 3].map((part) => messageOf(subject, sequence, { part, at: instant(-10 * sequence - part) }));
      const send = (sequence: number): Promise<unknown> =>
        persist(storage, context, () => ({ messages: subjects.flatMap((subject) => messages(subject, sequence)) }));
      for (const sequence of [-1, 0, 1, 9, 10]) await send(sequence);
      const [held] = await claim(outbox, context);
      const { subject } = held!;
      equal("the first sequence of the claimed messages", held!.messages.slice(0, 3).map(placeOf), [
        `${subject} -1.1`,
        `${subject} -1.2`,
        `${subject} -1.3`,
      ]);
      equal("whether the last sequence of the claimed messages is whole", held!.messages.length % 3, 0);
      await send(11);
      const others = (await claim(outbox, context, 9)).map((claimed) => claimed.subject);
      equal(
        "other subjects, while one is claimed",
        others,
        subjects.filter((other) => other !== subject),
      );
      await send(12);
      equal("claims while all subjects are claimed", await claim(outbox, context, 9), []);
      const through = held!.messages.at(-1)!.sequence;
      await outbox.acknowledge(context, [{ subject, lease: held!.lease, through }]);
      const delivered = [...held!.messages.map(placeOf), ...(await deliverAll(outbox, context))];
      const expected = [-1, 0, 1, 9, 10, 11, 12].flatMap((sequence) => [1, 2, 3].map((part) => `${subject} ${sequence}.${part}`));
      equal("all messages of the subject, as they were delivered", delivered, expected);
    },
  },
  {
    id: "parallel-workers-keep-the-order",
    title: "lets workers deliver in parallel while messages are added, each message once and those of a subject in order",
    protects: "A second worker overtakes the first one, and a customer is welcomed after the farewell.",
    async check({ storage, context, equal }) {
      const { outbox } = storage;
      const subjects = ["a", "b"];
      const sequences = Array.from({ length: ROUNDS }, (_, index) => 100 + index);
      const delivered = new Map(subjects.map((subject) => [subject, [] as number[]]));
      let sending = true;
      const send = async (): Promise<void> => {
        try {
          for (const sequence of sequences) {
            await persist(storage, context, () => ({ messages: subjects.map((subject) => messageOf(subject, sequence)) }));
            await pause(0);
          }
        } finally {
          sending = false;
        }
      };
      const work = async (): Promise<void> => {
        for (;;) {
          const last = !sending;
          const claimed = await claim(outbox, context);
          if (claimed.length === 0 && last) return;
          if (claimed.length === 0) await pause(1);
          for (const { subject, lease, messages } of claimed) {
            const order = delivered.get(subject)!;
            order.push(...messages.map(({ sequence }) => sequence));
            if (order.length > ROUNDS)
              throw new Error(`More messages of ${subject} are delivered than there are: ${order.join()}`);
            // A delivery takes time, in which the other worker claims and more messages are added.
            await pause(0);
            const through = messages.at(-1)!.sequence;
            const result = await outbox.acknowledge(context, [{ subject, lease, through }]);
            equal("an acknowledgement", result, ["acknowledged"]);
          }
        }
      };
      await Promise.all([send(), work(), work(), work()]);
      await work();
      for (const [subject, order] of delivered) equal(`the deliveries of ${subject}`, order, sequences);
    },
  },
  {
    id: "a-failure-blocks-its-subject-only",
    title: "skips subjects that are claimed, and moves a subject whose lease expired behind the others",
    protects: "One customer whose mail bounces keeps the mail of everybody else waiting.",
    async check({ storage, context, equal }) {
      const { outbox } = storage;
      const many = Array.from({ length: 200 }, (_, index) => messageOf("failing", index + 1));
      await write(storage, context, { messages: many });
      await pause(LATER);
      await write(storage, context, { messages: ["a", "b", "c"].map((subject) => messageOf(subject)) });
      const [failing] = await claimBriefly(outbox, context);
      equal("the subject that has waited longest", failing?.subject, "failing");
      const next: (string | undefined)[] = [];
      for (let count = 0; count < 3; count++) next.push((await claim(outbox, context))[0]?.subject);
      equal("the next three subjects, one per claim", next.sort(), ["a", "b", "c"]);
      const [again] = await claimWhenFree(outbox, context);
      equal("the failing subject, behind the others", [again?.subject, again?.messages[0]?.sequence], ["failing", 1]);
      await write(storage, context, { messages: [messageOf("d")] });
      equal("a subject that is added while the others are claimed", (await claim(outbox, context))[0]?.subject, "d");
    },
  },
  {
    id: "longest-wait-first",
    title: "claims the subjects that have waited longest, up to the limit, however many messages each of them has",
    protects: "On a busy day, the messages of the morning wait until the evening.",
    async check({ storage, context, equal }) {
      const { outbox } = storage;
      for (const subject of ["m", "z", "a", "b"]) {
        await write(storage, context, { messages: [1, 2, 3].map((sequence) => messageOf(subject, sequence)) });
        await pause(LATER);
      }
      // A subject that receives more has not waited less.
      await write(storage, context, { messages: [messageOf("m", 4)] });
      const subjects = async (limit: number) => (await claim(outbox, context, limit)).map(({ subject }) => subject).sort();
      equal("a claim with limit 1", await subjects(1), ["m"]);
      equal("a claim with limit 2", await subjects(2), ["a", "z"]);
      equal("the rest", await subjects(5), ["b"]);
      equal("nothing left", await subjects(5), []);
      for (const request of [
        { limit: 0, leaseMilliseconds: 1 },
        { limit: 1, leaseMilliseconds: 0 },
        { limit: 1.5, leaseMilliseconds: 1 },
      ]) {
        equal("an invalid request", await rejection(() => outbox.claim(context, request)), "invalid_option");
      }
    },
  },
  {
    id: "acknowledge-through",
    title: "removes the messages of a subject through a sequence if the lease is valid, and hands out the rest at once",
    protects: "Mail is sent again after every restart, or a message that was never delivered is gone.",
    async check({ storage, context, equal }) {
      const { outbox } = storage;
      const sequences = [1, 2, 3, 4];
      await write(storage, context, {
        messages: ["a", "b"].flatMap((subject) => sequences.map((sequence) => messageOf(subject, sequence))),
      });
      const claimed = await claim(outbox, context, 5);
      const leaseOf = (subject: string) => claimed.find((one) => one.subject === subject)!.lease;
      const results = await outbox.acknowledge(context, [
        { subject: "b", lease: leaseOf("a"), through: 4 },
        { subject: "nothing", lease: leaseOf("b"), through: 4 },
        { subject: "a", lease: leaseOf("a"), through: 2 },
      ]);
      equal("the results", results, ["lost", "lost", "acknowledged"]);
      const waiting = (await outbox.page(context, { limit: 9 })).items.map(placeOf);
      equal("the waiting messages", waiting, ["a 3.1", "a 4.1", "b 1.1", "b 2.1", "b 3.1", "b 4.1"]);
      const spent = await outbox.acknowledge(context, [{ subject: "a", lease: leaseOf("a"), through: 4 }]);
      equal("the lease after the acknowledgement", spent, ["lost"]);
      const [rest] = await claim(outbox, context, 5);
      equal("the subject whose rest is free", [rest?.subject, rest?.messages[0]?.sequence], ["a", 3]);
      equal("whether the lease is the same", rest!.lease === leaseOf("a"), false);
      const last = await outbox.acknowledge(context, [
        { subject: "a", lease: rest!.lease, through: ALL },
        { subject: "b", lease: leaseOf("b"), through: 4 },
      ]);
      equal("the last results", last, ["acknowledged", "acknowledged"]);
      equal("the waiting messages after everything", (await outbox.page(context, { limit: 9 })).items, []);
      equal("a claim after everything", await claim(outbox, context, 5), []);
      await write(storage, context, { messages: [messageOf("a", 4)] });
      const [fresh] = await claim(outbox, context, 5);
      equal("a message after everything, and its attempt", [fresh?.messages.map(placeOf), fresh?.attempt], [["a 4.1"], 1]);
    },
  },
  {
    id: "enqueue-beats-acknowledge",
    title: "hands out a message that is stored while the one before it is acknowledged",
    protects: "The last change of a customer is stored and never delivered, because nothing else ever happens to the customer.",
    async check({ storage, context, equal }) {
      const { outbox } = storage;
      const subjects = ["a", "b", "c", "d"];
      for (let sequence = 1; sequence <= ROUNDS; sequence++) {
        // A profile is written with the message, so that the commit takes as long as that of a decision.
        const decide = (subject: string) => async (): Promise<ChangeSet> => {
          const expected = (await storage.read(context, { customers: [subject] })).customers[0]?.version ?? null;
          const customer = customerOf({ id: subject, attributes: { sequence } });
          return { customers: [{ id: subject, customer, expected }], messages: [messageOf(subject, sequence)] };
        };
        const claimed = await claim(outbox, context, 9);
        equal("the subjects of the round before", claimed.map(({ subject }) => subject).sort(), sequence === 1 ? [] : subjects);
        await Promise.all([
          outbox.acknowledge(
            context,
            claimed.map(({ subject, lease, messages }) => ({ subject, lease, through: messages.at(-1)!.sequence })),
          ),
          ...subjects.map((subject) => persist(storage, context, decide(subject))),
        ]);
      }
      equal(
        "the last messages",
        (await deliverAll(outbox, context)).sort(),
        subjects.map((subject) => `${subject} ${ROUNDS}.1`),
      );
      equal("the waiting messages", (await outbox.page(context, { limit: 9 })).items, []);
    },
  },
];
