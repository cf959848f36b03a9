/** A schema of a host with interactions of its own, and ten rules: its types have a budget (scripts/type-budget.ts). */
import * as z from "zod";
import { defineSchema } from "clientele/rules";
const schema = defineSchema({
  attributes: z.object({ plan: z.enum(["free", "pro"]), tags: z.array(z.string()), seats: z.number().int(), renewsAt: z.date() }),
  interactions: {
    "workshop.joined": z.object({ topic: z.string(), price: z.number().int() }),
    "order.placed": z.object({ total: z.number().int(), currency: z.string() }),
    "doc.viewed": z.object({ id: z.string() }),
  },
});
const { attribute, metric, sequence, all, any, not, atLeast } = schema.rules;
export const rules = [
  attribute("attributes.plan").equals("pro"),
  metric
    .count("order.placed")
    .where((p) => p("total").atLeast(100_00))
    .last({ days: 365 })
    .atLeast(3),
  metric.count("order.placed").last({ days: 60 }).equals(0),
  any(attribute("address.country").isOneOf(["CN", "SG"]), attribute("attributes.tags").has("vip")),
  all(attribute("attributes.seats").moreThan(3), not(attribute("attributes.plan").equals("free"))),
  metric.sum("order.placed", "total").last({ days: 90 }).moreThan(500_00),
  sequence("doc.viewed").thenNo("order.placed").within({ days: 7 }),
  attribute("attributes.renewsAt").withinNext({ days: 30 }),
  atLeast(2, attribute("attributes.tags").has("a"), attribute("attributes.tags").has("b"), attribute("attributes.tags").has("c")),
  metric.distinct("workshop.joined", "topic").last({ days: 365 }).atLeast(2),
];
