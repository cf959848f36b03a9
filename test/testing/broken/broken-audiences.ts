/** Adapters whose mistakes are in audiences, or only seen in random sequences of calls. */
import { compareOrdered } from "../../../src/kernel/internal.js";
import { memoryStorage, type StorageAdapter } from "clientele/storage";
import { pushingAdapter } from "../../fixtures/pushing-adapter.js";
import { broken, type BrokenAdapter, commitOne, setBySet, withMembers } from "./broken-adapter.js";

/** An adapter whose rules read the histories of all tenants. */
function leakingHistories(): StorageAdapter {
  const inner = memoryStorage();
  const tenants = new Set<string>();
  const counting = withMembers(inner, {
    commit(context, sets) {
      tenants.add(context.tenantId);
      return inner.commit(context, sets);
    },
  });
  const leaking = withMembers(counting, {
    interactions: {
      async history(context, customerId, request) {
        const read = (tenantId: string) => inner.interactions.history({ ...context, tenantId }, customerId, request);
        const pages = await Promise.all([...tenants].map(read));
        return { items: pages.flatMap(({ items }) => items).sort(compareOrdered), next: null };
      },
    },
  });
  return { ...pushingAdapter(counting), customers: pushingAdapter(leaking).customers };
}

export const brokenAudiences: readonly BrokenAdapter[] = [
  broken(
    ["same-audience"],
    "the database reads its own clock instead of asOf",
    ({ customers }) => ({
      customers: {
        findByRule: (context, rule, request) => customers.findByRule!(context, rule, { ...request, asOf: new Date(8e12) }),
      },
    }),
    pushingAdapter,
  ),
  broken(
    ["same-audience"],
    "a negation leaves missing values out, as in SQL",
    ({ customers }) => ({
      customers: {
        async findByRule(context, rule, request) {
          const page = await customers.findByRule!(context, rule, request);
          if (page === null || rule.kind !== "not") return page;
          return { ...page, items: page.items.filter(({ value }) => value.source !== undefined) };
        },
      },
    }),
    pushingAdapter,
  ),
  broken(["same-audience"], "a rule reads the history of all tenants", () => ({}), leakingHistories),
  broken(
    ["same-audience"],
    "every kind of rule is declared and none is evaluated",
    () => ({ customers: { findByRule: async () => null } }),
    pushingAdapter,
  ),
  broken(
    ["same-as-memory"],
    "removing a customer removes the history, as a cascading foreign key does",
    setBySet((inner, context, set) => {
      const removed = (set.customers ?? []).filter(({ customer }) => customer === null).map(({ id }) => id);
      const removeHistories = [...new Set([...(set.removeHistories ?? []), ...removed])];
      return commitOne(inner, context, { ...set, removeHistories });
    }),
  ),
];
