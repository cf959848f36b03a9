import { joinPath } from "../../kernel/internal.js";
import type { WindowSpec } from "../language/expression.js";
import { isBusinessDuration } from "../language/span.js";
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
    const from = checkRuleDuration(check, value.from, joinPath(path, "from"));
    const to = checkRuleDuration(check, value.to, joinPath(path, "to"));
    if (isBusinessDuration(value.from) || isBusinessDuration(value.to)) checkBusinessAgo(check, value, path);
    else if (from !== undefined && to !== undefined && from <= to) report(check, joinPath(path, "from"), WRONG_ORDER, SWAP);
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
    checkRelative(check, value.duration, joinPath(path, "duration"));
    checkAnchor(check, value.of, joinPath(path, "of"));
    return undefined;
  },
  after: (check, value, path) => {
    if (!checkKeys(check, value, path, ["kind", "from", "to", "of"])) return undefined;
    const from = checkRelative(check, value.from, joinPath(path, "from"));
    const to = checkRelative(check, value.to, joinPath(path, "to"));
    if (from !== undefined && to !== undefined && to <= from)
      report(check, joinPath(path, "to"), "The window must end after its start.", "Swap `from` and `to`.");
    checkAnchor(check, value.of, joinPath(path, "of"));
    return undefined;
  },
};

const WRONG_ORDER = "The window must start longer ago than it ends.";
const SWAP = "Swap `from` and `to`.";

/** Checks that both ends count in the same calendar, so that their order is known. */
function checkBusinessAgo(check: RuleCheck, { from, to }: Record<string, unknown>, path: string): void {
  if (!isBusinessDuration(from) || !isBusinessDuration(to) || from.calendar !== to.calendar)
    report(check, joinPath(path, "to"), "Both ends of the window must be of exact units, or of business time of one calendar.");
  else if (from.businessHours <= to.businessHours) report(check, joinPath(path, "from"), WRONG_ORDER, SWAP);
}

/** Checks a length of a relative window. The start of one depends on data, which a calendar may not reach. */
function checkRelative(check: RuleCheck, value: unknown, path: string): number | undefined {
  if (!isBusinessDuration(value)) return checkDuration(check, value, path);
  const message = "A relative window cannot be of business time: it starts where data decides, which the calendar may not reach.";
  report(check, path, message, "Use a sequence with `within`, and a window with a start.");
  return undefined;
}

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
