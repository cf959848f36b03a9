import { durationMilliseconds, isTimeZone, parseInstant } from "../../kernel/internal.js";
import { reportWrong, type RuleCheck } from "./rule-check.js";

/** Checks a duration of exact units, and returns its milliseconds. */
export function checkDuration(check: RuleCheck, value: unknown, path: string): number | undefined {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    try {
      return durationMilliseconds(value);
    } catch {
      // Reported below, with its path.
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

/** Checks an instant given as ISO 8601 text, and returns its milliseconds. */
export function checkInstant(check: RuleCheck, value: unknown, path: string): number | undefined {
  const milliseconds = typeof value === "string" ? parseInstant(value) : undefined;
  if (milliseconds === undefined) reportWrong(check, path, "ISO 8601 text with an offset, such as 2026-01-31T09:00:00Z", value);
  return milliseconds;
}

/** Checks an IANA time zone. */
export function checkZone(check: RuleCheck, value: unknown, path: string): void {
  if (typeof value !== "string" || !isTimeZone(value)) reportWrong(check, path, "an IANA time zone such as Asia/Shanghai", value);
}
