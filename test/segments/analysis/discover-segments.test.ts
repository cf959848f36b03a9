import { seededRandom } from "clientele/kernel";
import { evaluateRule, parseRule, standardCatalog } from "clientele/rules";
import { discoverSegments } from "clientele/segments";

import { describe, expect, test } from "vitest";

describe("discoverSegments", () => {
  test("finds a planted group by its two conditions, with a rule that selects the same customers", () => {
    const random = seededRandom(9);
    const customers = Array.from({ length: 3_000 }, (_, row) => {
      const visits = Math.floor(random() * 20);
      const country = random() < 0.3 ? "CN" : "DE";
      return { id: `c${row}`, visits, country, left: Number(random() < (visits < 5 && country === "CN" ? 0.8 : 0.1)) };
    });
    const found = discoverSegments(
      {
        ids: customers.map(({ id }) => id),
        numbers: { visits: customers.map(({ visits }) => visits) },
        categories: { country: customers.map(({ country }) => country) },
        sources: { visits: { attribute: "demographics.householdSize" }, country: { attribute: "address.country" } },
      },
      customers.map(({ left }) => left),
      { maxCuts: 19 },
    );
    expect(found[0]?.text).toBe("country = CN and visits < 5");
    expect(found[0]?.mean).toBeGreaterThan(0.7);
    const rule = parseRule(found[0]?.rule, { schema: standardCatalog });
    customers.slice(0, 300).forEach(({ id, visits, country }, row) => {
      const subject = { id, attributes: { demographics: { householdSize: visits }, address: { country } }, history: [] };
      expect(Number(evaluateRule(rule, subject, { asOf: 0, schema: standardCatalog }))).toBe(found[0]?.members[row]);
    });
  });

  test("finds low targets too, and refuses a target without variation", () => {
    const numbers = { x: Array.from({ length: 100 }, (_, row) => row) };
    const ids = numbers.x.map(String);
    const target = numbers.x.map((x) => (x >= 80 ? 0 : 5));
    expect(discoverSegments({ ids, numbers }, target, { direction: "low", maxCuts: 9 })[0]?.text).toBe("x ≥ 80");
    expect(() =>
      discoverSegments(
        { ids, numbers },
        ids.map(() => 1),
      ),
    ).toThrow(expect.objectContaining({ code: "invalid_option" }));
    expect(() => discoverSegments({ ids, numbers }, [1])).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});
