import { MILLISECONDS_PER } from "../../kernel/index.js";
import { isCalendarDate, joinPath } from "../../kernel/internal.js";
import { checkItemTest } from "./check-items.js";
import { checkNumberTest } from "./check-number-test.js";
import type { CatalogField, ValueType } from "../language/catalog.js";
import { checkAttributePath } from "./check-reference.js";
import { checkKeys, checkList, ownKey, report, reportWrong, type RuleCheck, suggestion } from "./rule-check.js";
import { checkDuration, checkRuleDuration, checkInstant, checkUnit, checkZone } from "./check-scalar.js";
import { CALENDAR_MOVES } from "../language/calendar-days.js";
import { DATE_PARTS, PARTS_OF_DATES } from "../language/date-parts.js";
import type { DatePart, Test, TestName } from "../language/expression.js";
import type { KnownValues } from "../language/metric-value.js";
import { checkKnownValues } from "./check-known-values.js";
import { allTests, itemTests, testsByType } from "../language/tests-by-type.js";
import { isScalar } from "../language/value-reading.js";

/** Type of the tested value; `"state"` is any constant, and `undefined` is unknown because there is no catalog. */
type Target = ValueType | "state" | undefined;

const STATE_TESTS: readonly TestName[] = [
  ...new Set<TestName>([...testsByType.text, ...testsByType.number, ...testsByType.boolean]),
];

/**
 * Checks a test of a value.
 *
 * @param constantsOnly - whether it must not compare with an attribute, as in conditions on an interaction
 * @param known - the values that the tested value takes, where it takes no others
 */
export function checkTest(
  check: RuleCheck,
  value: unknown,
  path: string,
  target: Target,
  constantsOnly = false,
  known?: KnownValues & Pick<CatalogField, "items">,
): void {
  const is = ownKey(value, "is");
  if (typeof is !== "string" || !allTests.includes(is as TestName)) {
    report(check, joinPath(path, "is"), "Unknown test.", suggestion(is, allTests));
    return;
  }
  const name = is as TestName;
  const allowed = target === undefined ? allTests : target === "state" ? STATE_TESTS : testsByType[target];
  if (!allowed.includes(name)) {
    report(
      check,
      joinPath(path, "is"),
      `The test "${name}" does not apply to a value of type ${target}.`,
      `Choose from: ${allowed.join(", ")}.`,
    );
    return;
  }
  const before = check.problems.length;
  if (itemTests.has(name)) {
    if (target !== undefined && known?.items === undefined)
      report(check, joinPath(path, "is"), `The test "${name}" needs a list of objects whose fields the schema declares.`);
    else checkItemTest(check, value as Record<string, unknown>, path, { fields: known?.items, checkField });
    return;
  }
  shapes[name as keyof typeof shapes](check, value as Record<string, unknown>, path, target, constantsOnly);
  if (known?.values !== undefined && check.problems.length === before) checkKnownValues(check, value as Test, path, known);
}

type Shape = (check: RuleCheck, test: Record<string, unknown>, path: string, target: Target, constantsOnly: boolean) => void;

const equality: Shape = (check, test, path, target, constantsOnly) => {
  if (!checkKeys(check, test, path, ["is", "value", "ignoreCase?"])) return;
  checkOperand(check, test.value, joinPath(path, "value"), target, constantsOnly);
  checkIgnoreCase(check, test, path, target);
};

const ordering: Shape = (check, test, path, target, constantsOnly) => {
  if (checkKeys(check, test, path, ["is", "value"]))
    checkOperand(check, test.value, joinPath(path, "value"), target, constantsOnly, true);
};

const membership: Shape = (check, test, path, target) => {
  if (!checkKeys(check, test, path, ["is", "values", "ignoreCase?"])) return;
  checkConstants(check, test.values, joinPath(path, "values"), target);
  checkIgnoreCase(check, test, path, target);
};

const text: Shape = (check, test, path, target) => {
  if (!checkKeys(check, test, path, ["is", "value", "ignoreCase?"])) return;
  if (typeof test.value !== "string" || !isScalar(test.value))
    reportWrong(check, joinPath(path, "value"), "text without U+0000 and unpaired surrogates", test.value);
  checkIgnoreCase(check, test, path, target);
};

const list: Shape = (check, test, path, target) => {
  if (checkKeys(check, test, path, ["is", "values"]))
    checkConstants(check, test.values, joinPath(path, "values"), elementOf(target));
};

const presence: Shape = (check, test, path) => void checkKeys(check, test, path, ["is"]);

const side: Shape = (check, test, path, target) => {
  if (!checkKeys(check, test, path, ["is", "value"])) return;
  const place = joinPath(path, "value");
  if (target !== "instant" && typeof test.value === "string" && isCalendarDate(test.value)) return;
  if (target === "date") reportWrong(check, place, "an existing date, YYYY-MM-DD", test.value);
  else checkInstant(check, test.value, place);
};

const within: Shape = (check, test, path, target) => {
  if (
    !checkKeys(
      check,
      test,
      path,
      target === "date" ? ["is", "duration", "zone"] : target === undefined ? ["is", "duration", "zone?"] : ["is", "duration"],
    )
  )
    return;
  const length = checkDuration(check, test.duration, joinPath(path, "duration"));
  if (target === "date" && length !== undefined && length % MILLISECONDS_PER.days !== 0)
    report(check, joinPath(path, "duration"), "A date must be compared in whole days.");
  if (Object.hasOwn(test, "zone")) checkZone(check, test.zone, joinPath(path, "zone"));
};

const shapes: Readonly<Record<Exclude<TestName, "someItem" | "itemCount">, Shape>> = {
  equals: equality,
  notEquals: equality,
  oneOf: membership,
  notOneOf: membership,
  atLeast: ordering,
  moreThan: ordering,
  atMost: ordering,
  lessThan: ordering,
  between: (check, test, path, target, constantsOnly) => {
    if (!checkKeys(check, test, path, ["is", "from", "to"])) return;
    checkOperand(check, test.from, joinPath(path, "from"), target, constantsOnly, true);
    checkOperand(check, test.to, joinPath(path, "to"), target, constantsOnly, true);
    if (typeof test.from === "number" && typeof test.to === "number" && test.to < test.from)
      report(check, joinPath(path, "to"), "The upper end must not be below the lower end.");
  },
  contains: text,
  startsWith: text,
  endsWith: text,
  like: text,
  has: (check, test, path, target) => {
    if (checkKeys(check, test, path, ["is", "value"]))
      checkConstant(check, test.value, joinPath(path, "value"), elementOf(target));
  },
  hasAny: list,
  hasAll: list,
  size: (check, test, path) => {
    if (checkKeys(check, test, path, ["is", "test"])) checkNumberTest(check, test.test, joinPath(path, "test"));
  },
  missing: presence,
  present: presence,
  before: side,
  after: side,
  withinLast: within,
  withinNext: within,
  calendar: (check, test, path) => {
    if (!checkKeys(check, test, path, ["is", "which", "unit", "zone"])) return;
    checkCalendar(check, test, path);
    checkZone(check, test.zone, joinPath(path, "zone"));
  },
  part: checkPart,
  age: (check, test, path) => {
    if (!checkKeys(check, test, path, ["is", "test", "zone", "leapDay?"])) return;
    checkNumberTest(check, test.test, joinPath(path, "test"));
    checkZoneAndLeapDay(check, test, path);
  },
  anniversary: (check, test, path) => {
    const isCalendar = Object.hasOwn(test, "which");
    if (!checkKeys(check, test, path, ["is", ...(isCalendar ? ["which", "unit"] : ["days"]), "zone", "leapDay?"])) return;
    if (isCalendar) checkCalendar(check, test, path);
    else checkDays(check, test.days, joinPath(path, "days"));
    checkZoneAndLeapDay(check, test, path);
  },
};

function checkPart(check: RuleCheck, test: Record<string, unknown>, path: string, target: Target): void {
  const zone = target === "date" ? [] : target === undefined ? ["zone?"] : ["zone"];
  if (!checkKeys(check, test, path, ["is", "part", "test", ...zone])) return;
  const parts: readonly string[] = target === "date" ? PARTS_OF_DATES : Object.keys(DATE_PARTS);
  const { part } = test;
  if (typeof part !== "string" || !parts.includes(part))
    report(check, joinPath(path, "part"), "Unknown part.", suggestion(part, parts));
  else {
    const { min, max } = DATE_PARTS[part as DatePart];
    checkNumberTest(check, test.test, joinPath(path, "test"), {
      expected: `an integer from ${min} to ${max}`,
      accepts: (value) => Number.isInteger(value) && value >= min && value <= max,
    });
  }
  if (Object.hasOwn(test, "zone")) checkZone(check, test.zone, joinPath(path, "zone"));
}

function checkCalendar(check: RuleCheck, { which, unit }: Record<string, unknown>, path: string): void {
  if (typeof which !== "string" || !Object.hasOwn(CALENDAR_MOVES, which))
    report(check, joinPath(path, "which"), "Unknown choice.", suggestion(which, Object.keys(CALENDAR_MOVES)));
  checkUnit(check, unit, joinPath(path, "unit"));
}

/** Checks the days of an anniversary, counted from today. */
function checkDays(check: RuleCheck, days: unknown, path: string): void {
  const isDays = (value: unknown, min: number): value is number =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= 366;
  if (typeof days !== "object" || days === null) {
    if (!isDays(days, 0)) reportWrong(check, path, "an integer from 0 (today) to 366, or { from, to }", days);
    return;
  }
  if (!checkKeys(check, days, path, ["from", "to"])) return;
  const { from, to } = days;
  for (const [key, value] of Object.entries({ from, to }))
    if (!isDays(value, -366)) reportWrong(check, joinPath(path, key), "an integer from -366 to 366", value);
  if (isDays(from, -366) && isDays(to, -366) && to < from)
    report(check, joinPath(path, "to"), "The upper end must not be below the lower end.");
}

function checkZoneAndLeapDay(check: RuleCheck, test: Record<string, unknown>, path: string): void {
  checkZone(check, test.zone, joinPath(path, "zone"));
  if (Object.hasOwn(test, "leapDay") && test.leapDay !== "02-28" && test.leapDay !== "03-01")
    reportWrong(check, joinPath(path, "leapDay"), '"02-28" or "03-01"', test.leapDay);
}

/** Checks the test of a field of an item; `undefined` without a catalog. */
function checkField(check: RuleCheck, test: unknown, path: string, field: CatalogField | undefined): void {
  checkTest(check, test, path, field?.type, true, field);
}

/** Returns the type of the elements of a list. */
function elementOf(target: Target): Target {
  return target === "texts" ? "text" : target === "numbers" ? "number" : undefined;
}

function checkIgnoreCase(check: RuleCheck, test: Record<string, unknown>, path: string, target: Target): void {
  if (!Object.hasOwn(test, "ignoreCase")) return;
  const place = joinPath(path, "ignoreCase");
  if (typeof test.ignoreCase !== "boolean") reportWrong(check, place, "true or false", test.ignoreCase);
  else if (target !== undefined && target !== "text" && target !== "state")
    report(check, place, `A value of type ${target} has no case to ignore.`);
}

function checkConstants(check: RuleCheck, values: unknown, path: string, target: Target): void {
  if (!checkList(check, values, path, 1)) return;
  values.forEach((value, index) => checkConstant(check, value, `${path}[${index}]`, target));
  if (target === "state" && new Set(values.map((value) => typeof value)).size > 1)
    report(check, path, "All values must be of one type.");
}

function checkConstant(check: RuleCheck, value: unknown, path: string, target: Target): void {
  if (!isScalar(value))
    reportWrong(check, path, "true, false, a finite number, or text without U+0000 and unpaired surrogates", value);
  else if (!fits(value, target)) reportWrong(check, path, `a value of type ${target}`, value);
}

function fits(value: string | number | boolean, target: Target): boolean {
  switch (target) {
    case undefined:
    case "state":
      return true;
    case "number":
    case "integer":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "date":
      return typeof value === "string" && isCalendarDate(value);
    default:
      return typeof value === "string";
  }
}

/** Checks a constant, a duration (for lengths of time), or a reference to another attribute of the same type. */
function checkOperand(
  check: RuleCheck,
  value: unknown,
  path: string,
  target: Target,
  constantsOnly: boolean,
  ordered = false,
): void {
  if (typeof value === "object" && value !== null && Object.hasOwn(value, "attribute")) {
    if (!checkKeys(check, value, path, ["attribute"])) return;
    if (constantsOnly || target === "state" || target === "duration") {
      report(check, path, "Only attributes and metrics can be compared with another attribute.");
      return;
    }
    const field = checkAttributePath(check, value.attribute, joinPath(path, "attribute"));
    if (field !== undefined && target !== undefined && kindOf(field.type) !== kindOf(target)) {
      report(check, joinPath(path, "attribute"), `A value of type ${target} cannot be compared with one of type ${field.type}.`);
    }
    return;
  }
  if (target === "duration" || (target === undefined && typeof value === "object")) {
    checkRuleDuration(check, value, path);
    return;
  }
  checkConstant(check, value, path, target);
  if (ordered && typeof value === "boolean") report(check, path, "True and false have no order; use equals.");
}

/** Returns the type of values that can be compared with those of a type: an integer is a number. */
export function kindOf(type: ValueType | "state"): string {
  return type === "integer" ? "number" : type;
}
