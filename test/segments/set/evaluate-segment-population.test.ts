import { defineSegments, evaluateSegmentPopulation, streamMemberships } from "clientele/segments";

import { taggedCustomers, vip } from "../../fixtures/tagged-customers.js";
import { describe, expect, test } from "vitest";

describe("evaluateSegmentPopulation", () => {
  const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });

  test("reports its progress after every batch", async () => {
    const seen: number[] = [];
    await evaluateSegmentPopulation(set, taggedCustomers(5), {
      asOf: 0,
      batchSize: 2,
      onProgress: ({ evaluated }) => void seen.push(evaluated),
    });
    expect(seen).toEqual([2, 4, 5]);
  });

  test("stops at the signal, reports how far it came, and reads no further", async () => {
    const controller = new AbortController();
    let read = 0;
    function* counted() {
      for (const subject of taggedCustomers(100)) {
        read++;
        yield subject;
      }
    }
    const run = evaluateSegmentPopulation(set, counted(), {
      asOf: 0,
      batchSize: 10,
      signal: controller.signal,
      onProgress: ({ evaluated }) => {
        if (evaluated === 30) controller.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: "evaluation_aborted", details: { evaluated: 30 } });
    expect(read).toBe(30);
  });

  test("reads an asynchronous source, and streams independent batches", async () => {
    async function* source() {
      for (const subject of taggedCustomers(5)) yield await Promise.resolve(subject);
    }
    const sizes: number[] = [];
    for await (const batch of streamMemberships(set, source(), { asOf: 0, batchSize: 3 })) sizes.push(batch.ids.length);
    expect(sizes).toEqual([3, 2]);
  });

  test("gives empty columns for an empty population", async () => {
    const columns = await evaluateSegmentPopulation(set, [], { asOf: 0 });
    expect(columns.segments.map(({ size, members }) => [size, members.length])).toEqual([[0, 0]]);
  });

  test("refuses an empty batch size", async () => {
    await expect(evaluateSegmentPopulation(set, [], { asOf: 0, batchSize: 0 })).rejects.toMatchObject({ code: "invalid_option" });
  });
});
