import * as z from "zod";
import { standardInteractions } from "clientele/models";
import { defineSchema, evaluateRule, parseRule } from "clientele/rules";
import { describe, expect, test } from "vitest";

const schema = defineSchema({
  attributes: z.object({ plan: z.enum(["free", "pro"]), tags: z.array(z.string()), seats: z.int(), limit: z.number() }),
  interactions: { ...standardInteractions, "workshop.joined": z.object({ topic: z.string() }) },
});
const { attribute, metric, sequence, state, all, any, not, atLeast } = schema.rules;

describe("the typed builder", () => {
  const rules = {
    lapsingVip: all(
      attribute("attributes.plan").equals("pro"),
      metric
        .count("order.placed")
        .where((p) => p("total").atLeast(100_00))
        .last({ days: 365 })
        .atLeast(3),
      metric.count("order.placed").last({ days: 60 }).equals(0),
      any(attribute("address.country").isOneOf(["CN", "SG"]), attribute("attributes.tags").has("vip")),
    ),
    abandonedCart: sequence("cart.added").last({ days: 3 }).thenNo("order.placed").within({ hours: 2 }),
    funnel: sequence("page.viewed")
      .fromAny()
      .then("cart.added", (p) => p("quantity").atLeast(2))
      .then("order.placed")
      .within({ days: 7 }),
    sameDay: sequence("cart.added").fromLast().thenAtOrAfter("order.placed").then("order.refunded").atAnyTime(),
    leftCart: sequence("cart.added").last({ days: 3 }).thenNoAtOrAfter("order.placed").within({ hours: 2 }),
    workshop: metric.distinct("workshop.joined", "topic").atLeast(2),
    overLimit: attribute("attributes.seats").moreThan({ attribute: "attributes.limit" }),
    spend: metric.sum("order.placed", "total", { currency: "USD" }).previous("month", "Asia/Shanghai").atLeast(1000),
    channel: metric
      .count(["order.placed", "order.refunded"])
      .where((p) => p.all(p.channel().equals("web"), p.not(p("units").isPresent())))
      .atLeast(1),
    created: attribute("createdAt").inThis("month", { zone: "UTC" }),
    jubilee: attribute("createdAt").anniversaryAgo(7, { zone: "UTC" }),
    birthdays: attribute("demographics.birthDate").anniversaryInNext("month", { zone: "UTC", leapDay: "03-01" }),
    near: attribute("demographics.birthDate").anniversaryBetween(-3, 3, { zone: "UTC" }),
    ownZone: attribute("createdAt").inThis("day", { zone: { attribute: "address.timeZone", fallback: "UTC" } }),
    onSunday: attribute("createdAt").weekday({ zone: "UTC" }).equals(7),
    early: attribute("createdAt").hour({ zone: "UTC" }).lessThan(9),
    inSummer: attribute("demographics.birthDate").month().between(6, 8),
    turned: attribute("demographics.birthDate").inPrevious("year", { zone: "UTC" }),
    birthday: attribute("demographics.birthDate").anniversaryWithin(7, { zone: "UTC" }),
    age: attribute("demographics.birthDate").age({ zone: "UTC" }).between(18, 30),
    loyal: state("stage:retail").for({ days: 30 }).equals("loyal"),
    two: atLeast(2, attribute("tags").has("a"), attribute("tags").has("b"), not(attribute("tags").has("c"))),
    onboarding: metric.count("service.used").within({ days: 7 }, { first: "account.created" }).atLeast(1),
    known: metric.knownFor().atLeast({ days: 30 }),
    lastAmount: metric.last("order.placed", "total").atLeast(10),
    lastOrder: metric.last("order.placed").withinLast({ days: 3 }),
  };

  test.each(Object.entries(rules))("emits a rule that the parser accepts unchanged: %s", (_name, rule) => {
    const json: unknown = JSON.parse(JSON.stringify(rule));
    expect(parseRule(json, { schema })).toEqual(rule);
  });

  test("evaluates the rule of the guide", () => {
    const at = (day: number) => new Date(Date.UTC(2026, 0, day));
    const order = (id: string, day: number) => ({
      id,
      customerId: "c1",
      type: "order.placed",
      at: at(day),
      properties: { orderId: id, total: 20_000, currency: "USD" },
    });
    const history = [order("a", 1), order("b", 2), order("c", 3)];
    const subject = { id: "c1", attributes: { address: { country: "SG" }, attributes: { plan: "pro", tags: [] } }, history };
    expect(evaluateRule(rules.lapsingVip, subject, { asOf: at(62), schema })).toBe(false);
    expect(evaluateRule(rules.lapsingVip, subject, { asOf: at(63), schema })).toBe(true);
    expect(evaluateRule(rules.lapsingVip, { ...subject, attributes: {} }, { asOf: at(63), schema })).toBe(false);
  });
});
