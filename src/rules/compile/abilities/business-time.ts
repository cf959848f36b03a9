import { bindCalendars } from "../../language/business-time.js";
import type { Ability, AbilityTables } from "../context/ability.js";
import { elapsedTest } from "../tests/elapsed-test.js";

/** Ability for business time, by the open hours that are the option `calendars`. */
export const businessTime = {
  name: "businessTime",
  forms: { elapsed: elapsedTest },
  bind: bindCalendars,
} satisfies AbilityTables as Ability;
