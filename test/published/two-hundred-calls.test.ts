import { churnRisk, retailChurnPolicy } from "clientele/churn";
import { beforeAll, describe, expect, test } from "vitest";
import { callListOf, CALLS, type RetentionCalls, retentionCalls } from "../../examples/demo/retention-calls.js";
import { onlineRetailRecords } from "../fixtures/online-retail-records.js";

/** Online Retail frozen at 10 September 2011: 200 calls to regulars, evaluated on the 91 days after. */
describe("the call list of 10 September", () => {
  const records = onlineRetailRecords();
  let calls: RetentionCalls;
  beforeAll(() => {
    calls = retentionCalls(records);
  }, 60_000);
  const leaversBy = (score: string): number => calls.lists.find((list) => list.score === score)!.leavers;
  const poundsBy = (score: string): number => Math.round(calls.lists.find((list) => list.score === score)!.value / 100);

  test("has the published counts and baselines", () => {
    expect([calls.known.length, calls.bought, calls.regulars.length, calls.left]).toEqual([3370, 1921, 852, 120]);
    expect([leaversBy("recency"), leaversBy("overdue")]).toEqual([46, 44]);
  });

  test("finds hardly more leavers by the policy than by recency, and more by fitted models, without certainty", () => {
    expect([leaversBy("policy"), leaversBy("model"), leaversBy("trees")]).toEqual([49, 56, 57]);
    for (const { score, more } of calls.lists) if (["policy", "model"].includes(score)) expect(more.lower).toBeLessThan(0);
    expect(calls.evaluation.areaUnderCurve.estimate).toBeCloseTo(0.738, 3);
    expect(calls.backtest.origins.map(({ evaluation }) => Math.round(1000 * evaluation.areaUnderCurve.estimate))).toEqual([703]);
  });

  test("beats recency in the value of leavers only by risk times value", () => {
    expect(["recency", "overdue", "policy", "model", "trees"].map(poundsBy)).toEqual([84_843, 85_821, 74_748, 76_856, 71_644]);
    expect(poundsBy("stake")).toBe(119_672);
    expect(leaversBy("stake")).toBe(43);
  });

  test("is learned only from labels that were known that day", () => {
    expect(calls.training.labeledBy).toBeLessThanOrEqual(calls.asOf);
    const blind = records
      .map(({ customer, history }) => ({ customer, history: history.filter(({ at }) => at.getTime() <= calls.asOf) }))
      .filter(({ history }) => history.length > 0);
    const then = callListOf(blind);
    expect(then.model.coefficients).toEqual(calls.model.coefficients);
    expect([...then.probabilities]).toEqual([...calls.probabilities]);
    expect([...then.risks.score]).toEqual([...calls.risks.score]);
    expect(then.targets.ids).toEqual(calls.targets.ids);
  });

  test("names customers worth saving, each with the reasons of the policy", () => {
    expect(calls.targets.ids).toHaveLength(CALLS);
    expect(calls.targets.worthwhile).toBeGreaterThan(CALLS);
    const [first] = calls.targets.rows;
    const policy = retailChurnPolicy({ currency: "GBP", rhythm: calls.rhythm, zone: "Europe/London" });
    const risk = churnRisk(policy, calls.regulars[first!]!, { asOf: calls.asOf });
    expect(risk.score).toBe(calls.risks.score[first!]);
    expect(risk.signals.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(risk.score!, 9);
  });
});
