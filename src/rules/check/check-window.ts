import { joinPath } from "../../kernel/internal.js";
import type { WindowSpec } from "../language/expression.js";
import { checkAttributePath, checkTypes } from "./check-reference.js";
import { checkDuration, checkInstant, checkRuleDuration, checkUnit, checkZone } from "./check-scalar.js";
import { checkKeys, ownKey, report, type RuleCheck, suggestion } from "./rule-check.js";

/** Checks a window, and returns how far back one reaches that moves with `asOf`, in milliseconds. */
export function checkWindow(check: RuleCheck, value: unknown, path: string): number | undefined {
  const kind = ownKey(value, "kind");
  if (typeof kind !== "string" || !Object.hasOwn(windows, kind)) {
    report(check, joinPath(path, "kind"), "Unknown kind of window.", suggestion(kind, Object.keys(windows)));
    return undefined;
  }
  return windows[kind as WindowSpec["kind"]](check, value, path);
}

type WindowCheck = (check: RuleCheck, value: unknown, path: string) => number | undefined;

const calendarWindow: WindowCheck = (check, value, path) => {
  if (!checkKeys(check, value, path, ["kind", "unit", "zone"])) return undefined;
  checkUnit(check, value.unit, joinPath(path, "unit"));
  checkZone(check, value.zone, joinPath(path, "zone"));
  return undefined;
};

const windows: Readonly<Record<WindowSpec["kind"], WindowCheck>> = {
  last: (check, value, path) =>
    checkKeys(check, value, path, ["kind", "duration"])
      ? checkRuleDuration(check, value.duration, joinPath(path, "duration"))
      : undefined,
  ago: (check, value, path) => {
    if (!checkKeys(check, value, path, ["kind", "from", "to"])) return undefined;
    const from = checkDuration(check, value.from, joinPath(path, "from"));
    const to = checkDuration(check, value.to, joinPath(path, "to"));
    if (from !== undefined && to !== undefined && from <= to)
      report(check, joinPath(path, "from"), "The window must start longer ago than it ends.", "Swap `from` and `to`.");
    return from;
  },
  between: (check, value, path) => {
    if (!checkKeys(check, value, path, ["kind", "from", "to"])) return undefined;
    const from = checkInstant(check, value.from, joinPath(path, "from"));
    const to = checkInstant(check, value.to, joinPath(path, "to"));
    if (from !== undefined && to !== undefined && to < from)
      report(check, joinPath(path, "to"), "The window must end at or after its start.");
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
  this: calendarWindow,
  previous: calendarWindow,
  within: (check, value, path) => {
    if (!checkKeys(check, value, path, ["kind", "duration", "of"])) return undefined;
    checkDuration(check, value.duration, joinPath(path, "duration"));
    checkAnchor(check, value.of, joinPath(path, "of"));
    return undefined;
  },
  after: (check, value, path) => {
    if (!checkKeys(check, value, path, ["kind", "from", "to", "of"])) return undefined;
    const from = checkDuration(check, value.from, joinPath(path, "from"));
    const to = checkDuration(check, value.to, joinPath(path, "to"));
    if (from !== undefined && to !== undefined && to <= from)
      report(check, joinPath(path, "to"), "The window must end after its start.", "Swap `from` and `to`.");
    checkAnchor(check, value.of, joinPath(path, "of"));
    return undefined;
  },
};

function checkAnchor(check: RuleCheck, value: unknown, path: string): void {
  if (!checkKeys(check, value, path, ["first?", "last?", "attribute?"])) return;
  const keys = Object.keys(value);
  if (keys.length !== 1)
    report(check, path, "Must have exactly one of `first` and `last` (interaction types) and `attribute` (an instant).");
  else if (keys[0] === "attribute") {
    const field = checkAttributePath(check, value.attribute, joinPath(path, "attribute"));
    if (field !== undefined && field.type !== "instant")
      report(check, joinPath(path, "attribute"), `A window must start at an instant; this attribute is of type ${field.type}.`);
  } else checkTypes(check, value[keys[0]!], joinPath(path, keys[0]!));
}
