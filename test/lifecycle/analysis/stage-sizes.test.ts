import { retailLifecycle, stagePaths, stageSizes, stagesAt } from "clientele/lifecycle";
import type { Interaction } from "clientele/models";
import { expect, test } from "vitest";

const DAY = 86_400_000;
const happened = (type: string, at: number, id = `${type}@${at}`, properties = {}): Interaction => ({
  id,
  customerId: "c1",
  type,
  at: new Date(at),
  properties,
});

const order = (at: number, id?: string) => happened("order.placed", at, id, { orderId: `o${at}`, total: 1000, currency: "EUR" });
const subject = (...history: Interaction[]) => ({ id: "c1", attributes: {}, history });

test("counts every started customer in exactly one stage", () => {
  const records = [subject(order(0)), { ...subject(order(10 * DAY), order(20 * DAY)), id: "c2" }, { ...subject(), id: "c3" }];
  const paths = stagePaths(retailLifecycle(), records, { to: 200 * DAY });
  const { sizes, total } = stageSizes(paths, [0, 10 * DAY, 90 * DAY, 110 * DAY, 200 * DAY]);
  expect([...total]).toEqual([1, 2, 2, 2, 2]);
  expect([...sizes["first-time"]!]).toEqual([1, 2, 0, 0, 0]);
  expect([...sizes["at-risk"]!]).toEqual([0, 0, 1, 2, 0]);
  expect([...sizes.dormant!]).toEqual([0, 0, 0, 0, 2]);
  expect([...stagesAt(paths)].map((stage) => paths.stages[stage]?.id)).toEqual(["dormant", "dormant", undefined]);
  expect(() => stageSizes(paths, [201 * DAY])).toThrow(expect.objectContaining({ code: "invalid_option" }));
  expect(() => stageSizes(paths, [5, 5])).toThrow(expect.objectContaining({ code: "invalid_option" }));
});
