import { isClienteleError } from "clientele/kernel";
import { customerSchema, standardInteractions } from "clientele/models";
import { defineSchema, type Rule } from "clientele/rules";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";

const schema = defineSchema({
  attributes: z.object({
    plan: z.enum(["free", "pro"]),
    seats: z.int(),
    tags: z.array(z.string()),
    since: z.date(),
    note: z.string().optional(),
  }),
  interactions: {
    ...standardInteractions,
    "workshop.joined": z.object({ topic: z.string(), minutes: z.number(), online: z.boolean() }),
  },
});
const { attribute, metric, sequence, state, all, any, not, atLeast } = schema.rules;

const joined = metric.count("workshop.joined");
const placed = metric.count("order.placed");

/** Expects that a rule which does not compile is refused at run time too. */
const refused = (build: () => unknown): void => {
  try {
    build();
  } catch (error) {
    if (isClienteleError(error, "invalid_rule") || error instanceof TypeError) return;
    throw error;
  }
  expect.unreachable("The rule was built.");
};

describe("the builder refuses at compile time, and without types at run time,", () => {
  test("a misspelled path", () => {
    // @ts-expect-error the path is address.country
    refused(() => attribute("adress.country").equals("CN"));
    // @ts-expect-error the path is attributes.plan
    refused(() => attribute("plan").equals("pro"));
    // @ts-expect-error an object is no field
    refused(() => attribute("address").isPresent());
    // @ts-expect-error no path to what objects inherit
    refused(() => attribute("constructor.name").equals("Object"));
  });

  test("a calendar that a value does not have", () => {
    const zone = "UTC";
    // @ts-expect-error the unit is month
    refused(() => attribute("attributes.since").inThis("months", { zone }));
    // @ts-expect-error a part of an instant needs a zone
    refused(() => attribute("attributes.since").month().equals(1));
    // @ts-expect-error a date has no hour
    refused(() => attribute("demographics.birthDate").hour({ zone }).equals(1));
    // @ts-expect-error a number has no month
    refused(() => attribute("attributes.seats").month().equals(1));
    // @ts-expect-error the zone of a subject needs a fallback
    refused(() => attribute("attributes.since").inNext("month", { zone: { attribute: "address.timeZone" } }));
    // @ts-expect-error the days are whole numbers, not a duration
    refused(() => attribute("demographics.birthDate").anniversaryAgo({ days: 7 }, { zone }));
  });

  test("a figure with a misspelled path, or one where none can stand", () => {
    const { figure } = schema.rules;
    // @ts-expect-error the path is attributes.seats
    refused(() => figure.attribute("attributes.seat").moreThan(placed));
    // @ts-expect-error the path is attributes.seats
    refused(() => placed.moreThan({ attribute: "attributes.seat" }));
    // @ts-expect-error the path is attributes.since
    refused(() => attribute("attributes.since").after({ attribute: "attributes.sinc" }));
    // @ts-expect-error true is no figure
    refused(() => figure.ratio(placed, true).moreThan(1));
    // @ts-expect-error a condition on one interaction compares with constants only
    refused(() => joined.where((p) => p("minutes").moreThan(placed)).atLeast(1));
  });

  test("a misspelled interaction or property", () => {
    // @ts-expect-error the type is order.placed
    refused(() => metric.count("order.plcaed").atLeast(1));
    // @ts-expect-error one of several is misspelled
    refused(() => metric.count(["order.placed", "order.refund"]).atLeast(1));
    // @ts-expect-error the property is total
    refused(() => metric.sum("order.placed", "totl", { currency: "USD" }).atLeast(1));
    // @ts-expect-error the property is topic
    refused(() => joined.where((p) => p("topics").isPresent()).atLeast(1));
    // @ts-expect-error a workshop is joined, an order placed
    refused(() => sequence("workshop.left").then("order.placed").atAnyTime());
    // @ts-expect-error the type is order.placed
    refused(() => sequence("cart.added").thenNo("order.plased").within({ hours: 2 }));
    // @ts-expect-error the anchor is account.created
    refused(() => metric.count("page.viewed").within({ days: 7 }, { first: "account.made" }).atLeast(1));
  });

  test("a misspelled family of interactions, or a property that none of its types declares", () => {
    // @ts-expect-error the family is order.*
    refused(() => metric.count("oder.*").atLeast(1));
    // @ts-expect-error a family ends with a dot and a star
    refused(() => metric.count("order*").atLeast(1));
    // @ts-expect-error no type of the family declares the property
    refused(() => metric.sum("workshop.*", "totl").atLeast(1));
    const [orders, workshops] = [metric.count("order.*"), metric.count("workshop.*")];
    // @ts-expect-error no type of the family declares the property
    refused(() => orders.where((p) => p("topic").isPresent()).atLeast(1));
    // @ts-expect-error the property of the family is a text
    refused(() => workshops.where((p) => p("topic").moreThan(1)).atLeast(1));
    // @ts-expect-error the family is order.*
    refused(() => sequence("oder.*").then("*").atAnyTime());
  });

  test("nothing that names a family, any interaction, or a property of one of their types", () => {
    const built = [
      metric.count(["order.*", "page.viewed"]).atLeast(1),
      metric.sum("workshop.*", "minutes").atLeast(1),
      metric
        .count("*")
        .where((p) => p("topic").equals("wine"))
        .equals(0),
      metric.count("*").within({ days: 7 }, { first: "order.*" }).atLeast(1),
      sequence("order.*").then("*").atAnyTime(),
    ];
    expect(built.map(({ kind }) => kind)).toEqual(["metric", "metric", "metric", "metric", "sequence"]);
  });

  test("an operator that does not apply to the type", () => {
    // @ts-expect-error a text has no size
    refused(() => attribute("source").size().atLeast(1));
    // @ts-expect-error a list is not compared with a text
    refused(() => attribute("tags").startsWith("v"));
    // @ts-expect-error a number has no beginning
    refused(() => attribute("attributes.seats").startsWith("1"));
    // @ts-expect-error an instant is before or after, not at least
    refused(() => attribute("createdAt").atLeast(5));
    // @ts-expect-error true and false are in no order
    refused(() => joined.where((p) => p("online").moreThan(1)).atLeast(1));
    // @ts-expect-error a count is no text
    refused(() => metric.count("order.placed").contains("1"));
    // @ts-expect-error the sum of a text
    refused(() => metric.sum("workshop.joined", "topic").atLeast(1));
  });

  test("a value of the wrong type", () => {
    // @ts-expect-error a seat count is a number
    refused(() => attribute("attributes.seats").atLeast("3"));
    // @ts-expect-error no such plan
    refused(() => attribute("attributes.plan").equals("gold"));
    // @ts-expect-error no such plan in a list
    refused(() => attribute("attributes.plan").isOneOf(["pro", "gold"]));
    // @ts-expect-error a tag is a text
    refused(() => attribute("attributes.tags").has(5));
    // @ts-expect-error a count is compared with a number
    refused(() => metric.count("order.placed").atLeast("3"));
    // @ts-expect-error a length of time is a duration, not a number
    refused(() => metric.timeSinceLast("order.placed").atLeast(90));
    // @ts-expect-error months have no exact length
    refused(() => metric.count("order.placed").last({ months: 1 }).atLeast(1));
    // @ts-expect-error a fortnight is no unit of the calendar
    refused(() => metric.count("order.placed").this("fortnight", "UTC").atLeast(1));
    // @ts-expect-error what a property is compared with has its type
    refused(() => placed.where((p) => p("total").atLeast("100")).atLeast(1));
    // @ts-expect-error the other attribute is misspelled
    refused(() => attribute("attributes.seats").moreThan({ attribute: "attributes.seat" }));
  });

  test("a condition in place of a rule", () => {
    // @ts-expect-error a metric without a test is a figure, not a rule
    refused(() => all(metric.count("order.placed")));
    // @ts-expect-error an attribute without a test is none either
    refused(() => not(attribute("tags")));
    // @ts-expect-error the count comes first
    refused(() => atLeast(attribute("tags").has("a"), 2));
  });
});

describe("the typed builder", () => {
  test("makes a rule in every way of building", () => {
    const vip = attribute("attributes.tags").has("vip");
    expectTypeOf(vip).toEqualTypeOf<Rule>();
    expectTypeOf(any(vip, metric.average("workshop.joined", "minutes").between(30, 60))).toEqualTypeOf<Rule>();
    expectTypeOf(sequence("cart.added").then("order.placed").within({ hours: 1 })).toEqualTypeOf<Rule>();
    expectTypeOf(state("stage:retail").equals("loyal")).toEqualTypeOf<Rule>();
    expect(vip).toEqual({ version: 2, kind: "attribute", path: "attributes.tags", test: { is: "has", value: "vip" } });
  });

  test("gives optional fields the tests of their type", () => {
    expectTypeOf(attribute("attributes.note").equals).parameter(0).toExtend<string | { attribute: string }>();
    const { equals } = attribute("attributes.plan");
    expectTypeOf<"gold">().not.toExtend<Parameters<typeof equals>[0]>();
    expectTypeOf<"free">().toExtend<Parameters<typeof equals>[0]>();
    expect(equals("free").kind).toBe("attribute");
    expect(attribute("attributes.since").after(0).kind).toBe("attribute");
  });

  test("has the standard interactions when the host declares none", () => {
    const standard = defineSchema({}).rules;
    expect(standard.metric.sum("order.placed", "total", { currency: "CNY" }).atLeast(1).kind).toBe("metric");
    // @ts-expect-error the host's own type is not declared here
    refused(() => standard.metric.count("workshop.joined").atLeast(1));
  });

  test("builds rules about other subjects by their own schema", () => {
    const tickets = defineSchema({ subject: z.object({ priority: z.enum(["low", "high"]), opened: z.date() }) }).rules;
    expect(tickets.attribute("priority").equals("high").kind).toBe("attribute");
    // @ts-expect-error a ticket has no address
    refused(() => tickets.attribute("address.country").equals("CN"));
    expect(Object.keys(customerSchema.shape)).not.toContain("priority");
  });
});
