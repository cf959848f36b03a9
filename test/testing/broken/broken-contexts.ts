/** Adapters whose mistakes are in the use of the context: tenants and abort signals. */
import { type StorageAdapter, type StorageContext } from "clientele/storage";
import { broken, commitOne, copyOf, neverWritten, type Replacements } from "./broken-adapter.js";

/** Changes the context of every call. */
function withContext(change: (context: StorageContext) => StorageContext) {
  return (inner: StorageAdapter): Replacements => {
    const wrap = <Store extends object>(store: Store): Store =>
      Object.fromEntries(
        Object.entries(store).map(([method, call]) => [
          method,
          (context: StorageContext, ...rest: unknown[]) => (call as (...all: unknown[]) => unknown)(change(context), ...rest),
        ]),
      ) as Store;
    return {
      read: (context, request) => inner.read(change(context), request),
      commit: (context, sets) => inner.commit(change(context), sets),
      customers: wrap(inner.customers),
      interactions: wrap(inner.interactions),
      documents: wrap(inner.documents),
      outbox: wrap(inner.outbox),
    };
  };
}

export const brokenContexts = [
  broken(["tenants-are-isolated"], "one method ignores the tenant", ({ interactions }) => ({
    interactions: {
      history: (context, id, request) =>
        interactions.history({ ...context, tenantId: context.tenantId.replace(/, another tenant$/, "") }, id, request),
    },
  })),
  broken(
    ["tenants-are-isolated"],
    "tenants differ by more than the spaces at their ends",
    withContext((context) => ({ ...context, tenantId: context.tenantId.trimEnd() || context.tenantId })),
  ),
  broken(["tenants-are-isolated", "same-as-memory"], "the key of a queue has no tenant", ({ outbox }) => {
    const owners = new Map<string, string>();
    return {
      outbox: {
        async claim(context, request) {
          const claimed = (await outbox.claim(context, request)).filter(
            ({ subject }) => (owners.get(subject) ?? context.tenantId) === context.tenantId,
          );
          for (const { subject } of claimed) owners.set(subject, context.tenantId);
          return claimed;
        },
        async acknowledge(context, acknowledgements) {
          const results = await outbox.acknowledge(context, acknowledgements);
          for (const [index, { subject }] of acknowledgements.entries()) {
            if (results[index] === "acknowledged") owners.delete(subject);
          }
          return results;
        },
      },
    };
  }),
  broken(
    ["abort-changes-nothing"],
    "the signal is ignored",
    withContext(({ tenantId }) => ({ tenantId })),
  ),
  broken(["abort-changes-nothing"], "an abort rejects with another error", ({ outbox }) => ({
    outbox: {
      claim: (context, request) =>
        outbox.claim(context, request).catch((error: unknown) => {
          throw context.signal?.aborted === true ? new Error("aborted") : error;
        }),
    },
  })),
  broken(["abort-keeps-sets-whole"], "the signal is checked between the profile and the rest", (inner) => ({
    async commit(context, sets) {
      if (sets.some(({ customers }) => customers?.length !== 1)) return inner.commit(context, sets);
      const copies = copyOf(sets);
      const outcomes = [...(await inner.commit(context, sets.map(neverWritten)))];
      for (const [index, { customers, ...others }] of copies.entries()) {
        if (context.signal === undefined) outcomes[index] = await commitOne(inner, context, copies[index]!);
        else {
          await commitOne(inner, context, { customers });
          outcomes[index] = await commitOne(inner, context, others);
        }
      }
      return outcomes;
    },
  })),
];
