import { MILLISECONDS_PER } from "../../kernel/index.js";
import { isCalendarDate, joinPath } from "../../kernel/internal.js";
import type { ValueType } from "../language/catalog.js";
import { checkAttributePath } from "./check-reference.js";
import { checkKeys, checkList, report, type RuleCheck, suggestion } from "./rule-check.js";
import { checkDuration, checkInstant, checkZone } from "./check-scalar.js";
import type { TestName } from "../language/expression.js";
import { allTests, testsByType, timeDependentTests } from "../language/tests-by-type.js";
import { isScalar } from "../language/value-reading.js";

/** What a test is about: a type of value, a timeline (any scalar), or unknown while there is no catalog. */
type Target = ValueType | "state" | undefined;

const STATE_TESTS: readonly TestName[] = [
  ...new Set<TestName>([...testsByType.text, ...testsByType.number, ...testsByType.boolean]),
];

/** A test of a value of some type; `timeless` where its answer may not depend on the instant of the question. */
export function checkTest(check: RuleCheck, value: unknown, path: string, target: Target, timeless = false): void {
  const is: unknown =
    typeof value === "object" && value !== null && Object.hasOwn(value, "is") ? (value as { is?: unknown }).is : undefined;
  if (typeof is !== "string" || !allTests.includes(is as TestName)) {
    report(check, joinPath(path, "is"), "This test does not exist.", suggestion(is, allTests));
    return;
  }
  const name = is as TestName;
  if (timeless && timeDependentTests.has(name)) {
    report(
      check,
      joinPath(path, "is"),
      `The answer of ${name} depends on the instant of the question, which conditions on an interaction may not.`,
      "Use a window instead.",
    );
  }
  const allowed = target === undefined ? allTests : target === "state" ? STATE_TESTS : testsByType[target];
  if (!allowed.includes(name)) {
    report(check, joinPath(path, "is"), `A value of type ${target} does not take ${name}.`, `It takes: ${allowed.join(", ")}.`);
    return;
  }
  shapes[name](check, value as Record<string, unknown>, path, target, timeless);
}

type Shape = (check: RuleCheck, test: Record<string, unknown>, path: string, target: Target, timeless: boolean) => void;

const equality: Shape = (check, test, path, target, timeless) => {
  if (!checkKeys(check, test, path, ["is", "value", "ignoreCase?"])) return;
  checkOperand(check, test.value, joinPath(path, "value"), target, timeless);
  checkIgnoreCase(check, test, path, target);
};

const ordering: Shape = (check, test, path, target, timeless) => {
  if (checkKeys(check, test, path, ["is", "value"]))
    checkOperand(check, test.value, joinPath(path, "value"), target, timeless, true);
};

const membership: Shape = (check, test, path, target) => {
  if (!checkKeys(check, test, path, ["is", "values", "ignoreCase?"])) return;
  checkConstants(check, test.values, joinPath(path, "values"), target);
  checkIgnoreCase(check, test, path, target);
};

const text: Shape = (check, test, path, target) => {
  if (!checkKeys(check, test, path, ["is", "value", "ignoreCase?"])) return;
  if (typeof test.value !== "string" || !isScalar(test.value))
    report(check, joinPath(path, "value"), "Give a text without U+0000 and unpaired surrogates.");
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
  if (target === "date") report(check, place, "Give a day that exists, as YYYY-MM-DD.");
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
    report(check, joinPath(path, "duration"), "A date is compared in whole days.");
  if (Object.hasOwn(test, "zone")) checkZone(check, test.zone, joinPath(path, "zone"));
};

const shapes: Readonly<Record<TestName, Shape>> = {
  equals: equality,
  notEquals: equality,
  oneOf: membership,
  notOneOf: membership,
  atLeast: ordering,
  moreThan: ordering,
  atMost: ordering,
  lessThan: ordering,
  between: (check, test, path, target, timeless) => {
    if (!checkKeys(check, test, path, ["is", "from", "to"])) return;
    checkOperand(check, test.from, joinPath(path, "from"), target, timeless, true);
    checkOperand(check, test.to, joinPath(path, "to"), target, timeless, true);
    if (typeof test.from === "number" && typeof test.to === "number" && test.to < test.from)
      report(check, joinPath(path, "to"), "The upper end is below the lower one.");
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
  age: (check, test, path) => {
    if (!checkKeys(check, test, path, ["is", "test", "zone", "leapDay?"])) return;
    checkNumberTest(check, test.test, joinPath(path, "test"));
    checkZoneAndLeapDay(check, test, path);
  },
  anniversary: (check, test, path) => {
    if (!checkKeys(check, test, path, ["is", "days", "zone", "leapDay?"])) return;
    if (!Number.isInteger(test.days) || (test.days as number) < 0 || (test.days as number) > 366)
      report(check, joinPath(path, "days"), "Give a whole number of days from 0 (today) to 366.");
    checkZoneAndLeapDay(check, test, path);
  },
};

function checkZoneAndLeapDay(check: RuleCheck, test: Record<string, unknown>, path: string): void {
  checkZone(check, test.zone, joinPath(path, "zone"));
  if (Object.hasOwn(test, "leapDay") && test.leapDay !== "02-28" && test.leapDay !== "03-01")
    report(check, joinPath(path, "leapDay"), 'Give "02-28" or "03-01".');
}

function checkNumberTest(check: RuleCheck, value: unknown, path: string): void {
  const is: unknown =
    typeof value === "object" && value !== null && Object.hasOwn(value, "is") ? (value as { is?: unknown }).is : undefined;
  const names = ["equals", "notEquals", "atLeast", "moreThan", "atMost", "lessThan", "between"];
  if (typeof is !== "string" || !names.includes(is)) {
    report(check, joinPath(path, "is"), "This test of a number does not exist.", suggestion(is, names));
    return;
  }
  const keys = is === "between" ? ["from", "to"] : ["value"];
  if (!checkKeys(check, value, path, ["is", ...keys])) return;
  for (const key of keys)
    if (typeof value[key] !== "number" || !Number.isFinite(value[key])) report(check, joinPath(path, key), "Give a number.");
}

/** The type of an element of a list. */
function elementOf(target: Target): Target {
  return target === "texts" ? "text" : target === "numbers" ? "number" : undefined;
}

function checkIgnoreCase(check: RuleCheck, test: Record<string, unknown>, path: string, target: Target): void {
  if (!Object.hasOwn(test, "ignoreCase")) return;
  const place = joinPath(path, "ignoreCase");
  if (typeof test.ignoreCase !== "boolean") report(check, place, "Give true or false.");
  else if (target !== undefined && target !== "text" && target !== "state") report(check, place, "Only text has case.");
}

function checkConstants(check: RuleCheck, values: unknown, path: string, target: Target): void {
  if (!checkList(check, values, path, 1)) return;
  values.forEach((value, index) => checkConstant(check, value, `${path}[${index}]`, target));
  if (target === "state" && new Set(values.map((value) => typeof value)).size > 1)
    report(check, path, "Give values of one type.");
}

function checkConstant(check: RuleCheck, value: unknown, path: string, target: Target): void {
  if (!isScalar(value))
    report(check, path, "Give a text, a finite number, true or false; text without U+0000 and unpaired surrogates.");
  else if (!fits(value, target)) report(check, path, `Give a value of type ${target}.`);
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

/** A constant, a duration (for lengths of time), or another attribute of the same type. */
function checkOperand(check: RuleCheck, value: unknown, path: string, target: Target, timeless: boolean, ordered = false): void {
  if (typeof value === "object" && value !== null && Object.hasOwn(value, "attribute")) {
    if (!checkKeys(check, value, path, ["attribute"])) return;
    if (timeless || target === "state" || target === "duration") {
      report(check, path, "Only an attribute or a figure can be compared with another attribute.");
      return;
    }
    const field = checkAttributePath(check, value.attribute, joinPath(path, "attribute"));
    if (field !== undefined && target !== undefined && kindOf(field.type) !== kindOf(target)) {
      report(check, joinPath(path, "attribute"), `A ${target} cannot be compared with a ${field.type}.`);
    }
    return;
  }
  if (target === "duration" || (target === undefined && typeof value === "object")) {
    checkDuration(check, value, path);
    return;
  }
  checkConstant(check, value, path, target);
  if (ordered && typeof value === "boolean") report(check, path, "True and false have no order.");
}

function kindOf(type: ValueType | "state"): string {
  return type === "integer" ? "number" : type;
}
