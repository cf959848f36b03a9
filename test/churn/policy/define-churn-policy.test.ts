import {
  type ChurnPolicyDefinition,
  churnRisk,
  type ChurnSignal,
  complaints,
  defineChurnPolicy,
  silence,
  unreached,
} from "clientele/churn";
import { NOW, orderedOn, policies, rhythm } from "../../fixtures/churn-customers.js";
import { describe, expect, test } from "vitest";

describe("defineChurnPolicy", () => {
  const signal = complaints();
  const withSource = (source: unknown, rest: Partial<ChurnSignal> = {}): ChurnPolicyDefinition => ({
    id: "p",
    signals: [{ ...signal, ...rest, source: source as ChurnSignal["source"] }],
  });
  test.each<[string, unknown, string]>([
    ["no signals", { id: "p", signals: [] }, "signals"],
    ["an identifier twice", { id: "p", signals: [signal, signal] }, "signals[1].id"],
    [
      "a metric that does not exist",
      withSource({ kind: "metric", metric: { measure: "count", types: ["complaint.rised"] } }),
      "signals[0].source.metric.types[0]",
    ],
    [
      "a metric that is not a number",
      withSource({ kind: "metric", metric: { measure: "last", types: ["order.placed"] } }),
      "signals[0].source.metric",
    ],
    [
      "a time since an interaction within a ratio",
      withSource({ kind: "ratio", of: { measure: "knownFor" }, to: { measure: "knownFor" } }),
      "signals[0].source.of",
    ],
    [
      "a severity that falls with the time since an interaction",
      withSource(unreached().source, {
        severity: [
          [0, 1],
          [30, 0],
        ],
      }),
      "signals[0].severity",
    ],
    [
      "a curve out of order",
      {
        id: "p",
        signals: [
          {
            ...signal,
            severity: [
              [1, 0],
              [0, 1],
            ],
          },
        ],
      },
      "signals[0].severity",
    ],
    ["a severity above 1", { id: "p", signals: [{ ...signal, severity: [[0, 2]] }] }, "signals[0].severity"],
    [
      "a probability of 0",
      {
        id: "p",
        signals: [
          silence({
            rhythm,
            severity: [
              [0, 1],
              [0.1, 0],
            ],
          }),
        ],
      },
      "signals[0].severity",
    ],
    [
      "a rhythm without variance",
      { id: "p", signals: [silence({ rhythm: { ...rhythm, within: 0 } })] },
      "signals[0].source.rhythm",
    ],
    [
      "bands that do not begin at 0",
      { id: "p", signals: [signal], bands: [{ id: "a", from: 1, label: { en: "", zh: "" } }] },
      "bands[0]",
    ],
    ["an alert that would flap", { id: "p", signals: [signal], alert: { raiseAt: 50, clearBelow: 50 } }, "alert"],
  ])("refuses %s with its path", (_what, definition, path) => {
    let found: unknown;
    try {
      defineChurnPolicy(definition as ChurnPolicyDefinition);
    } catch (error) {
      found = error;
    }
    expect(found).toMatchObject({ code: "invalid_churn_policy" });
    expect((found as { details: { problems: { path: string }[] } }).details.problems.map((problem) => problem.path)).toContain(
      path,
    );
  });

  test("refuses a copy of a policy", () => {
    const copy = structuredClone(policies[0]!);
    expect(() => churnRisk(copy, orderedOn(0), { asOf: NOW })).toThrow(
      expect.objectContaining({ code: "undefined_churn_policy" }),
    );
  });
});
