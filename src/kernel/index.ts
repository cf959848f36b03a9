export { calendarStarts, type CalendarUnit, calendarWindow, startOfUnit } from "./calendar.js";
export type { ErrorDetails } from "./error-codes.js";
export { ClienteleError, type ErrorCode, isClienteleError } from "./errors.js";
export { type InstantInput, LARGEST_INSTANT } from "./instant.js";
export { type Locale, localize, type LocalizedText, type LocalizeOptions } from "./locale.js";
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
export type { Problem } from "./problems.js";
export type { OpenHours } from "./open-hours.js";
export { compareCodePoints } from "./order.js";
export { type Random, randomInteger, seededRandom } from "./random.js";
export { type Duration, MILLISECONDS_PER, rollingWindow, type Window } from "./window.js";
export { sameContent } from "./same-content.js";
export { dayText } from "./zone.js";
