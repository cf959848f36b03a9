import { churnMetrics, type ChurnSignal, frequencyFalling, lowProbabilityAlive, retailChurnPolicy } from "clientele/churn";

import { describe, expect, test } from "vitest";

describe("ready policies", () => {
  test("add the signals of the host, or replace ready signals with the same identifier", () => {
    const own: ChurnSignal = { ...lowProbabilityAlive({ column: "usage" }), id: "host-usage", points: 40 };
    const policy = retailChurnPolicy({ currency: "GBP", signals: [own, frequencyFalling({ points: 5 })] });
    expect(policy.signals.at(-1)?.id).toBe("host-usage");
    expect(policy.signals.find(({ id }) => id === "frequency-falling")?.points).toBe(5);
    expect(churnMetrics(policy).columns).toContain("usage");
  });
});
