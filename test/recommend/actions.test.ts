import { type ErrorCode, isClienteleError, seededRandom } from "clientele/kernel";
import type { Interaction } from "clientele/models";
import {
  type ActionCandidate,
  assignActions,
  behaviorOpportunities,
  crossSellGaps,
  fitReplenishment,
  itemLog,
  nextBestAction,
  noOutcomes,
  productPatterns,
  recordOutcome,
  replenishment,
  serviceSchedule,
} from "clientele/recommend";
import { defineSchema } from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const DAY = 864e5;
const action = (id: string, propensity: number, value = 1000, more: Partial<ActionCandidate> = {}): ActionCandidate => ({
  id,
  kind: "offer",
  propensity,
  value,
  ...more,
});
const code = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return isClienteleError(error) ? error.code : error;
  }
  return undefined;
};

describe("the next best action", () => {
  test("is the one with the highest expected value, unless nothing is worth its cost", () => {
    const better = nextBestAction([action("a", 0.2, 1000, { cost: 50 }), action("b", 0.1, 1800)], { asOf: 0 });
    expect([better.action?.id, better.action?.expectedValue, better.runnerUp?.id]).toEqual(["b", 180, "a"]);
    const none = nextBestAction([action("a", 0.01, 1000, { cost: 50 })], { asOf: 0 });
    expect([none.action, none.runnerUp?.id, none.text.en]).toEqual([null, "a", "Nothing: the best action, a, is worth -40"]);
    expect(nextBestAction([], { asOf: 0 }).text.zh).toBe("不行动：没有可用的行动");
  });

  test("a channel without a decision is closed: silence is no consent", () => {
    const call = action("call", 0.9, 1000, { channel: "phone" });
    expect(nextBestAction([call], { asOf: 0 }).action).toBeNull();
    expect(nextBestAction([call], { asOf: 0, contact: { phone: { allowed: true, reason: "ok" } } }).action?.id).toBe("call");
    const later = nextBestAction([call], { asOf: 0, contact: { phone: { allowed: false, reason: "quiet_hours", nextAt: 9 } } });
    expect(later.excluded).toMatchObject([{ id: "call", reason: "contact", nextAt: 9 }]);
    expect(later.whatIf[0]?.en).toBe("call would have been worth more (900) if the contact policy allowed it");
  });

  test("eligibility is a rule over the customer", () => {
    const schema = defineSchema({});
    const vip = schema.rules.attribute("tags").has("vip");
    const subject = (tags: string[]) => ({ id: "ann", attributes: { tags }, history: [] });
    const choose = (tags: string[]) =>
      nextBestAction([action("gift", 0.5, 1000, { eligibility: vip }), action("mail", 0.1)], {
        asOf: 0,
        schema,
        subject: subject(tags),
      });
    expect(choose(["vip"]).action?.id).toBe("gift");
    expect(choose([])).toMatchObject({ action: { id: "mail" }, excluded: [{ id: "gift", reason: "not-eligible" }] });
    expect(code(() => nextBestAction([action("gift", 0.5, 1, { eligibility: vip })], { asOf: 0 }))).toBe("invalid_option");
  });

  test("what the explanation says would have changed the choice does change it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.integer({ min: 100, max: 5000 })), {
          minLength: 2,
          maxLength: 5,
        }),
        (given) => {
          const actions = given.map(([propensity, value], n) => action(`a${n}`, propensity, value));
          const { action: best, runnerUp, whatIf } = nextBestAction(actions, { asOf: 0 });
          const share = /above ([\d.]+) %/.exec(whatIf[0]?.en ?? "");
          if (share === null) return;
          const raised = actions.map((one) =>
            one.id === runnerUp!.id ? { ...one, propensity: Math.min(1, Number(share[1]) / 100 + 0.002) } : one,
          );
          const again = nextBestAction(raised, { asOf: 0 });
          if (Number(share[1]) < 99.8) expect(again.action?.id).toBe(runnerUp!.id);
          expect(best!.id).not.toBe(runnerUp!.id);
        },
      ),
      { seed: 1, numRuns: 100 },
    );
  });

  test("fatigue takes value away, twice from the same action, and fades", () => {
    const options = { fatigue: { share: 0.5, halfLifeDays: 10 } };
    const judged = (id: string, days: number) =>
      nextBestAction([action("a", 1, 1000)], { asOf: days * DAY, recent: [{ actionId: id, at: 0 }], ...options }).action!
        .expectedValue;
    expect(judged("other", 0)).toBeCloseTo(500, 9);
    expect(judged("a", 0)).toBeCloseTo(250, 9);
    expect(judged("other", 10)).toBeCloseTo(1000 * Math.SQRT1_2, 9);
  });

  test("outcomes correct what was believed, most where they were seen", () => {
    let outcomes = noOutcomes;
    for (let n = 0; n < 40; n++) outcomes = recordOutcome(outcomes, { actionId: "a", context: "young", success: n % 4 === 0 });
    for (let n = 0; n < 40; n++) outcomes = recordOutcome(outcomes, { actionId: "a", context: "old", success: n % 4 !== 0 });
    const propensity = (context?: string) =>
      nextBestAction([action("a", 0.5)], { asOf: 0, outcomes, context }).ranking[0]!.propensity;
    expect(propensity()).toBeCloseTo((5 + 40) / 90, 12);
    expect(propensity("young")).toBeLessThan(0.35);
    expect(propensity("old")).toBeGreaterThan(0.65);
    expect(JSON.parse(JSON.stringify(outcomes))).toEqual(outcomes);
  });

  test.each(["thompson", "ucb"] as const)("%s finds the better action and loses less than guessing", (strategy) => {
    const truth: Record<string, number> = { a: 0.1, b: 0.3, c: 0.15 };
    const random = seededRandom("world");
    let outcomes = noOutcomes;
    const chosen: Record<string, number> = { a: 0, b: 0, c: 0 };
    for (let round = 0; round < 600; round++) {
      const actions = Object.keys(truth).map((id) => action(id, 0.2));
      const { id } = nextBestAction(actions, { asOf: 0, outcomes, strategy, seed: round }).action!;
      chosen[id]!++;
      outcomes = recordOutcome(outcomes, { actionId: id, success: random() < truth[id]! });
    }
    expect(chosen.b).toBeGreaterThan(300);
    expect(Object.values(chosen).every((times) => times > 0)).toBe(true);
  });

  test("the same seed makes the same choice, whoever else is in the list", () => {
    const options = { asOf: 0, strategy: "thompson", seed: "decision 7" } as const;
    const used = (actions: ActionCandidate[]) => nextBestAction(actions, options).ranking.find(({ id }) => id === "a")!.used;
    expect(used([action("a", 0.3)])).toBe(used([action("b", 0.1), action("a", 0.3)]));
  });

  const bad: [string, ErrorCode, () => unknown][] = [
    ["an identifier twice", "invalid_action", () => nextBestAction([action("a", 0.1), action("a", 0.2)], { asOf: 0 })],
    ["a propensity of 2", "invalid_action", () => nextBestAction([action("a", 2)], { asOf: 0 })],
    ["a value that is none", "invalid_action", () => nextBestAction([action("a", 0.1, Number.NaN)], { asOf: 0 })],
    ["Thompson without a seed", "invalid_option", () => nextBestAction([action("a", 0.1)], { asOf: 0, strategy: "thompson" })],
    [
      "fatigue of 1",
      "invalid_option",
      () => nextBestAction([action("a", 0.1)], { asOf: 0, fatigue: { share: 1, halfLifeDays: 1 } }),
    ],
    ["outcomes that are none", "unknown_recommender", () => recordOutcome({} as never, { actionId: "a", success: true })],
    ["an outcome of nothing", "invalid_action", () => recordOutcome(noOutcomes, { actionId: "", success: true })],
  ];
  test.each(bad)("%s is refused: %s", (_, expected, work) => {
    expect(code(work)).toBe(expected);
  });
});

describe("scarce actions", () => {
  const decide = (customerId: string, call: number) => ({
    customerId,
    decision: nextBestAction([action("call", call), action("mail", 0.05)], { asOf: 0 }),
  });

  test("go to those who gain most, never more than there are, and the rest gets the next best", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 8 }),
        (propensities, capacity) => {
          const decisions = propensities.map((propensity, n) => decide(`c${String(n).padStart(2, "0")}`, propensity));
          const { actions, used } = assignActions(decisions, { capacity: { call: capacity } });
          const wanted = propensities.filter((propensity) => propensity > 0.05).length;
          expect(used.call ?? 0).toBe(Math.min(capacity, wanted));
          const called = propensities.filter((_, n) => actions[n] === "call");
          const passed = propensities.filter((propensity, n) => actions[n] !== "call" && propensity > 0.05);
          for (const left of called) for (const right of passed) expect(left).toBeGreaterThanOrEqual(right);
          expect(actions.filter((one) => one !== "call").every((one) => one === "mail")).toBe(true);
        },
      ),
      { seed: 2, numRuns: 100 },
    );
  });

  test("with a fair share no group goes away empty", () => {
    const decisions = Array.from({ length: 10 }, (_, n) => decide(`c${n}`, n < 5 ? 0.9 : 0.2));
    const groupOf = (id: string) => (Number(id.slice(1)) < 5 ? "rich" : "poor");
    const calls = (share: number) => {
      const { customers, actions } = assignActions(decisions, { capacity: { call: 4 }, fair: { groupOf, share } });
      return customers.filter((id, row) => actions[row] === "call" && groupOf(id) === "poor").length;
    };
    expect([calls(0), calls(0.5), calls(1)]).toEqual([0, 1, 2]);
  });
});

const fact = (id: string, type: string, day: number, properties: object): Interaction => ({
  id,
  customerId: "ann",
  type,
  at: new Date(day * DAY),
  properties: { ...properties },
});
const order = (orderId: string, day: number, lines: Record<string, number>) =>
  fact(orderId, "order.placed", day, {
    orderId,
    total: 1000,
    currency: "EUR",
    lines: Object.entries(lines).map(([productId, quantity]) => ({ productId, quantity, unitPrice: 100 })),
  });

describe("the service schedule", () => {
  const products = [
    { id: "tea", name: "Tea", refillDays: 20 },
    { id: "pot", warrantyDays: 365 },
  ];
  const plan = (history: Interaction[], asOf = 100) =>
    serviceSchedule(history, { products, from: 0, to: 1000 * DAY, asOf: asOf * DAY }).map(
      ({ kind, productId, step, dueAt }) => `${kind} ${productId ?? step} ${dueAt.getTime() / DAY}`,
    );

  test("follows every order up, reminds of refills and of the end of a warranty", () => {
    expect(plan([order("o1", 0, { tea: 2, pot: 1 })])).toEqual([
      "follow-up arrival 2",
      "follow-up guidance 10",
      "follow-up satisfaction 30",
      "refill tea 35",
      "warranty pot 335",
    ]);
  });

  test("counts from the delivery, and a refill from the last purchase", () => {
    const history = [order("o1", 0, { tea: 1 }), fact("d", "order.delivered", 4, { orderId: "o1" }), order("o2", 10, { tea: 3 })];
    const tasks = plan(history);
    expect(tasks).toContain("follow-up arrival 6");
    expect(tasks.filter((task) => task.startsWith("refill"))).toEqual(["refill tea 65"]);
  });

  test("leaves alone what was cancelled, refunded in full or sent back", () => {
    const placed = order("o1", 0, { tea: 1, pot: 1 });
    expect(plan([placed, fact("x", "order.cancelled", 1, { orderId: "o1" })])).toEqual([]);
    expect(plan([placed, fact("x", "order.refunded", 1, { orderId: "o1", total: 1000, currency: "EUR" })])).toEqual([]);
    const back = fact("x", "return.received", 1, { orderId: "o1", products: ["pot"] });
    expect(plan([placed, back]).filter((task) => !task.startsWith("follow"))).toEqual(["refill tea 15"]);
    // What had not happened by then does not count.
    expect(plan([placed, fact("x", "order.cancelled", 50, { orderId: "o1" })], 40).length).toBe(5);
  });
});

describe("replenishment", () => {
  test("recovers the rhythm of simulated customers", () => {
    const random = seededRandom("rhythm");
    const rows = Array.from({ length: 60 }, (_, customer) => {
      let at = random() * 30 * DAY;
      const own: { customerId: string; itemId: string; at: number }[] = [];
      while (at < 400 * DAY) {
        own.push({ customerId: `c${customer}`, itemId: "tea", at: Math.round(at) });
        at += 25 * DAY * Math.exp(0.3 * (random() + random() + random() - 1.5));
      }
      return own;
    }).flat();
    const model = fitReplenishment(itemLog(rows, { asOf: 400 * DAY }));
    expect(Math.exp(model.logGap[0]!)).toBeGreaterThan(23);
    expect(Math.exp(model.logGap[0]!)).toBeLessThan(27);
    expect(model.returns[0]).toBeGreaterThan(0.95);
    const [due] = replenishment(model, [{ itemId: "tea", at: 0 }], { asOf: 24 * DAY });
    const [early] = replenishment(model, [{ itemId: "tea", at: 0 }], { asOf: 2 * DAY });
    const [gone] = replenishment(model, [{ itemId: "tea", at: 0 }], { asOf: 300 * DAY });
    expect([early?.state, due?.state, gone?.state]).toEqual(["early", "due", "overdue"]);
    expect(due!.probability).toBeGreaterThan(early!.probability);
    // Whoever has been away for ten gaps is gone more likely than late.
    expect(gone!.probability).toBeLessThan(0.2);
    for (const { probability } of [due!, early!, gone!]) expect(probability >= 0 && probability <= 1).toBe(true);
  });

  test("two purchases within a day are one errand", () => {
    const rows = [0, 0.2, 30, 60].map((day) => ({ customerId: "ann", itemId: "tea", at: day * DAY }));
    const model = fitReplenishment(itemLog(rows));
    expect(replenishment(model, rows, { asOf: 61 * DAY })[0]?.purchases).toBe(3);
  });
});

describe("opportunities", () => {
  const view = (itemId: string, hour: number, type = "product.viewed", customerId = "ann") => ({
    customerId,
    itemId,
    type,
    at: hour * 36e5,
  });

  test("carts left behind come first, and a purchase ends the interest", () => {
    const rows = [
      view("tea", 0),
      view("tea", 1),
      view("cup", 2, "cart.added"),
      view("jam", 3, "cart.added"),
      view("jam", 4, "order.placed"),
      view("pot", 5, "cart.added"),
      view("pot", 6, "cart.removed"),
      view("one", 7),
      view("new", 23.5, "cart.added"),
    ];
    const { opportunities, report } = behaviorOpportunities(rows, {
      asOf: DAY,
      catalog: [
        { id: "tea", price: 900 },
        { id: "cup", name: "Cup" },
      ],
    });
    expect(opportunities.map(({ itemId, kind, text }) => [itemId, kind, text.en])).toEqual([
      ["cup", "carted", "Cup is in the cart and was not bought"],
      ["tea", "browsed", "Viewed tea 2 times and did not buy it"],
    ]);
    expect(report.used).toBe(9);
    expect(behaviorOpportunities(rows, { asOf: 60 * DAY }).opportunities).toEqual([]);
    expect(behaviorOpportunities(rows, { asOf: DAY, catalog: [{ id: "cup", stock: 0 }] }).opportunities.length).toBe(1);
  });

  test("gaps count owners by hand, of items and of categories", () => {
    const rows = Array.from({ length: 60 }, (_, n) => [
      { customerId: `c${n}`, itemId: n < 30 ? "tea" : "jam", at: 0 },
      ...(n < 22 ? [{ customerId: `c${n}`, itemId: "pot", at: 0 }] : []),
    ]).flat();
    const log = itemLog(rows);
    const gaps = crossSellGaps(log, { leastLift: 1.5 });
    expect(
      gaps.map(({ has, lacks, owners, share, lift, customers }) => [has, lacks, owners, share, lift, customers.length]),
    ).toEqual([["tea", "pot", 30, 22 / 30, 22 / 30 / (22 / 60), 8]]);
    const byCategory = crossSellGaps(log, {
      leastLift: 1.5,
      groupOf: (item) => (item === "pot" ? "ware" : item === "tea" ? "drinks" : undefined),
    });
    expect(byCategory.map(({ has, lacks }) => [has, lacks])).toEqual([["drinks", "ware"]]);
  });
});

test("patterns find a season, and nothing in noise", () => {
  const random = seededRandom("patterns");
  const rows = Array.from({ length: 6000 }, (_, n) => {
    const day = Math.floor(random() * 365);
    const december = day >= 334;
    const itemId = december && random() < 0.5 ? "stollen" : `i${Math.floor(random() * 20)}`;
    return { customerId: `c${n}`, itemId, at: (day + random()) * DAY };
  }).map((row) => ({ ...row, at: Math.round(row.at) }));
  const log = itemLog(rows);
  expect(productPatterns(log, { zone: "UTC", by: "month" }).map(({ itemId, period }) => [itemId, period])).toEqual([
    ["stollen", 12],
  ]);
  expect(productPatterns(log, { zone: "UTC", by: "weekday" })).toEqual([]);
  expect(productPatterns(log, { zone: "UTC", by: "hour" })).toEqual([]);
});
