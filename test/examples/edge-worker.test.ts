import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bgNbdProbabilityAlive } from "../../src/value/clv/beta-geometric/bg-nbd.js";
import { expect, test } from "vitest";
import { model } from "../../examples/edge-worker/model.js";
import worker from "../../examples/edge-worker/worker.js";

const summary = { frequency: 2, recency: 30.43, age: 38.86, sinceLast: 8.43, transactions: 3, revenue: 84_50 };
const post = (body: string) => worker.fetch(new Request("https://edge.example", { method: "POST", body }));

test("a worker at the edge gives the published score of a customer", async () => {
  const answer = (await (await post(JSON.stringify(summary))).json()) as Record<string, unknown>;
  expect(answer["probabilityAlive"]).toBe(bgNbdProbabilityAlive(model, summary));
  expect(answer["probabilityAlive"]).toBeCloseTo(0.7266, 4);
  expect(answer["rfm"]).toEqual({ recency: 2, frequency: 2, monetary: 2 });
});

test("what is no summary is refused with a reason, and nothing else than POST is taken", async () => {
  for (const body of ["{", JSON.stringify({ ...summary, recency: 50 }), JSON.stringify({ ...summary, revenue: "much" })]) {
    expect((await post(body)).status).toBe(400);
  }
  expect((await worker.fetch(new Request("https://edge.example"))).status).toBe(405);
});

test("its bundle holds no validator, no storage and nothing of Node, and is small", async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../../examples/edge-worker/worker.ts", import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    logLevel: "silent",
  });
  const { text } = outputFiles[0]!;
  for (const word of ["zod", "node:", "process.", "immer", "unitOfWork"]) expect(text).not.toContain(word);
  expect(text.length).toBeLessThan(60_000);
});
