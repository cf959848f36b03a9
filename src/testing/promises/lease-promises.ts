import type { ClaimedSubject } from "../../storage/index.js";
import { ALL, claim, claimBriefly, claimWhenFree, messageOf, placeOf } from "../outbox-calls.js";
import { write } from "../storage-calls.js";
import type { StoragePromise } from "../storage-promise.js";

const TEN_MINUTES = 10 * 60_000;

/** Runs a call while the clock of this process is wrong by some milliseconds. */
async function withClockOffBy<Result>(milliseconds: number, call: () => Promise<Result>): Promise<Result> {
  const { now } = Date;
  Date.now = () => now() + milliseconds;
  try {
    return await call();
  } finally {
    Date.now = now;
  }
}

/** Promises about claims and their leases. */
export const leasePromises: readonly StoragePromise[] = [
  {
    id: "claims-are-exclusive",
    title: "never returns the same subject from parallel claims, and gives every claim a lease of its own",
    protects: "Two workers send the same mail.",
    async check({ storage, context, equal }) {
      const subjects = Array.from({ length: 20 }, (_, index) => `s${String(index).padStart(2, "0")}`);
      await write(storage, context, { messages: subjects.map((subject) => messageOf(subject)) });
      const claimed: ClaimedSubject[] = [];
      for (let round = 0; round < 20; round++) {
        const parallel = await Promise.all(Array.from({ length: 8 }, () => claim(storage.outbox, context, 3)));
        equal("claims above the limit", parallel.filter(({ length }) => length > 3).length, 0);
        const inHand = parallel.flat();
        claimed.push(...inHand);
        if (inHand.length === 0) break;
      }
      equal("the claimed subjects", claimed.map(({ subject }) => subject).sort(), subjects);
      equal("the number of leases", new Set(claimed.map(({ lease }) => lease)).size, subjects.length);
      equal("the attempts", new Set(claimed.map(({ attempt }) => attempt)), new Set([1]));
      const others = await storage.outbox.acknowledge(
        context,
        claimed.map(({ subject }, index) => ({ subject, lease: claimed.at(index - 1)!.lease, through: ALL })),
      );
      equal(
        "acknowledgements with the lease of another subject",
        others,
        subjects.map(() => "lost"),
      );
    },
  },
  {
    id: "leases-run-out",
    title:
      "gives a subject to another claim when its lease has expired and not before, counts the attempts, and refuses the old lease",
    protects: "A worker dies with claimed messages and they are never sent, or two workers hold the same ones.",
    async check({ storage, context, equal }) {
      const { outbox } = storage;
      await write(storage, context, { messages: [messageOf("a"), messageOf("a", 2)] });
      const acknowledge = async (lease: string, through: number = ALL) =>
        (await outbox.acknowledge(context, [{ subject: "a", lease, through }]))[0];
      const [first] = await claimBriefly(outbox, context);
      const [second] = await claimWhenFree(outbox, context);
      equal("the attempts", [first?.attempt, second?.attempt], [1, 2]);
      equal(
        "the first message of both claims",
        [first, second].map((claimed) => placeOf(claimed!.messages[0]!)),
        ["a 1.1", "a 1.1"],
      );
      equal("whether the leases are equal", first!.lease === second!.lease, false);
      equal("a claim while the second lease is valid", await claim(outbox, context), []);
      equal("the old lease", await acknowledge(first!.lease), "lost");
      equal("the messages after that", (await outbox.page(context, { limit: 5 })).items.map(placeOf), ["a 1.1", "a 2.1"]);
      equal("a claim after that", await claim(outbox, context), []);
      equal("the valid lease", await acknowledge(second!.lease), "acknowledged");
      await write(storage, context, { messages: [messageOf("a", 3)] });
      const [third] = await claimBriefly(outbox, context);
      equal("the first attempt of new messages", third?.attempt, 1);
      equal("an expired lease that no other claim replaced", await acknowledge(third!.lease), "acknowledged");
      equal("the waiting messages", (await outbox.page(context, { limit: 5 })).items, []);
    },
  },
  {
    id: "one-clock",
    title: "counts leases by one clock, also if the clock of a process is wrong by ten minutes",
    protects: "A server whose clock is ahead takes the messages that another one is delivering, and both send them.",
    async check({ storage, context, equal }) {
      const { outbox } = storage;
      const subjectsOf = (claimed: readonly ClaimedSubject[]) => claimed.map(({ subject }) => subject);
      const claimShortly = () => outbox.claim(context, { leaseMilliseconds: TEN_MINUTES / 2, limit: 9 });
      await withClockOffBy(TEN_MINUTES, () => write(storage, context, { messages: [messageOf("ahead")] }));
      equal("a claim after a commit whose clock was ahead", subjectsOf(await claimShortly()), ["ahead"]);
      equal("a claim whose clock is ahead", await withClockOffBy(TEN_MINUTES, claimShortly), []);
      await write(storage, context, { messages: [messageOf("behind")] });
      equal("a claim whose clock is behind", subjectsOf(await withClockOffBy(-TEN_MINUTES, claimShortly)), ["behind"]);
      equal("a claim after it", await claimShortly(), []);
    },
  },
];
