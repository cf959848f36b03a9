import { joinPath, nearestName } from "../../kernel/internal.js";
import type { Scalar, Test } from "../language/expression.js";
import { foldAscii } from "../language/text-matching.js";
import { report, type RuleCheck, warn } from "./rule-check.js";

/** Values that a field, a property or a timeline takes, and those that it took before. */
interface Known {
  readonly values?: readonly Scalar[] | undefined;
  readonly retiredValues?: readonly Scalar[] | undefined;
}

/** Refuses a test for a value that does not exist, and warns about one that no longer does. The test is valid in its form. */
export function checkKnownValues(check: RuleCheck, test: Test, path: string, { values = [], retiredValues = [] }: Known): void {
  const folds = "ignoreCase" in test && test.ignoreCase === true;
  const fold = (value: Scalar): Scalar => (folds && typeof value === "string" ? foldAscii(value) : value);
  const current = new Set(values.map(fold));
  const retired = new Set(retiredValues.map(fold));
  for (const [place, value] of wantedValues(test)) {
    if (current.has(fold(value))) continue;
    const at = joinPath(path, place);
    if (retired.has(fold(value))) {
      warn(check, at, `The value ${JSON.stringify(value)} is retired.`);
      continue;
    }
    const names = values.map(String);
    const near = nearestName(String(value), names);
    const hint =
      near === undefined ? (names.length <= 12 ? `Choose from: ${names.join(", ")}.` : undefined) : `Did you mean "${near}"?`;
    report(check, at, `The value ${JSON.stringify(value)} does not exist.`, hint);
  }
}

/** Returns the values that a test compares for equality, with their places. */
function wantedValues(test: Test): readonly (readonly [place: string, value: Scalar])[] {
  switch (test.is) {
    case "equals":
    case "notEquals":
    case "has":
      return typeof test.value === "object" ? [] : [["value", test.value]];
    case "oneOf":
    case "notOneOf":
    case "hasAny":
    case "hasAll":
      return test.values.map((value, index) => [`values[${index}]`, value] as const);
    default:
      return [];
  }
}
