import { readFileSync } from "node:fs";
import { memoryStorage } from "clientele/storage";
import { describe, expect, test } from "vitest";
import { problemPaths } from "./snapshot-problems.js";

const context = { tenantId: "shop" };
const lease = { leaseMilliseconds: 1_000, limit: 1 };

describe("loading a snapshot of version 1", () => {
  const text = readFileSync(new URL("../../fixtures/storage-snapshot-1.json", import.meta.url), "utf8");
  const versionOne = (change: (tenant: any, snapshot: any) => void = () => undefined): unknown => {
    const snapshot = JSON.parse(text);
    change(snapshot.tenants[0], snapshot);
    return snapshot;
  };
  const day = new Date("2026-01-05T09:00:00.000Z");
  const later = new Date("2026-01-06T09:00:00.000Z");

  test("turns the schedule into due instants, and keeps entries that belong to no document", async () => {
    const storage = memoryStorage({ snapshot: versionOne() });
    expect((await storage.documents.due(context, later, { limit: 9 })).items).toEqual([
      { kind: "schedule", id: "nightly report", dueAt: day },
      { kind: "schedule.customer", id: "gone", dueAt: day },
      { kind: "schedule.customer", id: "x".repeat(256), dueAt: day },
      { kind: "workspace.standing", id: "ada", dueAt: later },
    ]);
    const documents = await storage.documents.page(context, { limit: 9 });
    expect(new Set(documents.items.map(({ version }) => version)).size).toBe(documents.items.length);
  });

  test("queues the messages by customer, in their order and with their claims", async () => {
    const storage = memoryStorage({ snapshot: versionOne() });
    const claimed = await storage.outbox.claim(context, { ...lease, limit: 9 });
    expect(
      claimed.map(({ subject, attempt, messages }) => [subject, attempt, messages.map((one) => [one.sequence, one.id])]),
    ).toEqual([
      [
        "ada",
        1,
        [
          [-5, "m9"],
          [-4, "m1"],
        ],
      ],
      ["m3", 1, [[-3, "m3"]]],
      ["m4", 1, [[-2, "m4"]]],
      ["m6", 1, [[-1, "m6"]]],
      ["😀", 2, [[-6, "m5"]]],
      ["m2", 3, [[-7, "m2"]]],
    ]);
  });

  test("keeps the claims of the message of a subject that was claimed most often", async () => {
    const attempts: Readonly<Record<string, number>> = { m9: 4, m1: 1 };
    const snapshot = versionOne((tenant) => {
      for (const row of tenant.messages) row.attempts = attempts[row.message.id] ?? 0;
    });
    const claimed = await memoryStorage({ snapshot }).outbox.claim(context, { ...lease, limit: 9 });
    expect(claimed.find(({ subject }) => subject === "ada")?.attempt).toBe(5);
    expect(claimed.at(-1)?.subject).toBe("ada");
  });

  test("writes version 2, which loads as the same", () => {
    const snapshot = memoryStorage({ snapshot: versionOne() }).snapshot();
    expect(snapshot.version).toBe(2);
    expect(memoryStorage({ snapshot: JSON.parse(JSON.stringify(snapshot)) }).snapshot()).toEqual(snapshot);
  });

  test("reports every problem with its path", () => {
    const damaged = versionOne((tenant) => {
      tenant.messages[0].attempts = -1;
      tenant.messages[1].message.at = 5;
      tenant.messages.push(tenant.messages[2], { message: null });
      tenant.schedule.push(tenant.schedule[0], { key: "y".repeat(257), at: tenant.schedule[0].at }, { key: "k", at: 5 });
    });
    expect(problemPaths(damaged)).toEqual([
      "tenants[0].messages[0].attempts",
      "tenants[0].messages[1].message.at",
      "tenants[0].messages[7]",
      "tenants[0].messages[8].message",
      "tenants[0].schedule[4]",
      "tenants[0].schedule[5].key",
      "tenants[0].schedule[6].at",
    ]);
    const taken = versionOne((tenant) => {
      tenant.documents[0].value = { kind: "schedule", id: "nightly report", value: null };
    });
    expect(problemPaths(taken)).toEqual(["tenants[0].schedule"]);
    const without = versionOne((tenant) => {
      delete tenant.schedule;
    });
    expect(problemPaths(without)).toEqual(["tenants[0].schedule"]);
  });
});
