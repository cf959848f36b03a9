import { expect, test } from "vitest";
import { continueSteps, stepsUntil } from "../../../src/workspace/plugins/step-timelines.js";

const step = (at: number, value: string) => ({ from: new Date(at), value });

test("continues a timeline in a copy, and only where a step is added", () => {
  const known = Object.freeze({ grows: Object.freeze([step(1, "a")]), stays: Object.freeze([step(1, "a")]) });
  const probe = (at: number) => ({ values: { grows: at < 7 ? "b" : "c", stays: "a", starts: "x" }, nextAt: at === 5 ? 7 : null });
  const { timelines, nextAt } = continueSteps({ timelines: known, nextAt: 4 }, [5], 9, probe);
  expect(timelines).toEqual({
    grows: [step(1, "a"), step(4, "b"), step(7, "c")],
    stays: [step(1, "a")],
    starts: [step(4, "x")],
  });
  expect(nextAt).toBeNull();
  expect(timelines.stays).toBe(known.stays);
  expect(known.grows).toEqual([step(1, "a")]);
});

test("cuts timelines after an instant, which is included", () => {
  const timelines = { long: [step(1, "a"), step(5, "b"), step(6, "a")], short: [step(5, "a")] };
  const cut = stepsUntil(timelines, 5);
  expect(cut).toEqual({ long: [step(1, "a"), step(5, "b")], short: [step(5, "a")] });
  expect(cut.short).toBe(timelines.short);
  expect(stepsUntil(timelines, 0)).toEqual({ long: [], short: [] });
});
