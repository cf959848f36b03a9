import { churnRisk, defineChurnPolicy, silence } from "clientele/churn";
import { prepareSubject } from "clientele/rules";
import fc from "fast-check";
import { expect, test } from "vitest";
import { followBand } from "../../../src/churn/internal.js";
import { anyCustomer, DAY, NOW, policies, rhythm, START } from "../../fixtures/churn-customers.js";

test("a walk stops at every instant at which time alone changes the band, and knows the band there", () => {
  let stops = 0;
  fc.assert(
    fc.property(anyCustomer, fc.constantFrom(...policies), (customer, policy) => {
      const past = { ...customer, history: customer.history.filter(({ at }) => at.getTime() <= NOW) };
      const until = NOW + 500 * DAY;
      const walk = followBand(policy, prepareSubject(past), NOW, until);
      for (let asOf = NOW; ; stops++) {
        const risk = churnRisk(policy, past, { asOf, until });
        expect(walk.band()).toBe(risk.band);
        const next = walk.advance(until);
        expect(next).toBe(risk.nextCheckAt?.getTime() ?? null);
        if (next === null) break;
        asOf = next;
      }
      expect(walk.band()).toBe(churnRisk(policy, past, { asOf: until, until }).band);
    }),
    { seed: 20260302, numRuns: 60 },
  );
  expect(stops).toBeGreaterThan(20);
});

test("a walk through a long history reads the gaps between purchases that a short one has", () => {
  const policy = defineChurnPolicy({ id: "silent", signals: [silence({ rhythm, points: 100 })] });
  const gapAfter = (order: number): number => (order % 60 === 59 ? 120 : 1 + ((order * 7) % 5)) * (DAY / 4);
  const instants = Array.from({ length: 600 }).reduce<number[]>(
    (at, _, order) => [...at, (at.at(-1) ?? START) + gapAfter(order)],
    [],
  );
  const history = instants.map((at, order) => ({
    id: `o${String(order).padStart(3, "0")}`,
    customerId: "c1",
    type: "order.placed",
    at: new Date(at),
    properties: {},
  }));
  const walk = followBand(policy, prepareSubject({ id: "c1", attributes: {}, history }), instants[0]!, instants.at(-1)!);
  let changes = 0;
  for (let order = 1; order < 400; order++) {
    const [before, at] = [instants[order - 1]!, instants[order]!];
    const short = { id: "c1", attributes: {}, history: history.slice(0, order) };
    const next = walk.advance(at - 1);
    expect(next).toBe(churnRisk(policy, short, { asOf: before, until: at - 1 }).nextCheckAt?.getTime() ?? null);
    if (next !== null) changes++;
    while (walk.advance(at - 1) !== null);
    walk.meet(at, ["order.placed"]);
    expect(walk.band()).toBe(churnRisk(policy, { ...short, history: history.slice(0, order + 1) }, { asOf: at, until: at }).band);
  }
  expect(changes).toBeGreaterThan(5);
});
