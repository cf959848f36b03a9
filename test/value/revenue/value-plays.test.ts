import { standardTierPlays } from "clientele/value";
import { expect, test } from "vitest";

test("has plays in both languages with a hold-out for every ABC class", () => {
  for (const plays of Object.values(standardTierPlays)) {
    expect(plays.length).toBeGreaterThan(0);
    for (const { goal, action, holdOut } of plays) {
      expect([goal.en, goal.zh, action.en, action.zh].every((text) => text !== undefined && text !== "")).toBe(true);
      expect(holdOut).toBeGreaterThan(0);
    }
  }
});
