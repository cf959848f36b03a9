import { storableCopy } from "../../storage/index.js";
import { customerOf, interactionOf } from "../records.js";
import { instant, rejection, type StoragePromise, versionOf } from "../storage-promise.js";

/** A value with every type of plain data. */
const everything = {
  text: "naïve 😀 价值 ﬁ e\u0301 \u00e9",
  empty: "",
  flags: [true, false, null],
  numbers: [0, -1, 0.1 + 0.2, 1e-300, 5e-324, 1.7976931348623157e308, 9007199254740991, -273.15],
  dates: { then: new Date(-1), precise: new Date(1767268800123), last: new Date(8.64e15), first: new Date(-8.64e15) },
  nested: [[], {}, [{ deep: [{ deeper: new Date(0) }] }]],
  looksLikeADate: ["2026-01-01T00:00:00.000Z", { $date: "2026-01-01T00:00:00.000Z" }, { $$date: 1 }],
  "key with spaces, 'quotes\" and a .dot": 1,
};

/** Promises about records: what is stored is returned unchanged. */
export const recordPromises: readonly StoragePromise[] = [
  {
    id: "absent-is-null",
    title: "returns null, an empty page or an empty list for what does not exist, never undefined or an error",
    protects: "Code that tests `=== null` takes a missing customer for an existing one and fails later, far away.",
    async check({ storage, context, equal }) {
      equal("an absent customer", await storage.customers.get(context, "nobody"), null);
      equal("an absent document", await storage.documents.get(context, "kind", "nothing"), null);
      equal("an absent interaction", await storage.interactions.get(context, "nothing"), null);
      await storage.customers.save(context, customerOf({ id: "a" }), null);
      const many = await storage.customers.getMany(context, ["nobody", "a", "a", "nobody"]);
      equal(
        "getMany, by position",
        Array.from(many, (found) => found && found.value.id),
        [null, "a", "a", null],
      );
      await storage.documents.save(context, { kind: "kind", id: "d", value: 1 }, null);
      const documents = await storage.documents.getMany(context, "kind", ["d", "nothing", "d"]);
      equal(
        "getMany of documents, by position",
        Array.from(documents, (found) => found && found.value.id),
        ["d", null, "d"],
      );
      equal("getMany of an empty list", await storage.customers.getMany(context, []), []);
      const empty = { items: [], next: null };
      equal("an empty history", await storage.interactions.history(context, "nobody", { limit: 5 }), empty);
      equal("a schedule without entries", await storage.schedule.due(context, instant(), { limit: 5 }), empty);
      const claim = { now: instant(), leaseMilliseconds: 1, limit: 5 };
      equal("an outbox without messages", await storage.outbox.claim(context, claim), []);
      const removed = await storage.customers.remove(context, "nobody", "1");
      equal("removing an absent customer", removed, { ok: false, reason: "conflict", actual: null });
    },
  },
  {
    id: "values-survive",
    title: "returns dates, numbers, texts and nested values equal to the last bit, also from documents",
    protects: "A date that comes back as text, or without its milliseconds, moves customers between stages.",
    async check({ storage, context, equal }) {
      const customer = customerOf({ id: "a", name: { family: "王", given: "小明" }, attributes: everything });
      versionOf(await storage.customers.save(context, customer, null));
      equal("the customer", (await storage.customers.get(context, "a"))?.value, customer);
      const fact = interactionOf({ id: "i", at: new Date(-1), recordedAt: instant(7), properties: everything });
      await storage.interactions.append(context, [fact]);
      equal("the interaction", await storage.interactions.get(context, "i"), fact);
      for (const [index, value] of [everything, [1, [2]], "text", 0, false, null, new Date(5)].entries()) {
        const document = { kind: "kind", id: `d${index}`, customerId: "a", value };
        versionOf(await storage.documents.save(context, document, null));
        equal("the document", (await storage.documents.get(context, "kind", `d${index}`))?.value, document);
      }
      const message = { id: "m", type: "stage.changed", at: instant(3), payload: everything };
      await storage.outbox.enqueue(context, [message]);
      equal("the message", (await storage.outbox.page(context, { limit: 1 })).items, [message]);
      const dates = [new Date(-8.64e15), new Date(-1), instant(1), new Date(8.64e15)];
      for (const [index, at] of dates.entries()) await storage.schedule.set(context, `k${index}`, at);
      const due = await storage.schedule.due(context, new Date(8.64e15), { limit: 10 });
      equal(
        "the schedule",
        due.items,
        dates.map((at, index) => ({ key: `k${index}`, at })),
      );
    },
  },
  {
    id: "copies",
    title: "stores and returns copies: changing an argument or a result changes nothing stored",
    protects: "A screen that sorts a list in place rewrites the customer for everyone.",
    async check({ storage, context, equal }) {
      const customer = customerOf({ id: "a", tags: ["vip"], attributes: { seen: new Date(0) } });
      const document = { kind: "kind", id: "d", value: { points: [1] } };
      const fact = interactionOf({ id: "i", properties: { tags: ["x"] } });
      const message = { id: "m", type: "t", at: instant(), payload: { list: [1] } };
      // The order of keys may change, the content may not.
      const before = storableCopy([customer, document, fact, message]);
      await storage.customers.save(context, customer, null);
      await storage.documents.save(context, document, null);
      await storage.interactions.append(context, [fact]);
      await storage.outbox.enqueue(context, [message]);
      const read = async () => [
        (await storage.customers.get(context, "a"))?.value,
        (await storage.documents.get(context, "kind", "d"))?.value,
        await storage.interactions.get(context, "i"),
        (await storage.outbox.page(context, { limit: 1 })).items[0],
      ];
      const readInLists = async () => [
        (await storage.customers.page(context, { limit: 1 })).items[0]?.value,
        (await storage.documents.page(context, { limit: 1 })).items[0]?.value,
        (await storage.interactions.history(context, "c1", { limit: 1 })).items[0],
        (await storage.outbox.claim(context, { now: instant(), leaseMilliseconds: 1, limit: 1 }))[0]?.message,
      ];
      spoil([customer, document, fact, message]);
      equal("after the arguments were changed", await read(), before);
      spoil(await read());
      equal("after the results were changed", await read(), before);
      spoil(await readInLists());
      equal("after results in lists were changed", await read(), before);
    },
  },
  {
    id: "identifiers-by-code-point",
    title: "distinguishes identifiers by case, trailing space and Unicode form, and treats __proto__ as an ordinary one",
    protects:
      "A database that folds case or pads spaces merges two customers; a careless object sets its prototype with `__proto__`.",
    async check({ storage, context, equal }) {
      for (const id of awkwardIdentifiers) {
        const at = instant();
        versionOf(await storage.customers.save(context, customerOf({ id, source: id }), null));
        const document = { kind: id, id, customerId: id, value: { [id]: id } };
        versionOf(await storage.documents.save(context, document, null));
        await storage.interactions.append(context, [interactionOf({ id, customerId: id, at })]);
        await storage.outbox.enqueue(context, [{ id, type: id, at, payload: null }]);
        await storage.schedule.set(context, id, at);
        const other = { ...context, tenantId: id };
        equal(`a customer of the tenant ${id}`, await storage.customers.get(other, id), null);
      }
      for (const id of awkwardIdentifiers) {
        equal(`the customer ${id}`, (await storage.customers.get(context, id))?.value.source, id);
        const document = (await storage.documents.get(context, id, id))?.value.value as Record<string, unknown>;
        equal(`the document ${id}`, Object.entries(document), [[id, id]]);
        const history = await storage.interactions.history(context, id, { limit: 100 });
        equal(
          `the history of ${id}`,
          history.items.map((fact) => fact.id),
          [id],
        );
        const own = await storage.documents.page(context, { customerId: id, limit: 100 });
        equal(
          `the documents of ${id}`,
          own.items.map(({ value }) => value.id),
          [id],
        );
      }
      const count = awkwardIdentifiers.length;
      equal("messages", (await storage.outbox.page(context, { limit: 100 })).items.length, count);
      equal("schedule", (await storage.schedule.due(context, instant(), { limit: 100 })).items.length, count);
    },
  },
  {
    id: "large-records",
    title: "stores a record of a megabyte and a list of a thousand interactions completely",
    protects: "A column that cuts off at 64 kB silently loses the end of a customer's profile.",
    async check({ storage, context, equal }) {
      const value = { text: "价".repeat(350_000) };
      versionOf(await storage.documents.save(context, { kind: "kind", id: "large", value }, null));
      const found = await storage.documents.get(context, "kind", "large");
      equal("the large document is complete", JSON.stringify(found?.value.value) === JSON.stringify(value), true);
      const interactions = Array.from({ length: 1_000 }, (_, index) => interactionOf({ id: `i${index}`, at: instant(index) }));
      const results = await storage.interactions.append(context, interactions);
      equal("appended", results.filter((result) => result === "appended").length, 1_000);
      const history = await storage.interactions.history(context, "c1", { limit: 1_000 });
      equal("read", history.items.length, 1_000);
    },
  },
  {
    id: "unstorable-is-refused",
    title: "rejects values that are not plain data and invalid identifiers with a code, and stores nothing",
    protects: "NaN comes back as null, an unpaired surrogate as a question mark: an error is better than a changed value.",
    async check({ storage, context, equal }) {
      const cycle: Record<string, unknown> = {};
      cycle["self"] = cycle;
      const unstorable = [
        Number.NaN,
        Number.POSITIVE_INFINITY,
        "a\u0000b",
        "\ud800",
        () => 1,
        new Date(Number.NaN),
        new Map(),
        1n,
        cycle,
      ];
      for (const value of unstorable) {
        const what = typeof value === "object" ? Object.prototype.toString.call(value) : String(value);
        const save = () => storage.customers.save(context, customerOf({ id: "a", attributes: { value } }), null);
        equal(`a customer with ${what}`, await rejection(save), "unstorable_value");
        const keep = () => storage.documents.save(context, { kind: "kind", id: "d", value: [value] }, null);
        equal(`a document with ${what}`, await rejection(keep), "unstorable_value");
        const append = () =>
          storage.interactions.append(context, [
            interactionOf({ id: "good" }),
            interactionOf({ id: "bad", properties: { value } }),
          ]);
        equal(`an interaction with ${what}`, await rejection(append), "unstorable_value");
        const enqueue = () => storage.outbox.enqueue(context, [{ id: "m", type: "t", at: instant(), payload: value }]);
        equal(`a message with ${what}`, await rejection(enqueue), "unstorable_value");
      }
      for (const id of ["", "a\u0000", "\udc00", "x".repeat(257)]) {
        const save = () => storage.customers.save(context, customerOf({ id }), null);
        equal("a customer with an invalid identifier", await rejection(save), "unstorable_identifier");
        const get = () => storage.customers.get({ ...context, tenantId: id }, "a");
        equal("a tenant with an invalid identifier", await rejection(get), "unstorable_identifier");
        const append = () => storage.interactions.append(context, [interactionOf({ id: "good" }), interactionOf({ id })]);
        equal("an interaction with an invalid identifier", await rejection(append), "unstorable_identifier");
      }
      equal("customers", (await storage.customers.page(context, { limit: 5 })).items, []);
      equal("documents", (await storage.documents.page(context, { limit: 5 })).items, []);
      equal("interactions", (await storage.interactions.page(context, { limit: 5 })).items, []);
      equal("messages", (await storage.outbox.page(context, { limit: 5 })).items, []);
    },
  },
];

/** Identifiers that all differ; a storage must not fold, cut, pad, escape or normalize them. */
const awkwardIdentifiers = [
  "a",
  "A",
  "a ",
  " a",
  "á",
  "a\u0301",
  "ﬁ",
  "fi",
  "😀",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "null",
  "0",
  "00",
  "1e3",
  "%",
  "_",
  "a:b",
  "a/b",
  'a","b',
  "a\nb",
  "a\\b",
  "'; DROP TABLE customers; --",
  "王小明",
  "x".repeat(256),
];

/** Changes everything that can be changed, at every depth. */
function spoil(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (value instanceof Date) {
    value.setTime(1);
    return;
  }
  for (const [key, field] of Object.entries(value)) {
    if (typeof field === "object" && field !== null) spoil(field);
    else if (!Object.isFrozen(value)) (value as Record<string, unknown>)[key] = "spoiled";
  }
  if (Array.isArray(value) && !Object.isFrozen(value)) value.push("spoiled");
}
