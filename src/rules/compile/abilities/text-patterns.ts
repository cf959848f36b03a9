import { likeMatcher, textFinder } from "../../language/text-matching.js";
import type { Ability, AbilityTables } from "../context/ability.js";
import { textTest } from "../tests/text-tests.js";

/** Ability for patterns in which `*` stands for any text, and for texts that contain more than 64 characters. */
export const textPatterns = {
  name: "textPatterns",
  tests: { like: (test, on) => textTest(test, on, likeMatcher) },
  forms: {
    containsLong: (wanted) => {
      const find = textFinder(wanted);
      return (text) => find(text, 0) >= 0;
    },
  },
} satisfies AbilityTables as Ability;
