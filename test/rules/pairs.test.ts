import type { Interaction, Subject } from "clientele/models";
import {
  defineSchema,
  describeRule,
  evaluateMetric,
  evaluateRule,
  explainRule,
  type LaterStep,
  nextChangeAt,
  type Rule,
  validateRule,
} from "clientele/rules";
import { describe, expect, test } from "vitest";
import * as z from "zod";

const DAY = 86_400_000;
const AS_OF = Date.UTC(2026, 5, 30);
const ticket = { ticketId: z.string(), number: z.number(), team: z.string() };
const schema = defineSchema({
  subject: z.object({ name: z.string() }),
  interactions: {
    "ticket.opened": z.object(ticket),
    "ticket.resolved": z.object({ ...ticket, number: z.int() }),
    "cart.added": z.object({ productId: z.string(), labels: z.array(z.string()) }),
    "order.placed": z.object({ productId: z.string(), orderId: z.string(), labels: z.array(z.string()) }),
    "order.refunded": z.object({ refundOf: z.string() }),
  },
});
const { metric, not, sequence } = schema.rules;

/** A fact some days before `AS_OF`. */
type Fact = readonly [type: string, daysAgo: number, properties?: Record<string, unknown>];

function subjectWith(...facts: readonly Fact[]): Subject {
  const history = facts.map(
    ([type, daysAgo, properties = {}], index): Interaction => ({
      id: `i${index}`,
      customerId: "s",
      type,
      at: new Date(AS_OF - daysAgo * DAY),
      properties,
    }),
  );
  return { id: "s", attributes: {}, history: history.sort((left, right) => left.at.getTime() - right.at.getTime()) };
}

function holds(rule: Rule, ...facts: readonly Fact[]): boolean {
  const subject = subjectWith(...facts);
  const answer = evaluateRule(rule, subject, { asOf: AS_OF, schema });
  expect(evaluateRule(not(rule), subject, { asOf: AS_OF, schema })).toBe(!answer);
  return answer;
}

const unresolved = sequence("ticket.opened").thenNo("ticket.resolved").same("ticketId").within({ days: 3 });
const opened = (daysAgo: number, ticketId?: unknown): Fact => ["ticket.opened", daysAgo, { ticketId }];
const resolved = (daysAgo: number, ticketId?: unknown): Fact => ["ticket.resolved", daysAgo, { ticketId }];

describe("an absence of a step with the same property", () => {
  test("is ended by an answer of that value and by no other", () => {
    expect(holds(unresolved, opened(10, "a"), resolved(9, "a"))).toBe(false);
    expect(holds(unresolved, opened(10, "a"), resolved(9, "b"))).toBe(true);
    expect(holds(unresolved, opened(10, "a"), opened(8, "b"), resolved(7, "b"))).toBe(true);
  });

  test("begins at the end of the wait, and an answer at that instant is too late", () => {
    expect(holds(unresolved, opened(3, "a"))).toBe(true);
    expect(holds(unresolved, opened(2.999, "a"))).toBe(false);
    expect(holds(unresolved, opened(4, "a"), resolved(1, "a"))).toBe(true);
    expect(nextChangeAt(unresolved, subjectWith(opened(2, "a")), { asOf: AS_OF, schema })).toEqual(new Date(AS_OF + DAY));
  });

  test("is never ended for a first step without a value of the property's type", () => {
    for (const value of [undefined, null, 1, ["a"], Number.NaN])
      expect(holds(unresolved, opened(10, value), resolved(9, value), resolved(9, "a"))).toBe(true);
  });

  test("starts at the last first step of each value, and at any by choice", () => {
    const reopened = [opened(20, "a"), opened(10, "a"), resolved(9, "a")] as const;
    expect(holds(unresolved, ...reopened)).toBe(false);
    const any = sequence("ticket.opened").fromAny().thenNo("ticket.resolved").same("ticketId").within({ days: 3 });
    expect(holds(any, ...reopened)).toBe(true);
    // The last one of another value, or without a value, does not take the place of one.
    expect(holds(unresolved, opened(20, "a"), opened(10, "b"), resolved(9, "b"))).toBe(true);
    expect(holds(unresolved, opened(20, undefined), opened(10, undefined), resolved(9, "b"))).toBe(true);
  });

  test("takes two first steps of one value and instant together, and an answer at that instant by choice", () => {
    expect(holds(unresolved, opened(10, "a"), opened(10, "a"), resolved(10, "a"))).toBe(true);
    const atOrAfter = sequence("ticket.opened").thenNoAtOrAfter("ticket.resolved").same("ticketId").within({ days: 3 });
    expect(holds(atOrAfter, opened(10, "a"), resolved(10, "a"))).toBe(false);
    expect(holds(atOrAfter, opened(10, "a"), resolved(10, "b"))).toBe(true);
    const again = sequence("ticket.opened").thenNoAtOrAfter("ticket.opened").same("ticketId").within({ days: 3 });
    expect(holds(again, opened(10, "a"))).toBe(true);
    expect(holds(again, opened(10, "a"), opened(10, "a"))).toBe(false);
  });
});

describe("a sequence with the same property", () => {
  const bought = sequence("cart.added").then("order.placed").same("productId").within({ days: 7 });

  test("has one value in all its steps", () => {
    expect(holds(bought, ["cart.added", 5, { productId: "x" }], ["order.placed", 4, { productId: "x" }])).toBe(true);
    expect(holds(bought, ["cart.added", 5, { productId: "x" }], ["order.placed", 4, { productId: "y" }])).toBe(false);
    expect(holds(bought, ["cart.added", 5], ["order.placed", 4])).toBe(false);
    const twice = sequence("cart.added").then("order.placed").then("order.placed").same("productId").atAnyTime();
    const facts: Fact[] = [
      ["cart.added", 5, { productId: "x" }],
      ["order.placed", 4, { productId: "x" }],
      ["order.placed", 3, { productId: "y" }],
    ];
    expect(holds(twice, ...facts)).toBe(false);
    expect(holds(twice, ...facts, ["order.placed", 2, { productId: "x" }])).toBe(true);
  });

  test("may read another name of the property in the first step", () => {
    const refunded = sequence("order.placed").then("order.refunded").same({ first: "orderId", then: "refundOf" }).atAnyTime();
    expect(holds(refunded, ["order.placed", 5, { orderId: "1" }], ["order.refunded", 4, { refundOf: "1" }])).toBe(true);
    expect(holds(refunded, ["order.placed", 5, { orderId: "1" }], ["order.refunded", 4, { refundOf: "2" }])).toBe(false);
  });

  test("compares an integer with a number, and 0 with -0", () => {
    const rule = sequence("ticket.opened").then("ticket.resolved").same("number").atAnyTime();
    expect(holds(rule, ["ticket.opened", 5, { number: 0 }], ["ticket.resolved", 4, { number: -0 }])).toBe(true);
    expect(holds(rule, ["ticket.opened", 5, { number: 1.5 }], ["ticket.resolved", 4, { number: 1.5 }])).toBe(false);
  });
});

describe("the number of interactions without an answer", () => {
  const open = metric.unanswered("ticket.opened", { by: "ticket.resolved", same: "ticketId" });
  const count = (counted: { readonly metric: typeof open.metric }, ...facts: readonly Fact[]): unknown =>
    evaluateMetric(counted.metric, subjectWith(...facts), { asOf: AS_OF, schema });

  test("counts as of the instant of the question", () => {
    const facts = [opened(10, "a"), opened(9, "b"), resolved(8, "a"), opened(7, undefined)] as const;
    expect(count(open, ...facts)).toBe(2);
    const subject = subjectWith(...facts);
    const at = (daysAgo: number) => evaluateMetric(open.metric, subject, { asOf: AS_OF - daysAgo * DAY, schema });
    expect([10.5, 10, 9, 8, 7].map(at)).toEqual([0, 1, 2, 1, 2]);
    expect(count(open)).toBe(0);
  });

  test("lets one answer answer everything of its value that is strictly earlier", () => {
    expect(count(open, opened(10, "a"), opened(9, "a"), resolved(8, "a"), opened(7, "a"))).toBe(1);
    expect(count(open, opened(8, "a"), resolved(8, "a"))).toBe(1);
    const tied = metric.unanswered("ticket.opened", { by: "ticket.resolved", same: "ticketId", atOrAfter: true });
    expect(count(tied, opened(8, "a"), resolved(8, "a"))).toBe(0);
    const itself = metric.unanswered("ticket.opened", { by: "ticket.opened", same: "ticketId", atOrAfter: true });
    expect(count(itself, opened(8, "a"))).toBe(1);
    expect(count(itself, opened(8, "a"), opened(8, "a"))).toBe(0);
  });

  test("reads conditions on both, a window, and a minimum age", () => {
    const support = metric
      .unanswered("ticket.opened", { by: "ticket.resolved", same: "ticketId", where: (p) => p("team").equals("support") })
      .where((p) => p("team").notEquals("sales"));
    const team = (type: string, daysAgo: number, ticketId: string, name: string): Fact => [
      type,
      daysAgo,
      { ticketId, team: name },
    ];
    const opens = (daysAgo: number, name: string) => team("ticket.opened", daysAgo, "a", name);
    expect(count(support, opens(9, "support"), team("ticket.resolved", 8, "a", "sales"))).toBe(1);
    expect(count(support, opens(9, "support"), team("ticket.resolved", 8, "a", "support"))).toBe(0);
    expect(count(support, opens(9, "sales"))).toBe(0);
    expect(count(open.last({ days: 5 }), opened(5, "a"), opened(4, "b"))).toBe(1);
    const old = metric.unanswered("ticket.opened", { by: "ticket.resolved", same: "ticketId", openFor: { days: 3 } });
    expect(count(old, opened(3, "a"), opened(2.999, "b"))).toBe(1);
    const subject = subjectWith(opened(2, "a"));
    expect(nextChangeAt(old.atLeast(1), subject, { asOf: AS_OF, schema })).toEqual(new Date(AS_OF + DAY));
    const recent = old.last({ days: 4 }).atLeast(1);
    expect(nextChangeAt(recent, subjectWith(opened(3, "a")), { asOf: AS_OF, schema })).toEqual(new Date(AS_OF + DAY));
  });

  test("takes any answer where no property is asked for", () => {
    const any = metric.unanswered("ticket.opened", { by: "ticket.resolved" });
    expect(count(any, opened(10, "a"), resolved(9, "b"), opened(8, "c"))).toBe(1);
  });
});

describe("the check of a shared property", () => {
  const problemsOf = (rule: object) => validateRule({ version: 2, ...rule } as Rule, { schema });
  const absence = (same: unknown, missing: LaterStep = { types: ["ticket.resolved"] }) =>
    problemsOf({ kind: "absence", first: { types: ["ticket.opened"] }, missing, within: { days: 1 }, same });

  test("names the place and the nearest property", () => {
    expect(absence("tickedId")).toMatchObject([{ path: "same", hint: 'Did you mean "ticketId"?' }]);
    expect(absence({ first: "ticketId", then: "tickedId" })).toMatchObject([{ path: "same.then" }]);
    expect(absence("ticketId", { types: ["order.placed"] })).toMatchObject([{ path: "same" }]);
    expect(absence(1)).toMatchObject([{ path: "same" }]);
    expect(absence({ first: "ticketId" })).toMatchObject([{ path: "same.then", message: "This key is missing." }]);
    expect(absence({ first: "ticketId", then: "number" })).toMatchObject([{ path: "same.then" }]);
    expect(absence("number")).toEqual([]);
  });

  test("refuses a list, and keys of another measure", () => {
    const steps = [{ types: ["cart.added"] }, { types: ["order.placed"] }];
    expect(problemsOf({ kind: "sequence", steps, same: "labels" })).toMatchObject([{ path: "same" }]);
    const count = { measure: "count", types: ["ticket.opened"], same: "ticketId" };
    expect(problemsOf({ kind: "metric", metric: count, test: { is: "present" } })).toMatchObject([{ path: "metric.same" }]);
    const open = { measure: "unanswered", types: ["ticket.opened"] };
    expect(problemsOf({ kind: "metric", metric: open, test: { is: "present" } })).toMatchObject([{ path: "metric.answer" }]);
  });

  test("is made by the types of the builder, too", () => {
    // @ts-expect-error the property is ticketId
    expect(() => sequence("ticket.opened").thenNo("ticket.resolved").same("tickedId").within({ days: 1 })).toThrow("same");
    // @ts-expect-error an order has no ticket
    expect(() => sequence("ticket.opened").then("order.placed").same("ticketId").atAnyTime()).toThrow("same");
    const refund = sequence("order.placed").then("order.refunded");
    // @ts-expect-error the property of a refund is refundOf
    expect(() => refund.same({ first: "orderId", then: "orderId" }).atAnyTime()).toThrow("same");
    // @ts-expect-error the type is ticket.resolved
    expect(() => metric.unanswered("ticket.opened", { by: "ticket.solved" }).atLeast(1)).toThrow("answer");
    // @ts-expect-error the property is ticketId
    expect(() => metric.unanswered("ticket.opened", { by: "ticket.resolved", same: "id" }).atLeast(1)).toThrow("same");
  });
});

describe("the words of a shared property", () => {
  test("say what is the same, in both languages", () => {
    expect(describeRule(unresolved, { schema })).toBe(
      "for some ticketId, the last ticket.opened was not followed by ticket.resolved with the same ticketId within 3 days",
    );
    expect(describeRule(unresolved, { schema, locale: "zh" })).toBe(
      "存在某个 ticketId，其最后一次 ticket.opened 之后 3 天内没有 ticketId 相同的 ticket.resolved",
    );
    const refunded = sequence("order.placed").then("order.refunded").same({ first: "orderId", then: "refundOf" }).atAnyTime();
    expect(describeRule(refunded, { schema })).toBe(
      "at least one order.placed was followed by order.refunded with refundOf equal to that orderId",
    );
    expect(describeRule(refunded, { schema, locale: "zh" })).toBe(
      "某次 order.placed 之后有 refundOf 等于前者 orderId 的 order.refunded",
    );
  });

  test("explain what came and what did not", () => {
    const subject = subjectWith(opened(10, "a"), resolved(9, "b"));
    expect(explainRule(unresolved, subject, { asOf: AS_OF, schema }).sentence).toContain(
      "and no ticket.resolved with the same ticketId within 3 days",
    );
  });
});
