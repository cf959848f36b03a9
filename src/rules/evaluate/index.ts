/**
 * Evaluates rules that are known to be valid, in few bytes: on edge workers and in browsers. Check a rule once and make it
 * plain JSON with `precompileRule` of `clientele/rules`; {@link createEvaluator} makes an evaluator of the abilities that the
 * rules need, and a bundle holds no others. The guide is `docs/guides/writing-rules.md`.
 *
 * @packageDocumentation
 */
export {
  createEvaluator,
  type Evaluator,
  type EvaluatorOptions,
  type MatchOptions,
  type NextMatchOptions,
  type PreparedRule,
} from "./create-evaluator.js";

// Abilities: the parts of the rule language beyond logic and tests of attributes.
export type { Ability } from "../compile/context/ability.js";
export { allAbilities } from "../compile/abilities/all-abilities.js";
export { anchors } from "../compile/abilities/anchors.js";
export { attributePairs } from "../compile/abilities/attribute-pairs.js";
export { conditions } from "../compile/abilities/conditions.js";
export { historyValues } from "../compile/abilities/history-values.js";
export { businessTime } from "../compile/abilities/business-time.js";
export { calendarDays } from "../compile/abilities/calendar-days.js";
export { figures } from "../compile/abilities/figures.js";
export { histories } from "../compile/abilities/histories.js";
export { historyGaps } from "../compile/abilities/history-gaps.js";
export { instants } from "../compile/abilities/instants.js";
export { items } from "../compile/abilities/items.js";
export { pairs } from "../compile/abilities/pairs.js";
export { sequences } from "../compile/abilities/sequences.js";
export { shares } from "../compile/abilities/shares.js";
export { subjectZones } from "../compile/abilities/subject-zones.js";
export { textPatterns } from "../compile/abilities/text-patterns.js";
export { timelines } from "../compile/abilities/timelines.js";
