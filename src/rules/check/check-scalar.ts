import { durationMilliseconds, isTimeZone, parseInstant } from "../../kernel/internal.js";
import { report, type RuleCheck } from "./rule-check.js";

/** A duration of exact units; its milliseconds. */
export function checkDuration(check: RuleCheck, value: unknown, path: string): number | undefined {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    try {
      return durationMilliseconds(value);
    } catch {
      // Told below, at its path.
    }
  }
  report(
    check,
    path,
    "Give a duration of exact units, positive: weeks, days, hours, minutes, seconds, milliseconds.",
    "Months and years exist only as calendar windows.",
  );
  return undefined;
}

/** An instant as ISO 8601 text; its milliseconds. */
export function checkInstant(check: RuleCheck, value: unknown, path: string): number | undefined {
  const milliseconds = typeof value === "string" ? parseInstant(value) : undefined;
  if (milliseconds === undefined) report(check, path, "Give an instant as ISO 8601 with an offset (2026-01-31T09:00:00Z).");
  return milliseconds;
}

/** An IANA time zone. */
export function checkZone(check: RuleCheck, value: unknown, path: string): void {
  if (typeof value !== "string" || !isTimeZone(value)) report(check, path, "Give an IANA time zone such as Asia/Shanghai.");
}
