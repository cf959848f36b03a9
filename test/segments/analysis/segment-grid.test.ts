import { retailLifecycle, stagePaths, withStageTimelines } from "clientele/lifecycle";
import type { Rule } from "clientele/rules";
import {
  abcSegments,
  defineSegments,
  evaluateSegmentPopulation,
  membersOf,
  segmentGrid,
  stageSegments,
} from "clientele/segments";
import { asOf, data, records, spend } from "../../fixtures/online-retail-columns.js";
import { describe, expect, test } from "vitest";

describe("stageSegments and segmentGrid", () => {
  const paths = stagePaths(retailLifecycle(), records, { to: asOf });
  const stages = stageSegments(paths);

  test("agree with rules on the stage", async () => {
    const rule: Rule = { version: 1, kind: "state", key: "stage:retail", test: { is: "equals", value: "at-risk" } };
    const few = records.slice(0, 300);
    const columns = await evaluateSegmentPopulation(
      defineSegments({ id: "s", segments: [{ id: "at-risk", rule }] }),
      withStageTimelines(few, [retailLifecycle()], { to: asOf }),
      { asOf },
    );
    const inFew = new Set(few.map(({ customer }) => customer.id));
    expect(membersOf(columns, "at-risk")).toEqual(membersOf(stages, "at-risk").filter((id) => inFew.has(id)));
  });

  test("distribute customers and value over the grid", () => {
    const classes = data.ids.map(
      (_, row) => (spend[row]! > 500_000 ? "A" : spend[row]! > 100_000 ? "B" : "C") as "A" | "B" | "C",
    );
    const { cells } = segmentGrid(stages, abcSegments({ ids: [...data.ids].reverse(), classes: [...classes].reverse() }), {
      value: { ids: data.ids, values: spend },
    });
    expect(cells.flat().reduce((sum, { customers }) => sum + customers.length, 0)).toBe(4_338);
    expect(cells.flat().reduce((sum, { value }) => sum + value!, 0)).toBe(spend.reduce((sum, value) => sum + value, 0));
  });
});
