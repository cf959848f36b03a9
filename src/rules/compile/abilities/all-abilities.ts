import type { Catalog } from "../../language/catalog.js";
import { fieldsOf } from "../../language/metric-value.js";
import type { Ability, CompileContext } from "../context/ability.js";
import { anchors } from "./anchors.js";
import { attributePairs } from "./attribute-pairs.js";
import { conditions } from "./conditions.js";
import { historyValues } from "./history-values.js";
import { businessTime } from "./business-time.js";
import { calendarDays } from "./calendar-days.js";
import { withCore } from "./core.js";
import { figures } from "./figures.js";
import { histories } from "./histories.js";
import { historyGaps } from "./history-gaps.js";
import { instants } from "./instants.js";
import { items } from "./items.js";
import { pairs } from "./pairs.js";
import { sequences } from "./sequences.js";
import { shares } from "./shares.js";
import { subjectZones } from "./subject-zones.js";
import { textPatterns } from "./text-patterns.js";
import { timelines } from "./timelines.js";

/** Every ability: with them an evaluator evaluates any rule. */
export const allAbilities: readonly Ability[] = [
  anchors,
  attributePairs,
  businessTime,
  calendarDays,
  conditions,
  figures,
  histories,
  historyGaps,
  historyValues,
  instants,
  items,
  pairs,
  sequences,
  shares,
  subjectZones,
  textPatterns,
  timelines,
];

/** Returns what rules are compiled with when nothing is left out. */
export function fullContext(catalog: Catalog): CompileContext {
  return { fields: fieldsOf(catalog), abilities: withCore(allAbilities) };
}
