import { type ErrorCode, isClienteleError, seededRandom } from "clientele/kernel";
import { type ActionCandidate, nextBestAction, noOutcomes, recordOutcome } from "clientele/recommend";
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

describe("nextBestAction", () => {
  test("chooses the highest expected value, or nothing if no action is worth its cost", () => {
    const better = nextBestAction([action("a", 0.2, 1000, { cost: 50 }), action("b", 0.1, 1800)], { asOf: 0, currency: "EUR" });
    expect([better.action?.id, better.action?.expectedValue, better.runnerUp?.id]).toEqual(["b", 180, "a"]);
    const none = nextBestAction([action("a", 0.01, 1000, { cost: 50 })], { asOf: 0, currency: "EUR" });
    expect([none.action, none.runnerUp?.id, none.text.en]).toEqual([
      null,
      "a",
      "Do nothing: the best action, a, is worth −€0.40",
    ]);
    expect(nextBestAction([], { asOf: 0, currency: "EUR" }).text.zh).toBe("不行动：没有可用的行动");
  });

  test("excludes an action whose channel has no contact decision", () => {
    const call = action("call", 0.9, 1000, { channels: ["phone"] });
    expect(nextBestAction([call], { asOf: 0, currency: "EUR" }).action).toBeNull();
    expect(
      nextBestAction([call], { asOf: 0, currency: "EUR", contact: { phone: { allowed: true, reason: "ok" } } }).action?.id,
    ).toBe("call");
    const later = nextBestAction([call], {
      asOf: 0,
      currency: "EUR",
      contact: { phone: { allowed: false, reason: "quiet_hours", nextAt: 9 } },
    });
    expect(later.excluded).toMatchObject([{ id: "call", reason: "contact", nextAt: new Date(9) }]);
    expect(later.whatIf[0]?.en).toBe("call would have been worth more (€9.00) if the contact policy allowed it");
  });

  test("uses the first channel that the contact decisions allow", () => {
    const both = action("remind", 0.5, 1000, { channels: ["phone", "email"] });
    const phone = { allowed: false, reason: "quiet_hours", nextAt: 9 };
    const email = { allowed: false, reason: "cap", nextAt: 5 };
    const decide = (allowed: boolean) =>
      nextBestAction([both], { asOf: 0, currency: "EUR", contact: { phone, email: { ...email, allowed } } });
    expect(decide(true).action?.channel).toBe("email");
    expect(decide(false).excluded).toEqual([
      {
        id: "remind",
        reason: "contact",
        text: { en: "Contact by phone is not allowed now", zh: "目前不可通过 phone 联系" },
        nextAt: new Date(5),
      },
    ]);
  });

  test("writes amounts in the currency, with a Chinese sentence of its own", () => {
    const { text } = nextBestAction([action("a", 0.5, 1_234_500, { cost: 50 }), action("b", 0.1, 2000)], {
      asOf: 0,
      currency: "CNY",
    });
    expect(text.en).toBe("a: worth ¥6,172.00 (50% × ¥12,345.00 − ¥0.50); next best: b, ¥2.00");
    expect(text.zh).toBe("“a”：价值 ¥6,172.00（50% × ¥12,345.00 − ¥0.50）；其次是“b”，¥2.00");
    const yen = nextBestAction([action("a", 0.5, 900)], { asOf: 0, currency: "JPY" });
    expect(yen.text.en).toBe("a: worth JPY 450 (50% × JPY 900)");
  });

  test("excludes an action whose audience the customer is not in", () => {
    const schema = defineSchema({});
    const vip = schema.rules.attribute("tags").has("vip");
    const subject = (tags: string[]) => ({ id: "ann", attributes: { tags }, history: [] });
    const choose = (tags: string[]) =>
      nextBestAction([action("gift", 0.5, 1000, { audience: vip }), action("mail", 0.1)], {
        asOf: 0,
        currency: "EUR",
        schema,
        subject: subject(tags),
      });
    expect(choose(["vip"]).action?.id).toBe("gift");
    expect(choose([])).toMatchObject({ action: { id: "mail" }, excluded: [{ id: "gift", reason: "not-eligible" }] });
    expect(code(() => nextBestAction([action("gift", 0.5, 1, { audience: vip })], { asOf: 0, currency: "EUR" }))).toBe(
      "invalid_option",
    );
  });

  test("names a chance of success that does change the choice", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.integer({ min: 100, max: 5000 })), {
          minLength: 2,
          maxLength: 5,
        }),
        (given) => {
          const actions = given.map(([propensity, value], n) => action(`a${n}`, propensity, value));
          const { action: best, runnerUp, whatIf } = nextBestAction(actions, { asOf: 0, currency: "EUR" });
          const share = /above ([\d.]+)%/.exec(whatIf[0]?.en ?? "");
          if (share === null) return;
          const raised = actions.map((one) =>
            one.id === runnerUp!.id ? { ...one, propensity: Math.min(1, Number(share[1]) / 100 + 0.002) } : one,
          );
          const again = nextBestAction(raised, { asOf: 0, currency: "EUR" });
          if (Number(share[1]) < 99.8) expect(again.action?.id).toBe(runnerUp!.id);
          expect(best!.id).not.toBe(runnerUp!.id);
        },
      ),
      { seed: 1, numRuns: 100 },
    );
  });

  test("lowers the value after recent actions, twice for the same action, and less as time passes", () => {
    const options = { fatigue: { share: 0.5, halfLifeDays: 10 } };
    const judged = (id: string, days: number) =>
      nextBestAction([action("a", 1, 1000)], { asOf: days * DAY, currency: "EUR", recent: [{ actionId: id, at: 0 }], ...options })
        .action!.expectedValue;
    expect(judged("other", 0)).toBeCloseTo(500, 9);
    expect(judged("a", 0)).toBeCloseTo(250, 9);
    expect(judged("other", 10)).toBeCloseTo(1000 * Math.SQRT1_2, 9);
  });

  test("corrects propensities by outcomes, most in the context where they were recorded", () => {
    let outcomes = noOutcomes;
    for (let n = 0; n < 40; n++) outcomes = recordOutcome(outcomes, { actionId: "a", context: "young", success: n % 4 === 0 });
    for (let n = 0; n < 40; n++) outcomes = recordOutcome(outcomes, { actionId: "a", context: "old", success: n % 4 !== 0 });
    const propensity = (context?: string) =>
      nextBestAction([action("a", 0.5)], { asOf: 0, currency: "EUR", outcomes, context }).ranking[0]!.propensity;
    expect(propensity()).toBeCloseTo((5 + 40) / 90, 12);
    expect(propensity("young")).toBeLessThan(0.35);
    expect(propensity("old")).toBeGreaterThan(0.65);
    expect(JSON.parse(JSON.stringify(outcomes))).toEqual(outcomes);
  });

  test.each([
    "thompson",
    "ucb",
  ] as const)("finds the better action with the strategy %s and still tries the others", (strategy) => {
    const truth: Record<string, number> = { a: 0.1, b: 0.3, c: 0.15 };
    const random = seededRandom("world");
    let outcomes = noOutcomes;
    const chosen: Record<string, number> = { a: 0, b: 0, c: 0 };
    for (let round = 0; round < 600; round++) {
      const actions = Object.keys(truth).map((id) => action(id, 0.2));
      const { id } = nextBestAction(actions, { asOf: 0, currency: "EUR", outcomes, strategy, seed: round }).action!;
      chosen[id]!++;
      outcomes = recordOutcome(outcomes, { actionId: id, success: random() < truth[id]! });
    }
    expect(chosen.b).toBeGreaterThan(300);
    expect(Object.values(chosen).every((times) => times > 0)).toBe(true);
  });

  test("draws the same for an action with the same seed, whatever else is in the list", () => {
    const options = { asOf: 0, currency: "EUR", strategy: "thompson", seed: "decision 7" } as const;
    const used = (actions: ActionCandidate[]) =>
      nextBestAction(actions, options).ranking.find(({ id }) => id === "a")!.propensityUsed;
    expect(used([action("a", 0.3)])).toBe(used([action("b", 0.1), action("a", 0.3)]));
  });

  const bad: [string, ErrorCode, () => unknown][] = [
    [
      "an identifier twice",
      "invalid_action",
      () => nextBestAction([action("a", 0.1), action("a", 0.2)], { asOf: 0, currency: "EUR" }),
    ],
    ["a propensity of 2", "invalid_action", () => nextBestAction([action("a", 2)], { asOf: 0, currency: "EUR" })],
    [
      "a value that is not a number",
      "invalid_action",
      () => nextBestAction([action("a", 0.1, Number.NaN)], { asOf: 0, currency: "EUR" }),
    ],
    [
      "Thompson without a seed",
      "invalid_option",
      () => nextBestAction([action("a", 0.1)], { asOf: 0, currency: "EUR", strategy: "thompson" }),
    ],
    [
      "fatigue of 1",
      "invalid_option",
      () => nextBestAction([action("a", 0.1)], { asOf: 0, currency: "EUR", fatigue: { share: 1, halfLifeDays: 1 } }),
    ],
    ["an object that is not outcomes", "unknown_outcomes", () => recordOutcome({} as never, { actionId: "a", success: true })],
    ["an outcome without an action", "invalid_action", () => recordOutcome(noOutcomes, { actionId: "", success: true })],
  ];
  test("refuses a field that it does not know, with the nearest name", () => {
    const wrong = { ...action("a", 0.1), channel: "phone" };
    expect(() => nextBestAction([wrong], { asOf: 0, currency: "EUR" })).toThrow(
      '`actions[0].channel` is not known here. Did you mean "channels"?',
    );
  });

  test.each(bad)("refuses %s with %s", (_, expected, work) => {
    expect(code(work)).toBe(expected);
  });
});
