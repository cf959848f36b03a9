import { describe, expect, test } from "vitest";
import { roundTrip } from "../../examples/rule-editor/main.js";

describe("the round trip of a rule editor", () => {
  test("lists every mistake of a draft with the nearest name", () => {
    expect(roundTrip("en").slice(1, 4)).toEqual([
      '  of[0].path: The schema has no attribute "adress.country". Did you mean attribute("address.country")?',
      '  of[1].metric.types[0]: The schema has no interaction "order.plcaed". Did you mean "order.placed"?',
      '  of[2].test.is: The test "contains" does not apply to a value of type texts. Choose from: has, hasAny, hasAll, size, missing, present.',
    ]);
  });

  test("describes the rule, why it does not hold, what would change that, and the changes of a new version", () => {
    const text = roundTrip("en").join("\n");
    for (const line of [
      'the country is "CN" or "SG" and order (where currency is "CNY" and the total is at least 100.00 CNY) happened at least 3 times in the last 365 days and (the tag list includes "vip" or the last addition to the cart was not followed by order within 2 hours)',
      "✗ 1 of 3 conditions holds; required: all conditions",
      '✓ the country is "SG"; required: "CN" or "SG"',
      "happened once in the last 365 days; required: at least 3 times",
      "addition to the cart at 2026-06-15 11:00 UTC, and no order yet; this will be certain at 2026-06-15 13:00 UTC",
      'The rule does not hold. It would hold if: order (where currency is "CNY" and the total is at least 100.00 CNY) happened at least 3 times in the last 365 days (now: 1); the tag list includes "vip" (now: a list of "new").',
      "2026-06-15T13:00:00.000Z",
      'removed: the country is "CN" or "SG"',
      "demographics.birthDate has a value and not (demographics.birthDate is before 1990-01-01)",
    ])
      expect(text).toContain(line);
    expect(text).not.toContain("undefined");
  });

  test("gives the same in Chinese, and compiles to a statement without values", () => {
    const lines = roundTrip("zh");
    expect(lines.join("\n")).toContain("规则不成立。满足以下条件后将成立：最近 365 天内下单");
    const statement = lines.find((line) => line.includes("SELECT"))!;
    expect(statement).not.toMatch(/CNY|vip|10000/);
    expect(roundTrip("en").find((line) => line.includes("SELECT"))).toBe(statement);
  });
});
