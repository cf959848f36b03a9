import { churnMetrics, churnRisk, churnRisks, scoreChurnInputs } from "clientele/churn";
import { compileMetrics, prepareSubject, standardCatalog } from "clientele/rules";
import { anyCustomer, NOW, orderedOn, policies } from "../../fixtures/churn-customers.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("churn risks of a population", () => {
  const customers = fc.sample(anyCustomer, { seed: 5, numRuns: 60 }).map((customer, index) => ({
    ...customer,
    id: `c${String(index).padStart(2, "0")}`,
  }));
  const alive = {
    ids: customers.map(({ id }) => id),
    values: Float64Array.from(customers, (_, row) => (row % 4 === 0 ? Number.NaN : row / 60)),
  };

  test("equal the risk of each customer alone", () => {
    for (const policy of policies) {
      const risks = churnRisks(policy, customers, { asOf: NOW, columns: { probabilityAlive: alive }, nextCheck: true });
      customers.forEach((customer, row) => {
        const columns = { probabilityAlive: alive.values[row] };
        const risk = churnRisk(policy, customer, { asOf: NOW, columns });
        expect(Number.isNaN(risks.score[row]) ? null : risks.score[row]).toBe(risk.score);
        expect(risks.bands[risks.band[row]!]).toBe(risk.band);
        expect(risks.knownShare[row]).toBe(risk.knownShare);
        expect(Number.isNaN(risks.nextCheckAt![row]) ? null : risks.nextCheckAt![row]).toBe(risk.nextCheckAt?.getTime() ?? null);
        for (const { id, contribution } of risk.signals) expect(risks.contributions[id]?.[row]).toBe(contribution);
      });
    }
  });

  test("are refused when a column is missing", () => {
    const { metrics } = churnMetrics(policies[1]!);
    const figures = compileMetrics(metrics, { schema: standardCatalog })(prepareSubject(orderedOn(0)), NOW);
    expect(Object.keys(figures)).toContain("usage-falling");
    expect(() => scoreChurnInputs(policies[1]!, ["c1"], { complaints: [0] })).toThrow(
      expect.objectContaining({ code: "mismatched_dimensions" }),
    );
  });
});
