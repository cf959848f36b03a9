/** Adapters whose mistakes are in claims and their leases. */
import { memoryStorage, type Outbox } from "clientele/storage";
import { broken } from "./broken-adapter.js";
import { changedClaims, heldSubjects } from "./claims.js";

export const brokenLeases = [
  broken(["claims-are-exclusive"], "parallel claims share one statement", ({ outbox }) => {
    const running = new Map<string, ReturnType<Outbox["claim"]>>();
    return {
      outbox: {
        claim(context, request) {
          const key = JSON.stringify([context.tenantId, request, context.signal?.aborted]);
          const claimed = running.get(key) ?? outbox.claim(context, request).finally(() => running.delete(key));
          running.set(key, claimed);
          return claimed;
        },
      },
    };
  }),
  broken(["claims-are-exclusive", "acknowledge-through"], "all subjects of a claim share one lease", ({ outbox }) => {
    const shared = new Map<string, Map<string, string>>();
    return {
      outbox: {
        async claim(context, request) {
          const claimed = await outbox.claim(context, request);
          const lease = claimed[0]?.lease ?? "none";
          shared.set(lease, new Map(claimed.map((one) => [one.subject, one.lease])));
          return claimed.map((one) => ({ ...one, lease }));
        },
        acknowledge: (context, acknowledgements) =>
          outbox.acknowledge(
            context,
            acknowledgements.map((each) => ({ ...each, lease: shared.get(each.lease)?.get(each.subject) ?? each.lease })),
          ),
      },
    };
  }),
  broken(["leases-run-out", "a-failure-blocks-its-subject-only"], "a lease never expires", ({ outbox }) => ({
    outbox: {
      claim: (context, request) =>
        outbox.claim(context, { ...request, leaseMilliseconds: request.leaseMilliseconds * 1_000_000 }),
    },
  })),
  broken(
    [
      "leases-run-out",
      "a-failure-blocks-its-subject-only",
      "acknowledge-through",
      "claims-are-exclusive",
      "longest-wait-first",
      "one-clock",
      "order-per-subject",
      "parallel-workers-keep-the-order",
    ],
    "a lease has expired when the claim returns",
    ({ outbox }) => ({
      outbox: {
        async claim(context, request) {
          const claimed = await outbox.claim(context, { ...request, leaseMilliseconds: Math.min(1, request.leaseMilliseconds) });
          await new Promise((resolve) => setTimeout(resolve, 5));
          return claimed;
        },
      },
    }),
  ),
  broken(
    ["leases-run-out"],
    "attempts are not counted",
    changedClaims((claimed) => ({ ...claimed, attempt: 1 })),
  ),
  broken(["leases-run-out"], "a lease that another claim replaced is valid", ({ outbox }) => {
    const held = heldSubjects(outbox);
    const known = new Set<string>();
    return {
      outbox: {
        async claim(context, request) {
          const claimed = await held.claim(context, request);
          for (const { subject, lease } of claimed) known.add(JSON.stringify([context.tenantId, subject, lease]));
          return claimed;
        },
        acknowledge: (context, acknowledgements) =>
          held.acknowledge(
            context,
            acknowledgements.map(({ subject, lease, through }) => {
              const isOld = known.has(JSON.stringify([context.tenantId, subject, lease]));
              return { subject, lease: (isOld && held.leaseOf(context.tenantId, subject)) || lease, through };
            }),
          ),
      },
    };
  }),
  broken(
    ["one-clock"],
    "leases are counted by the clock of the process",
    () => ({}),
    () => memoryStorage({ monotonic: () => Date.now() }),
  ),
];
