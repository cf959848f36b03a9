import { joinPath } from "../../kernel/internal.js";
import { ELAPSED_MEASURES } from "../language/elapsed-limits.js";
import type { Measure, WindowSpec } from "../language/expression.js";
import { isBusinessDuration } from "../language/span.js";
import { BOUNDED_WINDOWS } from "../language/window-start.js";
import { ownKey, report, type RuleCheck } from "./rule-check.js";

/** Checks that a window bounds the first step of a sequence within business time, since a calendar does not reach for ever. */
export function checkBusinessWithin(
  check: RuleCheck,
  { within, window }: Record<string, unknown>,
  path: string,
  tooLong: string,
): void {
  if (!isBusinessDuration(within)) return;
  const kind = ownKey(window, "kind") as WindowSpec["kind"];
  if (!BOUNDED_WINDOWS.includes(kind)) {
    const message = "A time in business hours needs a window with a start, so that the calendar can cover it.";
    report(check, joinPath(path, "window"), message, "Add .last({ days: 30 }).");
    return;
  }
  const { duration, from } = window as { readonly duration?: unknown; readonly from?: unknown };
  const length = kind === "ago" ? from : duration;
  if (isBusinessDuration(length) && length.calendar === within.calendar && within.businessHours > length.businessHours)
    report(check, joinPath(path, "within"), tooLong);
}

/** Checks that only a time since an instant is compared with business time. */
export function checkElapsedMeasure(check: RuleCheck, node: Record<string, unknown>, path: string): void {
  const { test, metric } = node as { readonly test: unknown; readonly metric: unknown };
  if (typeof test !== "object" || test === null || typeof metric !== "object" || metric === null) return;
  const { measure } = metric as { readonly measure?: unknown };
  if (ELAPSED_MEASURES.includes(measure as Measure)) return;
  for (const key of ["value", "from", "to"])
    if (isBusinessDuration((test as Record<string, unknown>)[key]))
      report(
        check,
        joinPath(joinPath(path, "test"), key),
        `The measure "${String(measure)}" cannot be compared with business time.`,
      );
}
