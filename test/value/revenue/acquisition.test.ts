import { acquisitionCosts, acquisitionReturn } from "clientele/value";
import { describe, expect, test } from "vitest";

const coded = (code: string) => expect.objectContaining({ code });

describe("acquisition", () => {
  test("returns the cost per channel, including channels without spend or without customers", () => {
    const found = acquisitionCosts({ search: 9000, fair: 4000 }, [
      { id: "a", channel: "search" },
      { id: "a", channel: "search" },
      { id: "b", channel: "search" },
      { id: "c", channel: "friends" },
    ]);
    expect(found.map(({ channel, cost }) => [channel, cost])).toEqual([
      ["search", 4500],
      ["fair", null],
      ["friends", 0],
    ]);
    expect(found.reduce((sum, { spent }) => sum + spent, 0)).toBe(13_000);
    expect(() => acquisitionCosts({ x: Number.NaN }, [])).toThrowError(coded("invalid_option"));
  });
  test("pays back in the first period whose cumulative margin covers the cost", () => {
    expect(acquisitionReturn(100, [60, -10, 60]).paybackPeriods).toBe(3);
    expect(acquisitionReturn(100, [60]).paybackPeriods).toBeNull();
    expect(acquisitionReturn(0, [])).toEqual({ ratio: null, paybackPeriods: 0, net: 0 });
    expect(acquisitionReturn(50, [10], { lifetimeValue: 200 }).ratio).toBe(4);
    expect(() => acquisitionReturn(-1, [])).toThrowError(coded("invalid_option"));
  });
});
