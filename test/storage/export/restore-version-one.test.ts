import { readFileSync } from "node:fs";
import { encodeStorable, memoryStorage, readDocument, restoreStore, verifyExport } from "clientele/storage";
import { describe, expect, test } from "vitest";
import { lineChecksum } from "../../../src/storage/export/line-checksum.js";
import { linesOf, shop as context } from "../../fixtures/filled-storage.js";

const none = { customers: 0, interactions: 0, documents: 0, messages: 0 };

describe("restoreStore with an export of version 1", () => {
  const text = readFileSync(new URL("../../fixtures/storage-export-1.jsonl", import.meta.url), "utf8");
  const lines = text.split("\n");
  const long = "x".repeat(256);

  test("turns the schedule into due instants, and keeps entries that belong to no document", async () => {
    const storage = memoryStorage();
    const counts = { customers: 2, interactions: 2, documents: 3, messages: 7 };
    expect(await verifyExport(lines)).toEqual(counts);
    const report = await restoreStore(storage, context, () => lines);
    expect(report).toEqual({ restored: { ...counts, documents: 6 }, repeated: none, conflicting: none, conflicts: [] });
    const at = new Date("2026-01-05T09:00:00.000Z");
    const later = new Date("2026-01-06T09:00:00.000Z");
    expect((await storage.documents.due(context, later, { limit: 9 })).items).toEqual([
      { kind: "schedule", id: "nightly report", dueAt: at },
      { kind: "schedule.customer", id: "gone", dueAt: at },
      { kind: "schedule.customer", id: long, dueAt: at },
      { kind: "workspace.standing", id: "ada", dueAt: later },
    ]);
    expect((await readDocument(storage, context, "workspace.standing", "ada"))?.value).toEqual({
      kind: "workspace.standing",
      id: "ada",
      customerId: "ada",
      dueAt: later,
      value: { status: "active", dueAt: 5 },
    });
    const owned = await storage.documents.page(context, { limit: 9, customerId: "gone" });
    expect(owned.items.map(({ value }) => value.kind)).toEqual(["schedule.customer"]);
  });

  test("queues the messages by customer and in their order, before every revision", async () => {
    const storage = memoryStorage();
    await restoreStore(storage, context, () => lines);
    await storage.commit(context, [
      { messages: [{ subject: "ada", sequence: 0, part: 1, id: "new", type: "t", at: new Date(0), payload: null }] },
    ]);
    const { items } = await storage.outbox.page(context, { limit: 9 });
    expect(items.map(({ subject, sequence, part, id }) => [subject, sequence, part, id])).toEqual([
      ["ada", -5, 1, "m9"],
      ["ada", -4, 1, "m1"],
      ["ada", 0, 1, "new"],
      ["m2", -7, 1, "m2"],
      ["m3", -3, 1, "m3"],
      ["m4", -2, 1, "m4"],
      ["m6", -1, 1, "m6"],
      ["😀", -6, 1, "m5"],
    ]);
    expect(items.at(-1)?.payload).toEqual({ customerId: "😀", note: new Date("2026-01-05T09:00:00.000Z") });
  });

  test("changes nothing when it is repeated, and equals the snapshot of the same storage", async () => {
    const storage = memoryStorage();
    const { restored } = await restoreStore(storage, context, () => lines);
    const again = await restoreStore(storage, context, () => lines);
    expect(again).toEqual({ restored: none, repeated: restored, conflicting: none, conflicts: [] });
    const snapshot: unknown = JSON.parse(
      readFileSync(new URL("../../fixtures/storage-snapshot-1.json", import.meta.url), "utf8"),
    );
    expect(await linesOf(memoryStorage({ snapshot }))).toEqual(await linesOf(storage));
  });

  test("finds waiting messages in any order of their subjects", async () => {
    const names = ["😀", "b", "a", "ﬁ"];
    const messages = Array.from({ length: 900 }, (_, index) => {
      const id = `m${String(index).padStart(4, "0")}`;
      return encodeStorable({ messages: { id, type: "t", at: new Date(0), payload: { customerId: names[index % 4] } } });
    });
    const long = await versionOneOf(messages, { customers: 0, interactions: 0, documents: 0, messages: 900, schedule: 0 });
    const storage = memoryStorage();
    expect((await restoreStore(storage, context, () => long)).restored).toEqual({ ...none, messages: 900 });
    expect((await restoreStore(storage, context, () => long)).repeated).toEqual({ ...none, messages: 900 });
    const { items } = await storage.outbox.page(context, { limit: 2 });
    expect(items.map(({ subject, sequence }) => [subject, sequence])).toEqual([
      ["a", -898],
      ["a", -894],
    ]);
  });

  test("rejects a changed schedule", async () => {
    const without = lines.filter((line) => !line.includes("nightly report"));
    const renamed = lines.map((line) => line.replace("nightly report", "daily report"));
    const overlong = lines.map((line) => line.replace("nightly report", "y".repeat(257)));
    for (const given of [without, renamed, overlong])
      await expect(verifyExport(given)).rejects.toMatchObject({ code: "corrupt_export" });
  });
});

/** Writes an export of version 1 around the lines of its records. */
async function versionOneOf(records: readonly string[], counts: Readonly<Record<string, number>>): Promise<string[]> {
  const lines = [encodeStorable({ kind: "clientele.export", version: 1 }), ...records];
  const checksum = lineChecksum();
  for (const line of lines) await checksum.add(line);
  return [...lines, encodeStorable({ end: { ...counts, checksum: await checksum.digest() } })];
}
