import { describe, expect, test } from "vitest";
import { roundTrip } from "../../examples/rule-editor/main.js";

describe("the round trip of a rule editor", () => {
  test("tells every slip of a draft with the right spelling", () => {
    expect(roundTrip("en").slice(1, 4)).toEqual([
      '  of[0].path: The schema has no attribute "adress.country". Did you mean attribute("address.country")?',
      '  of[1].metric.types[0]: The schema has no interaction "order.plcaed". Did you mean "order.placed"?',
      "  of[2].test.is: A value of type texts does not take contains. It takes: has, hasAny, hasAll, size, missing, present.",
    ]);
  });

  test("says the rule, why it does not hold, what would turn it, and what a new version changes", () => {
    const text = roundTrip("en").join("\n");
    for (const line of [
      'the country is one of "CN" or "SG" and order (where currency is "CNY" and the total is at least 100.00 CNY) happened at least 3 times in the last 365 days and (the tag list has "vip" or the last addition to the cart was followed by no order within 2 hours)',
      "✗ 1 of 3 parts hold; wanted all of its parts",
      '✓ the country is "SG"; wanted one of "CN" or "SG"',
      "happened 1 time in the last 365 days; wanted at least 3",
      "addition to the cart at 2026-06-15 11:00 UTC, and no order so far; certain at 2026-06-15 13:00 UTC",
      'The rule does not hold. It would if: order (where currency is "CNY" and the total is at least 100.00 CNY) happened at least 3 times in the last 365 days (now: 1); the tag list has "vip" (now: the list "new").',
      "2026-06-15T13:00:00.000Z",
      'removed: the country is one of "CN" or "SG"',
      "demographics.birthDate is present and not (demographics.birthDate is before 1990-01-01)",
    ])
      expect(text).toContain(line);
    expect(text).not.toContain("undefined");
  });

  test("says the same in Chinese, and selects by a statement that holds no value", () => {
    const lines = roundTrip("zh");
    expect(lines.join("\n")).toContain("规则不成立。若要使其成立：最近 365 天内 下单");
    const statement = lines.find((line) => line.includes("SELECT"))!;
    expect(statement).not.toMatch(/CNY|vip|10000/);
    expect(roundTrip("en").find((line) => line.includes("SELECT"))).toBe(statement);
  });
});
