import { joinPath } from "../../kernel/internal.js";
import { checkAttributePath, checkTypes } from "./check-reference.js";
import { checkKeys, report, type RuleCheck, suggestion } from "./rule-check.js";
import { checkDuration, checkInstant, checkZone } from "./check-scalar.js";

const UNITS = ["day", "week", "month", "quarter", "year"];

/** A window; the length of a rolling one in milliseconds. */
export function checkWindow(check: RuleCheck, value: unknown, path: string): number | undefined {
  const kind: unknown =
    typeof value === "object" && value !== null && Object.hasOwn(value, "kind") ? (value as { kind?: unknown }).kind : undefined;
  if (typeof kind !== "string" || !Object.hasOwn(windows, kind)) {
    report(check, joinPath(path, "kind"), "This kind of window does not exist.", suggestion(kind, Object.keys(windows)));
    return undefined;
  }
  return windows[kind]!(check, value, path);
}

type WindowCheck = (check: RuleCheck, value: unknown, path: string) => number | undefined;

const windows: Readonly<Record<string, WindowCheck>> = {
  last: (check, value, path) =>
    checkKeys(check, value, path, ["kind", "duration"])
      ? checkDuration(check, value.duration, joinPath(path, "duration"))
      : undefined,
  between: (check, value, path) => {
    if (!checkKeys(check, value, path, ["kind", "from", "to"])) return undefined;
    const from = checkInstant(check, value.from, joinPath(path, "from"));
    const to = checkInstant(check, value.to, joinPath(path, "to"));
    if (from !== undefined && to !== undefined && to < from)
      report(check, joinPath(path, "to"), "A window ends at or after its start.");
    return undefined;
  },
  since: (check, value, path) => {
    if (checkKeys(check, value, path, ["kind", "from"])) checkInstant(check, value.from, joinPath(path, "from"));
    return undefined;
  },
  until: (check, value, path) => {
    if (checkKeys(check, value, path, ["kind", "to"])) checkInstant(check, value.to, joinPath(path, "to"));
    return undefined;
  },
  this: checkCalendarWindow,
  previous: checkCalendarWindow,
  within: (check, value, path) => {
    if (!checkKeys(check, value, path, ["kind", "duration", "of"])) return undefined;
    checkDuration(check, value.duration, joinPath(path, "duration"));
    checkAnchor(check, value.of, joinPath(path, "of"));
    return undefined;
  },
};

function checkCalendarWindow(check: RuleCheck, value: unknown, path: string): undefined {
  if (!checkKeys(check, value, path, ["kind", "unit", "zone"])) return;
  if (typeof value.unit !== "string" || !UNITS.includes(value.unit))
    report(check, joinPath(path, "unit"), "This unit does not exist.", suggestion(value.unit, UNITS));
  checkZone(check, value.zone, joinPath(path, "zone"));
}

function checkAnchor(check: RuleCheck, value: unknown, path: string): void {
  if (!checkKeys(check, value, path, ["first?", "last?", "attribute?"])) return;
  const keys = Object.keys(value);
  if (keys.length !== 1) report(check, path, "Give one of first, last (types of interactions) or attribute (an instant).");
  else if (keys[0] === "attribute") {
    const field = checkAttributePath(check, value.attribute, joinPath(path, "attribute"));
    if (field !== undefined && field.type !== "instant")
      report(check, joinPath(path, "attribute"), `A window starts at an instant; this attribute is ${field.type}.`);
  } else checkTypes(check, value[keys[0]!], joinPath(path, keys[0]!));
}
