import { compareOrdered } from "../../src/kernel/internal.js";
import { pushingAdapter } from "../fixtures/pushing-adapter.js";
import { type Appended, memoryStorage, type StorageAdapter, type StorageContext } from "clientele/storage";

/** An adapter that breaks one promise, with its mistake. */
export interface BrokenAdapter {
  readonly breaks: string;
  readonly how: string;
  readonly create: () => StorageAdapter;
}

type Stores = "customers" | "interactions" | "documents" | "outbox" | "schedule" | "unitOfWork";

/** Replaces methods of one store of the memory storage. */
function withMethods<Store extends Stores>(
  store: Store,
  methods: (inner: StorageAdapter) => Partial<StorageAdapter[Store]>,
  inner: StorageAdapter = memoryStorage(),
): StorageAdapter {
  return { ...inner, [store]: { ...inner[store], ...methods(inner) } };
}

function broken<Store extends Stores>(
  breaks: string,
  how: string,
  store: Store,
  methods: (inner: StorageAdapter) => Partial<StorageAdapter[Store]>,
): BrokenAdapter {
  return { breaks, how, create: () => withMethods(store, methods) };
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** Changes the context of every call to every store. */
function withContext(
  inner: StorageAdapter,
  change: (context: StorageContext) => StorageContext,
  except: readonly string[] = [],
): StorageAdapter {
  const wrap = <Store extends object>(store: Store, name: string): Store =>
    Object.fromEntries(
      Object.entries(store).map(([method, call]) => [
        method,
        except.includes(`${name}.${method}`)
          ? call
          : (context: StorageContext, ...rest: unknown[]) => (call as (...all: unknown[]) => unknown)(change(context), ...rest),
      ]),
    ) as Store;
  return {
    ...inner,
    customers: wrap(inner.customers, "customers"),
    interactions: wrap(inner.interactions, "interactions"),
    documents: wrap(inner.documents, "documents"),
    outbox: wrap(inner.outbox, "outbox"),
    schedule: wrap(inner.schedule, "schedule"),
  };
}

/** Adapters with mistakes that real ones make; together they break every promise. */
export const brokenAdapters: readonly BrokenAdapter[] = [
  broken("absent-is-null", "an absent customer is undefined", "customers", ({ customers }) => ({
    get: async (...all) => (await customers.get(...all)) ?? (undefined as never),
  })),
  broken("absent-is-null", "getMany leaves absent customers out", "customers", ({ customers }) => ({
    getMany: async (...all) => (await customers.getMany(...all)).filter((found) => found !== null),
  })),
  broken("values-survive", "dates lose their milliseconds", "interactions", ({ interactions }) => ({
    get: async (...all) => {
      const fact = await interactions.get(...all);
      return fact && { ...fact, at: new Date(Math.floor(fact.at.getTime() / 1000) * 1000) };
    },
  })),
  broken("values-survive", "a round trip through JSON turns dates into texts", "customers", ({ customers }) => ({
    get: async (...all) => JSON.parse(JSON.stringify(await customers.get(...all))),
  })),
  broken("values-survive", "texts are normalized", "documents", ({ documents }) => ({
    save: async (context, document, expected) =>
      documents.save(
        context,
        { ...document, value: typeof document.value === "object" ? normalized(document.value) : document.value },
        expected,
      ),
  })),
  {
    breaks: "copies",
    how: "a cache returns the same object every time",
    create: () => {
      const cache = new Map<string, unknown>();
      return withMethods("customers", ({ customers }) => ({
        get: async (context, id) => {
          const key = JSON.stringify([context.tenantId, id]);
          if (!cache.has(key)) cache.set(key, await customers.get(context, id));
          return cache.get(key) as never;
        },
      }));
    },
  },
  {
    breaks: "copies",
    how: "the argument is kept without a copy",
    create: () => {
      const kept = new Map<string, unknown>();
      return withMethods("documents", ({ documents }) => ({
        save: async (context, document, expected) => {
          kept.set(document.id, document.value);
          return documents.save(context, document, expected);
        },
        get: async (context, kind, id) => {
          const found = await documents.get(context, kind, id);
          return found && { ...found, value: { ...found.value, value: structuredClone(kept.get(id)) } };
        },
      }));
    },
  },
  broken("identifiers-by-code-point", "identifiers fold case, as many collations do", "customers", ({ customers }) => ({
    get: (context, id) => customers.get(context, id.toLowerCase()),
    save: (context, customer, expected) => customers.save(context, { ...customer, id: customer.id.toLowerCase() }, expected),
  })),
  broken("identifiers-by-code-point", "trailing spaces are padding, as in MySQL", "interactions", ({ interactions }) => ({
    append: (context, facts) =>
      interactions.append(
        context,
        facts.map((fact) => ({ ...fact, customerId: fact.customerId.trimEnd() })),
      ),
  })),
  {
    breaks: "identifiers-by-code-point",
    how: "the index is an object with a prototype",
    create: () => {
      const index: Record<string, unknown> = {};
      return withMethods("documents", ({ documents }) => ({
        save: async (context, document, expected) => {
          index[document.id] = document.value;
          return documents.save(context, document, expected);
        },
        get: async (context, kind, id) => {
          const found = await documents.get(context, kind, id);
          return found && { ...found, value: { ...found.value, value: index[id] } };
        },
      }));
    },
  },
  broken("large-records", "a column cuts off at 64 kB", "documents", ({ documents }) => ({
    save: (context, document, expected) =>
      documents.save(
        context,
        JSON.parse(JSON.stringify(document, (_, value) => (typeof value === "string" ? value.slice(0, 65_535) : value))),
        expected,
      ),
  })),
  broken("large-records", "a statement stores at most 500 rows", "interactions", ({ interactions }) => ({
    append: (context, facts) => interactions.append(context, facts.slice(0, 500)),
  })),
  broken("unstorable-is-refused", "NaN becomes null, as in JSON", "customers", ({ customers }) => ({
    save: (context, customer, expected) =>
      customers.save(
        context,
        JSON.parse(
          JSON.stringify({ ...customer, attributes: { value: Number.isNaN(customer.attributes?.["value"]) ? null : 0 } }),
        ),
        expected,
      ),
  })),
  broken("unstorable-is-refused", "interactions before an invalid one are stored", "interactions", ({ interactions }) => ({
    append: async (context, facts) => {
      const results: Appended[] = [];
      for (const fact of facts) results.push(...(await interactions.append(context, [fact])));
      return results;
    },
  })),
  broken("expected-version", "the last append wins", "customers", ({ customers }) => ({
    save: async (context, customer, expected) =>
      customers.save(
        context,
        customer,
        expected === null ? null : ((await customers.get(context, customer.id))?.version ?? null),
      ),
  })),
  broken("expected-version", "a removal ignores the version", "documents", ({ documents }) => ({
    remove: async (context, kind, id) =>
      documents.remove(context, kind, id, (await documents.get(context, kind, id))?.version ?? ""),
  })),
  {
    breaks: "fresh-versions",
    how: "the version is a row counter that restarts",
    create: () => {
      const counters = new Map<string, number>();
      const translate = new Map<string, string>();
      return withMethods("customers", ({ customers }) => ({
        save: async (context, customer, expected) => {
          const found = await customers.get(context, customer.id);
          if (found === null) counters.delete(customer.id);
          const own = found && translate.get(found.version);
          if (own !== expected) return { ok: false, reason: "conflict", actual: own ?? null };
          const saved = await customers.save(context, customer, found?.version ?? null);
          if (!saved.ok) return saved;
          counters.set(customer.id, (counters.get(customer.id) ?? 0) + 1);
          translate.set(saved.version, String(counters.get(customer.id)));
          return { ok: true, version: translate.get(saved.version)! };
        },
        remove: async (context, id, expected) => {
          const found = await customers.get(context, id);
          if (found === null || translate.get(found.version) !== expected) return { ok: false, reason: "conflict", actual: null };
          return customers.remove(context, id, found.version);
        },
      }));
    },
  },
  broken("one-winner", "checking and writing are two steps", "customers", ({ customers }) => ({
    save: async (context, customer, expected) => {
      const found = await customers.get(context, customer.id);
      if ((found?.version ?? null) !== expected) return { ok: false, reason: "conflict", actual: found?.version ?? null };
      await pause();
      return customers.save(context, customer, (await customers.get(context, customer.id))?.version ?? null);
    },
  })),
  broken("append-once", "a repetition is reported as new", "interactions", ({ interactions }) => ({
    append: async (...all) => (await interactions.append(...all)).map((result) => (result === "repeated" ? "appended" : result)),
  })),
  broken("append-once", "content is compared as text, including the order of keys", "interactions", ({ interactions }) => ({
    append: async (context, facts) => {
      const results: Appended[] = [];
      for (const fact of facts) {
        const known = await interactions.get(context, fact.id);
        if (known !== null && JSON.stringify(known) !== JSON.stringify(fact)) results.push("conflict");
        else results.push(...(await interactions.append(context, [fact])));
      }
      return results;
    },
  })),
  broken("append-conflict", "any content under the same identifier counts as repeated", "interactions", ({ interactions }) => ({
    append: async (...all) => (await interactions.append(...all)).map((result) => (result === "conflict" ? "repeated" : result)),
  })),
  broken("append-conflict", "one conflict prevents the rest from being stored", "interactions", ({ interactions }) => ({
    append: async (context, facts) => {
      for (const fact of facts) {
        const known = await interactions.get(context, fact.id);
        if (known !== null && JSON.stringify(known) !== JSON.stringify(fact)) return facts.map(() => "conflict");
      }
      return interactions.append(context, facts);
    },
  })),
  broken("append-one-winner", "an append reads first and writes later", "interactions", ({ interactions }) => ({
    append: async (context, facts) => {
      const known = await Promise.all(facts.map((fact) => interactions.get(context, fact.id)));
      await pause();
      const results = await interactions.append(context, facts);
      return results.map((result, index) => (known[index] === null ? "appended" : result));
    },
  })),
  broken("history-order", "ties are in UTF-16 order", "interactions", ({ interactions }) => ({
    history: async (...all) => {
      const page = await interactions.history(...all);
      const items = page.items.toSorted((left, right) => left.at.getTime() - right.at.getTime() || (left.id < right.id ? -1 : 1));
      return { ...page, items: all[2].direction === "newest-first" ? items.reverse() : items };
    },
  })),
  broken("history-order", "newest first reverses instants but not ties", "interactions", ({ interactions }) => ({
    history: async (...all) => {
      const page = await interactions.history(...all);
      if (all[2].direction !== "newest-first") return page;
      return { ...page, items: page.items.toReversed().sort((left, right) => right.at.getTime() - left.at.getTime()) };
    },
  })),
  broken("history-range", "`to` is included in the range", "interactions", ({ interactions }) => ({
    history: (context, id, request) =>
      interactions.history(context, id, { ...request, ...(request.to && { to: new Date(request.to.getTime() + 1) }) }),
  })),
  broken("history-range", "an empty list of types matches all types", "interactions", ({ interactions }) => ({
    history: (context, id, { types, ...request }) =>
      interactions.history(context, id, types === undefined || types.length === 0 ? request : { ...request, types }),
  })),
  broken("history-removal", "only the first page is removed", "interactions", ({ interactions }) => ({
    removeHistory: async (context, id) => {
      const last = (await interactions.history(context, id, { limit: 1, direction: "newest-first" })).items;
      const count = await interactions.removeHistory(context, id);
      await interactions.append(context, last);
      return count;
    },
  })),
  broken("cursor-is-checked", "an invalid cursor returns the first page", "customers", ({ customers }) => ({
    page: (context, request) =>
      customers.page(context, request).catch(() => customers.page(context, { ...request, cursor: null })),
  })),
  broken("cursor-is-checked", "a limit of 0 returns an empty page", "schedule", ({ schedule }) => ({
    due: async (context, until, request) =>
      request.limit === 0 ? { items: [], next: null } : schedule.due(context, until, request),
  })),
  broken("complete-pages", "items are sorted by the rules of a language", "customers", ({ customers }) => ({
    page: async (context, { limit, cursor }) => {
      const all = (await customers.page(context, { limit: 10_000 })).items.toSorted((left, right) =>
        left.value.id.localeCompare(right.value.id, "en"),
      );
      const start = cursor ? all.findIndex(({ value }) => value.id === JSON.parse(cursor)[1]) + 1 : 0;
      const items = all.slice(start, start + limit);
      return { items, next: start + limit < all.length ? JSON.stringify(["customers", items.at(-1)!.value.id]) : null };
    },
  })),
  broken("complete-pages", "a full last page is lost", "documents", ({ documents }) => ({
    page: async (context, request) => {
      const page = await documents.page(context, request);
      const rest = page.next === null ? null : await documents.page(context, { ...request, cursor: page.next });
      return rest !== null && rest.next === null && rest.items.length === request.limit ? { ...page, next: null } : page;
    },
  })),
  broken("pages-under-writes", "the cursor counts the items to skip", "customers", ({ customers }) => ({
    page: async (context, { limit, cursor }) => {
      const skip = cursor ? Number(cursor) : 0;
      const all = (await customers.page(context, { limit: 10_000 })).items;
      return { items: all.slice(skip, skip + limit), next: skip + limit < all.length ? String(skip + limit) : null };
    },
    scan: undefined as never,
  })),
  broken("pages-under-writes", "the item of the cursor must still exist", "schedule", ({ schedule }) => ({
    due: async (context, until, { limit, cursor }) => {
      const all = (await schedule.due(context, until, { limit: 10_000 })).items;
      const start = cursor ? all.findIndex(({ key }) => key === cursor) + 1 : 0;
      const items = all.slice(start, start + limit);
      return { items, next: start + limit < all.length ? items.at(-1)!.key : null };
    },
  })),
  broken("documents-by-kind-and-customer", "the customer of a document never changes", "documents", ({ documents }) => ({
    save: async (context, document, expected) => {
      const found = await documents.get(context, document.kind, document.id);
      return documents.save(context, found === null ? document : { ...document, customerId: found.value.customerId }, expected);
    },
  })),
  {
    breaks: "tenants-are-isolated",
    how: "one method ignores the tenant",
    create: () => {
      const inner = memoryStorage();
      return withMethods(
        "interactions",
        ({ interactions }) => ({
          get: (context, id) => interactions.get({ ...context, tenantId: "conformance tenants-are-isolated" }, id),
        }),
        inner,
      );
    },
  },
  {
    breaks: "tenants-are-isolated",
    how: "all tenants share their data",
    create: () => withContext(memoryStorage(), (context) => ({ ...context, tenantId: "everybody" })),
  },
  {
    breaks: "abort-changes-nothing",
    how: "the signal is ignored",
    create: () => withContext(memoryStorage(), ({ signal: _, ...context }) => context),
  },
  broken("abort-changes-nothing", "an abort rejects with another error", "outbox", ({ outbox }) => ({
    claim: (context, request) => outbox.claim(context, request).catch(() => Promise.reject(new Error("aborted"))),
  })),
  broken("abort-rolls-back", "the signal is only checked at the start", "unitOfWork", ({ unitOfWork }) => ({
    run: async (context, work) => {
      context.signal?.throwIfAborted();
      return unitOfWork.run({ tenantId: context.tenantId }, work);
    },
  })),
  broken("enqueue-once", "the same message waits under two identifiers", "outbox", ({ outbox }) => ({
    enqueue: async (context, messages) => {
      await outbox.enqueue(context, messages);
      return messages.map(() => "appended");
    },
  })),
  broken("claims-in-order", "a claim starts with the newest message", "outbox", ({ outbox }) => ({
    claim: async (...all) => (await outbox.claim(...all)).toReversed(),
  })),
  broken("claims-in-order", "a claim ignores its limit", "outbox", ({ outbox }) => ({
    claim: (context, request) => outbox.claim(context, { ...request, limit: request.limit >= 1 ? 100 : request.limit }),
  })),
  {
    breaks: "claims-are-exclusive",
    how: "a claim finds free messages first and takes them later",
    create: () =>
      withMethods("outbox", ({ outbox }) => ({
        claim: async (context, request) => {
          const held = new Set<string>();
          const free = (await outbox.page(context, { limit: request.limit })).items.filter(({ id }) => !held.has(id));
          await pause();
          const claimed = await outbox.claim(context, request);
          return free.map(
            (message) =>
              claimed.find((one) => one.message.id === message.id) ?? {
                message,
                lease: `lease of ${message.id}`,
                leaseUntil: new Date(request.now.getTime() + request.leaseMilliseconds),
                attempt: 1,
              },
          );
        },
      })),
  },
  broken("leases-run-out", "a lease never expires", "outbox", ({ outbox }) => ({
    claim: (context, request) => outbox.claim(context, { ...request, leaseMilliseconds: request.leaseMilliseconds * 1_000_000 }),
  })),
  broken("leases-run-out", "a lease expires a millisecond late", "outbox", ({ outbox }) => ({
    claim: (context, request) => outbox.claim(context, { ...request, now: new Date(request.now.getTime() - 1) }),
  })),
  broken("leases-run-out", "an expired lease that was replaced can still acknowledge", "outbox", ({ outbox }) => {
    const latest = new Map<string, string>();
    return {
      claim: async (...all) => {
        const claimed = await outbox.claim(...all);
        for (const { message, lease } of claimed) latest.set(message.id, lease);
        return claimed;
      },
      acknowledge: (context, deliveries) =>
        outbox.acknowledge(
          context,
          deliveries.map(({ id }) => ({ id, lease: latest.get(id) ?? "" })),
        ),
    };
  }),
  broken("acknowledged-is-gone", "an acknowledgement is reported but not stored", "outbox", () => ({
    acknowledge: async (_, deliveries) => deliveries.map(() => "acknowledged"),
  })),
  broken("schedule-moves", "a key can only move to a later instant", "schedule", ({ schedule }) => ({
    set: async (context, key, at) => {
      const entries = (await schedule.due(context, new Date(8.64e15), { limit: 1_000 })).items;
      const known = entries.find((entry) => entry.key === key);
      return schedule.set(context, key, at !== null && known !== undefined && known.at > at ? known.at : at);
    },
  })),
  broken("schedule-moves", "reading removes entries", "schedule", ({ schedule }) => ({
    due: async (context, until, request) => {
      const page = await schedule.due(context, until, request);
      for (const { key } of page.items) await schedule.set(context, key, null);
      return page;
    },
  })),
  broken("schedule-order", "an entry due at exactly the instant is left out", "schedule", ({ schedule }) => ({
    due: (context, until, request) => schedule.due(context, new Date(until.getTime() - 1), request),
  })),
  broken("transaction-commits", "the value of a run is lost", "unitOfWork", ({ unitOfWork }) => ({
    run: async (...all) => {
      const outcome = await unitOfWork.run(...all);
      return outcome.ok ? { ok: true, value: undefined as never } : outcome;
    },
  })),
  {
    breaks: "transaction-commits",
    how: "a run keeps nothing",
    create: () => {
      const inner = memoryStorage();
      return withMethods(
        "unitOfWork",
        ({ unitOfWork }) => ({
          run: async (context, work) => {
            let kept: unknown;
            await unitOfWork.run(context, async (inside) => {
              kept = await work(inside);
              return { ok: false, reason: "conflict" };
            });
            return kept as never;
          },
        }),
        inner,
      );
    },
  },
  {
    breaks: "transaction-rolls-back",
    how: "the outbox does not take part in the transaction",
    create: () => {
      const inner = memoryStorage();
      return withMethods(
        "outbox",
        ({ outbox }) => ({ enqueue: (context, messages) => outbox.enqueue({ tenantId: context.tenantId }, messages) }),
        inner,
      );
    },
  },
  broken("transaction-rolls-back", "a returned conflict commits", "unitOfWork", ({ unitOfWork }) => ({
    run: async (context, work) => {
      let outcome: unknown;
      await unitOfWork.run(context, async (inside) => {
        outcome = await work(inside);
        return { ok: true, value: null };
      });
      return outcome as never;
    },
  })),
  broken("transaction-rolls-back", "the error of a run is wrapped", "unitOfWork", ({ unitOfWork }) => ({
    run: (context, work) =>
      unitOfWork.run(context, work).catch((cause: unknown) => Promise.reject(new Error("rolled back", { cause }))),
  })),
  {
    breaks: "transaction-is-invisible",
    how: "writes of a run are visible at once",
    create: () => {
      const inner = memoryStorage();
      const direct = withContext(inner, ({ transaction: _, ...context }) => context);
      return {
        ...direct,
        unitOfWork: { run: async (context, work) => work({ ...context, transaction: {} }) },
      };
    },
  },
  {
    breaks: "transaction-is-invisible",
    how: "a run does not see its own writes",
    create: () => {
      const inner = memoryStorage();
      return withMethods(
        "interactions",
        ({ interactions }) => ({
          history: (context, id, request) => interactions.history({ tenantId: context.tenantId }, id, request),
        }),
        inner,
      );
    },
  },
  {
    breaks: "transaction-one-winner",
    how: "the commit does not check versions",
    create: () => {
      const inner = memoryStorage();
      return {
        ...inner,
        customers: {
          ...inner.customers,
          save: async (context, customer, expected) => {
            const saved = await inner.customers.save(context, customer, expected);
            if (!saved.ok || context.transaction === undefined) return saved;
            pendingOf(context.transaction).push(async () => {
              const outside = { tenantId: context.tenantId };
              const now = await inner.customers.get(outside, customer.id);
              await inner.customers.save(outside, customer, now?.version ?? null);
            });
            return saved;
          },
        },
        unitOfWork: {
          run: async (context, work) => {
            let pending: (() => Promise<void>)[] = [];
            const outcome = await inner.unitOfWork.run(context, async (inside) => {
              pending = pendingOf(inside.transaction);
              return work(inside);
            });
            if (!outcome.ok && !("actual" in outcome)) for (const write of pending) await write();
            return outcome;
          },
        },
      };
    },
  },
  {
    breaks: "transaction-against-single-writes",
    how: "the run overwrites concurrent changes",
    create: () => {
      const inner = memoryStorage();
      return withMethods(
        "unitOfWork",
        ({ unitOfWork }) => ({
          run: async (context, work) => {
            const outcome = await unitOfWork.run(context, work);
            if (outcome.ok || "actual" in outcome) return outcome;
            const found = await inner.customers.get(context, "a");
            await inner.customers.save(context, { ...found!.value, source: "run" }, found!.version);
            return { ok: true, value: null as never };
          },
        }),
        inner,
      );
    },
  },
  {
    breaks: "transaction-boundaries",
    how: "a transaction that has ended is treated as absent",
    create: () => {
      const ended = new WeakSet<object>();
      const inner = memoryStorage();
      const forgiving = withContext(inner, (context) =>
        context.transaction !== undefined && ended.has(context.transaction) ? { tenantId: context.tenantId } : context,
      );
      return {
        ...forgiving,
        unitOfWork: {
          run: (context, work) =>
            inner.unitOfWork.run(context, async (inside) => {
              try {
                return await work(inside);
              } finally {
                ended.add(inside.transaction);
              }
            }),
        },
      };
    },
  },
  broken("transaction-boundaries", "a run inside a run starts another transaction", "unitOfWork", ({ unitOfWork }) => ({
    run: ({ transaction: _, ...context }, work) => unitOfWork.run(context, work),
  })),
  {
    breaks: "same-audience",
    how: "the database reads its own clock instead of asOf",
    create: () =>
      withMethods(
        "customers",
        ({ customers }) => ({
          findByRule: (context, rule, request) => customers.findByRule!(context, rule, { ...request, asOf: new Date(8e12) }),
        }),
        pushingAdapter(),
      ),
  },
  {
    breaks: "same-audience",
    how: "a negation leaves missing values out, as in SQL",
    create: () =>
      withMethods(
        "customers",
        ({ customers }) => ({
          findByRule: async (context, rule, request) => {
            const page = await customers.findByRule!(context, rule, request);
            if (page === null || rule.kind !== "not") return page;
            return { ...page, items: page.items.filter(({ value }) => value.source !== undefined) };
          },
        }),
        pushingAdapter(),
      ),
  },
  {
    breaks: "same-audience",
    how: "a rule reads the history of all tenants",
    create: () => {
      const inner = memoryStorage();
      const tenants = new Set<string>();
      const interactions: StorageAdapter["interactions"] = {
        ...inner.interactions,
        append: (context, facts) => {
          tenants.add(context.tenantId);
          return inner.interactions.append(context, facts);
        },
      };
      const leaking: StorageAdapter["interactions"] = {
        ...interactions,
        history: async (context, customerId, request) => {
          const read = (tenantId: string) => inner.interactions.history({ ...context, tenantId }, customerId, request);
          const pages = await Promise.all([...tenants].map(read));
          return { items: pages.flatMap(({ items }) => items).sort(compareOrdered), next: null };
        },
      };
      const { customers } = pushingAdapter({ ...inner, interactions: leaking });
      return { ...pushingAdapter(inner), interactions, customers };
    },
  },
  {
    breaks: "same-audience",
    how: "every kind of rule is declared and none is evaluated",
    create: () => withMethods("customers", () => ({ findByRule: async () => null }), pushingAdapter()),
  },
  broken("same-as-memory", "a claim resets the number of attempts", "outbox", ({ outbox }) => ({
    claim: async (...all) => (await outbox.claim(...all)).map((claimed) => ({ ...claimed, attempt: 1 })),
  })),
  broken("same-as-memory", "the number of removed interactions is wrong", "interactions", ({ interactions }) => ({
    removeHistory: async (...all) => Math.min(1, await interactions.removeHistory(...all)),
  })),
];

const pendingWrites = new WeakMap<object, (() => Promise<void>)[]>();

function pendingOf(transaction: object): (() => Promise<void>)[] {
  const known = pendingWrites.get(transaction) ?? [];
  pendingWrites.set(transaction, known);
  return known;
}

function normalized(value: unknown): unknown {
  if (typeof value === "string") return value.normalize("NFC");
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(normalized);
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, normalized(field)]));
}
