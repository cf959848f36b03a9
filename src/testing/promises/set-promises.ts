import type { ChangeSet, StorageAdapter, StorageContext, Version } from "../../storage/index.js";
import { messageOf } from "../outbox-calls.js";
import { customerOf, interactionOf } from "../records.js";
import { commitSet, CONFLICT, contentOf, instant, write } from "../storage-calls.js";
import type { StoragePromise } from "../storage-promise.js";

const key = (id: string) => ({ kind: "kind", id });

/** Stores the records that a whole change set needs, and returns their version. */
function prepare(storage: StorageAdapter, context: StorageContext): Promise<Version> {
  return write(storage, context, {
    customers: ["changed", "removed"].map((id) => ({ id, customer: customerOf({ id, source: "before" }), expected: null })),
    documents: ["changed", "removed", "checked"].map((id) => ({
      ...key(id),
      document: { dueAt: instant(), value: "before" },
      expected: null,
    })),
    interactions: ["known", "erased"].map((id) => interactionOf({ id, customerId: id })),
    messages: [messageOf("waiting")],
  });
}

/** Returns a change set with every kind of change. */
const wholeSet = (expected: Version) => ({
  customers: [
    { id: "new", customer: customerOf({ id: "new" }), expected: null },
    { id: "removed", customer: null, expected },
    { id: "changed", customer: customerOf({ id: "changed", source: "after" }), expected },
  ],
  documents: [
    { ...key("new"), document: { customerId: "new", dueAt: instant(1), value: "after" }, expected: null },
    { ...key("removed"), document: null, expected },
    { ...key("changed"), document: { value: "after" }, expected },
  ],
  checks: [{ ...key("checked"), expected }],
  removeHistories: ["erased"],
  interactions: [interactionOf({ id: "new 1", customerId: "new" }), interactionOf({ id: "new 2", customerId: "new" })],
  messages: [messageOf("new", 1), messageOf("waiting", 2)],
});

type WholeSet = ReturnType<typeof wholeSet>;

/** Change sets in which one part is a conflict, by what it is. */
function conflictsOf(set: WholeSet): Readonly<Record<string, ChangeSet>> {
  const { customers, documents, interactions, messages } = set;
  const last = <Item>(items: readonly Item[], change: Partial<Item>) => [...items.slice(0, -1), { ...items.at(-1)!, ...change }];
  return {
    "a customer with another version": { ...set, customers: last(customers, { expected: "1 before" }) },
    "a customer that exists": { ...set, customers: last(customers, { expected: null }) },
    "a customer that does not exist": {
      ...set,
      customers: [{ ...customers[2]!, id: "none", customer: customerOf({ id: "none" }) }],
    },
    "a removed customer with another version": { ...set, customers: [{ ...customers[1]!, expected: "1 before" }] },
    "a document with another version": { ...set, documents: last(documents, { expected: "1 before" }) },
    "a document that exists": { ...set, documents: last(documents, { expected: null }) },
    "a removed document that does not exist": { ...set, documents: last(documents, { id: "none", document: null as never }) },
    "a check with another version": { ...set, checks: [{ ...key("checked"), expected: "1 before" }] },
    "a check of a document that does not exist": { ...set, checks: [{ ...key("none"), expected: "1" }] },
    "a known interaction": { ...set, interactions: last(interactions, { id: "known" }) },
    "a waiting message": { ...set, messages: last(messages, { sequence: 1 }) },
  };
}

/** Promises about change sets. */
export const setPromises: readonly StoragePromise[] = [
  {
    id: "sets-are-atomic",
    title: "writes every part of a change set, or nothing if any part of it is a conflict",
    protects:
      "Half a decision leaves points without the order that earned them, or a message about a change that never happened.",
    async check({ storage, context, equal }) {
      const before = await prepare(storage, context);
      const set = wholeSet(before);
      const content = await contentOf(storage, context);
      for (const [what, conflict] of Object.entries(conflictsOf(set))) {
        equal(`a set with ${what}`, await commitSet(storage, context, conflict), CONFLICT);
        equal(`everything after a set with ${what}`, await contentOf(storage, context), content);
      }
      const after = await write(storage, context, set);
      const written = await contentOf(storage, context);
      const states = (list: readonly { readonly value: { readonly id: string }; readonly version: Version }[]) =>
        list.map(({ value, version }) => [value.id, version === after ? "new version" : version === before ? "kept" : version]);
      equal("the customers", states(written.customers), [
        ["changed", "new version"],
        ["new", "new version"],
      ]);
      equal("the documents", states(written.documents), [
        ["changed", "new version"],
        ["checked", "kept"],
        ["new", "new version"],
      ]);
      equal("the changed customer", written.customers[0]?.value.source, "after");
      equal("the changed document", written.documents[0]?.value.value, "after");
      equal("what is due", written.due, [
        { ...key("checked"), dueAt: instant() },
        { ...key("new"), dueAt: instant(1) },
      ]);
      equal("the interactions", written.interactions.map(({ id }) => id).sort(), ["known", "new 1", "new 2"]);
      equal("the messages", written.messages, [messageOf("new"), messageOf("waiting"), messageOf("waiting", 2)]);
    },
  },
  {
    id: "sets-are-independent",
    title: "writes the 93 sets of a list of 100 that can be written, and reports the other 7 as conflicts, by position",
    protects: "One customer who buys at this very moment holds up the import of a hundred others.",
    async check({ storage, context, equal }) {
      const before = await prepare(storage, context);
      const stale = "1 before";
      const conflicts: ReadonlyMap<number, ChangeSet> = new Map([
        [0, { customers: [{ id: "changed", customer: customerOf({ id: "changed" }), expected: stale }] }],
        [13, { customers: [{ id: "removed", customer: null, expected: stale }] }],
        [14, { documents: [{ ...key("changed"), document: { value: 1 }, expected: null }] }],
        [50, { documents: [{ ...key("removed"), document: null, expected: stale }] }],
        [77, { checks: [{ ...key("checked"), expected: stale }] }],
        [98, { interactions: [interactionOf({ id: "known", customerId: "known" })] }],
        [99, { messages: [messageOf("waiting")] }],
      ]);
      const sets = Array.from({ length: 100 }, (_, position): ChangeSet => {
        const id = `${position}`;
        const { customers, documents, interactions, messages, ...others } = conflicts.get(position) ?? {};
        return {
          ...others,
          customers: [{ id, customer: customerOf({ id }), expected: null }, ...(customers ?? [])],
          documents: [{ ...key(id), document: { value: id }, expected: null }, ...(documents ?? [])],
          interactions: [interactionOf({ id, customerId: id }), ...(interactions ?? [])],
          messages: [messageOf(id), ...(messages ?? [])],
        };
      });
      const outcomes = await storage.commit(context, sets);
      equal(
        "the positions of the conflicts",
        outcomes.flatMap(({ ok }, position) => (ok ? [] : [position])),
        [...conflicts.keys()],
      );
      const ids = sets.map((_, position) => `${position}`);
      const found = await storage.read(context, { customers: ids, documents: ids.map(key), interactions: ids });
      const versions = outcomes.map((outcome) => (outcome.ok ? outcome.version : null));
      equal(
        "the versions of the customers",
        Array.from(found.customers, (stored) => stored && stored.version),
        versions,
      );
      equal(
        "the versions of the documents",
        Array.from(found.documents, (stored) => stored && stored.version),
        versions,
      );
      const written = ids.filter((_, position) => !conflicts.has(position));
      equal(
        "the interactions",
        found.interactions.flatMap((fact) => fact ?? []).map(({ id }) => id),
        written,
      );
      const { messages, customers } = await contentOf(storage, context);
      equal("the messages", messages.map(({ subject }) => subject).sort(), [...written, "waiting"].sort());
      equal("untouched customers", customers.filter(({ version }) => version === before).length, 2);
    },
  },
  {
    id: "known-fact-is-a-conflict",
    title:
      "reports a set with a known interaction as a conflict, whatever its content, and lets one of eight parallel ones succeed",
    protects: "A webhook that is delivered twice counts an order twice, or reusing an identifier rewrites history.",
    async check({ storage, context, equal }) {
      const fact = interactionOf({ id: "i", properties: { total: 1 } });
      await write(storage, context, { interactions: [fact] });
      const repetitions = [
        fact,
        interactionOf({ id: "i", properties: { total: 2 } }),
        interactionOf({ id: "i", properties: { total: 1 }, customerId: "c2" }),
        interactionOf({ id: "i", properties: { total: 1 }, at: instant(1) }),
      ];
      for (const [index, repetition] of repetitions.entries()) {
        const award = { ...key(`${index}`), document: { value: "points" }, expected: null };
        const interactions = [interactionOf({ id: `new ${index}` }), repetition];
        equal(
          "a set with a known interaction",
          await commitSet(storage, context, { documents: [award], interactions }),
          CONFLICT,
        );
      }
      const { documents, interactions } = await contentOf(storage, context);
      equal("the documents", documents, []);
      equal("the interactions", interactions, [fact]);
      const race = Array.from({ length: 8 }, (_, writer) =>
        commitSet(storage, context, { interactions: [interactionOf({ id: "race", source: `writer ${writer}` })] }),
      );
      const winners = (await Promise.all(race)).flatMap(({ ok }, writer) => (ok ? [`writer ${writer}`] : []));
      equal("successful parallel sets with one interaction", winners.length, 1);
      const stored = (await storage.read(context, { interactions: ["race"] })).interactions[0];
      equal("the stored interaction", stored?.source, winners[0]);
    },
  },
  {
    id: "checks-hold",
    title: "writes a set only if every document that it checks has the expected version, and does not change that document",
    protects: "A campaign that was paused a moment ago still sends the mail that was decided before.",
    async check({ storage, context, equal }) {
      const campaign = (value: string, expected: Version | null) => ({
        documents: [{ ...key("campaign"), document: { value }, expected }],
      });
      let count = 0;
      const send = (expected: Version) =>
        commitSet(storage, context, { checks: [{ ...key("campaign"), expected }], messages: [messageOf("c1", ++count)] });
      const running = await write(storage, context, campaign("running", null));
      equal("whether a set is written after a check", (await send(running)).ok, true);
      equal("whether another one is written", (await send(running)).ok, true);
      const stored = (await storage.read(context, { documents: [key("campaign")] })).documents[0];
      equal("the checked document", [stored?.value.value, stored?.version], ["running", running]);
      const paused = await write(storage, context, campaign("paused", running));
      equal("a set that checks the former version", await send(running), CONFLICT);
      equal("whether a set that checks the current version is written", (await send(paused)).ok, true);
      await write(storage, context, { documents: [{ ...key("campaign"), document: null, expected: paused }] });
      equal("a set that checks a removed document", await send(paused), CONFLICT);
      const { messages } = await contentOf(storage, context);
      equal(
        "the sequences of the messages",
        messages.map(({ sequence }) => sequence),
        [1, 2, 4],
      );
    },
  },
];
