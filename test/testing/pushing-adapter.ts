import { subjectOf } from "clientele/models";
import { compileRule, prepareSubject } from "clientele/rules";
import { memoryStorage, type StorageAdapter } from "clientele/storage";

/** The memory storage with a push-down of its own: the rule is evaluated where the data is. */
export function pushingAdapter(inner: StorageAdapter = memoryStorage()): StorageAdapter {
  return {
    ...inner,
    capabilities: { transactions: true, ruleKinds: ["all", "any", "not", "atLeast", "attribute", "metric", "absence"] },
    customers: {
      ...inner.customers,
      async findByRule(context, rule, { asOf, schema, limit, cursor }) {
        if (JSON.stringify(rule).includes('"withinLast"')) return null; // as a dialect would that has no such test
        const { matches } = compileRule(rule, { schema });
        const page = await inner.customers.page(context, { limit, cursor });
        const items = [];
        for (const stored of page.items) {
          const history = (await inner.interactions.history(context, stored.value.id, { limit: 1_000 })).items;
          if (matches(prepareSubject(subjectOf({ customer: stored.value, history })), asOf.getTime())) items.push(stored);
        }
        return { items, next: page.next };
      },
    },
  };
}
