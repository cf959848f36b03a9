export { calendarStarts, type CalendarUnit, calendarWindow, startOfUnit } from "./calendar.js";
export type { ErrorDetails } from "./error-codes.js";
export { ClienteleError, type ErrorCode, isClienteleError, joinPath, type Problem } from "./errors.js";
export { pathKeys, valueAtPath, withValueAtPath } from "./field-path.js";
export { type InstantInput, isCalendarDate, LARGEST_INSTANT, parseInstant, toMilliseconds } from "./instant.js";
export { type Locale, localize, type LocalizedText } from "./locale.js";
export { type LocalClock, localClock } from "./local-clock.js";
export {
  addMoney,
  allocateMoney,
  convertMoney,
  currencyExponent,
  type ExchangeRate,
  type Money,
  money,
  moneyFromDecimal,
  moneyToDecimal,
  multiplyMoney,
  subtractMoney,
} from "./money.js";
export { nearestName } from "./nearest-name.js";
export { compareCodePoints, compareOrdered, isStorableText, type Ordered } from "./order.js";
export { type Random, randomInteger, seededRandom, shuffled } from "./random.js";
export { definedKeys, isDate, sameContent } from "./same-content.js";
export {
  type Duration,
  durationMilliseconds,
  intersectWindows,
  isInWindow,
  MILLISECONDS_PER,
  rollingWindow,
  type Window,
  windowBetween,
} from "./window.js";
export { dayBoundaries, dayText, isTimeZone, localDate, localDay, offsetIn, type ZoneOffsets, zoneOffsets } from "./zone.js";
