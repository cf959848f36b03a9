import type { ChangeSet, Committed } from "clientele/storage";
import { customerOf, interactionOf } from "clientele/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabases } from "../../fixtures/sql-databases.js";

const context = { tenantId: "shop" };
const COUNT = 100;
const ids = Array.from({ length: COUNT }, (_, index) => `c${index}`);

/** Maximum numbers of statements, begin and commit included. */
const BUDGETS = {
  postgres: { commit: 1, removal: 1, claim: 1, acknowledge: 1 },
  mysql: { commit: 8, removal: 11, claim: 3, acknowledge: 7 },
  sqlite: { commit: 8, removal: 11, claim: 3, acknowledge: 6 },
} as const;

/** The change set of a decision: a profile, a state, another document, a check, a fact and two messages. */
function decision(id: string, revision: number, expected: string | null, check: string): ChangeSet {
  return {
    customers: [{ id, customer: customerOf({ id, version: revision }), expected }],
    documents: [{ kind: "state", id, document: { customerId: id, dueAt: new Date(revision), value: revision }, expected }],
    checks: [{ kind: `check ${revision}`, id, expected: check }],
    interactions: [interactionOf({ id: `${id} ${revision}`, customerId: id })],
    messages: [1, 2].map((part) => {
      return {
        subject: id,
        sequence: revision,
        part,
        id: `${id} ${revision} ${part}`,
        type: "t",
        at: new Date(0),
        payload: null,
      };
    }),
  };
}

function versionsOf(outcomes: readonly Committed[]): string[] {
  return outcomes.map((outcome) => {
    if (!outcome.ok) throw new Error("A set is in conflict.");
    return outcome.version;
  });
}

describe.each(testDatabases)("SQL storage on $name", ({ open }) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  }, 120_000);
  afterAll(() => database.remove());

  /** Runs work and returns how many statements it took. */
  async function counted(work: () => Promise<unknown>): Promise<number> {
    database.statements.length = 0;
    await work();
    return database.statements.length;
  }

  test("decides about 100 customers with few statements", async () => {
    const { storage, dialect } = database;
    const budget = BUDGETS[dialect];
    const checks = versionsOf(
      await storage.commit(
        context,
        ids.map((id) => ({
          documents: [1, 2].map((revision) => ({ kind: `check ${revision}`, id, document: { value: 0 }, expected: null })),
        })),
      ),
    );
    let versions: string[] = [];
    const write = async (sets: readonly ChangeSet[]): Promise<void> => {
      versions = versionsOf(await storage.commit(context, sets));
    };
    // New customers, known customers, and both: the first hundred, then all of a single one.
    expect(await counted(() => write(ids.map((id, index) => decision(id, 1, null, checks[index]!))))).toBeLessThanOrEqual(
      budget.commit,
    );
    const later = ids.map((id, index) => decision(id, 2, versions[index]!, checks[index]!));
    expect(await counted(() => write(later))).toBeLessThanOrEqual(budget.commit);

    const keys = ids.flatMap((id) => ["state", "check 1", "none"].map((kind) => ({ kind, id })));
    const histories = ids.map((customerId, index) => ({ customerId, from: new Date(0), limit: index % 2 === 0 ? 1 : 7 }));
    const request = { customers: [...ids, "nobody"], documents: keys, interactions: ids.map((id) => `${id} 1`), histories };
    expect(await counted(() => storage.read(context, request))).toBe(1);
    expect(await counted(() => storage.read(context, { customers: ["c1"] }))).toBe(1);
    expect(await counted(() => storage.read(context, {}))).toBe(0);

    const claim = async () => storage.outbox.claim(context, { leaseMilliseconds: 600_000, limit: COUNT });
    let claimed: Awaited<ReturnType<typeof claim>> = [];
    const claims = await counted(async () => {
      claimed = await claim();
    });
    expect(claims).toBeLessThanOrEqual(budget.claim);
    expect(claimed.flatMap(({ messages }) => messages).length).toBe(4 * COUNT);
    // Half of them wholly, half of them in part, so that both ends of a subject take their statement.
    const delivered = claimed.map(({ subject, lease }, index) => ({ subject, lease, through: 1 + (index % 2) }));
    const acknowledgements = await counted(async () => {
      expect(new Set(await storage.outbox.acknowledge(context, delivered))).toEqual(new Set(["acknowledged"]));
    });
    expect(acknowledgements).toBeLessThanOrEqual(budget.acknowledge);
    expect((await storage.outbox.page(context, { limit: 1_000 })).items.length).toBe(COUNT);

    const removals = ids.map((id, index): ChangeSet => {
      const expected = versions[index]!;
      return {
        customers: [{ id, customer: null, expected }],
        documents: [{ kind: "state", id, document: null, expected }],
        removeHistories: [id],
        interactions: [interactionOf({ id: `${id} 1`, customerId: "heir" })],
      };
    });
    expect(await counted(() => write(removals))).toBeLessThanOrEqual(budget.removal);
    expect((await storage.interactions.page(context, { limit: 1_000 })).items.length).toBe(COUNT);
  });

  test("splits a longer commit by sets, and reads more than 100 histories in further statements", async () => {
    const { storage, dialect } = database;
    const many = Array.from({ length: 250 }, (_, index) => `many${index}`);
    const commit = () =>
      storage.commit(
        context,
        many.map((id) => ({ customers: [{ id, customer: customerOf({ id }), expected: null }] })),
      );
    expect(await counted(async () => expect((await commit()).every(({ ok }) => ok)).toBe(true))).toBe(
      dialect === "postgres" ? 3 : 3 * (dialect === "mysql" ? 3 : 4),
    );
    expect(await counted(async () => expect((await commit()).every(({ ok }) => !ok)).toBe(true))).toBeGreaterThan(0);
    const histories = many.map((customerId) => ({ customerId, limit: 1 }));
    expect(await counted(() => storage.read(context, { customers: many, histories }))).toBe(3);
  });

  test("claims nothing of an empty queue with one statement, without a lock", async () => {
    const { storage } = database;
    const empty = { tenantId: "empty" };
    const claims = await counted(() => storage.outbox.claim(empty, { leaseMilliseconds: 1, limit: COUNT }));
    expect(claims).toBe(1);
    expect(database.statements.join("\n")).not.toMatch(/begin|start transaction/);
  });

  test("reads without a transaction or a lock", async () => {
    const { storage } = database;
    await counted(async () => {
      await storage.read(context, {
        customers: ["c1"],
        documents: [{ kind: "state", id: "c1" }],
        histories: [{ customerId: "c1", limit: 1 }],
      });
      await storage.customers.page(context, { limit: 1 });
      await storage.documents.page(context, { limit: 1 });
      await storage.documents.due(context, new Date(0), { limit: 1 });
      await storage.interactions.page(context, { limit: 1 });
      await storage.interactions.history(context, "c1", { limit: 1 });
      await storage.outbox.page(context, { limit: 1 });
    });
    expect(database.statements.length).toBe(7);
    expect(database.statements.join("\n")).not.toMatch(
      /begin|start transaction|for update|for share|share mode|insert|update|delete/,
    );
  });
});
