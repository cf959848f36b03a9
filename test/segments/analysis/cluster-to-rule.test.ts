import { clusterCustomers, clusterToRule, defineSegments, evaluateSegmentPopulation, membersOf } from "clientele/segments";
import { conditionsToRule } from "../../../src/segments/analysis/customer-columns.js";
import { asOf, data, records, sources } from "../../fixtures/online-retail-columns.js";
import { describe, expect, test } from "vitest";

describe("clusterToRule", () => {
  const clusters = clusterCustomers(data, { seed: "retail", scale: "log", k: 4 });

  test("gives rules that select the customers of their conditions, with the stated precision and recall", async () => {
    for (const { id } of clusters.clusters) {
      const { rule, precision, recall, conditions } = clusterToRule(clusters, id, data);
      expect(conditionsToRule(conditions, sources)).toEqual(rule);
      const found = await evaluateSegmentPopulation(defineSegments({ id: "c", segments: [{ id, rule }] }), records, { asOf });
      const members = new Set(membersOf(clusters.memberships, id));
      const selected = membersOf(found, id);
      const right = selected.filter((customer) => members.has(customer)).length;
      expect(right / selected.length).toBeCloseTo(precision, 12);
      expect(right / members.size).toBeCloseTo(recall, 12);
      expect(Math.min(precision, recall)).toBeGreaterThan(0.5);
    }
  });

  test("cuts at the shortest numbers that select the same customers", () => {
    for (const { id } of clusters.clusters) {
      for (const { column, value } of clusterToRule(clusters, id, data).conditions) {
        const cut = Number(value);
        const values = [...data.numbers[column as keyof typeof data.numbers]];
        const least = Math.min(...values.filter((figure) => figure >= cut));
        const below = Math.max(...values.filter((figure) => figure < cut));
        const digits = Number(cut.toExponential().replace(/e.*|\./g, "")).toString().length;
        // One digit less would cut elsewhere, or further off than a hundredth.
        const step = 10 ** (Math.floor(Math.log10(cut)) - digits + 2);
        const shorter = digits === 1 ? Number.NaN : Math.floor(least / step + 1e-9) * step;
        expect(shorter > below && shorter <= least && least - shorter <= 0.01 * least).toBe(false);
      }
    }
  });
});
