import { requireOption } from "../../../kernel/internal.js";
import { bindCalendars, someCalendars } from "../../language/business-time.js";
import type { Ability, AbilityTables } from "../context/ability.js";
import { elapsedTest } from "../tests/elapsed-test.js";

/** Ability for business time, by the open hours that are the option `calendars`. */
export const businessTime = {
  name: "businessTime",
  forms: { elapsed: elapsedTest },
  bind: (rule, calendars) => {
    // Intervals that are not in order would give wrong results.
    if (calendars !== undefined) requireOption("calendars", calendars, someCalendars);
    return bindCalendars(rule, calendars);
  },
} satisfies AbilityTables as Ability;
