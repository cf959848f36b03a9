import type { Ability, AbilityTables } from "../context/ability.js";
import { boundTest, withinTest } from "../tests/instant-tests.js";

/** Ability for tests that an instant or a date lies before or after a constant, or that an instant lies within a time of `asOf`. */
export const instants = {
  name: "instants",
  tests: { before: boundTest, after: boundTest, withinLast: withinTest, withinNext: withinTest },
} satisfies AbilityTables as Ability;
