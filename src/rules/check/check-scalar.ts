import { durationMilliseconds, isStorableText, isTimeZone, joinPath, parseInstant } from "../../kernel/internal.js";
import { type CalendarUnit, isClienteleError, MILLISECONDS_PER } from "../../kernel/index.js";
import { CALENDAR_UNITS } from "../language/calendar-days.js";
import { isBusinessDuration } from "../language/span.js";
import { checkAttributePath } from "./check-reference.js";
import { checkKeys, report, reportWrong, type RuleCheck, suggestion } from "./rule-check.js";

const TOO_LONG =
  "A duration must be a positive whole number of milliseconds, of at most 9007199254740991: give exact units within that.";

const NO_BUSINESS_TIME =
  "Business time is possible in windows that look back from the present, in waits and in times since an instant, but not here.";

/** Checks a duration of exact units, and returns its milliseconds. */
export function checkDuration(check: RuleCheck, value: unknown, path: string): number | undefined {
  if (isBusinessDuration(value)) {
    report(check, path, NO_BUSINESS_TIME, "Use exact units.");
    return undefined;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    try {
      return durationMilliseconds(value);
    } catch (error) {
      // A known unit with a number, but in all nothing, a fraction or too much.
      if (isClienteleError(error) && error.path === "") {
        report(check, path, TOO_LONG);
        return undefined;
      }
    }
  }
  reportWrong(
    check,
    path,
    "a positive duration in weeks, days, hours, minutes, seconds or milliseconds",
    value,
    "Months and years have no exact length; use a calendar window.",
  );
  return undefined;
}

/** Checks a duration of exact units or of business time, and returns the milliseconds of an exact one. */
export function checkRuleDuration(check: RuleCheck, value: unknown, path: string): number | undefined {
  if (!isBusinessDuration(value)) return checkDuration(check, value, path);
  if (!checkKeys(check, value, path, ["businessHours", "calendar"])) return undefined;
  const { businessHours, calendar } = value;
  const milliseconds = typeof businessHours === "number" ? businessHours * MILLISECONDS_PER.hours : Number.NaN;
  // 1.1 hours are 3,960,000.0000000005 milliseconds to a computer.
  if (!(milliseconds > 0) || !Number.isSafeInteger(Math.round(milliseconds)) || !isNearlyWhole(milliseconds))
    reportWrong(check, joinPath(path, "businessHours"), "a positive number of hours, in whole milliseconds", businessHours);
  if (typeof calendar !== "string" || calendar === "" || !isStorableText(calendar))
    reportWrong(check, joinPath(path, "calendar"), "the name of a business calendar", calendar);
  return undefined;
}

function isNearlyWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) <= value * 2 ** -50;
}

/** Checks an instant given as ISO 8601 text, and returns its milliseconds. */
export function checkInstant(check: RuleCheck, value: unknown, path: string): number | undefined {
  const milliseconds = typeof value === "string" ? parseInstant(value) : undefined;
  if (milliseconds === undefined) reportWrong(check, path, "ISO 8601 text with an offset, such as 2026-01-31T09:00:00Z", value);
  return milliseconds;
}

/** Checks a calendar unit. */
export function checkUnit(check: RuleCheck, value: unknown, path: string): void {
  if (!CALENDAR_UNITS.includes(value as CalendarUnit)) report(check, path, "Unknown unit.", suggestion(value, CALENDAR_UNITS));
}

/** Checks a time zone: the IANA name of one, or the attribute that names the one of each subject. */
export function checkZone(check: RuleCheck, value: unknown, path: string): void {
  if (typeof value !== "object" || value === null) {
    checkZoneName(check, value, path);
    return;
  }
  if (!checkKeys(check, value, path, ["attribute", "fallback"])) return;
  const field = checkAttributePath(check, value.attribute, joinPath(path, "attribute"));
  if (field !== undefined && field.type !== "text")
    report(check, joinPath(path, "attribute"), `A time zone must be a text; this attribute is of type ${field.type}.`);
  checkZoneName(check, value.fallback, joinPath(path, "fallback"));
}

function checkZoneName(check: RuleCheck, value: unknown, path: string): void {
  if (typeof value !== "string" || !isTimeZone(value)) reportWrong(check, path, "an IANA time zone such as Asia/Shanghai", value);
}
