/** Adapters whose mistakes are in the order of messages and in acknowledgements. */
import type { ClaimedSubject, OutboxMessage, StorageAdapter } from "clientele/storage";
import { broken, pause, type Replacements } from "./broken-adapter.js";
import { changedClaims, heldSubjects } from "./claims.js";

const NOTHING = Number.MIN_SAFE_INTEGER;
const ALL = Number.MAX_SAFE_INTEGER;

/** Sorts the messages of a claim. */
const sortedMessages = (compare: (left: OutboxMessage, right: OutboxMessage) => number) =>
  changedClaims((claimed) => ({ ...claimed, messages: claimed.messages.toSorted(compare) }));

/** Claims everything that is free, keeps some of it, and frees the rest. */
const chosenClaims =
  (choose: (claimed: readonly ClaimedSubject[], limit: number) => readonly ClaimedSubject[]) =>
  ({ outbox }: StorageAdapter): Replacements => ({
    outbox: {
      async claim(context, request) {
        await outbox.claim({ ...context, tenantId: "checks the request" }, request);
        const claimed = await outbox.claim(context, { ...request, limit: 10_000 });
        const chosen = choose(claimed, request.limit);
        const rest = claimed.filter((one) => !chosen.includes(one));
        await outbox.acknowledge(
          context,
          rest.map(({ subject, lease }) => ({ subject, lease, through: NOTHING })),
        );
        return chosen;
      },
    },
  });

/** Hands out the messages of a subject one by one, each with a lease of its own. */
function singleMessages({ outbox }: StorageAdapter): Replacements {
  const rest: ClaimedSubject[] = [];
  const byLease = new Map<string, { readonly lease: string; readonly isLast: boolean }>();
  return {
    outbox: {
      async claim(context, request) {
        const claimed = rest.length > 0 ? rest.splice(0, request.limit) : await outbox.claim(context, request);
        return claimed.map((one) => {
          const [first, ...others] = one.messages;
          const lease = `${one.lease}:${first!.sequence}.${first!.part}`;
          byLease.set(lease, { lease: one.lease, isLast: others.length === 0 });
          if (others.length > 0) rest.push({ ...one, messages: others });
          return { ...one, lease, messages: [first!] };
        });
      },
      acknowledge: (context, acknowledgements) =>
        Promise.all(
          acknowledgements.map(async ({ subject, lease, through }) => {
            const held = byLease.get(lease);
            if (held?.isLast === false) return "acknowledged";
            return (await outbox.acknowledge(context, [{ subject, lease: held?.lease ?? lease, through }]))[0]!;
          }),
        ),
    },
  };
}

export const brokenQueues = [
  broken(
    ["order-per-subject"],
    "messages are sorted by their instants",
    sortedMessages((left, right) => left.at.getTime() - right.at.getTime()),
  ),
  broken(
    ["order-per-subject"],
    "sequences are compared as texts",
    sortedMessages((left, right) => (`${left.sequence}.${left.part}` < `${right.sequence}.${right.part}` ? -1 : 1)),
  ),
  broken(
    ["order-per-subject", "a-failure-blocks-its-subject-only", "acknowledge-through", "leases-run-out", "longest-wait-first"],
    "messages are leased one by one",
    singleMessages,
  ),
  broken(
    ["order-per-subject"],
    "a claim returns at most two messages, and half of a sequence",
    changedClaims((claimed) => ({ ...claimed, messages: claimed.messages.slice(0, 2) })),
  ),
  broken(["parallel-workers-keep-the-order"], "a claim reads the messages before it takes the lease", ({ outbox }) => {
    let claims = 0;
    return {
      outbox: {
        async claim(context, request) {
          context.signal?.throwIfAborted();
          const { items } = await outbox.page(context, { limit: 10_000 });
          // Some statements wait longer than others.
          claims++;
          for (let turn = 0; turn < claims % 5; turn++) await pause();
          const claimed = await outbox.claim(context, request);
          return claimed.map((one) => {
            const messages = items.filter(({ subject }) => subject === one.subject);
            return messages.length === 0 ? one : { ...one, messages };
          });
        },
      },
    };
  }),
  broken(
    ["a-failure-blocks-its-subject-only", "leases-run-out", "longest-wait-first"],
    "claimed subjects count against the limit",
    ({ outbox }) => {
      const held = heldSubjects(outbox);
      return {
        outbox: {
          ...held,
          async claim(context, request) {
            const limit = request.limit - held.count(context.tenantId);
            return limit < 1 && request.limit >= 1 ? [] : held.claim(context, { ...request, limit });
          },
        },
      };
    },
  ),
  broken(
    ["a-failure-blocks-its-subject-only"],
    "a subject whose lease expired comes first",
    chosenClaims((claimed, limit) => claimed.toSorted((left, right) => right.attempt - left.attempt).slice(0, limit)),
  ),
  broken(
    ["longest-wait-first", "a-failure-blocks-its-subject-only"],
    "a claim starts with the subject that became free last",
    chosenClaims((claimed, limit) => claimed.slice(-limit)),
  ),
  broken(
    ["longest-wait-first", "a-failure-blocks-its-subject-only", "claims-are-exclusive", "order-per-subject"],
    "a claim ignores its limit",
    chosenClaims((claimed) => claimed),
  ),
  broken(
    ["acknowledge-through", "claims-are-exclusive", "leases-run-out", "tenants-are-isolated"],
    "messages are removed without a look at the lease",
    ({ outbox }) => {
      const held = heldSubjects(outbox);
      return {
        outbox: {
          ...held,
          acknowledge: (context, acknowledgements) =>
            held.acknowledge(
              context,
              acknowledgements.map((each) => ({ ...each, lease: held.leaseOf(context.tenantId, each.subject) ?? each.lease })),
            ),
        },
      };
    },
  ),
  broken(
    ["acknowledge-through", "order-per-subject", "parallel-workers-keep-the-order"],
    "all messages of the subject are removed",
    ({ outbox }) => ({
      outbox: {
        acknowledge: (context, acknowledgements) =>
          outbox.acknowledge(
            context,
            acknowledgements.map((each) => ({ ...each, through: ALL })),
          ),
      },
    }),
  ),
  broken(
    [
      "acknowledge-through",
      "enqueue-beats-acknowledge",
      "leases-run-out",
      "order-per-subject",
      "parallel-workers-keep-the-order",
    ],
    "an acknowledgement is reported but not stored",
    ({ outbox }) => ({
      outbox: {
        acknowledge: (context, acknowledgements) =>
          outbox.acknowledge(
            context,
            acknowledgements.map((each) => ({ ...each, through: NOTHING })),
          ),
      },
    }),
  ),
  broken(["enqueue-beats-acknowledge"], "a queue is removed because it was empty a moment before", ({ outbox }) => ({
    outbox: {
      async acknowledge(context, acknowledgements) {
        context.signal?.throwIfAborted();
        const { items } = await outbox.page(context, { limit: 10_000 });
        await pause();
        return outbox.acknowledge(
          context,
          acknowledgements.map((each) => {
            const rest = items.some(({ subject, sequence }) => subject === each.subject && sequence > each.through);
            return rest ? each : { ...each, through: ALL };
          }),
        );
      },
    },
  })),
];
