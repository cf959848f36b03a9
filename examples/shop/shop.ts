/**
 * What a small shop decides about its customers, defined once. The service, the jobs and the workers beside this folder use it
 * over any storage; `examples/hosts` opens SQLite and PostgreSQL.
 */
import { retailLifecycle } from "clientele/lifecycle";
import { defineSchema } from "clientele/rules";
import { defineSegments } from "clientele/segments";
import type { StorageAdapter } from "clientele/storage";
import { type Actor, type Clientele, createClientele, segmentsPlugin, stagePlugin, valuePlugin } from "clientele/workspace";

export const shopSchema = defineSchema({});
const { metric, attribute, state, all } = shopSchema.rules;

/** Customers to greet, to call, and to thank. */
export const shopSegments = defineSegments(
  {
    id: "shop",
    segments: [
      {
        id: "new",
        label: { en: "New within 30 days", zh: "30 天内新客" },
        goal: { en: "Greet, and win the second order.", zh: "欢迎并促成第二单。" },
        rule: metric.timeSinceFirst("order.placed").lessThan({ days: 30 }),
      },
      {
        id: "valuable-and-silent",
        label: { en: "Valuable but silent", zh: "高价值沉默客户" },
        goal: { en: "Call this week.", zh: "本周内电话回访。" },
        rule: all(state("stage:retail").isOneOf(["at-risk", "dormant"]), state("score:net-revenue").atLeast(200_00)),
      },
      {
        id: "vip",
        label: { en: "VIP", zh: "贵宾" },
        rule: attribute("tags").has("vip"),
      },
    ],
  },
  { schema: shopSchema },
);

/** The shop itself, which may do everything. */
export const shopActor: Actor = { id: "shop", clearance: "sensitive" };

/** Opens the shop over a storage. */
export function openShop(storage: StorageAdapter, clock?: () => Date): Clientele {
  return createClientele({
    storage,
    plugins: [
      stagePlugin(retailLifecycle()),
      valuePlugin({ currency: "EUR", zone: "Europe/Berlin" }),
      segmentsPlugin(shopSegments, { schema: shopSchema }),
    ],
    schema: shopSchema,
    actor: shopActor,
    clock,
  });
}
