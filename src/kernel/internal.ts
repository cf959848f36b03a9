/**
 * What other modules of the package use of `kernel` and hosts do not: no subpath, may change in any release.
 */
export { firstDayOfUnit } from "./calendar.js";
export { MONTH_NAMES, WEEKDAY_NAMES } from "./calendar-names.js";
export { deepFreeze } from "./deep-freeze.js";
export { joinPath } from "./errors.js";
export { isObject, malformedFact, requireArray, requireFactShape, requireIterable, requireObject } from "./facts.js";
export { pathKeys, valueAtPath, withValueAtPath } from "./field-path.js";
export { FNV_PRIME, fnv1a, MIX_STEPS, mix32, type MixStep } from "./hash.js";
export { isCalendarDate, parseInstant, toMilliseconds } from "./instant.js";
export { nearestName } from "./nearest-name.js";
export {
  aBoolean,
  aColumn,
  aCurrency,
  aDuration,
  aFunction,
  aLevel,
  anArray,
  anInstant,
  anInteger,
  anIterable,
  anObject,
  aNonNegativeNumber,
  aNumber,
  anyText,
  anything,
  aPositiveNumber,
  aProbability,
  aSeed,
  aText,
  aZone,
  listOf,
  mapOf,
  oneOf,
  optionsOf,
  orAbsent,
  orNull,
} from "./option-kinds.js";
export {
  type Bounds,
  invalidOption,
  type OptionKind,
  type OptionShape,
  requireOneOf,
  requireOption,
  type RequireOptions,
  requireOptions,
} from "./options.js";
export { isOpenHours, type OpenClock, openClock } from "./open-hours.js";
export { compareOrdered, isStorableText, type Ordered } from "./order.js";
export { problemSummary } from "./problems.js";
export { remembered } from "./remembered.js";
export { shuffled } from "./random.js";
export { definedKeys, isDate } from "./same-content.js";
export { shownValue } from "./shown-value.js";
export { countStepsUpTo, countUpTo, firstAfter, firstAtOrAfter, firstPosition } from "./sorted-search.js";
export { durationMilliseconds, intersectWindows, isInWindow, LOOK_AHEAD, windowBetween } from "./window.js";
export { dayBoundaries, isTimeZone, localDate, localDay, offsetIn, offsetReader, type ZoneOffsets, zoneOffsets } from "./zone.js";
