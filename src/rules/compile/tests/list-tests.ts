import type { AbilityTables } from "../context/ability.js";
import { timeless } from "./compile-test.js";
import { numberTest } from "./number-test.js";

/** Tests of a list of texts or numbers, which every evaluator has. */
export const listTests: AbilityTables = {
  name: "listTests",
  tests: {
    has: ({ value }) => timeless((raw) => Array.isArray(raw) && raw.includes(value)),
    hasAny: ({ values }) => {
      const wanted = new Set<unknown>(values);
      return timeless((raw) => {
        if (!Array.isArray(raw)) return false;
        for (let index = 0; index < raw.length; index++) if (wanted.has(raw[index])) return true;
        return false;
      });
    },
    hasAll: ({ values }) => timeless((raw) => Array.isArray(raw) && values.every((value) => raw.includes(value))),
    size: ({ test }) => {
      const compare = numberTest(test);
      return timeless((raw) => Array.isArray(raw) && compare(raw.length));
    },
  },
};
